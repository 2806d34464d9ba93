"""A provider's claims as attributes of the pool.

Page: developerguide/cognito-user-pools-specifying-attribute-mapping.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.external.provider_settings import USERNAME
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.schema import VERIFICATION_FLAGS
from isthmus.local.cognito.user_attributes import as_kept, verify_changes
from isthmus.local.cognito.writable import is_writable


def map_claims(
    claims: Mapping[str, Any],
    *,
    mapping: Mapping[str, str],
    pool: Pool,
    client: AppClient,
    current: Mapping[str, str],
) -> dict[str, str]:
    """Give the changes to a user's attributes; an empty value deletes one.

    What the client may not write is left out, what the provider does not say stays. Raises
    InvalidParameterException for a value that the schema refuses, or one for an immutable attribute.
    """
    mapped = {
        name: value
        for name, value in read_claims(claims, mapping=mapping, pool=pool).items()
        if _may_write(client, name)
    }
    _check_mutable(pool, mapped)
    changed = {name: value for name, value in mapped.items() if current.get(name, "") != value}
    # AWS: a mapped address is unverified unless the mapping has its flag.
    for flag in VERIFICATION_FLAGS:
        name = flag.removesuffix("_verified")
        if changed.get(name) and flag not in mapped:
            changed[flag] = "false"
    return verify_changes(
        pool, [{"Name": name, "Value": value} for name, value in changed.items()], current=current
    )


def read_claims(claims: Mapping[str, Any], *, mapping: Mapping[str, str], pool: Pool) -> dict[str, str]:
    """Give what the provider says, by the pool's names and as the pool keeps it, unchecked by the schema."""
    return {
        name: as_kept(pool, name, _to_text(name, claims[source]))
        for name, source in mapping.items()
        if name != USERNAME and claims.get(source) is not None
    }


def check_complete(pool: Pool, attributes: Mapping[str, str]) -> None:
    """Refuse a user without a required attribute, in AWS's words."""
    required = [attribute["Name"] for attribute in pool.schema if attribute["Required"]]
    missing = [name for name in required if name != "sub" and not attributes.get(name)]
    if missing:
        raise invalid_parameter(f"attributes required: [{', '.join(missing)}]")


def is_unicode(text: str) -> bool:
    """Tell whether a JSON text is one that can be written: JSON can spell half a character."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _may_write(client: AppClient, name: str) -> bool:
    """NOTE: WriteAttributes can't name a verification flag; it goes with its address."""
    return is_writable(client, name.removesuffix("_verified") if name in VERIFICATION_FLAGS else name)


def _check_mutable(pool: Pool, mapped: Mapping[str, str]) -> None:
    for attribute in pool.schema:
        if attribute["Name"] in mapped and not attribute["Mutable"]:
            raise invalid_parameter(f"user.{attribute['Name']}: Attribute cannot be updated.")


def _to_text(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"[{','.join(_encoded(name, value))}]"
    return _scalar(name, value)


def _encoded(name: str, values: Sequence[Any]) -> list[str]:
    """AWS: values in a list are form-encoded, except letters, digits and `.-*_`."""
    return [quote_plus(_scalar(name, value), safe="*").replace("~", "%7E") for value in values]


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, str) and is_unicode(value):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise invalid_parameter(f"Invalid user attributes: {name}: The claim has no text form.")
