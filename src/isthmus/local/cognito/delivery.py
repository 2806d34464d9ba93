"""Where a code goes: which attribute of a user, by which medium, and how AWS shows the destination."""

import hmac
import secrets
from typing import Any

from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import User
from isthmus.local.cognito.user_attributes import is_email, is_phone_number

MEDIA = {"email": "EMAIL", "phone_number": "SMS"}
_RECOVERY = {"verified_email": "email", "verified_phone_number": "phone_number"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# SECURITY: unguessable, so that nobody can compute which destinations are made up.
_MADE_UP_KEY = secrets.token_bytes(32)


def sign_up_attribute(pool: Pool, user: User) -> str | None:
    """Tell which attribute a sign-up is confirmed by: AWS prefers the phone number. None without one.

    Page: developerguide/signing-up-users-in-your-app, "If you require users to confirm both".
    """
    verified_by_code = pool.settings.get("AutoVerifiedAttributes", ())
    for name in ("phone_number", "email"):
        if name in verified_by_code and name in user.attributes:
            return name
    return None


def recovery_attribute(pool: Pool, user: User) -> str | None:
    """Tell which verified attribute gets a password reset code, by the pool's priorities; else None."""
    for name in _mechanisms(pool):
        attribute = _RECOVERY.get(name, "")
        if attribute in user.attributes and user.attributes.get(f"{attribute}_verified") == "true":
            return attribute
    return None


def primary_recovery_attribute(pool: Pool) -> str | None:
    """Tell which attribute password reset codes go to first; None where only administrators reset."""
    mechanisms = _mechanisms(pool)
    return _RECOVERY.get(mechanisms[0]) if mechanisms else None


def recovers_by_email_only(pool: Pool) -> bool:
    """Whether password reset codes go nowhere but to e-mail addresses."""
    return _mechanisms(pool) == ["verified_email"]


def is_recovered_by_admin_only(pool: Pool) -> bool:
    """Whether users of the pool can't reset passwords themselves."""
    return _mechanisms(pool) == ["admin_only"]


def check_is_verifiable(attribute: str) -> None:
    """Raise InvalidParameterException for an attribute that no code can be sent to."""
    if attribute not in MEDIA:
        raise invalid_parameter(f"Invalid attribute name: {attribute}. Valid names: email, phone_number.")


def describe_delivery(attribute: str, destination: str) -> dict[str, Any]:
    """Write CodeDeliveryDetails."""
    return {
        "Destination": masked(destination),
        "DeliveryMedium": MEDIA[attribute],
        "AttributeName": attribute,
    }


def describe_made_up_delivery(pool: Pool, username: str) -> dict[str, Any]:
    """Write CodeDeliveryDetails for a user who does not exist; the same name gets the same answer.

    Page: developerguide/cognito-user-pool-managing-errors, "Password reset operations".
    """
    if is_phone_number(username):
        return describe_delivery("phone_number", username)
    if is_email(username):
        return describe_delivery("email", username)
    return describe_made_up_attribute(pool, username, attribute="email")


def describe_made_up_attribute(pool: Pool, username: str, *, attribute: str) -> dict[str, Any]:
    """Write CodeDeliveryDetails of one kind for a user who does not exist; the name itself if it is one."""
    if (is_email if attribute == "email" else is_phone_number)(username):
        return describe_delivery(attribute, username)
    digest = hmac.digest(_MADE_UP_KEY, f"{pool.id} {username}".encode(), "sha256")
    if attribute == "phone_number":
        return describe_delivery(attribute, f"+1555555{int.from_bytes(digest[:4]) % 10_000:04}")
    name, domain = (_LETTERS[byte % len(_LETTERS)] for byte in digest[:2])
    return describe_delivery(attribute, f"{name}@{domain}")


def masked(destination: str) -> str:
    """Hide most of an address as AWS does: `j***@e***`, `+*******0100`."""
    if destination.startswith("+"):
        return f"+{'*' * (len(destination) - 5)}{destination[-4:]}"
    name, _, domain = destination.partition("@")
    return f"{name[:1]}***@{domain[:1]}***"


def _mechanisms(pool: Pool) -> list[str]:
    mechanisms = pool.settings["AccountRecoverySetting"].get("RecoveryMechanisms", ())
    return [each["Name"] for each in sorted(mechanisms, key=lambda each: each["Priority"])]
