"""Named credentials: the address behind `callout:Name`, and the external credential that opens it."""

from dataclasses import dataclass

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.documents import Values
from isthmus.local.salesforce.metadata.urls import parse_endpoint

_REQUIRED_TYPES = ("Authentication", "Url")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCredential:
    """A secured endpoint. Without `calloutStatus` it is disabled: nothing is called that nobody enabled."""

    name: str
    label: str
    url: str
    external_credential: str
    is_enabled: bool
    generates_authorization: bool


def parse_named_credential(full_name: str, values: Values) -> NamedCredential:
    """Check that there is one address and one external credential."""
    by_type = {item.text("parameterType"): item for item in values.groups("namedCredentialParameters")}
    if set(by_type) != set(_REQUIRED_TYPES) or len(by_type) != len(
        values.groups("namedCredentialParameters")
    ):
        raise MalformedError(
            'The named credential type "SecuredEndpoint" requires the following named credential parameter '
            f"types, each once: {', '.join(_REQUIRED_TYPES)}."
        )
    external_credential = by_type["Authentication"].find_text("externalCredential")
    if external_credential is None:
        raise MalformedError("Required fields are missing: [externalCredential]")
    return NamedCredential(
        name=full_name,
        label=values.text("label"),
        url=parse_endpoint(by_type["Url"].find_text("parameterValue") or ""),
        external_credential=external_credential,
        is_enabled=values.find_text("calloutStatus") == "Enabled",
        generates_authorization=values.flag("generateAuthorizationHeader", default=True),
    )
