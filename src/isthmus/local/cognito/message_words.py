"""The words of a message to a user: the pool's templates, or AWS's own where it has none.

Page: developerguide/cognito-user-pool-settings-message-customizations.
"""

from dataclasses import dataclass, field
from typing import Any

from isthmus.local.cognito.pools import Pool

CODE = "{####}"
USERNAME = "{username}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Subject and text; a text message has no subject. A template has `CODE` and `USERNAME` in it."""

    subject: str
    text: str = field(repr=False)

    def filled(self, *, username: str, code: str) -> "Words":
        """Give the words with the user's name and code in place.

        Subjects keep their text: AWS puts neither into them.
        """
        return Words(subject=self.subject, text=self.text.replace(USERNAME, username).replace(CODE, code))


def verification_template(pool: Pool, *, medium: str) -> Words:
    """Give the words around a code."""
    template = pool.settings.get("VerificationMessageTemplate", {})
    default = f"Your confirmation code is {CODE}"
    if medium == "SMS":
        return Words(subject="", text=template.get("SmsMessage", default))
    subject = template.get("EmailSubject", "Your verification code")
    return Words(subject=subject, text=template.get("EmailMessage", default))


def sign_in_template(pool: Pool, *, medium: str) -> Words:
    """Give the words around a code that signs in."""
    settings: dict[str, Any] = {**pool.settings}
    default = f"Your authentication code is {CODE}."
    if medium == "SMS":
        return Words(subject="", text=settings.get("SmsAuthenticationMessage", default))
    template = settings.get("EmailMfaConfiguration", {})
    subject = template.get("Subject", "Your authentication code")
    return Words(subject=subject, text=template.get("Message", default))


def invitation_template(pool: Pool, *, medium: str) -> Words:
    """Give the words that tell a user of the account that an administrator made."""
    template: dict[str, Any] = {**pool.settings["AdminCreateUserConfig"].get("InviteMessageTemplate", {})}
    default = f"Your username is {USERNAME} and temporary password is {CODE}."
    subject = "" if medium == "SMS" else template.get("EmailSubject", "Your temporary password")
    text = template.get("SMSMessage" if medium == "SMS" else "EmailMessage", default)
    return Words(subject=subject, text=text)
