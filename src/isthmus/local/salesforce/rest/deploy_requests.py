"""The Metadata API's deployments over REST: a multipart POST, its status, and a PATCH that cancels it."""

from dataclasses import asdict
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.background import BackgroundTask
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.metadata import results
from isthmus.local.salesforce.metadata.package import MAX_ZIP_BYTES
from isthmus.local.salesforce.metadata.requests import SPECIFIED_TESTS, DeployOptions
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import verify_rest_session
from isthmus.local.salesforce.rest.versions import check_version, not_found
from isthmus.local.salesforce.store.metadata_requests import MetadataRequest, RequestKind
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_json, parse_query, read_body, read_json_object

_BODY_LIMIT = MAX_ZIP_BYTES + 64 * 1024


_TestLevel: TypeAlias = Literal[
    "NoTestRun", "RunSpecifiedTests", "RunLocalTests", "RunAllTestsInOrg", "RunRelevantTests"
]


class _Options(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    allowMissingFiles: bool = False  # noqa: N815  the wire's name
    autoUpdatePackage: bool = False  # noqa: N815  the wire's name
    checkOnly: bool = False  # noqa: N815  the wire's name
    ignoreWarnings: bool = False  # noqa: N815  the wire's name
    performRetrieve: Literal[False] = False  # noqa: N815  the wire's name
    purgeOnDelete: Literal[False] = False  # noqa: N815  the wire's name
    rollbackOnError: bool = True  # noqa: N815  the wire's name
    runTests: list[str] | None = None  # noqa: N815  the wire's name
    singlePackage: bool = True  # noqa: N815  the wire's name
    testLevel: _TestLevel = "NoTestRun"  # noqa: N815  the wire's name


class _Wanted(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    deployOptions: Annotated[_Options, Field(default_factory=_Options)]  # noqa: N815  the wire's name


async def collection(parts: OrgParts, request: Request) -> Response:
    """Take a deployment: a part of JSON with its options, and a part with the zip."""
    user = _verify_caller(parts, request)
    check_version(request)
    options, content = await _read(request)
    stored = parts.metadata_queue.deploy(content, options=options, by=user.id)
    body = {**_show(parts, stored, has_details=False), "deployOptions": _shown(options)}
    response = JSONResponse(body, status_code=201)
    response.background = BackgroundTask(_work, parts)
    return response


async def status(parts: OrgParts, request: Request) -> Response:
    """Tell how far a deployment is (GET), or cancel it (PATCH)."""
    user = _verify_caller(parts, request)
    check_version(request)
    request_id = request.path_params["id"]
    if request.method == "PATCH":
        return JSONResponse(await _cancel(parts, request, request_id=request_id, by=user), status_code=202)
    found = parts.metadata_queue.find(request_id, kind=RequestKind.DEPLOY)
    if found is None:
        raise not_found()
    try:
        has_details = parse_query(request).get("includeDetails", "false").lower() == "true"
    except MalformedError as error:
        raise _invalid(str(error)) from error
    return JSONResponse(_show(parts, found, has_details=has_details))


async def _work(parts: OrgParts) -> None:
    parts.metadata_queue.work()


def _verify_caller(parts: OrgParts, request: Request) -> User:
    user = verify_rest_session(parts, request).user
    if not user.is_administrator:
        message = "You must have the Modify Metadata Through Metadata API Functions permission."
        raise RestError(message, status=403, error_code="INSUFFICIENT_ACCESS")
    return user


async def _cancel(parts: OrgParts, request: Request, *, request_id: str, by: User) -> dict[str, Any]:
    try:
        wanted = await read_json_object(request)
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="JSON_PARSER_ERROR") from error
    if wanted != {"deployResult": {"status": "Canceling"}}:
        raise _invalid("a deployment can only be changed to the status Canceling")
    found = parts.metadata_queue.cancel(request_id, by=by.id)
    if found is None:
        raise not_found()
    if found.result.get("canceled_by") is None:
        raise _invalid("Deployment already completed")
    return _show(parts, found, has_details=False)


async def _read(request: Request) -> tuple[DeployOptions, bytes]:
    body = await read_body(request, limit=_BODY_LIMIT)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise RestError(
            "a deployment is a POST of multipart/form-data: JSON options and a zip file. "
            "Quick deployments are not supported by the local org.",
            status=415,
            error_code="UNSUPPORTED_MEDIA_TYPE",
        )

    async def once() -> Any:
        yield body

    try:
        form = await MultiPartParser(request.headers, once(), max_files=2, max_fields=2).parse()
        parts = [value for _, value in form.multi_items()]
        zips = [part for part in parts if isinstance(part, UploadFile) and not _is_json(part)]
        jsons = [part for part in parts if part not in zips]
        if len(zips) != 1 or len(jsons) != 1:
            raise _invalid("a deployment has one part of JSON and one zip file")
        content = await zips[0].read()
        text = jsons[0] if isinstance(jsons[0], str) else (await jsons[0].read()).decode("utf-8", "replace")
        await form.close()
    except (MultiPartException, KeyError) as error:
        raise _invalid("the multipart body can't be read") from error
    if not 0 < len(content) <= MAX_ZIP_BYTES:
        raise _invalid(f"the zip file must have at most {MAX_ZIP_BYTES} bytes")
    return _parse_options(text), content


def _is_json(part: UploadFile) -> bool:
    return (part.content_type or "").lower().startswith("application/json")


def _parse_options(text: str) -> DeployOptions:
    try:
        wanted = _Wanted.model_validate(parse_json(text.encode("utf-8"))).deployOptions
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise _invalid(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="JSON_PARSER_ERROR") from error
    if wanted.testLevel == SPECIFIED_TESTS and not wanted.runTests:
        raise _invalid("RunSpecifiedTests needs runTests")
    return DeployOptions(
        allow_missing_files=wanted.allowMissingFiles,
        auto_update_package=wanted.autoUpdatePackage,
        check_only=wanted.checkOnly,
        ignore_warnings=wanted.ignoreWarnings,
        rollback_on_error=wanted.rollbackOnError,
        test_level=wanted.testLevel,
        run_tests=tuple(wanted.runTests or ()),
    )


def _show(parts: OrgParts, request: MetadataRequest, *, has_details: bool) -> dict[str, Any]:
    result = results.deploy_result(request, users=parts.users, has_details=has_details)
    return {"id": request.id, "validatedDeployRequestId": None, "deployResult": result}


def _shown(options: DeployOptions) -> dict[str, Any]:
    values = asdict(options)
    words = {name: name.split("_") for name in values}
    names = {name: first + "".join(word.title() for word in rest) for name, (first, *rest) in words.items()}
    return {names[name]: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _invalid(message: str) -> RestError:
    return RestError(message, status=400, error_code="INVALID_INPUT")
