"""An org's metadata, retrieved once for all the checks of a visit that look at it."""

from collections.abc import Callable, Collection, Mapping, Sequence

from isthmus.errors import IsthmusError
from isthmus.salesforce.metadata_document import MetadataDocument

NOT_RETRIEVED = "The session's user needs API Enabled and Modify Metadata (or Modify All Data)."
"""The remedy where the org gives no metadata."""


class RetrievedMetadata:
    """Retrieve by `retrieve` what is asked for the first time, and give the same again."""

    def __init__(
        self, retrieve: Callable[[Mapping[str, Collection[str]]], Sequence[MetadataDocument]]
    ) -> None:
        self._retrieve = retrieve
        self._kept: dict[tuple[tuple[str, str], ...], Sequence[MetadataDocument] | IsthmusError] = {}

    def retrieve(self, members: Mapping[str, str]) -> Sequence[MetadataDocument]:
        """Give documents by type and name, as `MetadataApi.retrieve` does."""
        key = tuple(members.items())
        if key not in self._kept:
            self._kept[key] = self._try({kind: (name,) for kind, name in members.items()})
        kept = self._kept[key]
        if isinstance(kept, IsthmusError):
            raise kept
        return kept

    def _try(self, members: Mapping[str, Collection[str]]) -> Sequence[MetadataDocument] | IsthmusError:
        try:
            return self._retrieve(members)
        except IsthmusError as error:
            return error  # an org that took a minute to give nothing is not asked the same by the next check
