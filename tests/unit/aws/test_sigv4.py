"""Signatures, judged by botocore's own signer."""

import datetime as dt
from collections.abc import Mapping
from unittest.mock import patch

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from isthmus.aws.credentials import AwsCredentials
from isthmus.aws.sigv4 import Signer
from isthmus.secret import Secret

NOW = 1_800_000_000
VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64)
HEADER_VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=64)
HEADER_NAMES = st.from_regex(r"X-[A-Za-z]{1,12}", fullmatch=True).filter(
    lambda name: "amz" not in name.lower()
)
HEADERS = st.dictionaries(HEADER_NAMES, HEADER_VALUES, max_size=4).filter(
    lambda headers: len({name.lower() for name in headers}) == len(headers)
)


class FixedClock:
    def now(self) -> float:
        return NOW + 0.9


def ours(
    *,
    headers: Mapping[str, str],
    body: bytes,
    session_token: str | None = None,
    secret: str = "wJalr/+key",
    region: str = "us-east-1",
) -> dict[str, str]:
    credentials = AwsCredentials(
        access_key_id="AKIDEXAMPLE",
        secret_access_key=Secret(secret),
        session_token=None if session_token is None else Secret(session_token),
        expires_at=None,
    )
    signer = Signer(credentials=credentials, region=region, service="dynamodb", clock=FixedClock())
    return signer.sign(authority="dynamodb.example:8000", headers=headers, body=body)


def botocores(
    *,
    headers: Mapping[str, str],
    body: bytes,
    session_token: str | None = None,
    secret: str = "wJalr/+key",
    region: str = "us-east-1",
) -> str:
    request = AWSRequest("POST", "http://dynamodb.example:8000/", headers=dict(headers), data=body)
    signer = botocore.auth.SigV4Auth(Credentials("AKIDEXAMPLE", secret, session_token), "dynamodb", region)
    moment = dt.datetime.fromtimestamp(NOW, dt.UTC)
    with patch("botocore.auth.get_current_datetime", return_value=moment):
        signer.add_auth(request)
    return str(request.headers["Authorization"])


@given(
    HEADERS,
    st.binary(max_size=300),
    st.none() | VISIBLE,
    VISIBLE,
    st.sampled_from(["us-east-1", "cn-north-1"]),
)
def test_signs_as_botocore_does(
    headers: dict[str, str], body: bytes, session_token: str | None, secret: str, region: str
) -> None:
    call = {
        "headers": headers,
        "body": body,
        "session_token": session_token,
        "secret": secret,
        "region": region,
    }
    assert ours(**call)["Authorization"] == botocores(**call)  # type: ignore[arg-type]  # one dict for both


def test_sends_the_headers_it_signed() -> None:
    signed = ours(headers={"X-Amz-Target": "T.Op"}, body=b"{}", session_token="a session token")
    names = signed["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert names == ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"]
    assert {name.lower() for name in signed} == {*names, "authorization"} - {"host"}


def test_the_secret_key_is_in_no_header() -> None:
    assert "wJalr/+key" not in str(ours(headers={}, body=b""))
