"""POST /_local/connected-apps: bring a connected app along that was made when orgs still let people.

Not Salesforce's own. It takes the ConnectedApp document that a retrieve gives, or the same as JSON.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.metadata.connected_app import parse_connected_app, to_document, without_secret
from isthmus.local.salesforce.metadata.external_client_app import ExternalClientApp
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import check_administrator, verify_rest_session
from isthmus.local.salesforce.rest.bodies import read_object
from isthmus.local.salesforce.rest.values import check_api_name
from isthmus.local.salesforce.store.users import PROFILES
from isthmus.local.salesforce.wire import parse_query, read_body
from isthmus.secret import Secret

_XML = frozenset({"application/xml", "text/xml"})
_MAX_APPS = 100
_MAX_NAME = 80


async def load(parts: OrgParts, request: Request) -> Response:
    """Import one connected app under `?fullName=`, for administrators alone.

    The answer has its consumer key. A secret that is not in the document is made; Setup shows it.
    """
    check_administrator(verify_rest_session(parts, request, is_counted=False).user)
    full_name = _full_name(request)
    content = await _document(request)
    try:
        app = parse_connected_app(full_name, content)
    except MalformedError as error:
        raise _invalid(str(error)) from error
    _check_name(parts, full_name)
    _check_references(parts, app)
    is_known = parts.metadata.catalog.find_connected_app(full_name) is not None
    with parts.database.transaction():
        parts.connected_apps.put(full_name, definition=without_secret(content))
        key = _ensure_consumer(parts, app)
    parts.metadata.catalog = parts.metadata.catalog.with_connected_app(app)
    return JSONResponse({"fullName": full_name, "consumerKey": key}, status_code=200 if is_known else 201)


def _full_name(request: Request) -> str:
    try:
        full_name = parse_query(request).get("fullName", "")
    except MalformedError as error:
        raise _invalid(str(error)) from error
    check_api_name(full_name, field="fullName")
    if len(full_name) > _MAX_NAME:
        raise _invalid(f"fullName: data value too large: (max length={_MAX_NAME})")
    return full_name


async def _document(request: Request) -> bytes:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type in _XML:
        return await read_body(request)
    try:
        return to_document(await read_object(request))
    except (MalformedError, ValueError) as error:
        raise _invalid(str(error)) from error


def _check_name(parts: OrgParts, full_name: str) -> None:
    # SECURITY: sessions and refresh tokens name their app, so no two apps of either kind share a name.
    if parts.metadata.catalog.has_app(full_name):
        raise _invalid(f"there is an External Client App named {full_name}")
    known = parts.connected_apps.all()
    if len(known) >= _MAX_APPS and full_name.lower() not in {name.lower() for name in known}:
        raise _invalid(f"the local org takes {_MAX_APPS} connected apps")


def _check_references(parts: OrgParts, app: ExternalClientApp) -> None:
    for name in app.oauth_policies.permission_sets:
        if parts.metadata.catalog.find_permission_set(name) is None:
            raise _invalid(f"In field: permissionSetName - no PermissionSet named {name} found")
    for name in app.oauth_policies.profiles:
        if name not in PROFILES:
            raise _invalid(f"In field: profileName - no Profile named {name} found")


def _ensure_consumer(parts: OrgParts, app: ExternalClientApp) -> str:
    key, secret = app.settings.consumer_key, app.settings.consumer_secret
    owner = parts.consumers.find_by_key(key) if key else None
    if owner and owner.app.lower() != app.name.lower():
        raise _invalid("The consumer key is already taken.")
    return parts.consumers.ensure(app.name, key=key, secret=Secret(secret) if secret else None).key


def _invalid(message: str) -> RestError:
    return RestError(message, status=400, error_code="INVALID_API_INPUT")
