"""The fields of the forms: which attributes a page asks for, and what a browser can fill in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from isthmus.local.cognito.hosted.words import label_of, listed
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.pools import Pool

PREFIX = "userAttributes."
# What browsers may fill in (WCAG 2.2, 1.3.5).
_AUTOCOMPLETE = {
    "address": "street-address",
    "birthdate": "bday",
    "email": "email",
    "family_name": "family-name",
    "gender": "sex",
    "given_name": "given-name",
    "locale": "language",
    "middle_name": "additional-name",
    "name": "name",
    "nickname": "nickname",
    "phone_number": "tel",
    "picture": "photo",
    "website": "url",
}
# NOTE: of the types that browsers check, none refuses what the pool would take.
_TYPES = {"birthdate": "date", "phone_number": "tel"}
_HINTS = {
    "phone_number": "With a plus sign and the country: +15555550100.",
    "zoneinfo": "For example Europe/Paris.",
    "locale": "For example en-US.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One attribute on a form, with what was typed there."""

    attribute: str
    value: str

    @property
    def name(self) -> str:
        """Its name in the form, which no other field has."""
        return f"{PREFIX}{self.attribute}"

    @property
    def label(self) -> str:
        """Its label."""
        return label_of(self.attribute)

    @property
    def type(self) -> str:
        """Its type."""
        return _TYPES.get(self.attribute, "text")

    @property
    def autocomplete(self) -> str:
        """What a browser fills in."""
        return _AUTOCOMPLETE.get(self.attribute, "off")

    @property
    def hint(self) -> str:
        """How to write it; empty if that is plain."""
        return _HINTS.get(self.attribute, "")


def attribute_fields(attributes: Iterable[str], *, form: Form | None) -> tuple[Field, ...]:
    """Give the fields for attributes, filled in with what was sent."""
    return tuple(
        Field(attribute=name, value="" if form is None else form.find(f"{PREFIX}{name}") or "")
        for name in attributes
    )


def typed(fields: Iterable[Field]) -> Mapping[str, str]:
    """Give the attributes as they were typed."""
    return {field.attribute: field.value for field in fields}


def missing_labels(fields: Iterable[Field]) -> list[str]:
    """Name the fields that are empty."""
    return [field.label for field in fields if not field.value]


def sign_up_attributes(pool: Pool) -> tuple[str, ...]:
    """Name what a sign-up asks for: the required attributes, and an address to confirm it by.

    What takes the place of the username is asked for once.
    """
    required = [each["Name"] for each in pool.schema if each["Required"] and each["Name"] != "sub"]
    is_only = len(pool.username_attributes) == 1
    known = {*required, *pool.username_attributes}
    confirmed_by = [name for name in ("email", "phone_number") if name in _auto_verified(pool)]
    if confirmed_by and not known & set(confirmed_by):
        required.append(confirmed_by[0])
    return tuple(name for name in required if not (is_only and name in pool.username_attributes))


def username_label(pool: Pool) -> str:
    """Name what users sign in by."""
    labels = [label_of(name) for name in pool.username_attributes]
    return " or ".join(labels).capitalize() if labels else "Username"


def please_fill_in(labels: list[str]) -> str:
    """Ask for what is missing."""
    return f"Fill in: {listed(labels)}."


def _auto_verified(pool: Pool) -> set[str]:
    return set(pool.settings.get("AutoVerifiedAttributes", ()))
