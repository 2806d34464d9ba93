"""Requests signed by botocore, as an SDK sends them, and read as the endpoint reads them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from isthmus.local.aws.requests import Request
from isthmus.local.ready import AdminKey
from isthmus.secret import Secret

ADMIN = AdminKey(access_key_id="AKIAABCDEFGHIJKLMNOP", secret_access_key=Secret("s" * 40))
HOST = "127.0.0.1:4566"
NOW = datetime(2026, 11, 21, 10, 0, 0, tzinfo=UTC).timestamp()


class StillClock:
    """A clock that stands at NOW, or where a test puts it."""

    def __init__(self, now: float = NOW) -> None:
        self.time = now

    def now(self) -> float:
        return self.time


def a_signed_request(
    *,
    key: AdminKey = ADMIN,
    method: str = "POST",
    target: str = "/",
    body: bytes = b"{}",
    headers: Mapping[str, str] | None = None,
    service: str = "dynamodb",
    region: str = "us-east-1",
    signed_at: float = NOW,
    presigned_seconds: int | None = None,
    session_token: str | None = None,
) -> Request:
    """Sign with botocore at a given moment."""
    credentials = Credentials(key.access_key_id, key.secret_access_key.reveal(), session_token)
    outgoing = AWSRequest(
        method=method, url=f"http://{HOST}{target}", data=body, headers={"Host": HOST, **(headers or {})}
    )
    signer: Any
    if presigned_seconds is None:
        signer = (S3SigV4Auth if service == "s3" else SigV4Auth)(credentials, service, region)
    else:
        kind = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth
        signer = kind(credentials, service, region, expires=presigned_seconds)
    moment = datetime.fromtimestamp(signed_at, tz=UTC)
    with patch("botocore.auth.get_current_datetime", return_value=moment):
        signer.add_auth(outgoing)
    return as_received(outgoing)


def as_received(outgoing: AWSRequest) -> Request:
    """Give the request as it stands on the wire."""
    parts = urlsplit(str(outgoing.url))
    body = outgoing.data
    return Request(
        method=str(outgoing.method),
        raw_path=parts.path or "/",
        raw_query=parts.query,
        headers=tuple((name.lower(), str(value)) for name, value in outgoing.headers.items()),
        body=body if isinstance(body, bytes) else b"",
    )
