"""GET /services/oauth2/authorize: check what the app asks, then send the person to log in or to approve."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.oauth2.addresses import approve_address, login_address
from isthmus.local.salesforce.oauth2.authorization_request import check_authorization_request
from isthmus.local.salesforce.oauth2.browser import BROWSER_COOKIE, browser_of, set_cookie, signed_in_user
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.wire import parse_query


async def handle(parts: OrgParts, request: Request) -> Response:
    """Start an authorization."""
    if request.method != "GET":
        raise PageError("invalid_request", "must use HTTP GET")
    try:
        parameters = parse_query(request)
    except MalformedError as error:
        raise PageError("invalid_request", str(error)) from error
    asked, _ = check_authorization_request(parts, parameters)
    browser = browser_of(request)
    user = signed_in_user(parts, request)
    must_log_in = user is None or asked.wants("login")
    if must_log_in and asked.is_immediate:
        asked.refuse_immediate()
    name = parts.grants.create_request(asked.to_parameters(), browser=browser)
    if user is None or must_log_in:
        location = login_address(name)
    else:
        parts.grants.set_request_user(name, user_id=user.id)
        location = approve_address(name)
    response = RedirectResponse(location, status_code=302)
    set_cookie(response, BROWSER_COOKIE, browser)
    return response
