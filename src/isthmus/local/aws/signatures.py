"""Signature Version 4 of the administrator's requests: recomputed with botocore, compared whole.

Signatures of other keys are ministack's affair, which gave those keys out. What is read here of a request
before that comparison only says which key to look at.

Source: AWS IAM User Guide, "Signature Version 4 for API requests".
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from isthmus.clock import Clock
from isthmus.errors import IsthmusError
from isthmus.local.aws.requests import Request
from isthmus.local.ready import AdminKey

ALGORITHM = "AWS4-HMAC-SHA256"
WINDOW_SECONDS = 15 * 60
LONGEST_PRESIGNED_SECONDS = 7 * 24 * 3600
SIGNATURE = re.compile(r"[0-9a-f]{64}")
SCOPE = re.compile(r"\d{8}/[a-z0-9-]{1,40}/[a-z0-9-]{1,40}/aws4_request", re.ASCII)
TIMESTAMP = re.compile(r"\d{8}T\d{6}Z")
UNSIGNED_PAYLOADS = ("UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
QUERY_NAMES = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
)

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
    "Access Key and signing method. Consult the service documentation for details."
)
UNKNOWN_KEY = "The security token included in the request is invalid."
MISSING = "Missing Authentication Token"


class Fault(StrEnum):
    """Why a request is nobody's; each service has its own code for it."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    UNKNOWN_KEY = "unknown_key"
    MISMATCH = "mismatch"
    EXPIRED = "expired"


class SignatureError(IsthmusError):
    """The request can't be ascribed to the holder of a key. The text is AWS's and goes to the caller."""

    code = "signature"

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a request says of its signature; nothing of it is verified yet."""

    key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: str
    presigned_seconds: int | None


def find_claim(request: Request) -> Claim | None:
    """Read the signature's parts, None if unsigned; raise SignatureError for what can't be read."""
    authorization = request.find_header("authorization")
    in_query = any(name.lower() in {wanted.lower() for wanted in QUERY_NAMES} for name, _ in request.query())
    if request.find_parameter("AWSAccessKeyId") is not None:
        raise SignatureError(
            Fault.INCOMPLETE, f"Signature Version 2 is not taken here: sign with {ALGORITHM}"
        )
    if authorization is None:
        return _query_claim(request) if in_query else None
    if in_query:
        raise SignatureError(
            Fault.INCOMPLETE, "Only one of the Authorization header and the query string may hold a signature"
        )
    return _header_claim(request, authorization)


def verify_admin_signature(request: Request, claim: Claim, *, key: AdminKey, clock: Clock) -> None:
    """Raise SignatureError unless the administrator signed exactly this request within its time."""
    if not hmac.compare_digest(claim.key_id.encode(), key.access_key_id.encode()):
        raise SignatureError(Fault.UNKNOWN_KEY, UNKNOWN_KEY)
    if _carries_session_token(request):
        raise SignatureError(Fault.UNKNOWN_KEY, UNKNOWN_KEY)
    _check_time(claim, now=clock.now())
    _check_signed_headers(request, claim)
    _check_payload(request, claim)
    expected = _signature_of(request, claim, key=key)
    if not hmac.compare_digest(expected.encode(), claim.signature.encode()):
        raise SignatureError(Fault.MISMATCH, MISMATCH)


def _header_claim(request: Request, authorization: str) -> Claim:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        raise SignatureError(Fault.INCOMPLETE, f"Authorization header must use {ALGORITHM}")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not fields.get(name)]
    timestamp = request.find_header("x-amz-date") or ""
    if missing or not timestamp:
        reasons = [f"Authorization header requires '{name}' parameter." for name in missing]
        if not timestamp:
            reasons.append(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
            )
        raise SignatureError(Fault.INCOMPLETE, " ".join(reasons))
    return _claim(fields, timestamp=timestamp, presigned_seconds=None)


def _query_claim(request: Request) -> Claim:
    pairs = request.query()
    fields: dict[str, str] = {}
    for name in QUERY_NAMES:
        values = [value for key, value in pairs if key == name]
        if len(values) > 1 or any(key != name and key.lower() == name.lower() for key, _ in pairs):
            raise SignatureError(Fault.INCOMPLETE, f"AWS query-string parameters must include '{name}' once.")
        fields[name.removeprefix("X-Amz-")] = values[0] if values else ""
    needed = ("Algorithm", "Credential", "Signature", "SignedHeaders", "Date", "Expires")
    missing = [name for name in needed if not fields[name]]
    if missing:
        reasons = [f"AWS query-string parameters must include 'X-Amz-{name}'." for name in missing]
        raise SignatureError(
            Fault.INCOMPLETE, " ".join([*reasons, "Re-examine the query-string parameters."])
        )
    seconds = fields["Expires"]
    if fields["Algorithm"] != ALGORITHM or not (seconds.isascii() and seconds.isdigit() and len(seconds) < 7):  # noqa: PLR2004  six digits hold a week
        raise SignatureError(
            Fault.INCOMPLETE, f"The query string must use {ALGORITHM} and a number of seconds"
        )
    return _claim(fields, timestamp=fields["Date"], presigned_seconds=int(seconds))


def _claim(fields: Mapping[str, str], *, timestamp: str, presigned_seconds: int | None) -> Claim:
    scope = fields["Credential"].split("/")
    if not SCOPE.fullmatch("/".join(scope[1:])) or not scope[0]:
        raise SignatureError(
            Fault.INCOMPLETE,
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term",
        )
    if not TIMESTAMP.fullmatch(timestamp):
        raise SignatureError(Fault.INCOMPLETE, "Date must be in ISO-8601 'basic format'.")
    if not SIGNATURE.fullmatch(fields["Signature"]):
        raise SignatureError(Fault.MISMATCH, MISMATCH)
    return Claim(
        key_id=scope[0],
        date=scope[1],
        region=scope[2],
        service=scope[3],
        signed_headers=tuple(fields["SignedHeaders"].lower().split(";")),
        signature=fields["Signature"],
        timestamp=timestamp,
        presigned_seconds=presigned_seconds,
    )


def _carries_session_token(request: Request) -> bool:
    return bool(request.find_header("x-amz-security-token") or request.find_parameter("X-Amz-Security-Token"))


def _check_time(claim: Claim, *, now: float) -> None:
    try:
        moment = datetime.strptime(claim.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise SignatureError(Fault.INCOMPLETE, "Date must be in ISO-8601 'basic format'.") from error
    if claim.date != claim.timestamp[:8]:
        raise SignatureError(
            Fault.MISMATCH,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
        )
    signed_at = moment.timestamp()
    if claim.presigned_seconds is not None and not 1 <= claim.presigned_seconds <= LONGEST_PRESIGNED_SECONDS:
        raise SignatureError(Fault.INCOMPLETE, "X-Amz-Expires must be between 1 and 604800 seconds")
    lifetime = WINDOW_SECONDS if claim.presigned_seconds is None else claim.presigned_seconds
    if now > signed_at + lifetime:
        raise SignatureError(
            Fault.EXPIRED,
            f"Signature expired: {claim.timestamp} is now earlier than {_basic(now - lifetime)} "
            f"({_basic(now)} - {lifetime // 60} min.)",
        )
    if now < signed_at - WINDOW_SECONDS:
        raise SignatureError(
            Fault.EXPIRED,
            f"Signature not yet current: {claim.timestamp} is still later than "
            f"{_basic(now + WINDOW_SECONDS)} ({_basic(now)} + {WINDOW_SECONDS // 60} min.)",
        )


def _check_signed_headers(request: Request, claim: Claim) -> None:
    """SECURITY: an unsigned Host or X-Amz-Target could be exchanged under a genuine signature."""
    needed = {"host"} | {name for name, _ in request.headers if name.startswith("x-amz-")}
    if not needed <= set(claim.signed_headers):
        raise SignatureError(
            Fault.MISMATCH, "There were headers present in the request which were not signed"
        )


def _check_payload(request: Request, claim: Claim) -> None:
    """Hold the body against the hash that the request names; only S3 may leave it unsigned."""
    named = request.find_header("x-amz-content-sha256")
    if named is None or (claim.service == "s3" and named in UNSIGNED_PAYLOADS):
        return
    if not hmac.compare_digest(named.encode(), hashlib.sha256(request.body).hexdigest().encode()):
        raise SignatureError(Fault.MISMATCH, MISMATCH)


def _signature_of(request: Request, claim: Claim, *, key: AdminKey) -> str:
    from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth  # noqa: PLC0415  100 ms, at the first signature
    from botocore.awsrequest import AWSRequest  # noqa: PLC0415  the same
    from botocore.credentials import Credentials  # noqa: PLC0415  the same

    credentials = Credentials(key.access_key_id, key.secret_access_key.reveal())
    signer: Any
    if claim.service != "s3":
        signer = SigV4Auth(credentials, claim.service, claim.region)
    elif claim.presigned_seconds is None:
        signer = S3SigV4Auth(credentials, claim.service, claim.region)
    else:
        signer = S3SigV4QueryAuth(credentials, claim.service, claim.region, expires=claim.presigned_seconds)
    signed = AWSRequest(
        method=request.method,
        url=f"http://{request.find_header('host')}{request.raw_path}?{_canonical_query(request)}",
        data=request.body,
    )
    for name, value in request.headers:
        if name in claim.signed_headers:
            signed.headers[name] = value
    signed.context["timestamp"] = claim.timestamp
    return str(signer.signature(signer.string_to_sign(signed, signer.canonical_request(signed)), signed))


def _canonical_query(request: Request) -> str:
    """Encode each name and value anew, so that no second spelling has another signature."""
    pairs = [(name, value) for name, value in request.query() if name != "X-Amz-Signature"]
    return "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)


def _basic(epoch_seconds: float) -> str:
    moment = datetime.fromtimestamp(epoch_seconds, tz=UTC)
    return moment.strftime("%Y%m%dT%H%M%SZ")
