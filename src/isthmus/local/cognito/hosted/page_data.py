"""The cookie `page-data`: what one page hands to the next, instead of an address that the history would keep.

WIRE: the name is AWS's. SECURITY: nothing in it is trusted more than what the person could have typed.
"""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.cognito.hosted.browser import set_cookie
from isthmus.local.cognito.hosted.visit import Visit

COOKIE = "page-data"
_LONGEST = 3000
_NAMES = ("username", "sent_to", "notice")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageData:
    """Who it is about, where a code went (masked), and which notice the next page shows."""

    username: str = ""
    sent_to: str = ""
    notice: str = ""


def page_data_of(visit: Visit) -> PageData:
    """Read the cookie; that of another app, or a damaged one, counts as absent."""
    value = visit.request.cookies.get(COOKIE, "")
    if len(value) > _LONGEST:
        return PageData()
    try:
        text = base64.urlsafe_b64decode(value).decode()
    except (binascii.Error, ValueError):
        return PageData()
    found = dict(parse_qsl(text))
    if found.get("client_id") != visit.asked.client.id:
        return PageData()
    return PageData(**{name: found.get(name, "") for name in _NAMES})


def hand_on(response: Response, visit: Visit, data: PageData) -> None:
    """Set the cookie for as long as the browser runs."""
    fields = {"client_id": visit.asked.client.id} | {name: getattr(data, name) for name in _NAMES}
    value = base64.urlsafe_b64encode(urlencode(fields).encode()).decode()
    set_cookie(response, visit.request, name=COOKIE, value=value, max_age=None)


def forget_page_data(response: Response, request: Request) -> None:
    """Take the cookie away."""
    set_cookie(response, request, name=COOKIE, value="", max_age=0)
