from collections.abc import Collection, Mapping

from isthmus.doctor.retrieved import RetrievedMetadata
from isthmus.salesforce.metadata_document import MetadataDocument


def test_retrieves_the_same_once_and_something_else_anew() -> None:
    asked: list[Mapping[str, Collection[str]]] = []

    def retrieve(members: Mapping[str, Collection[str]]) -> list[MetadataDocument]:
        asked.append(members)
        return [MetadataDocument(name="Sample", full_name=f"A{len(asked)}")]

    metadata = RetrievedMetadata(retrieve)
    found = [metadata.retrieve({"Sample": name})[0].full_name for name in ("A", "A", "B")]
    assert found == ["A1", "A1", "A2"]
    assert asked == [{"Sample": ("A",)}, {"Sample": ("B",)}]
