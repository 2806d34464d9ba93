from collections.abc import Collection, Mapping

import pytest

from isthmus.doctor.retrieved import RetrievedMetadata
from isthmus.errors import UnavailableError
from isthmus.salesforce.metadata_document import MetadataDocument


def test_an_org_that_gave_nothing_is_not_asked_the_same_again() -> None:
    asked: list[Mapping[str, Collection[str]]] = []

    def retrieve(members: Mapping[str, Collection[str]]) -> list[MetadataDocument]:
        asked.append(members)
        raise UnavailableError("a minute is over")

    metadata = RetrievedMetadata(retrieve)
    for _ in range(2):
        with pytest.raises(UnavailableError):
            metadata.retrieve({"Sample": "A"})
    assert len(asked) == 1


def test_retrieves_the_same_once_and_something_else_anew() -> None:
    asked: list[Mapping[str, Collection[str]]] = []

    def retrieve(members: Mapping[str, Collection[str]]) -> list[MetadataDocument]:
        asked.append(members)
        return [MetadataDocument(name="Sample", full_name=f"A{len(asked)}")]

    metadata = RetrievedMetadata(retrieve)
    found = [metadata.retrieve({"Sample": name})[0].full_name for name in ("A", "A", "B")]
    assert found == ["A1", "A1", "A2"]
    assert asked == [{"Sample": ("A",)}, {"Sample": ("B",)}]
