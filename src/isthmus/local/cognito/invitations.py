"""Invitations: the message with a temporary password to a user whom an administrator made.

Page: developerguide/how-to-create-user-accounts, API_AdminCreateUser.
"""

import secrets
import string
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from isthmus.local.cognito.custom_message import CustomMessage, Occasion, Source
from isthmus.local.cognito.delivery import MEDIA
from isthmus.local.cognito.message_words import invitation_template
from isthmus.local.cognito.outbox import Outbox
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.triggers import NO_CLIENT
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


class Invitations:
    """Send invitations."""

    def __init__(self, outbox: Outbox, *, custom_message: CustomMessage) -> None:
        self._outbox = outbox
        self._custom_message = custom_message

    async def send(
        self,
        pool: Pool,
        user: User,
        *,
        media: Sequence[str],
        password: str,
        metadata: Mapping[str, str],
    ) -> None:
        """Send the temporary password by every medium that was asked for and that the user has an address of.

        AWS sends text messages unless the request says otherwise; so here, and a mail where there is no
        number.
        """
        usable = {medium: name for name, medium in MEDIA.items() if name in user.attributes}
        for medium in media or sorted(usable, reverse=True)[:1]:
            if medium in usable:
                address = user.attributes[usable[medium]]
                await self._send(
                    pool, user, medium=medium, address=address, password=password, metadata=metadata
                )

    async def _send(
        self,
        pool: Pool,
        user: User,
        *,
        medium: str,
        address: str,
        password: str,
        metadata: Mapping[str, str],
    ) -> None:
        occasion = Occasion(source=Source.ADMIN_CREATE_USER, client_id=NO_CLIENT, metadata=metadata)
        template = await self._custom_message.rewrite(
            pool, user, invitation_template(pool, medium=medium), medium=medium, occasion=occasion
        )
        self._outbox.add(
            pool,
            user,
            purpose="invitation",
            medium=medium,
            destination=address,
            code=password,
            words=template.filled(username=user.username, code=password),
        )
