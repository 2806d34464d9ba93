"""Users of a seed, checked as AdminCreateUser and AdminSetUserPassword check theirs.

A user who is there is left alone: status, password, attributes and groups are what people made of them since.
"""

import base64
import binascii
import re
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError, JsonService
from isthmus.local.cognito import passwords
from isthmus.local.cognito.aliases import attribute_of_username
from isthmus.local.cognito.descriptions import attribute_list
from isthmus.local.cognito.groups import MOST_PER_USER, Groups
from isthmus.local.cognito.new_names import verify_new_user
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.seeding.documents import PasswordDigest, SeededUser, SeedError
from isthmus.local.cognito.srp import SrpVerifier, is_public_number
from isthmus.local.cognito.user import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    Password,
    User,
)
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database

STATUSES = (UNCONFIRMED, CONFIRMED, RESET_REQUIRED, FORCE_CHANGE_PASSWORD)
SUB = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# SECURITY: only hashes of our own cost: a cheaper one would be easy to guess, a dearer one a way to hang us.
_SCRYPT = re.compile(
    rf"scrypt\${passwords.COST}\${passwords.BLOCK_SIZE}\${passwords.PARALLELISM}"
    r"\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}="
)
_SALT = re.compile(r"[0-9a-f]{1,32}")
_DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSeeding:
    """Put users in place."""

    service: JsonService
    database: Database
    users: Users
    groups: Groups
    clock: Clock

    async def ensure(self, pool: Pool, seeded: SeededUser) -> None:
        """Make the user, whole or not at all; one of this name and `sub` is left alone. Raises SeedError."""
        if self._is_there(pool, seeded):
            return
        try:
            username, attributes = self._verify(pool, seeded)
            kept_username = seeded.sub if pool.username_attributes else username
            status = _status(seeded)
            password = await self._password(pool, seeded, username=kept_username)
            memberships = [self.groups.get(pool, name) for name in seeded.groups]
            with self.database.transaction():
                user = self.users.insert(
                    pool,
                    username=kept_username,
                    sub=seeded.sub,
                    status=status,
                    password=password,
                    attributes=attributes,
                    takes_over_aliases=False,
                )
                self.users.set_enabled(user, is_enabled=seeded.is_enabled)
                for group in memberships:
                    self.groups.add_member(group, user)
        except AwsError as error:
            raise SeedError(seeded.where, error.message) from error

    def _is_there(self, pool: Pool, seeded: SeededUser) -> bool:
        if SUB.fullmatch(seeded.sub) is None:
            raise SeedError(seeded.where, f"sub {seeded.sub} is no UUID in lower case")
        named, known = self.users.find(pool, seeded.username), self.users.find(pool, seeded.sub)
        if named is None and known is None:
            return False
        # A pool of e-mail addresses knows its users by the sub: the address may have changed since.
        is_same = named == known or (named is None and bool(pool.username_attributes))
        if known is None or not is_same:
            raise SeedError(
                seeded.where,
                f"the data directory has {seeded.username} with another sub, or this sub for another user",
            )
        return True

    def _verify(self, pool: Pool, seeded: SeededUser) -> tuple[str, dict[str, str]]:
        request = {
            "UserPoolId": pool.id,
            "Username": seeded.username,
            "UserAttributes": attribute_list(dict(seeded.attributes)),
        }
        verified = self.service.verify_whole_request("AdminCreateUser", request)
        return verify_new_user(verified, pool)  # type: ignore[arg-type]  # checked by AWS's model in the line above

    async def _password(self, pool: Pool, seeded: SeededUser, *, username: str) -> Password:
        if seeded.password_digest is not None:
            return _read_digest(seeded.password_digest, where=seeded.where)
        chosen = seeded.password or seeded.temporary_password
        if chosen is None:
            return Password(hashed=None, verifier=None, expires_at=None)
        policy = pool.settings["Policies"]["PasswordPolicy"]
        passwords.check_policy(chosen.reveal(), policy=policy)
        is_permanent = seeded.password is not None
        expires_at = self.clock.now() + policy["TemporaryPasswordValidityDays"] * _DAY
        return await passwords.make_password(
            chosen.reveal(),
            pool_id=pool.id,
            username=username,
            expires_at=None if is_permanent else expires_at,
        )


def _status(seeded: SeededUser) -> str:
    given = (seeded.password, seeded.temporary_password, seeded.password_digest)
    if sum(each is not None for each in given) > 1:
        raise SeedError(seeded.where, "a user has one of password, temporary_password and password_digest")
    status = seeded.status or (CONFIRMED if seeded.password is not None else FORCE_CHANGE_PASSWORD)
    if status not in STATUSES:
        raise SeedError(seeded.where, f"status {status} is none of {', '.join(STATUSES)}")
    if seeded.password is not None and status == FORCE_CHANGE_PASSWORD:
        raise SeedError(seeded.where, f"{FORCE_CHANGE_PASSWORD} goes with a temporary_password")
    if seeded.temporary_password is not None and status != FORCE_CHANGE_PASSWORD:
        raise SeedError(seeded.where, f"a temporary_password goes with {FORCE_CHANGE_PASSWORD}")
    return status


def _read_digest(digest: PasswordDigest, *, where: str) -> Password:
    if _SCRYPT.fullmatch(digest.scrypt.reveal()) is None:
        raise SeedError(where, "password_digest.scrypt is none that this version exports")
    if (digest.srp_salt is None) != (digest.srp_verifier is None):
        raise SeedError(where, "password_digest has srp_salt and srp_verifier together, or neither")
    verifier = None
    if digest.srp_salt is not None and digest.srp_verifier is not None:
        verifier = SrpVerifier(
            salt=digest.srp_salt, number=_number(digest.srp_verifier.reveal(), where=where)
        )
        if _SALT.fullmatch(verifier.salt) is None:
            raise SeedError(where, "password_digest.srp_salt is not hexadecimal")
    return Password(hashed=digest.scrypt.reveal(), verifier=verifier, expires_at=digest.expires_at)


def _number(text: str, *, where: str) -> bytes:
    try:
        number = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SeedError(where, "password_digest.srp_verifier is not Base64") from error
    if not is_public_number(int.from_bytes(number, "big")):
        raise SeedError(where, "password_digest.srp_verifier is no number of the group")
    return number


def write_user(pool: Pool, user: User, *, groups: Groups) -> dict[str, object]:
    """Give a user as a seed has it."""
    document: dict[str, object] = {
        "username": _name_to_sign_in(pool, user),
        "sub": user.sub,
        "status": user.status,
        "enabled": user.is_enabled,
        "attributes": dict(sorted(user.attributes.items())),
        "groups": [group.name for group in groups.page_of(user, after="", limit=MOST_PER_USER)],
    }
    if user.password is not None:
        document["password_digest"] = _write_digest(user)
    return document


def _name_to_sign_in(pool: Pool, user: User) -> str:
    """In a pool of e-mail addresses the username is the `sub`; what was given for it is an attribute."""
    for name in pool.username_attributes:
        value = user.attributes.get(name)
        if value is not None and attribute_of_username(pool, value) == name:
            return value
    return user.username


def _write_digest(user: User) -> dict[str, object]:
    digest: dict[str, object] = {"scrypt": user.password}
    if user.srp_salt is not None and user.srp_verifier is not None:
        digest["srp_salt"] = user.srp_salt
        digest["srp_verifier"] = base64.b64encode(user.srp_verifier).decode()
    if user.password_expires_at is not None:
        digest["expires_at"] = user.password_expires_at
    return digest
