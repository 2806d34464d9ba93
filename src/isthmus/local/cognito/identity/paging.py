"""Lists in pages: one item more than fits tells whether there is a next page."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from isthmus.clock import Clock
from isthmus.local.cognito.pagination import next_token, read_token


class Identified(Protocol):
    """Something with an id to continue after."""

    @property
    def id(self) -> str:
        """Its place in the list."""
        ...


T = TypeVar("T", bound=Identified)


def take_page(
    list_after: Callable[[str, int], Sequence[T]],
    *,
    limit: int,
    unverified_token: str | None,
    request: tuple[object, ...],
    clock: Clock,
) -> tuple[Sequence[T], str | None]:
    """Give one page and the token of the next, None if it was the last.

    `list_after` gives so many items that follow an id; `request` is what the token is good for.
    """
    after: Any = (
        "" if unverified_token is None else read_token(unverified_token, request=request, clock=clock)
    )
    items = list_after(after, limit + 1)
    if len(items) <= limit:
        return items, None
    page = items[:limit]
    return page, next_token(page[-1].id, request=request, clock=clock)
