"""The codes of a sign-in, by mail or text message: each belongs to one session and lives as long.

Page: developerguide/user-pool-settings-mfa-sms-email-message, "The MFA code is valid for the Authentication
flow session duration". The session's state has a salted digest alone.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.custom_message import CustomMessage, Occasion, Source
from isthmus.local.cognito.delivery import MEDIA, masked
from isthmus.local.cognito.message_words import sign_in_template
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.second_factors import EMAIL_OTP, SMS_MFA
from isthmus.local.cognito.sign_in.attempt import Attempt, SentParameters
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA

SMS_OTP = "SMS_OTP"
CODE_PARAMETERS = {
    EMAIL_OTP: "EMAIL_OTP_CODE",
    SMS_MFA: "SMS_MFA_CODE",
    SMS_OTP: "SMS_OTP_CODE",
    SOFTWARE_TOKEN_MFA: "SOFTWARE_TOKEN_MFA_CODE",
}
# What the outbox says of the messages: AWS's CustomMessage_Authentication is about both.
FIRST_FACTOR_PURPOSE, SECOND_FACTOR_PURPOSE = "sign_in", "mfa"
# WIRE: a first factor has eight digits (measured), a second one six.
FIRST_FACTOR_DIGITS, SECOND_FACTOR_DIGITS = 8, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRequest:
    """Which code to send, and where to."""

    attribute: str
    destination: str
    purpose: str
    digits: int


class SentCodes:
    """Send codes, and compare what comes back."""

    def __init__(self, outbox: Outbox, *, custom_message: CustomMessage) -> None:
        self._outbox = outbox
        self._custom_message = custom_message

    async def send(self, attempt: Attempt, request: CodeRequest) -> dict[str, Any]:
        """Send a code and give the session's part of it. For nobody nothing is sent, and nothing fits."""
        code, salt = f"{secrets.randbelow(10**request.digits):0{request.digits}}", secrets.token_bytes(16)
        digest = _digest(code, salt=salt)
        if attempt.user is not None:
            medium = MEDIA[request.attribute]
            template = await self._custom_message.rewrite(
                attempt.pool,
                attempt.user,
                sign_in_template(attempt.pool, medium=medium),
                medium=medium,
                occasion=Occasion(
                    source=Source.AUTHENTICATION, client_id=attempt.client.id, metadata=attempt.metadata
                ),
            )
            self._outbox.add(
                attempt.pool,
                attempt.user,
                purpose=request.purpose,
                medium=medium,
                destination=request.destination,
                code=code,
                words=template.filled(username=attempt.username, code=code),
            )
        return {
            "salt": salt.hex(),
            "digest": digest.hex(),
            "attribute": request.attribute,
            "destination": request.destination,
        }


def is_right_code(sent: SentParameters, *, challenge: str, state: Mapping[str, Any]) -> bool:
    """Compare in constant time."""
    unverified_code = sent.get(CODE_PARAMETERS[challenge])
    digest = _digest(unverified_code, salt=bytes.fromhex(state["salt"]))
    return hmac.compare_digest(digest, bytes.fromhex(state["digest"]))


def delivery_parameters(request: CodeRequest) -> dict[str, str]:
    """Tell the app where the code went, as AWS does."""
    return {
        "CODE_DELIVERY_DELIVERY_MEDIUM": MEDIA[request.attribute],
        "CODE_DELIVERY_DESTINATION": masked(request.destination),
    }


def wrong_code(reason: str) -> AwsError:
    """The code is not the one of this session (measured; it stays good for another answer)."""
    return AwsError("CodeMismatchException", "Invalid code or auth state for the user.", reason=reason)


def _digest(code: str, *, salt: bytes) -> bytes:
    return hmac.digest(salt, code.encode(), "sha256")
