"""POST /_local/callouts: make the org call out, from outside. Salesforce has no such address; tests need one.

Authorised by the session id of a System Administrator (`Authorization: Bearer <session id>`). The request:

    {"username": "ada@example.com", "named_credential": "AWS_API_Access",
     "method": "GET", "path": "/test", "headers": {}, "body": null}

`headers` and `body` may be left out. Answers 200 with what the API said, whatever its status:

    {"status_code": 200, "headers": {"content-type": "application/json"}, "body": "…"}

or 400 with what Apex would have caught:

    {"exception": "System.CalloutException", "message": "We couldn't access the credential(s). …"}

or one of REST's errors: 401 INVALID_SESSION_ID, 403 INSUFFICIENT_ACCESS, 404 for a user who is not there.
"""

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import CalloutError, RestError
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import verify_rest_session
from isthmus.local.salesforce.wire import read_json_object


class CalloutRequest(BaseModel):
    """The request's body."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    username: str
    named_credential: str
    method: str
    path: str
    headers: dict[str, str] = {}
    body: str | None = None


async def handle(parts: OrgParts, request: Request) -> Response:
    """Make the callout."""
    caller = verify_rest_session(parts, request).user
    if not caller.is_administrator:
        raise RestError(
            "only a System Administrator may do this", status=403, error_code="INSUFFICIENT_ACCESS"
        )
    wanted = await _parse(request)
    running_user = parts.users.find_by_username(wanted.username)
    if running_user is None:
        raise RestError(f"there is no user {wanted.username}", status=404, error_code="NOT_FOUND")
    try:
        response = await parts.callouts.send(
            running_user,
            wanted.named_credential,
            method=wanted.method,
            path=wanted.path,
            headers=wanted.headers,
            body=wanted.body,
        )
    except CalloutError as error:
        return JSONResponse({"exception": error.exception, "message": str(error)}, status_code=400)
    answer = {"status_code": response.status_code, "headers": response.headers, "body": response.body}
    return JSONResponse(answer)


async def _parse(request: Request) -> CalloutRequest:
    try:
        return CalloutRequest.model_validate(await read_json_object(request))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RestError(f"{where}: {first['msg']}", status=400, error_code="INVALID_API_INPUT") from error
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="JSON_PARSER_ERROR") from error
