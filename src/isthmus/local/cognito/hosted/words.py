"""What the pages say: AWS's words where a person understands them, plainer ones where not."""

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.schema import CUSTOM

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import PasswordPolicyTypeTypeDef

LOG = logging.getLogger(__name__)
_REMEDIES = {
    "PasswordResetRequiredException": "Choose a new password with the code that was sent to you.",
    "UserNotConfirmedException": "Confirm the account with the code that was sent to you.",
}
_LABELS = {"email": "Email", "phone_number": "Phone number", "zoneinfo": "Time zone"}
_OF_ATTRIBUTE = re.compile(
    r"Attributes did not conform to the schema: (?P<name>[^:]+(?::[^:]+)?): (?P<why>.+)"
)
_MODEL = re.compile(r"[0-9]+ validation errors? detected: ", re.ASCII)


def label_of(attribute: str) -> str:
    """Name an attribute for a person."""
    plain = attribute.removeprefix(CUSTOM).replace("_", " ")
    return _LABELS.get(attribute, plain[:1].upper() + plain[1:])


def told(error: AwsError, asked: AuthorizationRequest) -> str:
    """Give the words for the page, and what a person can do; the log has the reason."""
    LOG.info("refused at a page: %s: %s", error.code, error.reason or "as the page says")
    if error.code == "InvalidPasswordException":
        policy = asked.pool.settings["Policies"]["PasswordPolicy"]
        return f"This password is too weak. It needs {describe_policy(policy)}."
    of_attribute = _OF_ATTRIBUTE.fullmatch(error.message.strip())
    if of_attribute is not None:
        return f"{label_of(of_attribute['name'])}: {of_attribute['why']}"
    if _MODEL.match(error.message):
        return "What you typed has a space, a sign or a length that is not allowed."
    remedy = _REMEDIES.get(error.code)
    return error.message if remedy is None else f"{error.message.rstrip('.')}. {remedy}"


def describe_policy(policy: "PasswordPolicyTypeTypeDef") -> str:
    """Say what a password needs, to go on after "It needs"."""
    kinds = {
        "an upper-case letter": policy.get("RequireUppercase"),
        "a lower-case letter": policy.get("RequireLowercase"),
        "a digit": policy.get("RequireNumbers"),
        "a symbol": policy.get("RequireSymbols"),
    }
    length = f"at least {policy['MinimumLength']} characters"
    needed = [name for name, is_needed in kinds.items() if is_needed]
    return f"{length}, with {listed(needed)}" if needed else length


def listed(names: Sequence[str]) -> str:
    """Write a list as a sentence does."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
