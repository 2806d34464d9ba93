"""RSA keys for ID tokens, and others for access tokens. The newest signs; the two before stay published."""

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
_ID_TOKEN, _ACCESS_TOKEN = "id_token", "access_token"
_ACCESS_TOKEN_PREFIX = "CORE_ATJWT"  # noqa: S105  WIRE: how the kids of these keys begin


class SigningKeys:
    """Make, keep and publish the org's keys; private parts are locked by the vault."""

    def __init__(self, database: Database, *, vault: Vault, clock: Clock, short_org_id: str) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._short_org_id = short_org_id
        self._keys = self._load(_ID_TOKEN)
        self._access_token_keys = self._load(_ACCESS_TOKEN)
        if not self._keys:
            self.rotate()

    @property
    def current(self) -> RSAKey:
        """The key that signs ID tokens."""
        return self._keys[0]

    @property
    def current_for_access_tokens(self) -> RSAKey:
        """The key that signs JWT-based access tokens, made when the first one is asked for."""
        if not self._access_token_keys:
            self._rotate_for_access_tokens()
        return self._access_token_keys[0]

    def rotate(self) -> None:
        """Sign with fresh keys from here on; the last two before them stay published."""
        kid = int(self._keys[0].kid or 0) + 2 if self._keys else _FIRST_KID
        self._add(str(kid), purpose=_ID_TOKEN)
        self._keys = self._load(_ID_TOKEN)
        if self._access_token_keys:
            self._rotate_for_access_tokens()

    def to_jwks(self) -> dict[str, Any]:
        """Give the public keys as a JSON Web Key Set (RFC 7517)."""
        names = ("kty", "n", "e", "alg", "use", "kid")
        public = (key.as_dict(private=False) for key in (*self._keys, *self._access_token_keys))
        return {"keys": [{name: key[name] for name in names} for key in public]}

    def _rotate_for_access_tokens(self) -> None:
        milliseconds = int(self._clock.now() * 1000) + len(self._access_token_keys)
        self._add(f"{_ACCESS_TOKEN_PREFIX}.{self._short_org_id}.{milliseconds}", purpose=_ACCESS_TOKEN)
        self._access_token_keys = self._load(_ACCESS_TOKEN)

    def _add(self, kid: str, *, purpose: str) -> None:
        key = RSAKey.generate_key(_BITS, parameters=_parameters(kid))
        locked = self._vault.lock(Secret(key.as_pem(private=True).decode()))
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO signing_key (kid, locked_private_key, created_at, purpose) VALUES (?, ?, ?, ?)",
                (kid, locked, self._clock.now(), purpose),
            )
            self._database.execute(
                "DELETE FROM signing_key WHERE purpose = ? AND kid NOT IN "
                "(SELECT kid FROM signing_key WHERE purpose = ? ORDER BY rowid DESC LIMIT ?)",
                (purpose, purpose, _PUBLISHED),
            )

    def _load(self, purpose: str) -> list[RSAKey]:
        rows = self._database.rows(
            "SELECT * FROM signing_key WHERE purpose = ? ORDER BY rowid DESC", (purpose,)
        )
        return [self._key_of(row["kid"], row["locked_private_key"]) for row in rows]

    def _key_of(self, kid: str, locked: bytes) -> RSAKey:
        pem = self._vault.unlock(locked).reveal().encode()
        # NOTE: the vault authenticates what it unlocks; checking the primes again would cost 40 ms.
        private = load_pem_private_key(pem, password=None, unsafe_skip_rsa_key_validation=True)
        assert isinstance(private, RSAPrivateKey)
        return RSAKey.import_key(private, _parameters(kid))


def _parameters(kid: str) -> KeyParameters:
    return {"kid": kid, "use": "sig", "alg": "RS256"}
