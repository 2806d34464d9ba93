"""executeAnonymous by both doors: the Apex SOAP API, as `sf apex run` calls it, and the Tooling API's REST.

WIRE: Apex Developer Guide (Anonymous Blocks), SOAP API (executeanonymous, DebuggingHeader), Tooling API.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.apex.debug_log import BY_DEBUG_LEVEL, CATEGORIES, LEVELS
from isthmus.local.salesforce.apex.execution import Execution, Result
from isthmus.local.salesforce.apex.kept_logs import find_trace_levels, keep_log
from isthmus.local.salesforce.apex.org_host import OrgHost, find_shape
from isthmus.local.salesforce.apex.units import Program
from isthmus.local.salesforce.errors import RestError, SoapError
from isthmus.local.salesforce.oauth2.bearer import address_of, find_session
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import verify_rest_session
from isthmus.local.salesforce.rest.versions import check_version
from isthmus.local.salesforce.soap import envelope
from isthmus.local.salesforce.store.sessions import SessionKind
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query, read_body

NAMESPACE = "http://soap.sforce.com/2006/08/apex"
_SHORT_ID = 15
_NO_PERMISSION = "anonymous Apex needs the user permission Author Apex"


async def tooling(parts: OrgParts, request: Request) -> Response:
    """GET the outcome of the block in the parameter `anonymousBody`."""
    user = verify_rest_session(parts, request).user
    version = check_version(request).removeprefix("v")
    if not parts.permissions.of(user).holds("AuthorApex"):
        raise RestError(_NO_PERMISSION, status=403, error_code="INSUFFICIENT_ACCESS")
    try:
        source = parse_query(request).get("anonymousBody")
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="INVALID_QUERY_PARAMETER") from error
    if source is None:
        message = "The anonymousBody parameter is required"
        raise RestError(message, status=400, error_code="MISSING_ARGUMENT")
    result = await execute(parts, user, source, version=version, levels=None)
    return JSONResponse(_described(result))


async def soap(parts: OrgParts, request: Request) -> Response:
    """POST /services/Soap/s/NN.0[/organization id]: the Apex SOAP API's executeAnonymous."""
    version = _check_address(parts, request)
    call = envelope.parse_envelope(await read_body(request), namespaces=(NAMESPACE,))
    user = _verify_caller(parts, request, call.unverified_session_id)
    if call.operation != "executeAnonymous":
        raise _fault("UNKNOWN_EXCEPTION", f"{call.operation} is not supported by the local org")
    if not parts.permissions.of(user).holds("AuthorApex"):
        raise _fault("INSUFFICIENT_ACCESS", _NO_PERMISSION)
    code = envelope.find_child(call.parameters, "String")
    code = envelope.find_child(call.parameters, "apexcode") if code is None else code
    levels = _levels(call.header)
    source = (code.text or "") if code is not None else ""
    result = await execute(parts, user, source, version=version, levels=levels)
    nillable = {name: envelope.NIL if value is None else value for name, value in _described(result).items()}
    header = None if levels is None else {"DebuggingInfo": {"debugLog": result.log}}
    return envelope.answer("executeAnonymous", namespace=NAMESPACE, result=nillable, header=header)


async def execute(
    parts: OrgParts, user: User, source: str, *, version: str, levels: Mapping[str, str] | None
) -> Result:
    """Run an anonymous block as a user who may, and keep its log if a trace flag asks for it.

    `levels` are the request's own; without them, those of the trace flag count.
    """
    traced = find_trace_levels(parts, user)
    program = Program(find_shape=find_shape, find_source=parts.metadata.catalog.find_apex_source)
    execution = Execution(
        host=OrgHost(parts=parts, user=user, version=version),
        program=program,
        clock=parts.clock,
        transaction=parts.database.transaction,
        levels=(traced or {}) if levels is None else levels,
        version=version,
        user_line=f"{user.id[:_SHORT_ID]}|{user.username}|Greenwich Mean Time|GMTZ",
    )
    began_at = parts.clock.now()
    result = await execution.run(source)
    if traced is not None and result.compiled:
        keep_log(parts, user, result, seconds=parts.clock.now() - began_at)
    return result


def _described(result: Result) -> dict[str, bool | int | str | None]:
    return {
        "line": result.line,
        "column": result.column,
        "compiled": result.compiled,
        "success": result.success,
        "compileProblem": result.compile_problem,
        "exceptionStackTrace": result.exception_stack_trace,
        "exceptionMessage": result.exception_message,
    }


def _check_address(parts: OrgParts, request: Request) -> str:
    """SECURITY: the address names the org, and a client set up for another org must notice."""
    organization = request.path_params.get("organization")
    if organization not in {None, parts.organization.id, parts.organization.short_id}:
        message = "Destination URL not reset. The URL returned from login must be set in the SforceService"
        raise _fault("UNKNOWN_EXCEPTION", message)
    try:
        version = f"v{request.path_params['version']}"
        request.path_params["version"] = version
        return check_version(request).removeprefix("v")
    except RestError as error:
        raise _fault("UNSUPPORTED_API_VERSION", "Invalid API version specified on URL") from error


def _verify_caller(parts: OrgParts, request: Request, unverified_session_id: str | None) -> User:
    address = address_of(request)
    found = find_session(parts, unverified_session_id, address=address) if unverified_session_id else None
    if found is None or found[0].kind is not SessionKind.API or not found[0].has_scope("api"):
        message = "Invalid Session ID found in SessionHeader: Illegal Session"
        raise _fault("INVALID_SESSION_ID", message)
    return found[1]


def _levels(header: Element | None) -> Mapping[str, str] | None:
    """Give the wanted levels; None without a DebuggingHeader: then no log is sent back."""
    wanted = None if header is None else header.find(f"{{{NAMESPACE}}}DebuggingHeader")
    if wanted is None:
        return None
    levels = dict(BY_DEBUG_LEVEL.get((envelope.find_text(wanted, "debugLevel") or "NONE").upper(), {}))
    for item in envelope.find_children(wanted, "categories"):
        category = (envelope.find_text(item, "category") or "").upper()
        level = (envelope.find_text(item, "level") or "").upper()
        if level not in LEVELS or category not in {*CATEGORIES, "ALL"}:
            raise _fault("INVALID_TYPE", f"'{category}, {level}' is not a valid log category and level")
        levels |= dict.fromkeys(CATEGORIES, level) if category == "ALL" else {category: level}
    return levels


def _fault(exception_code: str, message: str) -> SoapError:
    return SoapError(message, exception_code=exception_code, namespace=NAMESPACE)
