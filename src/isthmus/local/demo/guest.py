"""A guest of the stack: knows only its ready file, trusts only its CA, and asks over HTTP like anybody."""

import html
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import httpx2

from isthmus.local.demo.telling import HopFailedError, require

TIMEOUT_SECONDS = 20
JSON_1_1 = "application/x-amz-json-1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """The ready document and an HTTP client with cookies. `headers` are asked for, for every request."""

    ready: dict[str, Any]
    http: httpx2.Client
    headers: Callable[[], Mapping[str, str]]

    @classmethod
    def of(cls, ready: dict[str, Any], *, headers: Callable[[], Mapping[str, str]] = dict) -> "Guest":
        """Trust the CA of this stack and nothing else; follow no redirect unasked."""
        context = ssl.create_default_context(cafile=ready["ca_bundle"])
        http = httpx2.Client(verify=context, timeout=TIMEOUT_SECONDS, trust_env=False)
        guest = cls(ready=ready, http=http, headers=headers)
        http.event_hooks = {"request": [guest.tag]}
        return guest

    def tag(self, request: Any, **_: Any) -> None:
        """Give a request, httpx's or botocore's, the headers that every one has."""
        request.headers.update(self.headers())

    @property
    def users(self) -> list[dict[str, Any]]:
        """The people of the org."""
        users: list[dict[str, Any]] = self.ready["salesforce_org"]["users"]
        return users

    def user(self, *, has_permission_set: bool) -> dict[str, Any]:
        """Give the first person with, or without, the permission set."""
        return next(user for user in self.users if user["has_permission_set"] is has_permission_set)

    def aws_json(self, target: str, body: dict[str, Any]) -> httpx2.Response:
        """Make an unsigned AWS JSON call, as an app without AWS credentials does."""
        headers = {"Content-Type": JSON_1_1, "X-Amz-Target": target}
        return self.http.post(self.ready["aws_endpoint"], json=body, headers=headers)


def answer_json(answer: httpx2.Response) -> dict[str, Any]:
    """Give the body of a 200 answer, or fail the hop with its error."""
    check_status(answer, httpx2.codes.OK)
    body: dict[str, Any] = answer.json()
    return body


def check_status(answer: httpx2.Response, expected: int) -> None:
    """Fail the hop with what was answered instead, unless the status is the expected one."""
    require(answer.status_code == expected, said(answer))


def said(answer: httpx2.Response) -> str:
    """Give an answer in a line: of a page, its title."""
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    words = _title(answer.text) if is_page else answer.text[:300]
    return f"HTTP {answer.status_code}: {words}" if words else f"HTTP {answer.status_code}"


def submit(http: httpx2.Client, page: httpx2.Response, fields: dict[str, str]) -> httpx2.Response:
    """Send a page's form with its hidden fields, as a browser without JavaScript does."""
    form = _Form()
    form.feed(page.text)
    if form.action is None:
        raise HopFailedError(f"a page without a form: {said(page)}")
    url = httpx2.URL(page.url).join(form.action)
    origin = f"{url.scheme}://{url.netloc.decode()}"
    return http.post(url, data=form.hidden | fields, headers={"Origin": origin})


def follow(http: httpx2.Client, answer: httpx2.Response, *, until: str) -> httpx2.Response:
    """Follow redirects, but stop at one that leads to `until`."""
    while answer.is_redirect and not answer.headers["location"].startswith(until):
        answer = http.get(httpx2.URL(answer.url).join(answer.headers["location"]))
    return answer


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.hidden: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = given.get("action", "")
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[given["name"]] = given.get("value", "")


def _title(page: str) -> str:
    start, end = page.find("<title>"), page.find("</title>")
    return html.unescape(page[start + 7 : end]) if 0 <= start < end else page[:200]
