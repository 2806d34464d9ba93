"""This machine's clock and Cognito's agree: a token from the future is refused, one that seems old, too."""

from isthmus.clock import SystemClock
from isthmus.cognito.verifier import keys_of
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_machine, get_machine_pool, require
from isthmus.errors import UnavailableError
from isthmus.jose.keys import Algorithm
from isthmus.jose.verify import verify_token

GREATEST_SKEW_SECONDS = 10.0  # the leeway of isthmus.guard


def _run(patient: Patient) -> Verdict:
    issued = require(get_machine(patient).get_token, "set ISTHMUS_M2M_CLIENT_SECRET")()
    keys = keys_of(get_machine_pool(patient), clock=SystemClock())
    issued_at = verify_token(issued.token.reveal(), keys=keys, algorithms={Algorithm.RS256}).claims.get("iat")
    if not isinstance(issued_at, int | float):
        raise UnavailableError("the token has no iat")
    skew_seconds = issued.asked_at - issued_at
    if abs(skew_seconds) > GREATEST_SKEW_SECONDS:
        direction = "ahead" if skew_seconds > 0 else "behind"
        return Failed(
            cause="this machine's clock is wrong",
            evidence=f"{abs(skew_seconds):.0f} s {direction} of Cognito's",
            remedy="Synchronise it: timedatectl set-ntp true; in a virtual machine, restart its service.",
        )
    return Ok(detail=f"within {GREATEST_SKEW_SECONDS:.0f} s")


CHECK = Check(
    name="m2m.clock",
    flow=Flow.M2M,
    title="this machine's clock is right",
    needs=("m2m.token", "m2m.issuer"),
    run=_run,
    unanswered="Ask for a token by hand: isthmus m2m token.",
)
