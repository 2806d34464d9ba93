"""The settings of a fault: what they can be, and values read from JSON."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from isthmus.local.faults.errors import FaultSettingError

Value: TypeAlias = float | str
Values: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSetting:
    """A number from `lowest` to `highest`, both included."""

    name: str
    what: str
    lowest: float
    highest: float
    default: float

    def read(self, unverified: object) -> float:
        """Give the number, or raise FaultSettingError."""
        # NOTE: JSON's true is an int in Python; NaN compares with nothing.
        if isinstance(unverified, int | float) and not isinstance(unverified, bool):  # noqa: SIM102  typed by it
            if self.lowest <= unverified <= self.highest:
                return float(unverified)
        raise FaultSettingError(f"{self.name}: a number from {self.lowest:g} to {self.highest:g} is wanted.")

    def to_document(self) -> dict[str, Any]:
        """Describe it for a form."""
        return {
            "name": self.name,
            "kind": "number",
            "what": self.what,
            "lowest": self.lowest,
            "highest": self.highest,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceSetting:
    """One of a few words; the first is the default."""

    name: str
    what: str
    options: tuple[str, ...]

    @property
    def default(self) -> str:
        """What it is unless somebody chooses."""
        return self.options[0]

    def read(self, unverified: object) -> str:
        """Give the word, or raise FaultSettingError."""
        if not isinstance(unverified, str) or unverified not in self.options:
            raise FaultSettingError(f"{self.name}: one of {', '.join(self.options)} is wanted.")
        return unverified

    def to_document(self) -> dict[str, Any]:
        """Describe it for a form."""
        return {"name": self.name, "kind": "choice", "what": self.what, "options": list(self.options)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSetting:
    """The API name of a component of the org."""

    name: str
    what: str
    default: str

    def read(self, unverified: object) -> str:
        """Give the name, or raise FaultSettingError."""
        if not isinstance(unverified, str) or not _API_NAME.fullmatch(unverified):
            message = f"{self.name}: an API name is wanted: a letter, then letters, digits or _, 80 in all."
            raise FaultSettingError(message)
        return unverified

    def to_document(self) -> dict[str, Any]:
        """Describe it for a form."""
        return {"name": self.name, "kind": "name", "what": self.what}


Setting: TypeAlias = NumberSetting | ChoiceSetting | NameSetting


def read_values(unverified: object, *, settings: Sequence[Setting]) -> Values:
    """Give a value for every setting, its default where none is said; raise FaultSettingError."""
    if not isinstance(unverified, Mapping):
        raise FaultSettingError("settings: an object is wanted.")
    unknown = sorted(str(name) for name in unverified.keys() - {setting.name for setting in settings})
    if unknown:
        known = ", ".join(setting.name for setting in settings) or "none"
        raise FaultSettingError(f"Unknown settings: {', '.join(unknown)[:200]}. This fault has: {known}.")
    return {setting.name: setting.read(unverified.get(setting.name, setting.default)) for setting in settings}


_API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
