"""Invitations: the message with a temporary password to a user whom an administrator made.

Page: developerguide/how-to-create-user-accounts, API_AdminCreateUser.
"""

import secrets
import string
from collections.abc import Sequence
from typing import TYPE_CHECKING

from isthmus.local.cognito.delivery import MEDIA
from isthmus.local.cognito.message_words import invitation_words
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import User

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import PasswordPolicyTypeTypeDef

_CLASSES = (string.ascii_uppercase, string.ascii_lowercase, string.digits, "!#$%&*+-=?@_")
_SHORTEST = 12


def new_temporary_password(policy: "PasswordPolicyTypeTypeDef") -> str:
    """Give a random password that conforms to every policy of this length."""
    length = max(policy["MinimumLength"], _SHORTEST)
    alphabet = "".join(_CLASSES)
    characters = [secrets.choice(each) for each in _CLASSES]
    characters += [secrets.choice(alphabet) for _ in range(length - len(characters))]
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def send_invitation(pool: Pool, user: User, *, outbox: Outbox, media: Sequence[str], password: str) -> None:
    """Send the temporary password by every medium that was asked for and that the user has an address of.

    AWS sends text messages unless the request says otherwise; so here, and a mail where there is no number.
    """
    usable = {medium: name for name, medium in MEDIA.items() if name in user.attributes}
    for medium in media or sorted(usable, reverse=True)[:1]:
        if medium in usable:
            outbox.add(
                pool,
                user,
                purpose="invitation",
                medium=medium,
                destination=user.attributes[usable[medium]],
                code=password,
                words=invitation_words(pool, medium=medium, username=user.username, password=password),
            )
