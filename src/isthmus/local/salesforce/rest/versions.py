"""/services/data: the API versions, and what each release was called."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.metadata.project import FIRST_VERSION, LAST_VERSION
from isthmus.local.salesforce.parts import OrgParts

_RETIRED = range(7, FIRST_VERSION)
_FORM = re.compile(r"v([0-9]{1,2})\.0")
_SPRING_2024 = 60
_SEASONS = (("Spring", 0), ("Summer", 0), ("Winter", 1))


async def handle(_parts: OrgParts, _request: Request) -> Response:
    """List the versions. WIRE: nobody has to be logged in for this."""
    return JSONResponse(
        [
            {"label": label_of(number), "url": f"/services/data/v{number}.0", "version": f"{number}.0"}
            for number in range(FIRST_VERSION, LAST_VERSION + 1)
        ]
    )


def label_of(number: int) -> str:
    """Give a version's release: three a year, and Winter is named after the year to come."""
    years, season = divmod(number - _SPRING_2024, len(_SEASONS))
    name, ahead = _SEASONS[season]
    return f"{name} '{24 + years + ahead}"


def check_version(request: Request) -> str:
    """Give the version of the path, such as `v66.0`; raise RestError if the org does not serve it."""
    version: str = request.path_params["version"]
    match = _FORM.fullmatch(version)
    if match and int(match[1]) in _RETIRED:
        raise RestError(
            "The requested API version has been retired", status=410, error_code="UNSUPPORTED_API_VERSION"
        )
    if not match or not FIRST_VERSION <= int(match[1]) <= LAST_VERSION:
        raise not_found()
    return version


def not_found() -> RestError:
    """Give the refusal for every address that is not there."""
    return RestError("The requested resource does not exist", status=404, error_code="NOT_FOUND")
