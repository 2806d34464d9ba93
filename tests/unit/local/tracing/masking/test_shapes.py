import base64
import secrets
import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.local.tracing.masking.shapes import is_random, mask_random, mask_tokens
from unit.local.tracing.exchanges import SESSION_ID

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzYW1wbGUifQ.c2lnbmF0dXJlLW9mLXRoZS1zYW1wbGU"


def starred(text: str) -> str:
    return mask_random(mask_tokens(text, replace=lambda _: "***"), replace=lambda _: "***")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"the token {JWT} was refused", "the token *** was refused"),
        (f"cut {JWT[:30]}", "cut ***"),
        (f"sid={SESSION_ID};", "sid=***;"),
        (SESSION_ID.replace("!", "%21"), "***"),
        (f"System.debug|{SESSION_ID}", "System.debug|***"),
        ("Authorization: Basic c2FtcGxlOnNhbXBsZQ==", "Authorization: Basic ***"),
        ("bearer sample-bearer-token.of+them/all==", "bearer ***"),
        ("-----BEGIN PRIVATE KEY-----\nMIIsample\n-----END PRIVATE KEY-----\nafter", "***\nafter"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIcut", "***"),
        ("key JBSW Y3DP EHPK 3PXP JBSW", "key ***"),
        ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "***"),
        ("postgres://jane:sample@pass@db.example/x", "postgres://jane:***@db.example/x"),
        ("my password is: Sample-1.", "my password is: ***"),
        ("Signature=0123456789abcdef", "Signature=***"),
        ("Your code is 123456", "Your code is ***"),
        ("Your temporary password is Sample-1.", "Your temporary password is ***"),
        ("c0:je7MtGbClwBF/2Zp9Utk/h3yCo8nvb4qXs1LrT0k", "c0:***"),
        ("9g40xyoy4eSmgk7P7-wbNuddIsx4N9BrUbRA0qmJkPLDitavvNseK73S3k43QKC", "***"),
    ],
)
def test_secrets_are_known_by_their_looks(text: str, shown: str) -> None:
    assert starred(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        'Bearer realm="token-validator", error="invalid_token"',
        "A bearer token is needed",
        "Basic (classic) flow is not enabled, please use enhanced flow.",
        "arn:aws:lambda:us-east-1:123456789012:function:isthmus-define-auth-challenge",
        "AWSCognitoIdentityProviderService.RespondToAuthChallenge",
        "/services/data/v66.0/named-credentials/credential",
        "/us-east-1_ls0Tp3ATV/.well-known/openid-configuration",
        "https://localhost:20007/id/00D0KClZFHpYHuiU3G/0052TP0GBYYnYUNQ33",
        "salesforce_00D0KClZFHpYHuiU3G_0052TP0GBYYnYUNQ33",
        "us-east-1:97281ea0-3d05-404d-86ad-2c23d96fe287",
        "VerifyAuthChallengeResponse_Authentication",
        "GetCredentialsForIdentity",
        "python-httpx2/2.12.0",
        "aws-sdk-js/3.901.0",
        "Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1 os/linux#6.1 md/arch#x86_64 lang/python#3.11.7",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Safari/537.36",
        "ASIA47LEUOC7QSC2MPG7",
        "http://6ee74007.execute-api.localhost:4566/token-validator",
        "Answer with the id of your live Salesforce session",
    ],
)
def test_words_paths_and_ids_are_shown(text: str) -> None:
    assert starred(text) == text


def _characters(size: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(size))


def _base32(size: int) -> str:
    return base64.b32encode(secrets.token_bytes(size)).decode().rstrip("=")


GENERATORS: list[Callable[[int], str]] = [secrets.token_urlsafe, secrets.token_hex, _characters, _base32]


@given(st.sampled_from(GENERATORS), st.integers(min_value=32, max_value=64))
def test_what_a_generator_made_is_random(generate: Callable[[int], str], size: int) -> None:
    assert is_random(generate(size))
