"""An ID token that was refused, if one is shown: whose it is, for whom, and how long it was good.

It is read here and sent nowhere. AWS documents no longest lifetime; short is Salesforce's default of two
minutes, for who waits before the swap. A token that has ended since is not at fault for that.
"""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, WebIdentity, get_web_identity, require
from isthmus.errors import DeniedError, MalformedError
from isthmus.jose.claims import check_audience, check_issued_at, check_issuer, check_text, find_text
from isthmus.jose.keys import Algorithm
from isthmus.jose.verify import SignedClaims, verify_token
from isthmus.salesforce.openid import discover, keys_of

_ALGORITHMS = frozenset({Algorithm.RS256})
_LEEWAY_SECONDS = 10
_HINT = "no token to look at: say --id-token-file FILE with one that AWS refused; it is sent nowhere"
_NOT_SIGNED = "the ID token is not signed by the org"
_FAULTS = {
    "issuer": ("the ID token is of another issuer", "Sign in at the My Domain, and swap the code there."),
    "audience": ("the ID token is for another app", "Compare --consumer-key with the app that signed in."),
    "azp": ("the ID token was issued to another app", "AWS reads azp in the place of aud: correct the app."),
    "issued_at": ("the ID token is of the future", "A clock is wrong: look at that of this machine."),
}


def _run(patient: Patient) -> Verdict:
    wanted = get_web_identity(patient)
    token = require(wanted.id_token, _HINT)
    keys = keys_of(discover(wanted.org), clock=patient.clock)
    now = patient.clock.now()
    try:
        claims = verify_token(token.reveal(), keys=keys, algorithms=_ALGORITHMS)
        _check(claims, wanted=wanted, now=now)
    except MalformedError as error:
        return Failed(
            cause="what was shown is no ID token",
            evidence=str(error),
            remedy="The token response has it as id_token; the access token is another one.",
        )
    except DeniedError as error:
        cause, remedy = _FAULTS.get(error.rule, (_NOT_SIGNED, "Take it as the org sent it, whole."))
        return Failed(cause=cause, evidence=str(error), remedy=remedy)
    return _tell_times(claims, now=now)


def _check(claims: SignedClaims, *, wanted: WebIdentity, now: float) -> None:
    check_issuer(claims, issuer=str(wanted.org))
    check_audience(claims, audiences=(wanted.consumer_key,))
    if find_text(claims, name="azp") is not None:
        check_text(claims, name="azp", allowed=(wanted.consumer_key,), rule="azp")
    check_issued_at(claims, now=now, leeway_seconds=_LEEWAY_SECONDS)


def _tell_times(claims: SignedClaims, *, now: float) -> Verdict:
    expires_at, issued_at = claims.claims.get("exp"), claims.claims["iat"]
    if not isinstance(expires_at, int | float) or expires_at <= issued_at:
        return Failed(
            cause="the ID token never was good",
            evidence="exp is not after iat",
            remedy="Set the lifetime of ID tokens in the External Client App: 1 to 720 minutes.",
        )
    lifetime, left = expires_at - issued_at, expires_at - now
    ended = f"{left:.0f} s left" if left > 0 else f"ended {-left:.0f} s ago"
    return Ok(detail=f"good for {lifetime:.0f} s, {ended}; it has to be swapped in that time")


CHECK = Check(
    name="web_identity.shown_token",
    flow=Flow.WEB_IDENTITY,
    title="the ID token that was shown is good",
    needs=("web_identity.discovery",),
    run=_run,
    unanswered="Open <My Domain>/id/keys: the org's keys are not to be had.",
)
