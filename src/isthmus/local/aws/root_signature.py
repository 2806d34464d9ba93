"""Requests as ministack's root sends them: the account id stands for the key, and nothing is signed.

SECURITY: only for requests of the stack itself and for those whose administrator's signature was verified.
"""

import dataclasses
import time
from urllib.parse import unquote

from isthmus.local.aws.requests import Request

AUTHENTICATION_HEADERS = ("authorization", "x-amz-security-token")
AUTHENTICATION_PARAMETERS = frozenset(
    {
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-signedheaders",
        "x-amz-signature",
        "x-amz-security-token",
        "awsaccesskeyid",
        "signature",
    }
)


def as_root(request: Request, *, service: str, region: str, account_id: str) -> Request:
    """Give the request with its authentication replaced by the root's for this service and region."""
    timestamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={account_id}/{timestamp[:8]}/{region}/{service}/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    )
    kept = [pair for pair in request.headers if pair[0] not in (*AUTHENTICATION_HEADERS, "x-amz-date")]
    return dataclasses.replace(
        request,
        headers=(*kept, ("x-amz-date", timestamp), ("authorization", authorization)),
        raw_query="&".join(part for part in request.raw_query.split("&") if not _authenticates(part)),
    )


def _authenticates(pair: str) -> bool:
    return unquote(pair.partition("=")[0]).lower() in AUTHENTICATION_PARAMETERS
