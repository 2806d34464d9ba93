"""Swap an ID token for temporary AWS credentials at STS itself: AssumeRoleWithWebIdentity, one unsigned call.

For a role that trusts the issuer's IAM provider directly, with no identity pool between.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

import datetime as dt
import re
from urllib.parse import urlencode
from xml.parsers import expat

from isthmus.aws.credentials import AwsCredentials
from isthmus.errors import DeniedError, ExpiredError, MalformedError, UnavailableError
from isthmus.origin import Origin, Reply
from isthmus.secret import Secret

TIMEOUT_SECONDS = 3.0
MAX_BYTES = 65_536

_OK = 200
_API_VERSION = "2011-06-15"
_ROLE_ARN = re.compile(r"arn:aws[\w-]*:iam::[0-9]{12}:role/[\w+=,.@/-]{1,576}", re.ASCII)
_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_CODE = re.compile(r"[A-Za-z.]{1,64}", re.ASCII)
_EXPIRED = "ExpiredTokenException"
_REFUSALS = frozenset({"AccessDenied", "IDPRejectedClaim", "InvalidIdentityToken", _EXPIRED})


class Sts:
    """STS of one region."""

    __slots__ = ("_origin",)

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    def assume_role(
        self, *, role_arn: str, session_name: str, id_token: Secret, duration_seconds: int = 3600
    ) -> AwsCredentials:
        """Swap the token for credentials of the role; `session_name` shows in CloudTrail.

        Raises `ExpiredError` or `DeniedError` if STS refuses, `UnavailableError` without a usable answer.
        """
        if not _ROLE_ARN.fullmatch(role_arn) or not _SESSION_NAME.fullmatch(session_name):
            raise MalformedError("not the ARN of a role, or not the name of a session")
        form = {
            "Action": "AssumeRoleWithWebIdentity",
            "Version": _API_VERSION,
            "RoleArn": role_arn,
            "RoleSessionName": session_name,
            "WebIdentityToken": id_token.reveal(),
            "DurationSeconds": str(duration_seconds),
        }
        reply = self._origin.send(
            "POST",
            "/",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode("ascii"),
            timeout_seconds=TIMEOUT_SECONDS,
            max_bytes=MAX_BYTES,
        )
        return _read_credentials(reply)


def _read_credentials(reply: Reply) -> AwsCredentials:
    texts = _parse_xml(reply.body)
    if reply.status != _OK:
        _raise_refusal(reply.status, code=texts.get("Code", ""))
    try:
        return AwsCredentials(
            access_key_id=texts["AccessKeyId"],
            secret_access_key=Secret(texts["SecretAccessKey"]),
            session_token=Secret(texts["SessionToken"]),
            expires_at=dt.datetime.fromisoformat(texts["Expiration"]).timestamp(),
        )
    except (KeyError, ValueError):
        raise UnavailableError("STS answered without credentials") from None


def _raise_refusal(status: int, *, code: str) -> None:
    if code == _EXPIRED:
        raise ExpiredError("STS refuses: the token has expired", rule="sts")
    if code in _REFUSALS:
        raise DeniedError(f"STS refuses: {code}", rule="sts")
    raise UnavailableError(f"STS answered {status} {code if _CODE.fullmatch(code) else 'unknown'}")


def _parse_xml(body: bytes) -> dict[str, str]:
    """Give the text of every element that has only text, by its name without namespace.

    SECURITY: a document type is refused, for in it entities are declared that blow up or read files
    (CWE-776, CWE-611); without one expat knows none but the five of XML itself.
    """
    texts: dict[str, str] = {}
    pieces: list[str] = []

    def refuse(*_: object) -> None:
        raise UnavailableError("an answer of STS declares a document type")

    def begin(_name: str, _attributes: dict[str, str]) -> None:
        pieces.clear()

    def end(name: str) -> None:
        texts.setdefault(name.rpartition(" ")[2], "".join(pieces).strip())
        pieces.clear()

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    try:
        parser.Parse(body, True)  # noqa: FBT003  expat takes it by position only
    except expat.ExpatError:
        raise UnavailableError("STS did not answer in XML") from None
    return texts
