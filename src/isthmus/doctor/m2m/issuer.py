"""The token was signed by the pool whose keys an API will ask for, and names it as its issuer."""

from isthmus.clock import SystemClock
from isthmus.cognito.verifier import keys_of
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_machine, get_machine_pool, require
from isthmus.errors import DeniedError, MalformedError, UnavailableError
from isthmus.jose.claims import find_text
from isthmus.jose.keys import Algorithm
from isthmus.jose.verify import verify_token


def _run(patient: Patient) -> Verdict:
    machine, pool = get_machine(patient), get_machine_pool(patient)
    token = require(machine.get_token, "set ISTHMUS_M2M_CLIENT_SECRET")().token
    try:
        # NOTE: the machine's own clock ages the keys; whether it is right is asked by m2m.clock.
        signed = verify_token(
            token.reveal(), keys=keys_of(pool, clock=SystemClock()), algorithms={Algorithm.RS256}
        )
    except (DeniedError, MalformedError) as error:
        return _another_pool(f"{error}; keys of {pool.issuer}")
    except UnavailableError as error:
        return Failed(
            cause="the pool's keys can't be fetched",
            evidence=str(error),
            remedy="The API needs a way out to https://cognito-idp.<region>.amazonaws.com, or a NAT gateway.",
        )
    issuer = find_text(signed, name="iss")
    if issuer != pool.issuer:
        return _another_pool(f"iss is {issuer}, and the API would compare it with {pool.issuer}")
    return Ok(detail=pool.issuer)


def _another_pool(evidence: str) -> Failed:
    return Failed(
        cause="the token comes from another user pool, or by another issuer, than the API expects",
        evidence=evidence,
        remedy="Give the API the pool of the domain: aws cognito-idp describe-user-pool-domain."
        " A pool whose IssuerConfiguration is UPDATED has its own issuer (UserPool.of_updated_issuer).",
    )


CHECK = Check(
    name="m2m.issuer",
    flow=Flow.M2M,
    title="issuer and keys match the token",
    needs=("m2m.token",),
    run=_run,
    unanswered="Ask for a token by hand: isthmus m2m token.",
)
