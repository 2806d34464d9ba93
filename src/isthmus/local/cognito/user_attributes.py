"""Attribute values of a user, checked against the schema of the pool."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.schema import VERIFICATION_FLAGS

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef, SchemaAttributeTypeTypeDef

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+|[^\s@]+@localhost")
# E.164: a plus sign and up to 15 digits.
_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}")
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_LOWERED = ("email", "preferred_username")


def is_email(value: str) -> bool:
    """Tell whether the text has the form of an e-mail address."""
    return _EMAIL.fullmatch(value) is not None


def is_phone_number(value: str) -> bool:
    """Tell whether the text has the form of a phone number."""
    return _PHONE_NUMBER.fullmatch(value) is not None


def as_kept(pool: Pool, name: str, value: str) -> str:
    """Give a value as this pool keeps and compares it."""
    return pool.normalized(value) if name in _LOWERED else value


def verify_new_attributes(pool: Pool, unverified: "Sequence[AttributeTypeTypeDef]") -> dict[str, str]:
    """Give the attributes of a new user; empty ones are left out."""
    verified = _verify(pool, unverified)
    return {name: value for name, value in verified.items() if value != ""}


def verify_deletions(pool: Pool, names: Sequence[str], *, current: Mapping[str, str]) -> dict[str, str]:
    """Give the changes that delete attributes of a user, each with its verification flag."""
    for name in names:
        if name in VERIFICATION_FLAGS:
            raise invalid_parameter(f"Cannot modify the non-mutable attribute {name}")
    deletions: list[AttributeTypeTypeDef] = [{"Name": name, "Value": ""} for name in names]
    changes = verify_changes(pool, deletions, current=current)
    check_deletable(pool, changes)
    return changes


def check_deletable(pool: Pool, changes: Mapping[str, str]) -> None:
    """Refuse changes that delete what is required or takes the place of a username."""
    required = {attribute["Name"] for attribute in pool.schema if attribute["Required"]}
    for name, value in changes.items():
        if value == "" and (name in required or name in pool.username_attributes):
            raise _nonconforming(name, "The attribute is required")


def check_required(pool: Pool, attributes: Mapping[str, str]) -> None:
    """Raise InvalidParameterException unless every required attribute has a value."""
    for attribute in pool.schema:
        name = attribute["Name"]
        if attribute["Required"] and name != "sub" and not attributes.get(name):
            raise _nonconforming(name, "The attribute is required")


def verify_changes(
    pool: Pool, unverified: "Sequence[AttributeTypeTypeDef]", *, current: Mapping[str, str]
) -> dict[str, str]:
    """Give the changes to an existing user; an empty value deletes.

    A new e-mail address or phone number is unverified unless the request says otherwise.
    """
    changes = _verify(pool, unverified)
    schema = {attribute["Name"]: attribute for attribute in pool.schema}
    for name, value in changes.items():
        if not schema[name]["Mutable"] and current.get(name, value) != value:
            raise invalid_parameter(f"user.{name}: Attribute cannot be updated.")
    for flag in VERIFICATION_FLAGS:
        name = flag.removesuffix("_verified")
        if name in changes and flag not in changes and current.get(name) != changes[name] and flag in current:
            changes[flag] = "false" if changes[name] else ""
        if changes.get(flag) == "true" and not changes.get(name, current.get(name)):
            raise invalid_parameter(f"{name} is required to set {flag} to true.")
    return changes


def _verify(pool: Pool, unverified: "Sequence[AttributeTypeTypeDef]") -> dict[str, str]:
    schema = {attribute["Name"]: attribute for attribute in pool.schema}
    verified: dict[str, str] = {}
    for attribute in unverified:
        name, value = attribute["Name"], attribute.get("Value", "")
        if name == "sub":
            raise invalid_parameter("Cannot modify the non-mutable attribute sub")
        if name not in schema:
            raise invalid_parameter(
                f"Attributes did not conform to the schema: {name}: Attribute does not exist in the schema."
            )
        if value:
            _check_value(schema[name], value)
        verified[name] = as_kept(pool, name, value)
    return verified


def _check_value(attribute: "SchemaAttributeTypeTypeDef", value: str) -> None:
    name, data_type = attribute["Name"], attribute["AttributeDataType"]
    if name == "email" and not is_email(value):
        raise invalid_parameter("Invalid email address format.")
    if name == "phone_number" and not is_phone_number(value):
        raise invalid_parameter("Invalid phone number format.")
    if data_type == "String":
        _check_length(attribute, value)
    if data_type == "Number":
        _check_number(attribute, value)
    if data_type == "DateTime" and not _is_date_time(value):
        raise _nonconforming(name, "The attribute value is not a date and time.")
    if data_type == "Boolean" and value.lower() not in ("true", "false"):
        raise _nonconforming(name, "The attribute value is not a boolean.")


def _is_date_time(value: str) -> bool:
    """Take ISO 8601 and epoch seconds: AWS documents no form (unverified)."""
    if _NUMBER.fullmatch(value):
        return True
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _check_length(attribute: "SchemaAttributeTypeTypeDef", value: str) -> None:
    limits = attribute.get("StringAttributeConstraints", {})
    if len(value) < int(limits.get("MinLength", "0")):
        raise _nonconforming(attribute["Name"], "String is shorter than the minimum length.")
    if len(value) > int(limits.get("MaxLength", "2048")):
        raise _nonconforming(attribute["Name"], "String is longer than the maximum length.")


def _check_number(attribute: "SchemaAttributeTypeTypeDef", value: str) -> None:
    limits = attribute.get("NumberAttributeConstraints", {})
    if _NUMBER.fullmatch(value) is None:
        raise _nonconforming(attribute["Name"], "The attribute value is not a number.")
    if "MinValue" in limits and int(value) < int(limits["MinValue"]):
        raise _nonconforming(attribute["Name"], "Number is below the minimum value.")
    if "MaxValue" in limits and int(value) > int(limits["MaxValue"]):
        raise _nonconforming(attribute["Name"], "Number is above the maximum value.")


def _nonconforming(name: str, reason: str) -> Exception:
    return invalid_parameter(f"Attributes did not conform to the schema: {name}: {reason}")
