"""What a sign-in shows for a name that leads to nobody: the same each time, and like the real thing.

RFC 5054 section 2.5.1.3. Page: developerguide/cognito-user-pool-managing-errors: the same salt and the same
internal user id in UUID format for the same username and user pool.
"""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass

from isthmus.local.cognito.srp import SALT_BITS, N, SrpVerifier
from isthmus.local.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoy:
    """An invented user id and verifier, which no password fits."""

    username: str
    verifier: SrpVerifier


class Decoys:
    """Invent users from a seed of the pool, which is kept so that a restart changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, pool_id: str, name: str) -> Decoy:
        """Give the decoy of a name."""
        digest = hmac.digest(self._seed(pool_id), name.encode(), hashlib.sha256)
        salt = int.from_bytes(digest[: SALT_BITS // 8]) | 1
        # NOTE: a number of the group, as cheap as a stored one: making a true verifier would take longer.
        number = int.from_bytes(hashlib.shake_256(digest).digest(400)) % N
        return Decoy(
            username=str(uuid.UUID(bytes=digest[16:], version=4)),
            verifier=SrpVerifier(salt=f"{salt:x}", number=number.to_bytes(385)),
        )

    def _seed(self, pool_id: str) -> bytes:
        row = self._database.find_row("SELECT seed FROM decoy_seed WHERE pool_id = ?", (pool_id,))
        if row is not None:
            kept: bytes = row["seed"]
            return kept
        seed = secrets.token_bytes(32)
        self._database.execute("INSERT INTO decoy_seed (pool_id, seed) VALUES (?, ?)", (pool_id, seed))
        return seed
