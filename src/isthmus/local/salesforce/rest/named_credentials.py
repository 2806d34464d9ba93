"""/services/data/vNN.0/named-credentials/…: the secrets that metadata can't carry (Connect REST).

Secrets go in and never come out: a GET shows which are set, not what they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.metadata.external_credential import ExternalCredential
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import check_setup_permission, verify_rest_session
from isthmus.local.salesforce.rest.versions import check_version, not_found
from isthmus.local.salesforce.store.principals import ClientCredentials, PrincipalKey
from isthmus.local.salesforce.wire import parse_query, read_json_object
from isthmus.secret import Secret

PROTOCOL = "OAuth"  # WIRE: metadata writes Oauth, Connect REST OAuth
NAMED_PRINCIPAL = "NamedPrincipal"
_VALUES = {"clientId": False, "clientSecret": True}  # name: is it encrypted?
_MAX_VALUE = 4096


class _Value(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    value: str
    encrypted: bool


class _CredentialInput(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    externalCredential: str  # noqa: N815  the wire's name
    principalName: str  # noqa: N815  the wire's name
    principalType: str  # noqa: N815  the wire's name
    authenticationProtocol: str  # noqa: N815  the wire's name
    authenticationProtocolVariant: str | None = None  # noqa: N815  the wire's name
    credentials: dict[str, _Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    credential: ExternalCredential
    key: PrincipalKey


async def credential(parts: OrgParts, request: Request) -> Response:
    """Set (POST), replace (PUT), show (GET) or forget (DELETE) the credentials of a principal."""
    check_setup_permission(parts, verify_rest_session(parts, request).user)
    check_version(request)
    if request.method in {"GET", "DELETE"}:
        target = _asked(parts, request)
        return _show(parts, target) if request.method == "GET" else _forget(parts, target)
    if request.scope["query_string"]:
        raise _invalid("action is not supported by the local org")
    target, credentials = _wanted(parts, await _parse(request))
    _check_presence(parts, target, is_expected=request.method == "PUT")
    parts.principals.put(target.key, credentials)
    return JSONResponse(_describe(parts, target), status_code=201 if request.method == "POST" else 200)


async def external_credential(parts: OrgParts, request: Request) -> Response:
    """Show an external credential, its principals and whether they are configured."""
    check_setup_permission(parts, verify_rest_session(parts, request).user)
    version = check_version(request)
    found = parts.metadata.catalog.find_external_credential(request.path_params["name"])
    if found is None:
        raise not_found()
    statuses = [_status(parts, _key(found, principal.name)) for principal in found.principals]
    base = f"/services/data/{version}/named-credentials"
    return JSONResponse(
        {
            "authenticationProtocol": PROTOCOL,
            "authenticationProtocolVariant": found.variant,
            "authenticationStatus": "Configured" if "Configured" in statuses else "NotConfigured",
            "createdByNamespace": None,
            "customHeaders": [],
            "developerName": found.name,
            "masterLabel": found.label,
            "parameters": [_parameter(item) for item in found.parameters],
            "principals": [
                {
                    "authenticationStatus": status,
                    "id": parts.principal_access.id_of(_key(found, principal.name)),
                    "parameters": [],
                    "principalName": principal.name,
                    "principalType": NAMED_PRINCIPAL,
                    "sequenceNumber": principal.sequence_number,
                }
                for principal, status in zip(found.principals, statuses, strict=True)
            ],
            "relatedNamedCredentials": [
                {"developerName": item.name, "masterLabel": item.label}
                for item in parts.metadata.catalog.named_credentials_of(found.name)
            ],
            "url": f"{base}/external-credentials/{found.name}",
        }
    )


def _parameter(item: Mapping[str, object]) -> dict[str, object]:
    names = ("parameterName", "parameterType", "parameterValue")
    return {name: item.get(name) for name in names}


def _show(parts: OrgParts, target: _Target) -> Response:
    return JSONResponse(_describe(parts, target))


def _forget(parts: OrgParts, target: _Target) -> Response:
    if not parts.principals.delete(target.key):
        raise not_found()
    return Response(status_code=204)


def _check_presence(parts: OrgParts, target: _Target, *, is_expected: bool) -> None:
    is_present = parts.principals.find(target.key) is not None
    if is_present and not is_expected:
        raise RestError(
            f"Authentication credentials for {target.key} already exist. "
            "Use the PUT method to overwrite them.",
            status=409,
            error_code="CONFLICT",
        )
    if is_expected and not is_present:
        raise not_found()


def _asked(parts: OrgParts, request: Request) -> _Target:
    try:
        query = parse_query(request)
    except MalformedError as error:
        raise _invalid(str(error)) from error
    return _target(
        parts,
        external_credential=query.get("externalCredential", ""),
        principal_name=query.get("principalName", ""),
        principal_type=query.get("principalType", ""),
    )


async def _parse(request: Request) -> _CredentialInput:
    try:
        return _CredentialInput.model_validate(await read_json_object(request))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _invalid(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="JSON_PARSER_ERROR") from error


def _wanted(parts: OrgParts, wanted: _CredentialInput) -> tuple[_Target, ClientCredentials]:
    target = _target(
        parts,
        external_credential=wanted.externalCredential,
        principal_name=wanted.principalName,
        principal_type=wanted.principalType,
    )
    if wanted.authenticationProtocol != PROTOCOL:
        raise _invalid(f"authenticationProtocol must be {PROTOCOL}")
    if wanted.authenticationProtocolVariant not in (None, target.credential.variant):
        raise _invalid("authenticationProtocolVariant doesn't match the external credential")
    return target, _client_credentials(wanted.credentials)


def _client_credentials(values: Mapping[str, _Value]) -> ClientCredentials:
    if set(values) != set(_VALUES):
        raise _invalid(f"credentials must be {' and '.join(_VALUES)}")
    for name, is_encrypted in _VALUES.items():
        if values[name].encrypted is not is_encrypted:
            raise _invalid(f"credentials.{name}.encrypted must be {str(is_encrypted).lower()}")
        if not 0 < len(values[name].value) <= _MAX_VALUE:
            raise _invalid(f"credentials.{name}.value must have between 1 and {_MAX_VALUE} characters")
    return ClientCredentials(
        client_id=values["clientId"].value, client_secret=Secret(values["clientSecret"].value)
    )


def _target(
    parts: OrgParts, *, external_credential: str, principal_name: str, principal_type: str
) -> _Target:
    if principal_type != NAMED_PRINCIPAL:
        raise _invalid(f"principalType must be {NAMED_PRINCIPAL}")
    found = parts.metadata.catalog.find_external_credential(external_credential)
    principal = found.find_principal(principal_name) if found else None
    if found is None or principal is None:
        raise not_found()
    return _Target(credential=found, key=_key(found, principal.name))


def _key(credential: ExternalCredential, principal: str) -> PrincipalKey:
    return PrincipalKey(external_credential=credential.name, principal=principal)


def _status(parts: OrgParts, key: PrincipalKey) -> str:
    return "NotConfigured" if parts.principals.find(key) is None else "Configured"


def _describe(parts: OrgParts, target: _Target) -> dict[str, object]:
    configured = parts.principals.find(target.key)
    shown = (
        {
            "clientId": {"encrypted": False, "value": configured.client_id},
            "clientSecret": {"encrypted": True, "value": None},
        }
        if configured
        else {}
    )
    return {
        "authenticationProtocol": PROTOCOL,
        "authenticationProtocolVariant": target.credential.variant,
        "authenticationStatus": _status(parts, target.key),
        "credentials": shown,
        "externalCredential": target.key.external_credential,
        "principalName": target.key.principal,
        "principalType": NAMED_PRINCIPAL,
    }


def _invalid(message: str) -> RestError:
    return RestError(message, status=400, error_code="INVALID_API_INPUT")
