import json
from typing import Any

import pytest

from isthmus.local.tracing.hop import ShownToken, Verdict
from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.masking.stamp import Stamp
from isthmus.local.tracing.tokens.checks import verifies
from isthmus.local.tracing.tokens.showing import TokenInspector
from unit.local.tracing.exchanges import ORG_ID, SESSION_ID, USER_ID
from unit.local.tracing.showing import FixedClock
from unit.local.tracing.tokens.signing import (
    ACCESS_CLAIMS,
    ID_CLAIMS,
    IDENTITY_CLAIMS,
    MACHINE_CLAIMS,
    NOW,
    ORG_ACCESS_CLAIMS,
    PERSON_CLAIMS,
    SampleIssuers,
    sign,
)


def show(token: str, *, now: float = NOW) -> ShownToken | None:
    inspector = TokenInspector(issuers=SampleIssuers(), clock=FixedClock(now))
    masker = Masker(secrets=(), found=(), stamp=Stamp(b"sample"))
    return inspector.show(token, place="answer id_token", masker=masker)


def shown(token: str, *, now: float = NOW) -> ShownToken:
    found = show(token, now=now)
    assert found is not None
    return found


def verdicts(token: str, *, now: float = NOW) -> dict[str, Verdict]:
    return {check.name: check.verdict for check in shown(token, now=now).checks}


@pytest.mark.parametrize(
    "text", ["", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30", "sample", "eyJhbGciOiJSUzI1NiJ9.W10.x"]
)
def test_what_is_no_token_is_not_shown(text: str) -> None:
    assert show(text) is None


@pytest.mark.parametrize(
    ("token", "check"),
    [
        (sign(ID_CLAIMS)[:-8] + "AAAAAAAA", "signature"),
        (sign(ID_CLAIMS, key="another"), "signature"),
        (sign(ID_CLAIMS, kid="another"), "signature"),
        (sign(ID_CLAIMS, algorithm="RS512"), "signature"),
        (sign({**ID_CLAIMS, "exp": int(NOW)}), "expiry"),
        (sign({**ID_CLAIMS, "exp": "soon"}), "expiry"),
        (sign({name: value for name, value in ID_CLAIMS.items() if name != "exp"}), "expiry"),
        (sign({**ID_CLAIMS, "iat": int(NOW) + 11}), "beginning"),
        (sign({**ID_CLAIMS, "nbf": int(NOW) + 11}), "beginning"),
        (sign({**ID_CLAIMS, "aud": "another"}), "client"),
        (sign({**ACCESS_CLAIMS, "client_id": "another"}), "client"),
        (sign({**PERSON_CLAIMS, "azp": "another"}), "client"),
    ],
)
def test_a_check_that_says_no_says_no_alone(token: str, check: str) -> None:
    found = verdicts(token)
    assert found.pop(check) is Verdict.FAILED
    assert set(found.values()) == {Verdict.PASSED}
    assert not verifies(shown(token).checks)


@pytest.mark.parametrize("header", [{"jku": "https://evil.example/keys"}, {"typ": "logout+jwt"}])
def test_a_header_that_chooses_its_own_verification_fails(header: dict[str, str]) -> None:
    assert verdicts(sign(ID_CLAIMS, **header))["signature"] is Verdict.FAILED


def test_of_a_strangers_token_nothing_is_known() -> None:
    found = verdicts(sign({**ID_CLAIMS, "iss": "https://elsewhere.example"}))
    assert found["issuer"] is found["signature"] is found["client"] is Verdict.UNKNOWN
    assert not verifies(shown(sign({**ID_CLAIMS, "iss": "https://elsewhere.example"})).checks)


@pytest.mark.parametrize(
    ("claims", "header", "kind"),
    [
        (ID_CLAIMS, {}, "Cognito ID token"),
        (ACCESS_CLAIMS, {}, "Cognito access token"),
        (MACHINE_CLAIMS, {}, "Cognito access token of a machine"),
        (PERSON_CLAIMS, {}, "Salesforce ID token"),
        (ORG_ACCESS_CLAIMS, {"tty": "sfdc-core-token"}, "Salesforce access token (JWT)"),
        (IDENTITY_CLAIMS, {"typ": "JWS", "alg": "RS512"}, "OpenID token of an identity pool"),
        ({"iss": "https://elsewhere.example", "exp": 1}, {}, "unknown JWT"),
    ],
)
def test_the_look_alikes_are_told_apart(claims: dict[str, Any], header: dict[str, str], kind: str) -> None:
    algorithm = header.pop("alg", "RS256") if header else "RS256"
    token = shown(sign(dict(claims), algorithm=algorithm, **header))
    assert token.kind == kind
    assert verifies(token.checks) is (kind != "unknown JWT")


def test_a_token_is_judged_as_of_the_exchange_that_it_was_in() -> None:
    inspector = TokenInspector(issuers=SampleIssuers(), clock=FixedClock(NOW + 1e6))
    masker = Masker(secrets=(), found=(), stamp=Stamp(b"sample"))
    token = inspector.show(sign(ID_CLAIMS), place="x", masker=masker, at=NOW)
    assert token is not None
    assert verifies(token.checks)


def test_nothing_of_the_signature_is_shown() -> None:
    token = sign(ID_CLAIMS)
    text = json.dumps(shown(token).header) + str(shown(token))
    assert token.rpartition(".")[2][:12] not in text


def test_a_secret_within_a_token_is_masked() -> None:
    token = shown(sign({**ID_CLAIMS, "custom:session_id": SESSION_ID, SESSION_ID: 1, "password": "Sample-1"}))
    assert SESSION_ID not in str(token)
    assert "Sample-1" not in str(token)


def test_each_claim_has_its_meaning() -> None:
    claims = {claim.name: claim.meaning for claim in shown(sign({**PERSON_CLAIMS, "unheard": 1})).claims}
    assert claims["sub"].endswith(f"Org {ORG_ID}, user {USER_ID}.")
    assert claims["exp"].endswith("That is 2027-01-15 09:00:00 UTC.")
    assert "consumer key" in claims["aud"]
    assert "meaning of its own" in claims["unheard"]


@pytest.mark.parametrize("moment", [-1, 1e300, "soon", None, True])
def test_a_time_that_is_none_is_shown_as_it_is(moment: object) -> None:
    claims = {claim.name: claim for claim in shown(sign({"auth_time": moment, "iss": "x"})).claims}
    assert claims["auth_time"].value == moment
