"""A browser without JavaScript: it keeps cookies, reads forms and sends them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

from unit.local.cognito.local_pools import ISSUER_BASE, Json, LocalPools

CALLBACK = "https://app.example.com/callback"
GOODBYE = "https://app.example.com/goodbye"
PASSWORD = "Correct-horse-7"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@dataclass
class _Page(HTMLParser):
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    alert: str = ""
    status: str = ""
    title: str = ""
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found["action"], {}))
        if tag == "input":
            self.forms[-1][1][found["name"]] = found.get("value", "")
        if tag == "a":
            self.links.append(found["href"])
        self._inside = found["role"] if found.get("role") in ("alert", "status") else tag

    def handle_data(self, data: str) -> None:
        if self._inside == "alert":
            self.alert += data
        if self._inside == "status":
            self.status += data
        if self._inside == "h1":
            self.title += data

    @property
    def fields(self) -> dict[str, str]:
        """The fields of the first form."""
        return self.forms[0][1]

    def handle_endtag(self, tag: str) -> None:
        del tag
        self._inside = ""


class Browser:
    """One person's browser."""

    def __init__(self, local: LocalPools, client: Json) -> None:
        self._local = local
        self._client = client
        self.cookies: dict[str, str] = {}
        self.page = _Page()

    def authorize(self, path: str = "/oauth2/authorize", **parameters: str | None) -> httpx2.Response:
        """Send an authorization request, changed by `parameters`; None leaves one out."""
        asked: dict[str, str | None] = {
            "client_id": self._client["ClientId"],
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "state": "s-1",
            "scope": "openid email",
        } | parameters
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return self.get(f"{path}?{query}")

    def get(self, address: str, **headers: str) -> httpx2.Response:
        return self._send("GET", address, headers=headers)

    def submit(
        self,
        fields: Mapping[str, str] | None = None,
        /,
        *,
        headers: dict[str, str] | None = None,
        form: int = 0,
        **typed: str,
    ) -> httpx2.Response:
        """Send a form of the page, with what was typed."""
        action, filled_in = self.page.forms[form]
        return self.post(action, {**filled_in, **(fields or {}), **typed}, headers=headers)

    def post(
        self, address: str, fields: Mapping[str, str], *, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """Send a form to an address."""
        sent = {"origin": ISSUER_BASE, "content-type": "application/x-www-form-urlencoded"}
        return self._send("POST", address, content=urlencode(fields), headers=sent | (headers or {}))

    def follow(self, response: httpx2.Response) -> httpx2.Response:
        """Follow a redirect to another page."""
        assert response.status_code == 302, response.text
        return self.get(response.headers["location"])

    def open(self, path: str, **parameters: str | None) -> httpx2.Response:
        """Open a page about the usual authorization request."""
        return self.authorize(path, **parameters)

    @property
    def session_cookie(self) -> str:
        """The name of the pool's session cookie."""
        return f"cognito-{self._client['UserPoolId']}"

    def sign_in(self, username: str = "jane", password: str = PASSWORD, **parameters: str) -> httpx2.Response:
        """Follow an authorization request to the page and sign in."""
        self.get(self.authorize(**parameters).headers["location"])
        return self.submit(username=username, password=password)

    def _send(self, method: str, address: str, *, headers: dict[str, str], **options: Any) -> httpx2.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = headers | ({"cookie": cookie} if cookie else {})
        response = self._local.request(method, address, headers=sent, **options)
        for header in response.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            if "Max-Age=0" in header:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        self.page = _Page()
        self.page.feed(response.text)
        return response


def answer_of(response: httpx2.Response) -> dict[str, str]:
    """Give what a redirect to the callback carries."""
    assert response.status_code == 302, response.text
    location = response.headers["location"]
    assert location.startswith(CALLBACK), location
    parts = urlsplit(location)
    return {name: values[0] for name, values in parse_qs(parts.query or parts.fragment).items()}
