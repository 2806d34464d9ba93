"""Orgs for tests: a clock that stands, an outside that notes what it was asked, a browser by hand."""

import base64
import hashlib
import html
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from starlette.testclient import TestClient

from isthmus.clock import Clock
from isthmus.local.salesforce.app import Org, open_org
from isthmus.local.salesforce.conditions import Conditions
from isthmus.secret import Secret

ORIGIN = "https://localhost:4443"
CALLBACK = "https://localhost:8443/callback.html"
APP_ORIGIN = "https://localhost:8443"
API = "/services/data/v66.0"
TOKEN_URL = "http://127.0.0.1:4566/oauth2/token"
API_URL = "http://127.0.0.1:8080"
PASSWORD = "Correct-horse-1"
VERIFIER = "a-code-verifier-of-more-than-forty-three-characters"
PROJECT = Path(__file__).parents[4] / "infra" / "salesforce"
REPLACEMENTS = {
    "COGNITO_TOKEN_URL": TOKEN_URL,
    "COGNITO_SCOPE": "api/read",
    "API_URL": API_URL,
    "APP_CALLBACK_URL": CALLBACK,
    "APP_ORIGIN": APP_ORIGIN,
    "USER_POOL_CALLBACK_URL": "http://127.0.0.1:4566/oauth2/idpresponse",
    "VALIDATOR_ORIGIN": "http://127.0.0.1:4566",
    "VALIDATOR_URL": "http://127.0.0.1:4566/_aws/execute-api/sample/token-validator",
    "COGNITO_URL": "http://127.0.0.1:4566",
    "USER_POOL_CLIENT_ID": "1example23456789abcdefghij",
}
OTHER_APPS = ("Cognito_User_Pool", "Isthmus_Login")
CLIENT_SECRET = "the-client-secret+/="
DENIED = (
    "We couldn't access the credential(s). You might not have the required permissions, "
    'or the external credential "AWS_Cognito_OAuth" might not exist.'
)


class StandingClock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def now(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Outside:
    """The world that callouts reach: a token endpoint and an API, whose answers a test may replace."""

    token_requests: list[httpx2.Request] = field(default_factory=list)
    api_requests: list[httpx2.Request] = field(default_factory=list)
    answer_token: Callable[[int], httpx2.Response] = field(
        default=lambda number: httpx2.Response(
            200, json={"access_token": f"token-{number}", "token_type": "Bearer", "expires_in": 3600}
        )
    )
    answer_api: Callable[[httpx2.Request], httpx2.Response] = field(
        default=lambda _request: httpx2.Response(200, json={"success": True})
    )

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if str(request.url) == TOKEN_URL:
            self.token_requests.append(request)
            return self.answer_token(len(self.token_requests))
        self.api_requests.append(request)
        return self.answer_api(request)

    def tokens_sent(self) -> list[str]:
        return [request.headers.get("authorization", "") for request in self.api_requests]


@dataclass
class OrgUnderTest:
    """An org with the project deployed and two people in it."""

    org: Org
    clock: StandingClock
    outside: Outside
    folder: Path
    admin_id: str = ""
    user_id: str = ""

    @property
    def client_id(self) -> str:
        return self.org.consumer_key_of("Cognito_OIDC_Sample")

    def http(self) -> TestClient:
        return TestClient(self.org.asgi, base_url=ORIGIN, follow_redirects=False)

    def async_http(self) -> httpx2.AsyncClient:
        """For callers at once: all on one event loop, as the org runs."""
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.org.asgi), base_url=ORIGIN)

    def call(
        self, method: str, path: str, *, session: str | None = None, as_admin: bool = False, **kw: Any
    ) -> httpx2.Response:
        token = self.org.create_session(self.admin_id) if as_admin else session
        headers = {**kw.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        answer: httpx2.Response = self.http().request(method, path, headers=headers, **kw)
        return answer

    def configure_principal(self, *, secret: str = CLIENT_SECRET) -> None:
        answer = self.call(
            "POST", f"{API}/named-credentials/credential", as_admin=True, json=a_credential(secret=secret)
        )
        assert answer.status_code == 201, answer.text

    def deploy(self, changes: Mapping[str, Callable[[str], str]]) -> None:
        """Deploy the project with some files changed, found by a part of their names."""
        copy = project_copy(self.folder / "changed", changes)
        self.org.deploy_project(copy, REPLACEMENTS)


def open_test_org(
    folder: Path,
    *,
    deploy: bool = True,
    conditions: Conditions | None = None,
    token_clock: Clock | None = None,
) -> OrgUnderTest:
    """Open an org on `folder`."""
    clock, outside = StandingClock(), Outside()
    client = httpx2.AsyncClient(transport=httpx2.MockTransport(outside))
    org = open_org(
        database=folder / "salesforce.sqlite3",
        origin=ORIGIN,
        org_id=None,
        clock=clock,
        callout_client=client,
        conditions=conditions,
        token_clock=token_clock,
    )
    made = OrgUnderTest(org=org, clock=clock, outside=outside, folder=folder)
    if deploy:
        org.deploy_project(PROJECT, REPLACEMENTS)
        a_user(org, "ada@isthmus.example", profile="System Administrator")
        a_user(org, "bea@isthmus.example")
    made.admin_id = org.find_user_id("ada@isthmus.example") or ""
    made.user_id = org.find_user_id("bea@isthmus.example") or ""
    return made


def a_user(org: Org, username: str, **changes: Any) -> str:
    values: dict[str, Any] = {
        "username": username,
        "password": Secret(PASSWORD),
        "email": username,
        "email_verified": True,
        "first_name": "Ada",
        "last_name": "Lovelace",
    }
    return org.create_user(**(values | changes))


def a_credential(**changes: Any) -> dict[str, Any]:
    secret = changes.pop("secret", CLIENT_SECRET)
    return {
        "externalCredential": "AWS_Cognito_OAuth",
        "principalName": "Integration",
        "principalType": "NamedPrincipal",
        "authenticationProtocol": "OAuth",
        "authenticationProtocolVariant": "ClientCredentialsClientSecretBasic",
        "credentials": {
            "clientId": {"value": "the-client-id", "encrypted": False},
            "clientSecret": {"value": secret, "encrypted": True},
        },
    } | changes


def project_copy(target: Path, changes: Mapping[str, Callable[[str], str]]) -> Path:
    """Copy the project and change files whose path has a given part; of apps, those of the browser app."""
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(PROJECT, target)
    for part, change in changes.items():
        files = [path for path in target.rglob("*") if path.is_file() and part in path.as_posix()]
        found = [path for path in files if not path.name.startswith(OTHER_APPS)]
        assert len(found) == 1, (part, found)
        found[0].write_text(change(found[0].read_text()))
    return target


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new)

    return change


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Browser:
    """A person at a browser without JavaScript."""

    def __init__(self, made: OrgUnderTest) -> None:
        self.made = made
        self.http = made.http()

    def authorize(self, **changes: str | None) -> httpx2.Response:
        parameters = {
            "response_type": "code",
            "client_id": self.made.client_id,
            "redirect_uri": CALLBACK,
            "scope": "openid profile email",
            "state": "the state",
            "nonce": "the-nonce",
            "code_challenge": challenge_of(VERIFIER),
        } | changes
        given = {name: value for name, value in parameters.items() if value is not None}
        return self.follow(self.http.get("/services/oauth2/authorize", params=given))

    def follow(self, answer: httpx2.Response) -> httpx2.Response:
        while answer.is_redirect and answer.headers["location"].startswith("/"):
            answer = self.http.get(answer.headers["location"])
        return answer

    def submit(self, page: httpx2.Response, **fields: str) -> httpx2.Response:
        action, values = form_of(page)
        return self.follow(self.http.post(action, data=values | fields, headers={"Origin": ORIGIN}))

    def log_in(self, username: str = "bea@isthmus.example", **changes: str | None) -> httpx2.Response:
        page = self.authorize(**changes)
        is_asked = 'type="password"' in page.text
        return self.submit(page, username=username, password=PASSWORD) if is_asked else page

    def allow(self, **changes: str | None) -> dict[str, str]:
        return callback_of(self.submit(self.log_in("bea@isthmus.example", **changes), decision="allow"))

    def code_form(self, code: str) -> dict[str, str]:
        return {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.made.client_id,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }

    def redeem(self, code: str | None, **changes: str | None) -> httpx2.Response:
        form = {**self.code_form(code or ""), "code": code, **changes}
        given = {name: value for name, value in form.items() if value is not None}
        answer: httpx2.Response = self.made.http().post("/services/oauth2/token", data=given)
        return answer

    def tokens(self, **changes: str | None) -> dict[str, str]:
        answer = self.redeem(self.allow(**changes)["code"])
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def form_of(page: httpx2.Response) -> tuple[str, dict[str, str]]:
    form = re.search(r'<form[^>]*action="([^"]*)"', page.text)
    assert form, (page.status_code, page.headers, page.text)
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    return html.unescape(form[1]), {name: html.unescape(value) for name, value in hidden}


def callback_of(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == CALLBACK
    return dict(parse_qsl(location.query or location.fragment))


def claims_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return dict(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))))
