"""An org's metadata, retrieved once for all the checks of a visit that look at it."""

from collections.abc import Callable, Collection, Mapping, Sequence

from isthmus.salesforce.metadata_document import MetadataDocument

NOT_RETRIEVED = "The session's user needs API Enabled and Modify Metadata (or Modify All Data)."
"""The remedy where the org gives no metadata."""


class RetrievedMetadata:
    """Retrieve by `retrieve` what is asked for the first time, and give the same again."""

    def __init__(
        self, retrieve: Callable[[Mapping[str, Collection[str]]], Sequence[MetadataDocument]]
    ) -> None:
        self._retrieve = retrieve
        self._kept: dict[tuple[tuple[str, str], ...], Sequence[MetadataDocument]] = {}

    def retrieve(self, members: Mapping[str, str]) -> Sequence[MetadataDocument]:
        """Give documents by type and name, as `MetadataApi.retrieve` does."""
        key = tuple(members.items())
        if key not in self._kept:
            self._kept[key] = self._retrieve({kind: (name,) for kind, name in members.items()})
        return self._kept[key]
