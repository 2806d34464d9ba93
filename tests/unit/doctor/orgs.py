"""An org for checks: what it answers is written down; what it is not to be asked, it refuses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from isthmus.errors import UnavailableError
from isthmus.salesforce.metadata_document import MetadataDocument, parse_document


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeOrg:
    """`records` by the object that is queried."""

    external_credential: Mapping[str, Any] | None = None
    credential: Mapping[str, Any] | None = None
    records: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        return self.records[soql.partition(" FROM ")[2].split()[0]]

    def find_external_credential(self, name: str) -> Mapping[str, Any] | None:
        assert name == "AWS_Cognito_OAuth"
        return self.external_credential

    def find_credential(self, principal: Mapping[str, str]) -> Mapping[str, Any] | None:
        assert principal["principalName"] == "Integration"
        return self.credential


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeMetadata:
    """`documents` are XML by type; a type in `refused` can't be retrieved."""

    documents: Mapping[str, str]
    refused: frozenset[str] = frozenset()

    def retrieve(self, members: Mapping[str, str]) -> Sequence[MetadataDocument]:
        if self.refused.intersection(members):
            raise UnavailableError("sample refusal")
        return [
            parse_document(self.documents[kind].encode(), full_name=name)
            for kind, name in members.items()
            if kind in self.documents
        ]
