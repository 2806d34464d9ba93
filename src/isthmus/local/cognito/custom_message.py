"""The CustomMessage trigger: the pool's function writes the words, Cognito puts the code into them.

Page: developerguide/user-pool-lambda-custom-message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from isthmus.local.awsjson.patterns import is_match
from isthmus.local.cognito.errors import invalid_parameter, unrecognizable_output
from isthmus.local.cognito.message_words import CODE, USERNAME, Words
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.triggers import NO_CLIENT, TriggerEvent, Triggers
from isthmus.local.cognito.user import User

# WIRE: AWS sends it with every message, though only confirmations by link have one.
LINK = "{##Click Here##}"
_EMAIL_PATTERN = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"
_SMS_PATTERN = r".*\{####\}.*"
_SUBJECT_PATTERN = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+"
_SHORTEST, _LONGEST_EMAIL, _LONGEST_SMS, _LONGEST_SUBJECT = 6, 20_000, 140, 140


class Source(StrEnum):
    """Why a message is sent, in the words of the event."""

    SIGN_UP = "CustomMessage_SignUp"
    ADMIN_CREATE_USER = "CustomMessage_AdminCreateUser"
    RESEND_CODE = "CustomMessage_ResendCode"
    FORGOT_PASSWORD = "CustomMessage_ForgotPassword"  # noqa: S105  a trigger source
    UPDATE_ATTRIBUTE = "CustomMessage_UpdateUserAttribute"
    VERIFY_ATTRIBUTE = "CustomMessage_VerifyUserAttribute"
    AUTHENTICATION = "CustomMessage_Authentication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a message is sent for: the event's source, the client, and the caller's ClientMetadata."""

    source: Source
    client_id: str
    metadata: Mapping[str, str]

    @property
    def is_unlimited(self) -> bool:
        """Whether no limit counts it: AdminUpdateUserAttributes has no LimitExceededException (its page)."""
        return self.source is Source.UPDATE_ATTRIBUTE and self.client_id == NO_CLIENT


class CustomMessage:
    """Ask the pool's function for the words of a message."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers

    async def rewrite(
        self, pool: Pool, user: User, template: Words, *, medium: str, occasion: Occasion
    ) -> Words:
        """Give the function's words, or the template where it has none.

        Raises InvalidLambdaResponseException and, for words without the code, InvalidParameterException.
        """
        arn = pool.triggers.get("CustomMessage")
        if arn is None:
            return template
        response = await self._triggers.run(arn, _event(user, occasion), pool=pool)
        given = {name: response.get(name) for name in ("smsMessage", "emailMessage", "emailSubject")}
        if any(value is not None and not isinstance(value, str) for value in given.values()):
            raise unrecognizable_output()
        return _sms(given, template) if medium == "SMS" else _email(given, template, source=occasion.source)


def _event(user: User, occasion: Occasion) -> TriggerEvent:
    is_invitation = occasion.source is Source.ADMIN_CREATE_USER
    request: dict[str, Any] = {
        "userAttributes": user.trigger_attributes(),
        "codeParameter": CODE,
        "linkParameter": LINK,
        "usernameParameter": USERNAME if is_invitation else None,
    }
    if occasion.metadata:
        request["clientMetadata"] = dict(occasion.metadata)
    return TriggerEvent(
        trigger="CustomMessage",
        source=occasion.source,
        username=user.username,
        client_id=occasion.client_id,
        request=request,
        response={"smsMessage": None, "emailMessage": None, "emailSubject": None},
    )


def _sms(given: Mapping[str, Any], template: Words) -> Words:
    text = given["smsMessage"]
    if text is None:
        return template
    _check(text, path="smsMessage", pattern=_SMS_PATTERN, longest=_LONGEST_SMS)
    return Words(subject="", text=text)


def _email(given: Mapping[str, Any], template: Words, *, source: Source) -> Words:
    text, subject = given["emailMessage"], given["emailSubject"]
    if subject is not None:
        _check(subject, path="emailSubject", pattern=_SUBJECT_PATTERN, longest=_LONGEST_SUBJECT, shortest=1)
    if text is not None:
        _check(text, path="emailBody", pattern=_EMAIL_PATTERN, longest=_LONGEST_EMAIL)
    if text is not None and source is Source.ADMIN_CREATE_USER and USERNAME not in text:
        # WIRE: an invitation without the name goes out in the pool's words, under the function's subject
        # (measured: stackoverflow.com/questions/56865198).
        text = None
    return Words(
        subject=template.subject if subject is None else subject,
        text=template.text if text is None else text,
    )


def _check(value: str, *, path: str, pattern: str, longest: int, shortest: int = _SHORTEST) -> None:
    """WIRE: AWS checks the function's words as it checks a request's (amplify-js #6917)."""
    broken = None
    if not is_match(pattern, value):
        broken = f"Member must satisfy regular expression pattern: {pattern}"
    elif len(value) < shortest:
        broken = f"Member must have length greater than or equal to {shortest}"
    elif len(value) > longest:
        broken = f"Member must have length less than or equal to {longest}"
    if broken is not None:
        raise invalid_parameter(
            f"1 validation error detected: Value '{value}' at '{path}' failed to satisfy constraint: {broken}"
        )
