"""`CognitoVerifier`: from a text to the `AccessToken` or `IdToken` of one user pool.

It knows what Cognito writes into its tokens; signatures and single claims are the business of `jose`, and
whose token an API accepts that of `flows.m2m`.
"""

import asyncio
from collections.abc import Collection
from functools import lru_cache

from isthmus.clock import Clock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.tokens import AccessToken, IdToken
from isthmus.errors import ConfigurationError, DeniedError, UnavailableError
from isthmus.jose.claims import (
    check_expiry,
    check_issued_at,
    check_issuer,
    check_not_before,
    check_not_expired,
    check_text,
    find_text,
)
from isthmus.jose.compact import read_unverified_kid
from isthmus.jose.jwks import JwksKeys
from isthmus.jose.keys import MAX_JWKS_BYTES, Algorithm, KeySource
from isthmus.jose.remembered import RememberedTokens, digest_token
from isthmus.jose.verify import SignedClaims, verify_token

_ALGORITHMS = frozenset({Algorithm.RS256})  # the only one a user pool signs with
_FETCH_TIMEOUT_SECONDS = 3.0
_OK = 200


def keys_of(pool: UserPool, *, clock: Clock) -> JwksKeys:
    """Give the public keys of a pool, fetched from its host at first need and kept."""

    def fetch() -> bytes:
        reply = pool.origin.send(
            "GET",
            pool.jwks_path,
            headers={"Accept": "application/json"},
            body=None,
            timeout_seconds=_FETCH_TIMEOUT_SECONDS,
            max_bytes=MAX_JWKS_BYTES,
        )
        if reply.status != _OK:
            raise UnavailableError(f"{pool.origin} answered {reply.status} when asked for its keys")
        return reply.body

    return JwksKeys(fetch=fetch, clock=clock)


class CognitoVerifier:
    """Verify the tokens of one user pool. Safe to use from several threads.

    `client_ids` are the app clients whose tokens are accepted; only a written None accepts those of every
    client of the pool. `leeway_seconds` is for a clock of the issuer that runs ahead of ours; expiry has no
    leeway, since a new token can be asked for. `remembered_tokens` is how many access tokens are known again
    without a second signature check; 0 checks every time.
    """

    def __init__(
        self,
        *,
        pool: UserPool,
        client_ids: Collection[str] | None,
        keys: KeySource,
        clock: Clock,
        leeway_seconds: float = 10,
        remembered_tokens: int = 1024,
    ) -> None:
        if remembered_tokens < 0:
            raise ConfigurationError("remembered_tokens is how many, or 0 for none")
        self.pool = pool
        self._issuer = pool.issuer
        self._client_ids = None if client_ids is None else _as_named_set(client_ids, "client_ids")
        self._keys = keys
        self._clock = clock
        self._leeway_seconds = leeway_seconds
        self._remembered = RememberedTokens[AccessToken](keys=keys, capacity=remembered_tokens)

    def verify_access_token(self, unverified_token: str, *, scopes: Collection[str] | None) -> AccessToken:
        """Verify an access token that holds all of `scopes`; only a written None asks for no scope.

        Raises `MalformedError` or `DeniedError`, whose rule is `scope` if nothing but a scope is missing, and
        `UnavailableError` if the pool's keys can't be had.
        """
        if scopes is None:
            required = None
        elif isinstance(scopes, (tuple, frozenset)):  # which can't change, and so may be known
            required = _known_named_set(scopes, "scopes")
        else:
            required = _as_named_set(scopes, "scopes")
        # (1) to (6) hold for a token seen before, as long as its key does. Only expiry comes with time.
        digest = digest_token(unverified_token)
        token = self._remembered.find(digest)
        if token is None:
            token = self._verify_first_seen(unverified_token, digest=digest)
        else:
            check_not_expired(token.expires_at, now=self._clock.now(), leeway_seconds=0)
        # (7) It holds the scopes.
        if required is not None and not required <= token.scopes:
            raise DeniedError("a scope is missing", rule="scope")
        return token

    def verify_id_token(self, unverified_token: str) -> IdToken:
        """Verify an ID token; raise as `verify_access_token` does. A nonce is the caller's to compare."""
        # (1) Signature, (2) issuer.
        claims = self._verify_signed(unverified_token)
        # (3) It is an ID token: an access token is no proof of who is there.
        check_text(claims, name="token_use", allowed=("id",))
        # (4) It was issued to one of our clients. WIRE: Cognito writes one text as `aud`, never a list.
        client_id = self._check_client(claims, name="aud")
        # (5) It has not expired, and (6) was not issued in the future.
        issued_at, expires_at = self._check_times(claims)
        return IdToken(
            sub=_get_text(claims, "sub"),
            client_id=client_id,
            username=find_text(claims, name="cognito:username"),
            groups=_read_groups(claims),
            issuer=self._issuer,
            issued_at=issued_at,
            expires_at=expires_at,
            claims=claims.claims,
        )

    async def verify_access_token_async(
        self, unverified_token: str, *, scopes: Collection[str] | None
    ) -> AccessToken:
        """Do as `verify_access_token`, and leave the event loop for a thread if keys have to be fetched."""
        if self.needs_fetch(unverified_token):
            return await asyncio.to_thread(self.verify_access_token, unverified_token, scopes=scopes)
        return self.verify_access_token(unverified_token, scopes=scopes)

    async def verify_id_token_async(self, unverified_token: str) -> IdToken:
        """Do as `verify_id_token`, and leave the event loop for a thread if keys have to be fetched."""
        if self.needs_fetch(unverified_token):
            return await asyncio.to_thread(self.verify_id_token, unverified_token)
        return self.verify_id_token(unverified_token)

    def needs_fetch(self, unverified_token: str) -> bool:
        """Whether verifying would ask the pool for its keys, and so belongs on a thread.

        Raises `MalformedError` or `DeniedError` for a token whose form or header verifying would refuse.
        """
        return self._keys.needs_fetch(read_unverified_kid(unverified_token))

    def _verify_first_seen(self, unverified_token: str, *, digest: bytes) -> AccessToken:
        # (1) Signature, (2) issuer.
        claims = self._verify_signed(unverified_token)
        # (3) It is an access token: an ID token says who somebody is, not what they may do.
        check_text(claims, name="token_use", allowed=("access",))
        # (4) It was issued to one of our clients. Cognito's access tokens have no `aud` to check.
        client_id = self._check_client(claims, name="client_id")
        # (5) It has not expired, and (6) was not issued in the future.
        issued_at, expires_at = self._check_times(claims)
        token = AccessToken(
            sub=_get_text(claims, "sub"),
            client_id=client_id,
            scopes=_read_scopes(claims),
            username=find_text(claims, name="username"),
            groups=_read_groups(claims),
            issuer=self._issuer,
            issued_at=issued_at,
            expires_at=expires_at,
            claims=claims.claims,
        )
        self._remembered.remember(digest, key=claims.key, value=token)
        return token

    def _verify_signed(self, unverified_token: str) -> SignedClaims:
        claims = verify_token(unverified_token, keys=self._keys, algorithms=_ALGORITHMS)
        check_issuer(claims, issuer=self._issuer)
        return claims

    def _check_client(self, claims: SignedClaims, *, name: str) -> str:
        if self._client_ids is None:
            return _get_text(claims, name)
        return check_text(claims, name=name, allowed=self._client_ids)

    def _check_times(self, claims: SignedClaims) -> tuple[float, float]:
        now = self._clock.now()
        expires_at = check_expiry(claims, now=now, leeway_seconds=0)
        issued_at = check_issued_at(claims, now=now, leeway_seconds=self._leeway_seconds)
        check_not_before(claims, now=now, leeway_seconds=self._leeway_seconds)
        return issued_at, expires_at


def _as_named_set(values: Collection[str], name: str) -> frozenset[str]:
    # SECURITY: one text is a collection of its letters, and no value at all would skip the check unseen. The
    # set comes first: whatever gives its values only once would be empty by then.
    named = frozenset(values)
    if isinstance(values, str) or not named or "" in named:
        raise ConfigurationError(f"{name} is a collection of texts, or None to accept any")
    return named


_known_named_set = lru_cache(maxsize=64)(_as_named_set)


def _get_text(claims: SignedClaims, name: str) -> str:
    value = find_text(claims, name=name)
    if not value:
        raise DeniedError(f"{name} is absent", rule=name)
    return value


def _read_scopes(claims: SignedClaims) -> frozenset[str]:
    # RFC 6749 section 3.3: separated by single spaces. Other white space is part of a scope nobody has.
    return frozenset(filter(None, (find_text(claims, name="scope") or "").split(" ")))


def _read_groups(claims: SignedClaims) -> frozenset[str]:
    if "cognito:groups" not in claims.claims:
        return frozenset()
    groups = claims.claims["cognito:groups"]
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise DeniedError("cognito:groups is not a list of texts", rule="groups")
    return frozenset(groups)
