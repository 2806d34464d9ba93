"""One function per claim check (RFC 7519 section 4.1), each on `SignedClaims` only.

A check raises, or gives the value it checked. A claim that is absent or of another type is denied by the same
rule as one with the wrong value.
"""

from collections.abc import Collection

from isthmus.errors import ConfigurationError, DeniedError, ExpiredError
from isthmus.jose.verify import SignedClaims

_LATEST_TIME = 253_402_300_799  # the last second of the year 9999: a later one means for ever


def check_issuer(claims: SignedClaims, *, issuer: str) -> str:
    """Check that `iss` is `issuer`, compared as a whole."""
    return check_text(claims, name="iss", allowed=(issuer,), rule="issuer")


def check_audience(claims: SignedClaims, *, audiences: Collection[str]) -> frozenset[str]:
    """Check that `aud`, a text or a list of texts, names one of `audiences`; give all it names."""
    _check_is_no_text(audiences)
    claimed = claims.claims.get("aud")
    members = claimed if isinstance(claimed, list) else [claimed]
    if not all(isinstance(member, str) for member in members):
        raise DeniedError("aud is not a text or a list of texts", rule="audience")
    if not any(member in audiences for member in members):
        raise DeniedError("aud names none of ours", rule="audience")
    return frozenset(members)


def check_text(claims: SignedClaims, *, name: str, allowed: Collection[str], rule: str | None = None) -> str:
    """Check that a claim is one of the `allowed` texts. The rule's name is the claim's unless given."""
    _check_is_no_text(allowed)
    value = claims.claims.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise DeniedError(f"{name} is not what is expected", rule=rule or name)
    return value


def check_expiry(claims: SignedClaims, *, now: float, leeway_seconds: float) -> float:
    """Check that `exp` is there and still ahead; raise `ExpiredError` if it has passed."""
    expires_at = _get_time(claims, "exp", rule="expiry")
    check_not_expired(expires_at, now=now, leeway_seconds=leeway_seconds)
    return expires_at


def check_not_expired(expires_at: float, *, now: float, leeway_seconds: float) -> None:
    """Check a time of expiry that was read before. At the very second of expiry a token is expired."""
    if now >= expires_at + leeway_seconds:
        raise ExpiredError("exp has passed", rule="expiry")


def check_issued_at(claims: SignedClaims, *, now: float, leeway_seconds: float) -> float:
    """Check that `iat` is there and not ahead of our clock by more than the leeway."""
    issued_at = _get_time(claims, "iat", rule="issued_at")
    if issued_at > now + leeway_seconds:
        raise DeniedError("iat is in the future", rule="issued_at")
    return issued_at


def check_not_before(claims: SignedClaims, *, now: float, leeway_seconds: float) -> float | None:
    """Check that `nbf`, if there is one, has come."""
    if "nbf" not in claims.claims:
        return None
    not_before = _get_time(claims, "nbf", rule="not_before")
    if not_before > now + leeway_seconds:
        raise DeniedError("nbf has not come", rule="not_before")
    return not_before


def find_text(claims: SignedClaims, *, name: str) -> str | None:
    """Give a claim that may be absent, and must be a text if it is there."""
    value = claims.claims.get(name)
    if value is not None and not isinstance(value, str):
        raise DeniedError(f"{name} is not a text", rule=name)
    return value


def _get_time(claims: SignedClaims, name: str, *, rule: str) -> float:
    value = claims.claims.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DeniedError(f"{name} is not a number", rule=rule)
    if not 0 < value <= _LATEST_TIME:
        raise DeniedError(f"{name} is not a time", rule=rule)
    return value


def _check_is_no_text(values: Collection[str]) -> None:
    # SECURITY: a text is a collection of texts, too, and "a" in "abc" is true.
    if isinstance(values, str):
        raise ConfigurationError("a collection of texts is needed, not one text")
