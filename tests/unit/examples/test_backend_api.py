"""The sample API: whom it refuses and how it says so, whom it lets in, and what it shows of a call."""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient
from jwt.algorithms import RSAAlgorithm

from isthmus.cognito.pool import UserPool
from isthmus.errors import ConfigurationError, MalformedError

APP = Path(__file__).parents[3] / "examples" / "backend_api" / "app.py"
MACHINES, PEOPLE = "us-east-1_Machines1", "us-east-1_People001"
MACHINE_CLIENT, PERSON_CLIENT = "2719ej7ft6qak1p9iauen2ps89", "56mo66skn061vgpqj8mg154g5h"
READ = "default-m2m-resource-server-pc9tin/read"
ENVIRONMENT = {
    "ISTHMUS_API_M2M_POOL_ID": MACHINES,
    "ISTHMUS_API_M2M_CLIENT_ID": MACHINE_CLIENT,
    "ISTHMUS_API_M2M_SCOPE": READ,
}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)

Token = Callable[..., str]


class JwksHandler(BaseHTTPRequestHandler):
    """Both pools publish the same key: whose token it is, the issuer says."""

    def do_GET(self) -> None:
        jwk = json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "k1", "alg": "RS256", "use": "sig"}
        body = json.dumps({"keys": [jwk]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def issuer_base() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), JwksHandler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def client(backend_api: ModuleType, issuer_base: str) -> Iterator[TestClient]:
    machines = backend_api.AcceptedClient(
        pool=UserPool.at_insecure_issuer(f"{issuer_base}/{MACHINES}"), client_id=MACHINE_CLIENT, scope=READ
    )
    people = backend_api.AcceptedClient(
        pool=UserPool.at_insecure_issuer(f"{issuer_base}/{PEOPLE}"), client_id=PERSON_CLIENT, scope=None
    )
    settings = backend_api.ApiSettings(accepted=(machines, people))
    with TestClient(backend_api.build_app(settings)) as test_client:
        yield test_client


@pytest.fixture
def a_token(issuer_base: str) -> Token:
    """Make the token of a machine; `claims` change it, and None takes a claim out."""

    def make(*, pool: str = MACHINES, key: rsa.RSAPrivateKey = KEY, **claims: Any) -> str:
        now = int(time.time())
        payload = {
            "sub": MACHINE_CLIENT,
            "token_use": "access",
            "scope": READ,
            "iss": f"{issuer_base}/{pool}",
            "exp": now + 3600,
            "iat": now,
            "jti": "02d89794-3227-415e-a57e-4b5c8efe60ec",
            "client_id": MACHINE_CLIENT,
        } | claims
        given = {name: value for name, value in payload.items() if value is not None}
        return jwt.encode(given, key, algorithm="RS256", headers={"kid": "k1"})

    return make


def call(client: TestClient, token: str, *, method: str = "GET", **headers: str) -> Any:
    return client.request(method, "/test", headers={"Authorization": f"Bearer {token}"} | headers)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_refuses_a_call_without_a_token_and_names_no_error(client: TestClient, method: str) -> None:
    answer = client.request(method, "/test")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="isthmus-sample-api"'


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "stranger"},
        {"client_id": PERSON_CLIENT},
        {"client_id": None},
        {"pool": "us-east-1_Stranger1"},
        {"pool": PEOPLE},
        {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Machines1"},
        {"exp": 1},
        {"exp": None},
        {"token_use": "id", "aud": MACHINE_CLIENT},
        {"key": STRANGERS_KEY},
    ],
)
def test_refuses_a_token_that_is_not_of_an_accepted_client(
    client: TestClient, a_token: Token, changes: dict[str, Any]
) -> None:
    answer = call(client, a_token(**changes))
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert set(answer.json()) == {"detail"}


@pytest.mark.parametrize("token", ["garbage", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_refuses_what_is_no_token(client: TestClient, token: str) -> None:
    answer = call(client, token)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    "scope", ["default-m2m-resource-server-pc9tin/write", "other/read", f"{READ}s", None]
)
def test_refuses_a_token_without_the_scope_and_names_the_scope(
    client: TestClient, a_token: Token, scope: str | None
) -> None:
    answer = call(client, a_token(scope=scope))
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert f'scope="{READ}"' in answer.headers["www-authenticate"]


def test_refuses_a_doubled_header_and_a_token_in_the_query(client: TestClient, a_token: Token) -> None:
    twice = client.get("/test", headers=[("Authorization", f"Bearer {a_token()}")] * 2)
    in_query = client.get("/test", params={"access_token": a_token()})
    assert (twice.status_code, in_query.status_code) == (400, 400)
    assert 'error="invalid_request"' in twice.headers["www-authenticate"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_knows_no_other_method(client: TestClient, a_token: Token, method: str) -> None:
    assert call(client, a_token(), method=method).status_code == 405


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ISTHMUS_API_M2M_POOL_ID": ""}, "ISTHMUS_API_M2M_POOL_ID"),
        ({"ISTHMUS_API_M2M_SCOPE": ""}, "ISTHMUS_API_M2M_SCOPE"),
        ({"ISTHMUS_API_M2M_CLIENT": "x"}, "unknown setting: ISTHMUS_API_M2M_CLIENT"),
        ({"ISTHMUS_API_SESSION_SSO_POOL_ID": PEOPLE}, "ISTHMUS_API_SESSION_SSO_CLIENT_ID"),
        ({"ISTHMUS_API_SESSION_SSO_POOL": PEOPLE}, "ISTHMUS_API_SESSION_SSO_POOL_ID"),
    ],
)
def test_refuses_to_start_on_a_setting_missing_or_unknown(
    backend_api: ModuleType, changes: dict[str, str], reason: str
) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        backend_api.read_settings(ENVIRONMENT | changes)


@pytest.mark.parametrize("port", ["0", "-1", "65536", "080", "8080 ", "\u0668", "http"])
def test_refuses_a_port_that_is_none(backend_api: ModuleType, port: str) -> None:
    with pytest.raises(ConfigurationError, match="ISTHMUS_API_PORT"):
        backend_api.read_settings(ENVIRONMENT | {"ISTHMUS_API_PORT": port})


def test_answers_at_the_port_that_it_is_told(backend_api: ModuleType) -> None:
    assert backend_api.read_settings(ENVIRONMENT).port == 8080
    assert backend_api.read_settings(ENVIRONMENT | {"ISTHMUS_API_PORT": "65535"}).port == 65535


@pytest.mark.parametrize("base", ["http://127.0.0.1:4566/", "127.0.0.1:4566", ""])
def test_refuses_an_issuer_base_that_is_no_origin(backend_api: ModuleType, base: str) -> None:
    with pytest.raises(MalformedError):
        backend_api.read_settings(ENVIRONMENT | {"ISTHMUS_API_INSECURE_ISSUER_BASE": base})


def test_says_in_one_line_why_it_does_not_start() -> None:
    ended = subprocess.run(
        [sys.executable, APP], env={}, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert ended.stderr == "backend_api: setting missing: ISTHMUS_API_M2M_SCOPE\n"


def test_answer_and_log_show_the_claims_and_never_a_credential(
    client: TestClient, a_token: Token, caplog: pytest.LogCaptureFixture
) -> None:
    token = a_token()
    secrets = {
        "Cookie": "session=cookie-secret",
        "X-Api-Key": "key-secret",
        "X-Forwarded-Access-Token": token,
    }
    with caplog.at_level(logging.DEBUG):
        answer = call(client, token, **secrets)
    logged = next(record.getMessage() for record in caplog.records if "backend_api" in record.name)
    for shown in (answer.text, caplog.text):
        assert not any(part in shown for part in (token, *token.split("."), "cookie-secret", "key-secret"))
    for shown in (answer.text, logged):
        assert MACHINE_CLIENT in shown
        assert READ in shown
        assert "x-api-key" in shown
        assert "Bearer ***" in shown


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_lets_a_machine_with_the_scope_in(client: TestClient, a_token: Token, method: str) -> None:
    answer = call(client, a_token(scope=f"other/write {READ}"), method=method, **{"User-Agent": "Apex"})
    assert answer.status_code == 200
    assert answer.json()["success"] is True
    assert answer.json()["caller"]["client_id"] == MACHINE_CLIENT
    assert answer.json()["headers"]["authorization"] == "Bearer ***"
    assert answer.json()["headers"]["user-agent"] == "Apex"


def test_lets_a_person_of_the_sign_in_client_in(client: TestClient, a_token: Token) -> None:
    token = a_token(
        pool=PEOPLE,
        client_id=PERSON_CLIENT,
        sub="91192d26-7031-7069-06eb-8ed870233366",
        username="salesforce_00D1t000000rXxREAU_0051t000001qjZ7AAI",
        scope="aws.cognito.signin.user.admin",
    )
    assert call(client, token).json()["caller"]["username"].startswith("salesforce_")


def test_health_is_open(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}


def test_documentation_shows_the_lock(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert [scheme["scheme"] for scheme in described["components"]["securitySchemes"].values()] == ["bearer"]
    assert all("security" in operation for operation in described["paths"]["/test"].values())
    assert "security" not in described["paths"]["/health"]["get"]


def test_reads_both_callers_from_the_environment(backend_api: ModuleType) -> None:
    people = {
        "ISTHMUS_API_SESSION_SSO_POOL_ID": PEOPLE,
        "ISTHMUS_API_SESSION_SSO_CLIENT_ID": PERSON_CLIENT,
        "ISTHMUS_API_INSECURE_ISSUER_BASE": "http://127.0.0.1:4566",
    }
    machine, person = backend_api.read_settings(ENVIRONMENT | people).accepted
    assert (machine.pool.issuer, machine.scope) == (f"http://127.0.0.1:4566/{MACHINES}", READ)
    assert (person.client_id, person.scope) == (PERSON_CLIENT, None)


def test_reads_a_pool_on_aws_from_its_id(backend_api: ModuleType) -> None:
    (machine,) = backend_api.read_settings(ENVIRONMENT | {"PATH": "/usr/bin"}).accepted
    assert machine.pool.issuer == f"https://cognito-idp.us-east-1.amazonaws.com/{MACHINES}"
