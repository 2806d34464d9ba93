"""What Cognito tells a trigger: an event, read field by field. What to answer is left to the flows.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
"""

from isthmus.errors import MalformedError

TYPE_CHECKING = False  # NOTE: `typing` costs 5 ms at a trigger's cold start; checkers know the name
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self


class TriggerEvent:
    """An event of one trigger. Every read says which type it wants and raises `MalformedError` else."""

    __slots__ = ("is_user_known", "request", "user_pool_id", "username")

    def __init__(
        self, *, user_pool_id: str, username: str, is_user_known: bool, request: "Mapping[str, object]"
    ) -> None:
        self.user_pool_id = user_pool_id
        self.username = username
        self.is_user_known = is_user_known
        self.request = request

    @classmethod
    def parse(cls, event: "Mapping[str, object]", *, trigger_source: str) -> "Self":
        """Take an event of `trigger_source`: attached to another trigger, a function refuses to work."""
        if event.get("triggerSource") != trigger_source:
            raise MalformedError(f"not an event of {trigger_source}")
        request = event.get("request")
        if not isinstance(request, dict):
            raise MalformedError("an event without a request")
        return cls(
            user_pool_id=find_text(event, "userPoolId"),
            username=find_text(event, "userName"),
            is_user_known=not _find_flag(request, "userNotFound"),
            request=request,
        )

    def find_texts(self, name: str) -> dict[str, str]:
        """Give a map of texts, which is empty if absent or null."""
        value = self.request.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise MalformedError(f"{name} is no map of texts")
        return value

    def find_items(self, name: str) -> "list[dict[str, object]]":
        """Give a list of objects, which is empty if absent or null."""
        value = self.request.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise MalformedError(f"{name} is no list of objects")
        return value


def find_text(fields: "Mapping[str, object]", name: str) -> str:
    """Give a text, which is empty if absent or null."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedError(f"{name} is no text")
    return value


def _find_flag(fields: "Mapping[str, object]", name: str) -> bool:
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        # SECURITY: a flag is a boolean; "true" and 1 are neither yes nor no.
        raise MalformedError(f"{name} is no boolean")
    return value is True
