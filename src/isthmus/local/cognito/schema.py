"""The attributes a user of a pool can have: OpenID Connect's standard ones and the pool's own `custom:` ones.

Messages are AWS's. Page: developerguide/user-pool-settings-attributes.
"""

from typing import TYPE_CHECKING, Literal

from isthmus.local.cognito.errors import invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mypy_boto3_cognito_idp.type_defs import SchemaAttributeTypeTypeDef

CUSTOM = "custom:"
# WIRE: what only administrators may write has this before its name, too (API_SchemaAttributeType).
DEVELOPER_ONLY = "dev:"
MOST_CUSTOM = 50
_TEXTS = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "zoneinfo",
    "locale",
    "phone_number",
    "address",
)
VERIFICATION_FLAGS = ("email_verified", "phone_number_verified")
STANDARD_NAMES = frozenset({"sub", "birthdate", "updated_at", *_TEXTS, *VERIFICATION_FLAGS})


def verify_schema(
    unverified: "Sequence[SchemaAttributeTypeTypeDef]",
) -> "list[SchemaAttributeTypeTypeDef]":
    """Give the whole schema of a pool: the standard attributes as changed by it, and its custom ones."""
    schema = _standard_attributes()
    for attribute in unverified:
        name = attribute.get("Name", "")
        if name in STANDARD_NAMES:
            schema[name] = _changed_standard(schema[name], attribute)
            continue
        custom = _custom(attribute)
        if custom["Name"] in schema:
            raise invalid_parameter(
                f"Duplicate custom attribute names {custom['Name']} are not allowed in a user pool schema."
            )
        schema[custom["Name"]] = custom
    _check_number_of_custom(schema)
    return list(schema.values())


def add_custom_attributes(
    schema: "Sequence[SchemaAttributeTypeTypeDef]", unverified: "Sequence[SchemaAttributeTypeTypeDef]"
) -> "list[SchemaAttributeTypeTypeDef]":
    """Give the schema with more custom attributes: whatever a name is, it becomes a `custom:` one."""
    names = {attribute["Name"] for attribute in schema}
    added = []
    for attribute in unverified:
        custom = _custom(attribute)
        if custom["Name"] in names:
            raise invalid_parameter(
                f"{custom['Name']}: Existing attribute already has name {custom['Name']}."
            )
        names.add(custom["Name"])
        added.append(custom)
    _check_number_of_custom(names)
    return [*schema, *added]


def _check_number_of_custom(names: "Collection[str]") -> None:
    if len(names) - len(STANDARD_NAMES.intersection(names)) > MOST_CUSTOM:
        raise invalid_parameter(f"A user pool has at most {MOST_CUSTOM} custom attributes.")


def _standard_attributes() -> "dict[str, SchemaAttributeTypeTypeDef]":
    schema = {name: _text(name, minimum=0) for name in _TEXTS}
    schema["sub"] = _text("sub", minimum=1) | {"Mutable": False, "Required": True}
    schema["birthdate"] = _text("birthdate", minimum=10, maximum=10)
    schema |= {name: _standard(name, data_type="Boolean") for name in VERIFICATION_FLAGS}
    updated_at = _standard("updated_at", data_type="Number")
    schema["updated_at"] = updated_at | {"NumberAttributeConstraints": {"MinValue": "0"}}
    return schema


def _standard(
    name: str, *, data_type: Literal["Boolean", "Number", "String"]
) -> "SchemaAttributeTypeTypeDef":
    return {
        "Name": name,
        "AttributeDataType": data_type,
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
    }


def _text(name: str, *, minimum: int, maximum: int = 2048) -> "SchemaAttributeTypeTypeDef":
    limits = {"MinLength": str(minimum), "MaxLength": str(maximum)}
    attribute = _standard(name, data_type="String")
    attribute["StringAttributeConstraints"] = {
        "MinLength": limits["MinLength"],
        "MaxLength": limits["MaxLength"],
    }
    return attribute


def _changed_standard(
    standard: "SchemaAttributeTypeTypeDef", change: "SchemaAttributeTypeTypeDef"
) -> "SchemaAttributeTypeTypeDef":
    name, data_type = standard["Name"], standard["AttributeDataType"]
    if change.get("AttributeDataType", data_type) != data_type or change.get("DeveloperOnlyAttribute"):
        raise invalid_parameter(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema "
            f"attribute {name}"
        )
    if name == "sub":
        raise invalid_parameter("The attribute sub can not be changed.")
    changed = standard | change
    _check_limits(changed)
    return changed


def _custom(attribute: "SchemaAttributeTypeTypeDef") -> "SchemaAttributeTypeTypeDef":
    name = attribute.get("Name", "")
    if not name:
        raise invalid_parameter("A schema attribute needs a Name.")
    if "AttributeDataType" not in attribute:
        raise invalid_parameter(f"The schema attribute {name} needs an AttributeDataType.")
    if attribute.get("Required"):
        raise invalid_parameter("Required custom attributes are not supported currently.")
    custom: SchemaAttributeTypeTypeDef = {
        "DeveloperOnlyAttribute": False,
        "Mutable": False,
        "Required": False,
    }
    custom |= attribute
    prefix = f"{DEVELOPER_ONLY}{CUSTOM}" if custom["DeveloperOnlyAttribute"] else CUSTOM
    custom["Name"] = f"{prefix}{name.removeprefix(prefix)}"
    # WIRE: constraints that were not given are shown as empty ones (terraform-provider-aws, user_pool docs).
    if attribute["AttributeDataType"] == "String":
        custom.setdefault("StringAttributeConstraints", {})
    if attribute["AttributeDataType"] == "Number":
        custom.setdefault("NumberAttributeConstraints", {})
    _check_limits(custom)
    return custom


def _check_limits(attribute: "SchemaAttributeTypeTypeDef") -> None:
    name = attribute["Name"]
    text = attribute.get("StringAttributeConstraints", {})
    number = attribute.get("NumberAttributeConstraints", {})
    try:
        lengths = [int(text.get("MinLength", "0")), int(text.get("MaxLength", "2048"))]
        values = [int(number[key]) for key in ("MinValue", "MaxValue") if key in number]
    except ValueError as error:
        raise invalid_parameter(f"Invalid constraints for attribute {name}") from error
    if lengths != sorted(lengths):
        raise invalid_parameter(f"Attribute {name} cannot have a max length shorter than it's min length")
    if values != sorted(values):
        raise invalid_parameter(f"Attribute {name} cannot have a max value smaller than it's min value")
