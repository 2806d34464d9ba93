"""The words of a message to a user: the pool's templates, or AWS's own where it has none.

Page: developerguide/cognito-user-pool-settings-message-customizations.
"""

from dataclasses import dataclass, field
from typing import Any

from isthmus.local.cognito.pools import Pool

_CODE = "{####}"
_USERNAME = "{username}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Subject and text; a text message has no subject."""

    subject: str
    text: str = field(repr=False)


def verification_words(pool: Pool, *, medium: str, code: str) -> Words:
    """Give the words around a code; it stands in place of {####}."""
    settings, template = pool.settings, pool.settings.get("VerificationMessageTemplate", {})
    default = f"Your confirmation code is {_CODE}"
    if medium == "SMS":
        text = template.get("SmsMessage") or settings.get("SmsVerificationMessage") or default
        return Words(subject="", text=text.replace(_CODE, code))
    subject = template.get("EmailSubject") or settings.get("EmailVerificationSubject")
    text = template.get("EmailMessage") or settings.get("EmailVerificationMessage") or default
    return Words(subject=subject or "Your verification code", text=text.replace(_CODE, code))


def sign_in_words(pool: Pool, *, medium: str, code: str) -> Words:
    """Give the words around a code that signs in."""
    settings: dict[str, Any] = {**pool.settings}
    default = f"Your authentication code is {_CODE}."
    if medium == "SMS":
        text: str = settings.get("SmsAuthenticationMessage") or default
        return Words(subject="", text=text.replace(_CODE, code))
    template = settings.get("EmailMfaConfiguration", {})
    text = template.get("Message", default)
    return Words(subject=template.get("Subject", "Your authentication code"), text=text.replace(_CODE, code))


def invitation_words(pool: Pool, *, medium: str, username: str, password: str) -> Words:
    """Give the words that tell a user of the account that an administrator made."""
    template: dict[str, Any] = {**pool.settings["AdminCreateUserConfig"].get("InviteMessageTemplate", {})}
    default = f"Your username is {_USERNAME} and temporary password is {_CODE}."
    subject = "" if medium == "SMS" else template.get("EmailSubject", "Your temporary password")
    text = template.get("SMSMessage" if medium == "SMS" else "EmailMessage", default)
    return Words(subject=subject, text=text.replace(_USERNAME, username).replace(_CODE, password))
