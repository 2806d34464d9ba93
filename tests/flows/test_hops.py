"""The three stories of the demo on a running stack: every hop is told, and no secret is in any."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx2
import pytest
from rich.console import Console

from flows.driving import Stack, jwt_claims, machine_token, start_stack, stop_stack
from isthmus.local.demo.choices import read_choices
from isthmus.local.demo.guest import Guest
from isthmus.local.demo.narrator import Narrator
from isthmus.local.demo.stories import STORIES
from isthmus.local.servers import find_free_port_base

SECRET_NAMES = ("secret_access_key", "client_secret", "password", "session_id")
TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.([\w-]{20,})")
SECRET_MEMBERS = re.compile(
    r'"(?:RefreshToken|Session|SecretKey|SessionToken|refresh_token|signature|ANSWER|client_secret)":\s*"([^"]{8,})"'
)
IN_ADDRESSES = re.compile(r"(?:code|state|request|code_verifier)=([\w.-]{20,})")
SESSION_IDS = re.compile(r"00D\w{12}![\w.]{20,}")


class Wiretap:
    """Note what a guest sends and gets: the secrets that nobody may see again."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def request(self, request: httpx2.Request) -> None:
        sent = request.content.decode("utf-8", "replace")
        headers = "\n".join(value for _, value in request.headers.multi_items())
        self.texts.append(f"{request.url}\n{headers}\n{sent}")

    def response(self, response: httpx2.Response) -> None:
        response.read()
        headers = "\n".join(value for _, value in response.headers.multi_items())
        self.texts.append(f"{headers}\n{response.text}")

    def token(self, **wanted: object) -> str:
        """Give a token whose claims are these: `...` for any value, None for none."""
        answers = "\n".join(self.texts)
        for token in dict.fromkeys(re.findall(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{20,}", answers)):
            claims = jwt_claims(token)
            if all((name in claims) is (value is not None) for name, value in wanted.items()) and all(
                value in {..., None, claims.get(name)} for name, value in wanted.items()
            ):
                return str(token)
        raise AssertionError(f"no token has {wanted}")

    def secrets(self) -> set[str]:
        text = "\n".join(self.texts)
        found: set[str] = set()
        for pattern in (TOKEN, SECRET_MEMBERS, IN_ADDRESSES, SESSION_IDS):
            found.update(pattern.findall(text))
        return found


@contextmanager
def tapped_guest(ready: dict[str, Any], wiretap: Wiretap) -> Iterator[Guest]:
    guest = Guest.of(ready)
    guest.http.event_hooks = {"request": [wiretap.request], "response": [wiretap.response]}
    with guest.http:
        yield guest


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stack, Wiretap]]:
    """A stack of its own, whose only traffic is that of the stories."""
    stack = start_stack(tmp_path_factory.mktemp("hops"), port_base=find_free_port_base())
    wiretap = Wiretap()
    try:
        for name, story in STORIES.items():
            narrator = Narrator(Console(quiet=True), flow=name, story=story.words)
            with tapped_guest(stack.ready, wiretap) as guest:
                story.tell(guest, narrator, read_choices({}, options=story.options(stack.ready)))
        yield stack, wiretap
    finally:
        assert stop_stack(stack) == 0


def hops_of(stack: Stack, **query: str) -> list[dict[str, Any]]:
    with stack.http() as http:
        answer = http.get(f"{stack['console']}/api/hops", params={"limit": "2000", **query})
    assert answer.status_code == 200, answer.text
    hops: list[dict[str, Any]] = answer.json()["hops"]
    return hops


def secrets_of(document: Any, name: str = "") -> Iterator[str]:
    if isinstance(document, dict):
        for member, value in document.items():
            yield from secrets_of(value, member)
    elif isinstance(document, list):
        for value in document:
            yield from secrets_of(value, name)
    elif name in SECRET_NAMES:
        yield document


def steps(hops: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(hop["asker"], hop["answerer"], hop["operation"]) for hop in hops]


def test_no_secret_is_in_any_hop(told: tuple[Stack, Wiretap]) -> None:
    stack, wiretap = told
    secrets = {*secrets_of(stack.ready), *wiretap.secrets()}
    assert len(secrets) > 25
    with stack.http() as http:
        texts = [
            json.dumps(hops_of(stack), ensure_ascii=False),
            http.get(f"{stack['console']}/api/hops.json").text,
            http.get(f"{stack['console']}/api/hops.mmd").text,
        ]
    for text in texts:
        assert [secret[:4] for secret in secrets if secret in text] == []


def test_a_machines_call_leads_to_the_keys(told: tuple[Stack, Wiretap]) -> None:
    stack, _ = told
    first = hops_of(stack, flow="m2m")[0]
    hops = hops_of(stack, trace=first["trace"])
    assert steps(hops)[:3] == [
        ("client", "cognito", "client_credentials token"),
        ("client", "api", "GET /test"),
        ("api", "cognito", "signing keys (JWKS)"),
    ]
    assert hops[2]["parent"] == hops[1]["id"]
    assert hops[1]["tokens"][0]["kind"] == "Cognito access token of a machine"
    assert {check["verdict"] for check in hops[1]["tokens"][0]["checks"]} == {"passed"}


def test_a_callout_of_the_org_is_one_trace(told: tuple[Stack, Wiretap]) -> None:
    stack, _ = told
    callout = [hop for hop in hops_of(stack) if "callout" in hop["operation"]][-1]
    assert steps(hops_of(stack, trace=callout["trace"])) == [
        ("client", "salesforce", "callout by a named credential"),
        ("salesforce", "cognito", "client_credentials token"),
        ("salesforce", "api", "GET /test"),
    ]


def test_a_sign_in_in_the_browser_is_one_trace(told: tuple[Stack, Wiretap]) -> None:
    stack, _ = told
    authorize = next(hop for hop in hops_of(stack) if hop["operation"] == "authorize")
    hops = hops_of(stack, trace=authorize["trace"])
    assert {hop["flow"] for hop in hops} == {"web_identity"}
    operations = [hop["operation"] for hop in hops]
    assert operations[:6] == [
        "authorize",
        "login page",
        "log in",
        "consent page",
        "consent",
        "authorization_code token",
    ]
    assert operations[-6:] == [
        "signing keys (JWKS)",
        "GetId",
        "GetCredentialsForIdentity",
        "Scan ProductCatalog",
        "PutItem ProductCatalog",
        "Scan ProductCatalog",
    ]
    assert [hop["error"] for hop in hops[-2:]] == ["AccessDeniedException", "InvalidSignatureException"]


def test_a_sign_in_with_a_session_is_one_trace_with_its_functions(told: tuple[Stack, Wiretap]) -> None:
    stack, _ = told
    claimed = [hop for hop in hops_of(stack) if hop["operation"] == "PutItem isthmus-use-once"][-1]
    hops = hops_of(stack, trace=claimed["trace"])
    assert {hop["flow"] for hop in hops} == {"session_sso"}
    assert [(hop["asker_name"], hop["operation"]) for hop in hops] == [
        ("Python httpx2", "InitiateAuth CUSTOM_AUTH"),
        ("Cognito user pool", "DefineAuthChallenge_Authentication"),
        ("Cognito user pool", "CreateAuthChallenge_Authentication"),
        ("Python httpx2", "RespondToAuthChallenge CUSTOM_CHALLENGE"),
        ("Cognito user pool", "VerifyAuthChallengeResponse_Authentication"),
        ("VerifyAuthChallengeResponse", "userinfo"),
        ("VerifyAuthChallengeResponse", "PutItem isthmus-use-once"),
        ("Cognito user pool", "DefineAuthChallenge_Authentication"),
        ("Python httpx2", "RespondToAuthChallenge CUSTOM_CHALLENGE"),
        ("Python httpx2", "GET /test"),
        ("Sample API", "signing keys (JWKS)"),
    ]
    triggers = [hop for hop in hops if hop["answerer"] == "function"]
    assert {hop["asker"] for hop in triggers} == {"cognito"}
    assert all(hop["parent"] for hop in triggers)


def test_a_validated_session_is_one_trace_with_the_sign_in_that_follows(told: tuple[Stack, Wiretap]) -> None:
    stack, _ = told
    validator = [hop for hop in hops_of(stack) if hop["answerer"] == "api_gateway"][-1]
    names = [(hop["asker_name"], hop["operation"]) for hop in hops_of(stack, trace=validator["trace"])]
    assert names[:3] == [
        ("Python httpx2", "POST /token-validator"),
        ("token-validator", "userinfo"),
        ("token-validator", "AdminGetUser"),
    ]
    assert ("Python httpx2", "InitiateAuth CUSTOM_AUTH") in names
    assert ("VerifyAuthChallengeResponse", "userinfo") in names


def test_hops_are_streamed_until_the_stack_stops(tmp_path: Path) -> None:
    stack = start_stack(tmp_path, port_base=find_free_port_base())
    lines: list[str] = []
    has_seen = Event()

    def follow() -> None:
        with stack.http() as http, http.stream("GET", f"{stack['console']}/api/hops/stream") as answer:
            for line in answer.iter_lines():
                lines.append(line)
                if '"outcome": "ok"' in line:
                    has_seen.set()

    follower = Thread(target=follow)
    follower.start()
    token = machine_token(stack)
    assert has_seen.wait(timeout=10)
    assert stop_stack(stack) == 0
    follower.join(timeout=10)
    assert not follower.is_alive()
    hops = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert [hop["operation"] for hop in hops if hop["outcome"] == "ok"] == ["client_credentials token"]
    assert token.rpartition(".")[2] not in "\n".join(lines)


PAYLOADS: dict[str, dict[str, object]] = {
    "person's access token": {"token_use": "access", "username": ...},
    "person's ID token": {"token_use": "id"},
    "machine's access token": {"token_use": "access", "username": None},
    "org's ID token": {"at_hash": ..., "token_use": None},
}


def test_each_token_opens_its_own_doors(told: tuple[Stack, Wiretap]) -> None:
    stack, wiretap = told
    opened = {name: doors(stack, wiretap.token(**wanted)) for name, wanted in PAYLOADS.items()}
    opened["session"] = doors(stack, stack.user()["session_id"])
    assert opened == {
        "person's access token": {"Sample API, for people", "Cognito, GetUser"},
        "person's ID token": set(),
        "machine's access token": {"Sample API, for machines"},
        "org's ID token": {"Identity pool Salesforce, GetId", "STS, AssumeRoleWithWebIdentity"},
        "session": {"Salesforce, userinfo", "Salesforce, REST API", "Token validator"},
    }


def test_asking_about_a_token_makes_no_identity(told: tuple[Stack, Wiretap]) -> None:
    stack, wiretap = told
    pool = {"IdentityPoolId": stack["web_identity"]["identity_pool_id"], "MaxResults": 60}
    before = stack.client("cognito-identity").list_identities(**pool)["Identities"]
    doors(stack, wiretap.token(**PAYLOADS["org's ID token"]))
    assert stack.client("cognito-identity").list_identities(**pool)["Identities"] == before


def doors(stack: Stack, token: str) -> set[str]:
    with stack.http() as http:
        answer = http.post(f"{stack['console']}/api/token", json={"token": token})
    assert answer.status_code == 200, answer.text
    return {door["door"] for door in answer.json()["doors"] if door["opens"]}
