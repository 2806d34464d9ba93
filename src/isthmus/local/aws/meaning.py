"""One request, one meaning: refuse what could be authorized as one call and served as another.

SDKs send a call's name once: in X-Amz-Target, or as `Action` of a form or a query. A request that says it
twice, or says it where its service does not read it, is somebody's trick.
"""

from urllib.parse import parse_qsl

from isthmus.local.aws.query_services import ACTION_SERVICES
from isthmus.local.aws.requests import Request
from isthmus.local.aws.signatures import QUERY_NAMES
from isthmus.local.awsjson import AwsError

FORM = "application/x-www-form-urlencoded"


def parameters_of(request: Request) -> list[tuple[str, str]]:
    """Give the parameters of a call of the query protocol: its query's, then its form's."""
    parameters = [pair for pair in request.query() if pair[0] not in QUERY_NAMES]
    if request.method == "POST" and is_form(request):
        parameters += parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return parameters


def is_form(request: Request) -> bool:
    """Tell whether the body is a form."""
    return (request.find_header("content-type") or "").partition(";")[0].strip().lower() == FORM


def check_single_meaning(request: Request, *, service: str) -> None:
    """Raise AwsError for a request that names its call twice, or in a foreign way."""
    names = [name for name, _ in parameters_of(request)]
    has_action = "Action" in names
    if len(set(names)) != len(names) and has_action:
        raise _ambiguous("a parameter comes twice")
    if has_action and (request.find_header("x-amz-target") is not None or service not in ACTION_SERVICES):
        raise _ambiguous("this service reads no Action")
    if has_action and request.body and any(name not in QUERY_NAMES for name, _ in request.query()):
        raise _ambiguous("parameters stand both in the query and in the body")


def _ambiguous(reason: str) -> AwsError:
    return AwsError("InvalidRequest", f"The request can be read in two ways: {reason}.")
