"""An org that Terraform is to trust: its id, its origin, and its apps' consumer keys where it gives them.

It gives a consumer key with the metadata of the app if Setup allows access to OAuth consumer secrets by the
Metadata API; otherwise it is read in Setup, by a person.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from isthmus.errors import UnavailableError
from isthmus.salesforce.ids import OrgId
from isthmus.salesforce.metadata_document import MetadataDocument
from isthmus.salesforce.org_api import OrgRefusedError

_TYPE = "ExtlClntAppGlobalOauthSettings"
_SETTINGS_OF = {
    "TF_VAR_consumer_key": "Cognito_OIDC_Sample_glbloauth",
    "TF_VAR_login_consumer_key": "Isthmus_Login_glbloauth",
}
CONSUMER_KEYS = frozenset(_SETTINGS_OF)
"""The variables that an org may leave out."""


class Records(Protocol):
    """An org's records, as `salesforce.org_api` gives them."""

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        """Give records."""
        ...


class Documents(Protocol):
    """An org's metadata, as `salesforce.metadata_api` gives it."""

    def retrieve(self, members: Mapping[str, Collection[str]]) -> Sequence[MetadataDocument]:
        """Give documents, names by type."""
        ...


def read_org(origin: str, *, records: Records, documents: Documents) -> dict[str, str]:
    """Give what `infra/terraform/examples/complete` is told of an org, as variables of a shell.

    Raises `UnavailableError` for an org that tells no id of its own, and as the org's calls do.
    """
    found = records.query("SELECT Id FROM Organization")
    if len(found) != 1:
        raise UnavailableError("the org did not tell its id")
    return {
        "TF_VAR_salesforce_org_id": OrgId.parse(str(found[0].get("Id"))),
        "TF_VAR_salesforce_origin": origin,
        **_read_consumer_keys(documents),
    }


def _read_consumer_keys(documents: Documents) -> dict[str, str]:
    try:
        retrieved = documents.retrieve({_TYPE: tuple(_SETTINGS_OF.values())})
    except OrgRefusedError:
        return {}
    # SECURITY: the documents may hold consumer secrets; the key alone is taken out of them.
    keys = {document.full_name: document.find_text("consumerKey") for document in retrieved}
    found = {variable: keys.get(name) for variable, name in _SETTINGS_OF.items()}
    return {variable: key for variable, key in found.items() if key is not None and key.isprintable()}
