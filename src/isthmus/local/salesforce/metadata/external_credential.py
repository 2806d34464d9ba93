"""External credentials: where a token is fetched, how, and for which principals.

WIRE: Metadata API Developer Guide, ExternalCredential.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.documents import Values
from isthmus.local.salesforce.metadata.urls import parse_endpoint

_REQUIRED_TYPES = ("AuthProtocolVariant", "AuthProviderUrl")
_DEFAULT_GROUP = "DefaultGroup"
# SECURITY: what the grant itself says; a parameter of this name would replace it.
_RESERVED = frozenset(
    {"grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type"}
)
_STATUS_CODE = re.compile(r"[46789]\d\d")


class Variant(StrEnum):
    """How client id and secret travel to the token endpoint."""

    BODY = "ClientCredentialsClientSecret"
    BASIC = "ClientCredentialsClientSecretBasic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A named principal; lower sequence numbers are tried first.

    `scope` is what its tokens are asked for, `auth_parameters` what else the token request says.
    """

    name: str
    sequence_number: int
    scope: str | None
    auth_parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalCredential:
    """How the org authenticates to an external system."""

    name: str
    label: str
    variant: Variant
    token_url: str
    principals: tuple[Principal, ...]
    refresh_status_codes: frozenset[int]
    parameters: tuple[Mapping[str, object], ...]

    def find_principal(self, name: str) -> Principal | None:
        """Find a principal by name."""
        return next((item for item in self.principals if item.name.lower() == name.lower()), None)


def parse_external_credential(full_name: str, values: Values) -> ExternalCredential:
    """Check the parameters against each other; raise MalformedError in Salesforce's words."""
    parameters = values.groups("externalCredentialParameters")
    _check_sequence_numbers(parameters)
    return ExternalCredential(
        name=full_name,
        label=values.text("label"),
        variant=_variant(parameters),
        token_url=parse_endpoint(_only_value(parameters, "AuthProviderUrl")),
        principals=_principals(parameters),
        refresh_status_codes=frozenset(_status_codes(parameters)),
        parameters=tuple(item.by_name for item in parameters),
    )


def _variant(parameters: Sequence[Values]) -> Variant:
    given = [item.find_text("parameterValue") for item in _of_type(parameters, "AuthProtocolVariant")]
    if any(not _of_type(parameters, required) for required in _REQUIRED_TYPES):
        protocol = " ".join(["Oauth", *(value for value in given if value)])
        raise MalformedError(
            f'The authentication protocol "{protocol}" requires the following external credential parameter '
            f"types: {', '.join(_REQUIRED_TYPES)}."
        )
    value = _only_value(parameters, "AuthProtocolVariant")
    if value not in set(Variant):
        raise MalformedError(
            f"AuthProtocolVariant with the value '{value}' is not supported by the local org"
        )
    return Variant(value)


def _principals(parameters: Sequence[Values]) -> tuple[Principal, ...]:
    given = _auth_parameters_by_group(parameters)
    principals = []
    for item in _of_type(parameters, "NamedPrincipal"):
        name = item.text("parameterName")
        group = item.find_text("parameterGroup") or name
        number = item.number("sequenceNumber", default=1)
        sent = {**given.get(_DEFAULT_GROUP, {}), **given.get(group, {})}
        scope = sent.pop("Scope", None)
        principals.append(
            Principal(
                name=name, sequence_number=number, scope=scope, auth_parameters=tuple(sorted(sent.items()))
            )
        )
    if len({principal.name.lower() for principal in principals}) != len(principals):
        raise MalformedError("Error parsing file: a NamedPrincipal is repeated in type ExternalCredential")
    return tuple(sorted(principals, key=lambda principal: principal.sequence_number))


def _auth_parameters_by_group(parameters: Sequence[Values]) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for item in _of_type(parameters, "AuthParameter"):
        group, name = item.find_text("parameterGroup") or _DEFAULT_GROUP, item.text("parameterName")
        if name.lower() in _RESERVED or (name.lower() == "scope" and name != "Scope"):
            raise MalformedError(f"AuthParameter {name} is not supported by the local org")
        given = groups.setdefault(group, {})
        if name in given:
            raise MalformedError(
                f"Error parsing file: the AuthParameter {name} is repeated in type ExternalCredential"
            )
        given[name] = item.find_text("parameterValue") or ""
    return {group: {name: value for name, value in given.items() if value} for group, given in groups.items()}


def _status_codes(parameters: Sequence[Values]) -> list[int]:
    codes = [
        item.find_text("parameterValue") or "" for item in _of_type(parameters, "AdditionalRefreshStatusCode")
    ]
    if wrong := [code for code in codes if not _STATUS_CODE.fullmatch(code)]:
        raise MalformedError(
            f"AdditionalRefreshStatusCode takes one 4xx, 6xx, 7xx, 8xx or 9xx code, not '{wrong[0]}'"
        )
    return [int(code) for code in codes]


def _check_sequence_numbers(parameters: Sequence[Values]) -> None:
    for item in parameters:
        if "sequenceNumber" in item.by_name and item.text("parameterType") != "NamedPrincipal":
            raise MalformedError("sequenceNumber can be set only when parameterType is NamedPrincipal")


def _only_value(parameters: Sequence[Values], parameter_type: str) -> str:
    values = [item.find_text("parameterValue") for item in _of_type(parameters, parameter_type)]
    if len(values) != 1 or not values[0]:
        raise MalformedError(f"{parameter_type} must be given once, with a parameterValue")
    return values[0]


def _of_type(parameters: Sequence[Values], parameter_type: str) -> list[Values]:
    return [item for item in parameters if item.text("parameterType") == parameter_type]
