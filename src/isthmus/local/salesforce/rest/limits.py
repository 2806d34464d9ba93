"""/services/data/vNN.0/limits: how much of the API is left, and how a test sets the limits low."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import check_administrator, verify_rest_session
from isthmus.local.salesforce.rest.bodies import read_object
from isthmus.local.salesforce.rest.versions import check_version
from isthmus.local.salesforce.store.api_usage import ApiLimits

_MOST = 100_000_000


class _Limits(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    daily_requests: int = Field(ge=0, le=_MOST)
    chatter_requests_per_hour: int = Field(ge=0, le=_MOST)


async def handle(parts: OrgParts, request: Request) -> Response:
    """Show the limits that the local org counts; Salesforce has many more."""
    verify_rest_session(parts, request)
    check_version(request)
    usage = parts.api_usage
    remaining = max(0, usage.limits.daily_requests - usage.used)
    return JSONResponse({"DailyApiRequests": {"Max": usage.limits.daily_requests, "Remaining": remaining}})


async def change(parts: OrgParts, request: Request) -> Response:
    """Set the limits, for tests of what happens at their end (PUT /_local/limits; administrators alone)."""
    check_administrator(verify_rest_session(parts, request, is_counted=False).user)
    try:
        wanted = _Limits.model_validate(await read_object(request))
    except ValidationError as error:
        names = ", ".join(str(item["loc"][0]) for item in error.errors(include_input=False))
        raise RestError(f"wrong or missing: {names}", status=400, error_code="JSON_PARSER_ERROR") from error
    parts.api_usage.limits = ApiLimits(**wanted.model_dump())
    return JSONResponse(wanted.model_dump())
