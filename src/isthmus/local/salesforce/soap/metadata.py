"""The Metadata API over SOAP: who may call, and each operation's parameters and answer.

WIRE: the address carries the version, and maybe the org's id; simple-salesforce adds more to it.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import SoapError
from isthmus.local.salesforce.metadata import results
from isthmus.local.salesforce.metadata.documents import NAMESPACE
from isthmus.local.salesforce.metadata.package import (
    MAX_ZIP_BYTES,
    Manifest,
    check_api_version,
    check_type,
)
from isthmus.local.salesforce.metadata.project import FIRST_VERSION, LAST_VERSION
from isthmus.local.salesforce.metadata.requests import SPECIFIED_TESTS, TEST_LEVELS, DeployOptions
from isthmus.local.salesforce.metadata.retrieval import described_types, list_components
from isthmus.local.salesforce.oauth2.bearer import address_of, find_session
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.soap.envelope import (
    SoapRequest,
    Tree,
    answer,
    find_child,
    find_children,
    find_flag,
    find_text,
    parse_envelope,
)
from isthmus.local.salesforce.store.metadata_requests import MetadataRequest, RequestKind
from isthmus.local.salesforce.store.sessions import SessionKind
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import read_body

_BODY_LIMIT = MAX_ZIP_BYTES // 3 * 4 + 64 * 1024
_MAX_QUERIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One call by an administrator."""

    parts: OrgParts
    user: User
    parameters: Element


async def handle(parts: OrgParts, request: Request) -> Response:
    """Answer one operation; work that it asks for begins once the answer is sent."""
    soap = parse_envelope(await read_body(request, limit=_BODY_LIMIT), namespaces=[NAMESPACE])
    _check_version(request.path_params["version"])
    user = _verify_caller(parts, soap, address=address_of(request))
    operation = _OPERATIONS.get(soap.operation)
    if operation is None:
        raise _fault("UNSUPPORTED_OPERATION", f"{soap.operation} is not supported by the local org")
    result = operation(_Call(parts=parts, user=user, parameters=soap.parameters))
    response = answer(soap.operation, namespace=NAMESPACE, result=result)
    response.background = BackgroundTask(_work, parts)
    return response


async def _work(parts: OrgParts) -> None:
    parts.metadata_queue.work()


def _check_version(unverified_version: str) -> None:
    number, _, minor = unverified_version.partition(".")
    is_number = number.isascii() and number.isdecimal() and minor == "0"
    if not is_number or not FIRST_VERSION <= int(number) <= LAST_VERSION:
        raise _fault("UNSUPPORTED_API_VERSION", f"Invalid Api version specified on URL: {unverified_version}")


def _verify_caller(parts: OrgParts, soap: SoapRequest, *, address: str) -> User:
    token = soap.unverified_session_id
    found = find_session(parts, token, address=address) if token else None
    if found is None:
        message = "Invalid Session ID found in SessionHeader: Illegal Session"
        raise _fault("INVALID_SESSION_ID", message)
    session, user = found
    if session.kind is not SessionKind.API or not session.has_scope("api"):
        raise _fault("INVALID_SESSION_ID", "This session is not valid for use with the API")
    if not user.is_administrator:
        message = (
            "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"
        )
        raise _fault("INSUFFICIENT_ACCESS", message)
    return user


def _describe(call: _Call) -> Tree:
    _check_as_of(call)
    objects: list[Tree] = [
        {
            "directoryName": kind.folder,
            "inFolder": False,
            "metaFile": kind.has_content,
            "suffix": kind.suffix.removeprefix("."),
            "xmlName": kind.package_name,
        }
        for kind in described_types()
    ]
    return {
        "metadataObjects": objects,
        "organizationNamespace": "",
        "partialSaveAllowed": True,
        "testRequired": False,
    }


def _list(call: _Call) -> Tree:
    _check_as_of(call)
    queries = find_children(call.parameters, "queries")
    if len(queries) > _MAX_QUERIES:
        raise _fault("EXCEEDED_ID_LIMIT", f"at most {_MAX_QUERIES} queries can be made in one call")
    names = [find_text(query, "type") or "" for query in queries]
    for name in names:
        _named(check_type, name)
    call.parts.component_records.ensure()
    components = [item for name in names for item in list_components(call.parts.metadata, name)]
    return [results.file_properties(item, users=call.parts.users) for item in components]


def _deploy(call: _Call) -> Tree:
    zipped = find_text(call.parameters, "ZipFile") or ""
    options = find_child(call.parameters, "DeployOptions")
    content = _decode(zipped)
    wanted = _options(options) if options is not None else DeployOptions()
    request = call.parts.metadata_queue.deploy(content, options=wanted, by=call.user.id)
    return results.async_result(request)


def _check_deploy(call: _Call) -> Tree:
    request = _find(call, RequestKind.DEPLOY)
    has_details = find_flag(call.parameters, "includeDetails")
    return results.deploy_result(request, users=call.parts.users, has_details=has_details)


def _cancel_deploy(call: _Call) -> Tree:
    request_id = _first_text(call.parameters)
    request = call.parts.metadata_queue.cancel(request_id, by=call.user.id)
    if request is None:
        raise _not_found(request_id)
    if request.result.get("canceled_by") is None:
        raise _fault("INVALID_ID_FIELD", "Deployment already completed")
    return {"done": True, "id": request.id}


def _retrieve(call: _Call) -> Tree:
    # WIRE: the WSDL calls the parameter retrieveRequest, jsforce sends request; Salesforce takes both.
    wanted = call.parameters[0] if len(call.parameters) == 1 else None
    unpackaged = find_child(wanted, "unpackaged") if wanted is not None else None
    if wanted is None or unpackaged is None:
        raise _fault("INVALID_CROSS_REFERENCE_KEY", "retrieve takes unpackaged components only")
    if find_children(wanted, "packageNames") or find_children(wanted, "specificFiles"):
        raise _fault(
            "UNSUPPORTED_OPERATION", "packageNames and specificFiles are not supported by the local org"
        )
    version = find_text(unpackaged, "version") or find_text(wanted, "apiVersion") or ""
    manifest = _manifest(unpackaged, version=version)
    request = call.parts.metadata_queue.retrieve(
        manifest, is_single_package=find_flag(wanted, "singlePackage"), by=call.user.id
    )
    return results.async_result(request)


def _check_retrieve(call: _Call) -> Tree:
    request = _find(call, RequestKind.RETRIEVE)
    metadata, users = call.parts.metadata, call.parts.users
    call.parts.component_records.ensure()
    kinds = {kind.package_name for kind in described_types()}
    listed = {(item.type, item.full_name): item for name in kinds for item in list_components(metadata, name)}
    result = results.retrieve_result(request, users=users, listed=listed)
    # NOTE: includeZip is true unless somebody says otherwise, which is what jsforce relies on.
    is_wanted = find_text(call.parameters, "includeZip") is None or find_flag(call.parameters, "includeZip")
    has_zip = is_wanted and request.payload is not None
    return {**result, "zipFile": base64.b64encode(request.payload or b"").decode() if has_zip else ""}


_OPERATIONS: Mapping[str, Callable[[_Call], Tree]] = {
    "describeMetadata": _describe,
    "listMetadata": _list,
    "deploy": _deploy,
    "checkDeployStatus": _check_deploy,
    "cancelDeploy": _cancel_deploy,
    "retrieve": _retrieve,
    "checkRetrieveStatus": _check_retrieve,
}


def _check_as_of(call: _Call) -> None:
    _named(check_api_version, find_text(call.parameters, "asOfVersion") or "")


def _named(check: Callable[[str], None], value: str) -> None:
    try:
        check(value)
    except MalformedError as error:
        raise _fault("INVALID_TYPE", str(error).replace(" specified in package.xml", "")) from error


def _decode(text: str) -> bytes:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _fault("INVALID_FIELD", "ZipFile is no base64") from error
    if not 0 < len(content) <= MAX_ZIP_BYTES:
        raise _fault(
            "LIMIT_EXCEEDED", f"Maximum size of request reached. Maximum size is {MAX_ZIP_BYTES} bytes."
        )
    return content


def _options(element: Element) -> DeployOptions:
    level = find_text(element, "testLevel") or "NoTestRun"
    tests = tuple((item.text or "").strip() for item in find_children(element, "runTests"))
    if level not in TEST_LEVELS:
        raise _fault("INVALID_FIELD", f"'{level}' is not a valid value for the enum 'TestLevel'")
    if level == SPECIFIED_TESTS and not tests:
        raise _fault("INVALID_FIELD", "RunSpecifiedTests needs runTests")
    for name in ("performRetrieve", "purgeOnDelete"):
        if find_flag(element, name):
            raise _fault("UNSUPPORTED_OPERATION", f"{name} is not supported by the local org")
    return DeployOptions(
        allow_missing_files=find_flag(element, "allowMissingFiles"),
        auto_update_package=find_flag(element, "autoUpdatePackage"),
        check_only=find_flag(element, "checkOnly"),
        ignore_warnings=find_flag(element, "ignoreWarnings"),
        rollback_on_error=find_flag(element, "rollbackOnError"),
        test_level=level,
        run_tests=tests,
    )


def _manifest(unpackaged: Element, *, version: str) -> Manifest:
    _named(check_api_version, version)
    members: dict[str, tuple[str, ...]] = {}
    for group in find_children(unpackaged, "types"):
        name = find_text(group, "name") or ""
        _named(check_type, name)
        named = (member.text or "" for member in find_children(group, "members"))
        members[name] = (*members.get(name, ()), *(member.strip() for member in named))
    return Manifest(members=members, version=version)


def _find(call: _Call, kind: RequestKind) -> MetadataRequest:
    request_id = find_text(call.parameters, "asyncProcessId") or ""
    found = call.parts.metadata_queue.find(request_id, kind=kind)
    if found is None:
        raise _not_found(request_id)
    return found


def _first_text(parameters: Element) -> str:
    # WIRE: the WSDL calls the parameter String, jsforce sends id.
    return (parameters[0].text or "").strip() if len(parameters) == 1 else ""


def _not_found(request_id: str) -> SoapError:
    return _fault("INVALID_CROSS_REFERENCE_KEY", f"invalid cross reference id: {request_id}")


def _fault(code: str, message: str) -> SoapError:
    return SoapError(message, exception_code=code, namespace=NAMESPACE)
