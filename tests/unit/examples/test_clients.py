"""The smallest client of each flow, run as a user runs it, against a server that plays all others."""

import json
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from isthmus.clock import SystemClock
from isthmus.local.certificates import ensure_certificates

EXAMPLES = Path(__file__).parents[3] / "examples"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SESSION = "00D000000000001!AQ4AQFakeSessionOfTheDemoWhichIsLongEnoughToBeOne"
USERNAME = "salesforce_00D000000000001EAA_005000000000001AAA"
POOL_ID = "us-east-1:11111111-aaaa-2222-bbbb-222222222222"
READ = "default-m2m-resource-server-pc9tin/read"


class Parties(BaseHTTPRequestHandler):
    """Token endpoint, API, validator, Cognito, DynamoDB and org, as far as a client sees them."""

    def do_GET(self) -> None:
        assert isinstance(self.server, ThreadingHTTPServer)
        issuer = f"https://localhost:{self.server.server_port}"
        jwk = json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "k1", "alg": "RS256", "use": "sig"}
        answers: dict[str, dict[str, Any]] = {
            "/test": {"success": self.headers["Authorization"] == "Bearer machine-token"},
            "/id/keys": {"keys": [jwk]},
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/services/oauth2/authorize",
                "token_endpoint": f"{issuer}/services/oauth2/token",
                "jwks_uri": f"{issuer}/id/keys",
            },
        }
        self.answer(answers[self.path])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/oauth2/token":
            assert parse_qs(body)["scope"] == [READ]
            self.answer({"access_token": "machine-token", "expires_in": 3600, "token_type": "Bearer"})
        elif self.path == "/prod/validate":
            assert self.headers["Authorization"] == f"Bearer {SESSION}"
            self.answer({"username": USERNAME})
        else:
            self.answer(aws_answer(self.headers["X-Amz-Target"].partition(".")[2], json.loads(body)))

    def answer(self, members: dict[str, Any]) -> None:
        body = json.dumps(members).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def aws_answer(operation: str, sent: dict[str, Any]) -> dict[str, Any]:
    match operation:
        case "InitiateAuth":
            parameters = {"USERNAME": sent["AuthParameters"]["USERNAME"], "challenge": "SALESFORCE_SESSION"}
            return {"ChallengeName": "CUSTOM_CHALLENGE", "Session": "s", "ChallengeParameters": parameters}
        case "RespondToAuthChallenge":
            assert sent["ChallengeResponses"]["ANSWER"] == SESSION
            return {"AuthenticationResult": {"AccessToken": "a", "IdToken": "i", "ExpiresIn": 3600}}
        case "GetId":
            return {"IdentityId": POOL_ID}
        case "GetCredentialsForIdentity":
            keys = {"AccessKeyId": "ASIA", "SecretKey": "s", "SessionToken": "t", "Expiration": time.time()}
            return {"IdentityId": POOL_ID, "Credentials": keys}
        case _:
            return {"Items": [{"Id": {"N": number}} for number in ("102", "101")], "Count": 2}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    certificates = ensure_certificates(tmp_path_factory.mktemp("tls"), clock=SystemClock())
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Parties) as aws,
        ThreadingHTTPServer(("127.0.0.1", 0), Parties) as org,
    ):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificates.certificate, certificates.key)
        org.socket = context.wrap_socket(org.socket, server_side=True)
        threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in (aws, org)]
        for thread in threads:
            thread.start()
        endpoint = f"http://127.0.0.1:{aws.server_port}"
        yield {
            "aws_endpoint": endpoint,
            "region": "us-east-1",
            "api": endpoint,
            "ca_bundle": str(certificates.ca_bundle),
            "m2m": {"client_id": "c", "client_secret": "s", "scopes": [READ, "other/write"]},
            "web_identity": {
                "client_id": "3MVG9sample",
                "issuer": f"https://localhost:{org.server_port}",
                "identity_pool_id": POOL_ID,
                "table": "ProductCatalog",
            },
            "session_sso": {"client_id": "p", "validator_url": f"{endpoint}/prod/validate"},
            "salesforce_org": {"org_id": "00D000000000001EAA", "users": [{"session_id": SESSION}]},
        }
        for server in (aws, org):
            server.shutdown()
        for thread in threads:
            thread.join()


def run(client: str, ready: dict[str, Any], folder: Path, *, given: str = "") -> str:
    file = folder / "ready.json"
    file.write_text(json.dumps(ready))
    ended = subprocess.run(
        [sys.executable, EXAMPLES / client, file],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


@pytest.mark.parametrize("client", ["m2m_client.py", "session_sso_client.py", "web_identity_client.py"])
def test_a_client_that_is_not_told_its_stack_says_what_it_wants(client: str) -> None:
    ended = subprocess.run(
        [sys.executable, EXAMPLES / client], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert "Argument: the ready file of `isthmus up`" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_m2m_client_gets_a_token_and_calls_the_api(ready: dict[str, Any], tmp_path: Path) -> None:
    assert run("m2m_client.py", ready, tmp_path) == '200 {"success": true}\n'


def test_session_sso_client_signs_in(ready: dict[str, Any], tmp_path: Path) -> None:
    assert "signed in" in run("session_sso_client.py", ready, tmp_path)


def test_web_identity_client_verifies_swaps_and_reads(ready: dict[str, Any], tmp_path: Path) -> None:
    now = int(time.time())
    claims = {
        "iss": ready["web_identity"]["issuer"],
        "aud": ready["web_identity"]["client_id"],
        "sub": "https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA",
        "exp": now + 120,
        "iat": now,
    }
    token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k1"})
    assert run("web_identity_client.py", ready, tmp_path, given=token) == "items found: 101 102\n"
