"""/services/Soap/u and /c: the login of the Partner and Enterprise APIs, its end, and who is logged in.

The data calls of these APIs are not supported by the local org.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.salesforce.errors import SoapError
from isthmus.local.salesforce.metadata.project import FIRST_VERSION, LAST_VERSION
from isthmus.local.salesforce.oauth2.bearer import address_of, find_session, lock_for
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.soap.envelope import (
    SoapRequest,
    Tree,
    answer,
    find_child,
    find_text,
    parse_envelope,
)
from isthmus.local.salesforce.store.sessions import NewSession, Session, SessionKind
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import read_body

_APIS = {"u": "partner", "c": "enterprise"}
_VERSION = re.compile(r"([0-9]{2})\.0")
_LAST_WITH_LOGIN = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of one of the two APIs."""

    parts: OrgParts
    request: Request
    soap: SoapRequest
    api: str
    version: int

    def refuse(self, code: str, message: str, *, detail: str = "UnexpectedErrorFault") -> SoapError:
        """Make a fault in the API's own namespace."""
        namespace = f"urn:fault.{_APIS[self.api]}.soap.sforce.com"
        return SoapError(message, exception_code=code, namespace=namespace, detail=detail)

    def address(self, api: str) -> str:
        """Give the address of an API of this org in this version."""
        parts = self.parts
        return f"{parts.origin}/services/Soap/{api}/{self.version}.0/{parts.organization.short_id}"


async def handle_partner(parts: OrgParts, request: Request) -> Response:
    """Answer a call of the Partner API."""
    return await _handle(parts, request, api="u")


async def handle_enterprise(parts: OrgParts, request: Request) -> Response:
    """Answer a call of the Enterprise API."""
    return await _handle(parts, request, api="c")


async def _handle(parts: OrgParts, request: Request, *, api: str) -> Response:
    namespace = f"urn:{_APIS[api]}.soap.sforce.com"
    soap = parse_envelope(await read_body(request), namespaces=[namespace])
    version = _VERSION.fullmatch(request.path_params["version"])
    call = Call(parts=parts, request=request, soap=soap, api=api, version=int(version[1]) if version else 0)
    if not FIRST_VERSION <= call.version <= LAST_VERSION:
        raise call.refuse("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL")
    operation = _OPERATIONS.get(soap.operation)
    if operation is None:
        raise call.refuse("INVALID_OPERATION", f"{soap.operation} is not supported by the local org")
    return answer(soap.operation, namespace=namespace, result=await operation(call))


async def _login(call: Call) -> Tree:
    """Swap username and password for a session, where the org still allows it."""
    parts = call.parts
    _check_login_allowed(call)
    user = await parts.users.find_by_password(
        find_text(call.soap.parameters, "username") or "",
        unverified_password=_raw_text(call.soap, "password"),
        policy=parts.metadata.catalog.security.login,
    )
    if user is None:
        raise call.refuse(
            "INVALID_LOGIN",
            "Invalid username, password, security token; or user locked out.",
            detail="LoginFault",
        )
    if not parts.permissions.of(user).can_use_any_api_auth():
        raise call.refuse(
            "INSUFFICIENT_ACCESS", "the user permission Use Any API Auth is required", detail="LoginFault"
        )
    seconds = parts.metadata.catalog.security.session_seconds
    session_id = parts.sessions.create(
        NewSession(
            user_id=user.id,
            kind=SessionKind.API,
            lifetime_seconds=seconds,
            locked_address=lock_for(parts, call.request),
        )
    )
    return {
        "metadataServerUrl": call.address("m"),
        "passwordExpired": False,
        "sandbox": False,
        "serverUrl": call.address(call.api),
        "sessionId": session_id,
        "userId": user.id,
        "userInfo": _describe(call, user, seconds=seconds),
    }


def _check_login_allowed(call: Call) -> None:
    """WIRE: login() ended with v64, and orgs since Winter '26 have it switched off in Setup."""
    if call.version > _LAST_WITH_LOGIN:
        raise call.refuse(
            "INVALID_OPERATION",
            f"The SOAP Login operation is not available in the API version specified ({call.version}.0). "
            "Refer to the documentation for supported versions.",
        )
    if not call.parts.org_settings.allows_soap_login:
        raise call.refuse(
            "INVALID_OPERATION",
            "SOAP API login() is disabled by default in this org. "
            "Contact the org administrator to enable SOAP API login().",
        )


def _raw_text(soap: SoapRequest, name: str) -> str:
    """Give a text as it is: a password may begin or end with a space."""
    child = find_child(soap.parameters, name)
    return (child.text or "") if child is not None and not len(child) else ""


async def _get_user_info(call: Call) -> Tree:
    session, user = _verify_session(call)
    return _describe(call, user, seconds=int(session.expires_at - call.parts.clock.now()))


async def _logout(call: Call) -> Tree:
    _verify_session(call)
    call.parts.sessions.revoke(call.soap.unverified_session_id or "")
    return None


def _verify_session(call: Call) -> tuple[Session, User]:
    """Give session and user, or raise. WIRE: a JWT-based access token opens no SOAP API."""
    unverified = call.soap.unverified_session_id or ""
    found = find_session(call.parts, unverified, address=address_of(call.request))
    if found is None or found[0].kind is not SessionKind.API or not found[0].has_scope("api"):
        raise call.refuse("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session")
    return found


def _describe(call: Call, user: User, *, seconds: int) -> Tree:
    return {
        "accessibilityMode": False,
        "chatterExternal": False,
        "currencySymbol": "$",
        "orgAttachmentFileSizeLimit": 26_214_400,
        "orgDefaultCurrencyIsoCode": "USD",
        "orgDefaultCurrencyLocale": "en_US",
        "orgDisallowHtmlAttachments": False,
        "orgHasPersonAccounts": False,
        "organizationId": call.parts.organization.id,
        "organizationMultiCurrency": False,
        "organizationName": call.parts.organization.name,
        "profileId": call.parts.users.find_profile_id(user.profile or "") or "",
        "roleId": "",
        "sessionSecondsValid": seconds,
        "userDefaultCurrencyIsoCode": "",
        "userEmail": user.email,
        "userFullName": user.name,
        "userId": user.id,
        "userLanguage": "en_US",
        "userLocale": "en_US",
        "userName": user.username,
        "userTimeZone": "America/Los_Angeles",
        "userType": user.user_type,
        "userUiSkin": "Theme3",
    }


_Operation: TypeAlias = Callable[[Call], Awaitable[Tree]]
_OPERATIONS: dict[str, _Operation] = {
    "login": _login,
    "logout": _logout,
    "getUserInfo": _get_user_info,
}
