"""A person at a browser without JavaScript, at the pages of a user pool."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx2


@dataclass
class _Form(HTMLParser):
    """The first form of a page."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found["action"]
        if tag == "input":
            self.fields[found["name"]] = found.get("value", "")


def sign_in_at(address: str, *, http: httpx2.Client, username: str, password: str, callback: str) -> str:
    """Follow an authorization request to the login page, fill it in, and give where it leads back to."""
    page = _follow(http.get(address), http=http, callback=callback)
    form = _Form()
    form.feed(page.text)
    assert form.action, page.text
    typed = form.fields | {"username": username, "password": password}
    answer = _follow(http.post(urljoin(str(page.url), form.action), data=typed), http=http, callback=callback)
    assert answer.is_redirect, answer.text
    return str(answer.headers["location"])


def _follow(answer: httpx2.Response, *, http: httpx2.Client, callback: str) -> httpx2.Response:
    while answer.is_redirect and not answer.headers["location"].startswith(callback):
        answer = http.get(urljoin(str(answer.url), answer.headers["location"]))
    return answer
