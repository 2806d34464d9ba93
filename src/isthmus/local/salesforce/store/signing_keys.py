"""RSA keys that sign ID tokens. The newest signs; the two before it stay published."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import KeyParameters, RSAKey

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce.vault import Vault
from isthmus.secret import Secret

_BITS = 2048
_FIRST_KID = 264  # Winter '27; WIRE: kids are even release numbers
_PUBLISHED = 3


class SigningKeys:
    """Make, keep and publish the org's keys; private parts are locked by the vault."""

    def __init__(self, database: Database, *, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._keys = self._load()
        if not self._keys:
            self.rotate()

    @property
    def current(self) -> RSAKey:
        """The key that signs."""
        return self._keys[0]

    def rotate(self) -> None:
        """Sign with a fresh key from now on; the last two before it stay published."""
        kid = str(int(self._keys[0].kid or 0) + 2 if self._keys else _FIRST_KID)
        key = RSAKey.generate_key(_BITS, parameters=_parameters(kid))
        locked = self._vault.lock(Secret(key.as_pem(private=True).decode()))
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO signing_key VALUES (?, ?, ?)", (kid, locked, self._clock.now())
            )
            self._database.execute(
                "DELETE FROM signing_key WHERE kid NOT IN "
                "(SELECT kid FROM signing_key ORDER BY CAST(kid AS INTEGER) DESC LIMIT ?)",
                (_PUBLISHED,),
            )
        self._keys = self._load()

    def to_jwks(self) -> dict[str, Any]:
        """Give the public keys as a JSON Web Key Set (RFC 7517)."""
        names = ("kty", "n", "e", "alg", "use", "kid")
        public = (key.as_dict(private=False) for key in self._keys)
        return {"keys": [{name: key[name] for name in names} for key in public]}

    def _load(self) -> list[RSAKey]:
        rows = self._database.rows("SELECT * FROM signing_key ORDER BY CAST(kid AS INTEGER) DESC")
        return [self._key_of(row["kid"], row["locked_private_key"]) for row in rows]

    def _key_of(self, kid: str, locked: bytes) -> RSAKey:
        pem = self._vault.unlock(locked).reveal().encode()
        # NOTE: the vault authenticates what it unlocks; checking the primes again would cost 40 ms.
        private = load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
        assert isinstance(private, RSAPrivateKey)
        return RSAKey.import_key(private, _parameters(kid))


def _parameters(kid: str) -> KeyParameters:
    return {"kid": kid, "use": "sig", "alg": "RS256"}
