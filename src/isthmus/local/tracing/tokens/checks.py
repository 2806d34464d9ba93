"""The checks of a token, each really made, with the keys of the stack."""

import json
from collections.abc import Mapping
from typing import Any

from isthmus.errors import DeniedError, MalformedError
from isthmus.jose.keys import Algorithm, StaticKeys
from isthmus.jose.verify import verify_token
from isthmus.local.openid import OpenIdError, parse_token, verify_signature
from isthmus.local.tracing.hop import Check, Verdict
from isthmus.local.tracing.tokens.issuers import Issuer
from isthmus.local.tracing.tokens.kinds import IDENTITY_ISSUER, TokenKind

SKEW_SECONDS = 10
_LATEST = 253_402_300_799  # the last second of the year 9999
_ALGORITHMS = frozenset({Algorithm.RS256})
_TOKEN_USES = {
    TokenKind.COGNITO_ID: "An ID token: it says who signed in, and opens no API.",
    TokenKind.COGNITO_ACCESS: "An access token: for APIs, in the name of a user.",
    TokenKind.MACHINE_ACCESS: "An access token: for APIs, in a machine's own name.",
}


def check_shown_token(
    unverified_token: str,
    *,
    claims: Mapping[str, Any],
    kind: TokenKind,
    issuer: Issuer | None,
    now: float,
) -> tuple[Check, ...]:
    """Make the checks that can be made of a token wherever it is used. `claims` are not verified yet."""
    checks = [_issuer(issuer), _signature(unverified_token, issuer=issuer)]
    checks += [_expiry(claims, now=now), _beginning(claims, now=now)]
    if kind in _TOKEN_USES:
        checks.append(Check(name="token_use", verdict=Verdict.PASSED, why=_TOKEN_USES[kind]))
    checks.append(_client(claims, kind=kind, issuer=issuer))
    return tuple(checks)


def verifies(checks: tuple[Check, ...]) -> bool:
    """Whether no check said no, and signature and issuer said yes."""
    verdicts = {check.name: check.verdict for check in checks}
    is_signed = verdicts.get("signature") is Verdict.PASSED and verdicts.get("issuer") is Verdict.PASSED
    return is_signed and Verdict.FAILED not in verdicts.values()


def _issuer(issuer: Issuer | None) -> Check:
    if issuer is None:
        return Check(
            name="issuer", verdict=Verdict.UNKNOWN, why="No issuer of this stack says this of itself."
        )
    return Check(name="issuer", verdict=Verdict.PASSED, why=f"It is the {issuer.name} of this stack.")


def _signature(unverified_token: str, *, issuer: Issuer | None) -> Check:
    if issuer is None:
        return Check(name="signature", verdict=Verdict.UNKNOWN, why="Without the issuer there is no key.")
    try:
        _verify_signature(unverified_token, issuer=issuer)
    except (DeniedError, MalformedError, OpenIdError) as error:
        return Check(name="signature", verdict=Verdict.FAILED, why=_sentence(error))
    return Check(name="signature", verdict=Verdict.PASSED, why="One of the issuer's keys signed it.")


def _verify_signature(unverified_token: str, *, issuer: Issuer) -> None:
    if issuer.issuer == IDENTITY_ISSUER:
        # WIRE: its header says `typ: JWS`, which RFC 8725 section 3.11 keeps out of access and ID tokens.
        verify_signature(parse_token(unverified_token), keys=issuer.jwks["keys"])
        return
    keys = StaticKeys.parse(json.dumps(issuer.jwks).encode())
    verify_token(unverified_token, keys=keys, algorithms=_ALGORITHMS)


def _expiry(claims: Mapping[str, Any], *, now: float) -> Check:
    expires_at = _find_time(claims, "exp")
    if expires_at is None:
        return Check(name="expiry", verdict=Verdict.FAILED, why="Exp is absent or no time.")
    if now >= expires_at:
        why = f"It expired {now - expires_at:.0f} s before."
        return Check(name="expiry", verdict=Verdict.FAILED, why=why)
    return Check(name="expiry", verdict=Verdict.PASSED, why=f"It had {expires_at - now:.0f} s left.")


def _beginning(claims: Mapping[str, Any], *, now: float) -> Check:
    names = [name for name in ("iat", "nbf") if name in claims]
    moments = [_find_time(claims, name) for name in names]
    if None in moments:
        return Check(name="beginning", verdict=Verdict.FAILED, why="Iat or nbf is no time.")
    if any(moment is not None and moment > now + SKEW_SECONDS for moment in moments):
        return Check(name="beginning", verdict=Verdict.FAILED, why="Iat or nbf is in the future.")
    why = f"It does not begin in the future; {SKEW_SECONDS} s are allowed for clocks that differ."
    return Check(name="beginning", verdict=Verdict.PASSED, why=why)


def _find_time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LATEST:
        return None
    return value


def _client(claims: Mapping[str, Any], *, kind: TokenKind, issuer: Issuer | None) -> Check:
    names = ("client_id",) if kind in {TokenKind.COGNITO_ACCESS, TokenKind.MACHINE_ACCESS} else ("azp", "aud")
    if kind is TokenKind.SALESFORCE_ACCESS:
        names = ("client_id",)
    claimed = next((claims[name] for name in names if name in claims), None)
    if claimed is None:
        return Check(name="client", verdict=Verdict.UNKNOWN, why="It names no client.")
    if issuer is None or issuer.has_client is None:
        return Check(
            name="client", verdict=Verdict.UNKNOWN, why="Whose client that is, only its issuer can say."
        )
    members = claimed if isinstance(claimed, list) else [claimed]
    if any(isinstance(member, str) and issuer.has_client(member) for member in members):
        return Check(name="client", verdict=Verdict.PASSED, why="It was given to a client of its issuer.")
    return Check(name="client", verdict=Verdict.FAILED, why="The issuer has no client of this id.")


def _sentence(error: Exception) -> str:
    reason = str(error.args[0]) if error.args else type(error).__name__
    return f"{reason[:1].upper()}{reason[1:]}."
