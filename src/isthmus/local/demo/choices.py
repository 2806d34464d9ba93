"""What can be chosen before a story is told: each choice has a few options, the first is the default."""

from collections.abc import Mapping
from typing import TypeAlias

from isthmus.errors import ConfigurationError

Options: TypeAlias = Mapping[str, tuple[str, ...]]
Chosen: TypeAlias = Mapping[str, str]


class ChoiceError(ConfigurationError):
    """A choice that the story does not have, or none of its options."""

    code = "unknown_choice"


def read_choices(unverified: object, *, options: Options) -> Chosen:
    """Give one option for every choice, its default where none is said; raise ChoiceError."""
    if not isinstance(unverified, Mapping):
        raise ChoiceError("choices: an object is wanted.")
    unknown = sorted(str(name) for name in unverified.keys() - options.keys())
    if unknown:
        message = f"Unknown choices: {', '.join(unknown)[:200]}. There is: {', '.join(options)}."
        raise ChoiceError(message)
    return {
        name: _read(unverified.get(name, known[0]), name=name, known=known) for name, known in options.items()
    }


def _read(unverified: object, *, name: str, known: tuple[str, ...]) -> str:
    if not isinstance(unverified, str) or unverified not in known:
        raise ChoiceError(f"{name}: one of {', '.join(known)} is wanted.")
    return unverified
