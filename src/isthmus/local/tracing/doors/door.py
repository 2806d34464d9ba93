"""What a door is, and how it is tried. Trying opens nothing: nobody is signed in, made or linked by it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from isthmus.errors import DeniedError, IsthmusError, MalformedError, UnavailableError
from isthmus.local.awsjson import AwsError
from isthmus.local.salesforce.errors import RestError, TextError

Check = Callable[[str], Awaitable[str]]
"""Take an unverified token; give a sentence on what it opens, or raise the error of who refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One place that takes tokens."""

    name: str
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What came of trying a token at a door; `why` names the rule that said no."""

    door: str
    opens: bool
    why: str


async def try_door(door: Door, unverified_token: str) -> Opening:
    """Try a token. Whatever is refused, in whatever words, is a no."""
    try:
        why = await door.check(unverified_token)
    except IsthmusError as error:
        return Opening(door=door.name, opens=False, why=_words(error))
    return Opening(door=door.name, opens=True, why=why)


def _words(error: IsthmusError) -> str:  # noqa: PLR0911  a list of rules, one a line
    match error:
        case AwsError():
            return f"{error.code}: {error.message}"
        case RestError():
            return f"{error.error_code}: {error}"
        case TextError():
            return f"{error.status} {error.word}"
        case DeniedError():
            return f"The rule {error.rule}: {error.args[0]}."
        case MalformedError():
            return f"Its form: {error}."
        case UnavailableError():
            return "Nobody can tell at the moment: who has to be asked does not answer."
    return f"{error}."
