"""ID tokens of an org, made by PyJWT and verified by us."""

import json
from typing import Any

import jwt
import pytest

from isthmus.errors import DeniedError, ExpiredError, IsthmusError, MalformedError
from isthmus.salesforce.id_token import SalesforceIdToken
from isthmus.secret import Secret
from unit.salesforce.fake_org import ORG_ID, OTHER_ORG_ID, USER_ID
from unit.salesforce.openid_org import (
    ACCESS_TOKEN,
    CLIENT_ID,
    ISSUER,
    KID,
    NONCE,
    NOW,
    FixedClock,
    a_jwks,
    a_private_key,
    a_verifier,
    an_id_token,
)


def verify(token: Secret, **changes: Any) -> SalesforceIdToken:
    return a_verifier(**changes).verify_id_token(token, nonce=NONCE, access_token=ACCESS_TOKEN)


WRONG_CLAIMS: list[tuple[str, dict[str, Any]]] = [
    ("issuer", {"iss": "https://login.salesforce.com"}),
    ("issuer", {"iss": f"{ISSUER}/"}),
    ("issuer", {"iss": None}),
    ("audience", {"aud": "another app"}),
    ("audience", {"aud": ["another app"]}),
    ("audience", {"aud": None}),
    ("azp", {"aud": [CLIENT_ID, "another app"], "azp": "another app"}),
    ("expiry", {"exp": NOW}),
    ("expiry", {"exp": NOW - 1}),
    ("expiry", {"exp": None}),
    ("expiry", {"exp": "tomorrow"}),
    ("issued_at", {"iat": NOW + 11}),
    ("issued_at", {"iat": None}),
    ("nonce", {"nonce": "another nonce"}),
    ("nonce", {"nonce": None}),
    ("nonce", {"nonce": ["a-nonce-of-this-sign-in"]}),
    ("at_hash", {"at_hash": "x" * 22}),
    ("trusted_org", {"sub": f"https://login.salesforce.com/id/{OTHER_ORG_ID}/{USER_ID}"}),
]


@pytest.mark.parametrize(("rule", "changes"), WRONG_CLAIMS, ids=str)
def test_refuses_a_claim(rule: str, changes: dict[str, Any]) -> None:
    with pytest.raises(DeniedError) as refused:
        verify(an_id_token(**changes))
    assert refused.value.rule == rule


def test_an_expired_token_is_told_apart_for_the_log() -> None:
    with pytest.raises(ExpiredError):
        verify(an_id_token(), clock=FixedClock(NOW + 120))


@pytest.mark.parametrize(
    "subject",
    [
        None,
        "",
        USER_ID,
        f"http://login.salesforce.com/id/{ORG_ID}/{USER_ID}",
        f"https://login.salesforce.com/id/{ORG_ID}/{USER_ID}/",
        f"https://login.salesforce.com/id/{USER_ID}/{ORG_ID}",
        f"https://login.salesforce.com/id/{ORG_ID}/005000000000000AAB",
        f"https://login.salesforce.com/id/{ORG_ID}/{USER_ID}\n",
    ],
)
def test_refuses_a_subject_that_names_no_person(subject: str | None) -> None:
    with pytest.raises(MalformedError):
        verify(an_id_token(sub=subject))


def test_refuses_the_signature_of_another_key() -> None:
    with pytest.raises(DeniedError) as refused:
        verify(an_id_token(key=a_private_key("a stranger's")))
    assert refused.value.rule == "signature"


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_refuses_an_algorithm_that_orgs_do_not_use(algorithm: str) -> None:
    with pytest.raises(DeniedError) as refused:
        verify(an_id_token(algorithm=algorithm))
    assert refused.value.rule == "algorithm"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_refuses_a_token_that_anyone_could_have_made(algorithm: str) -> None:
    claims = jwt.decode(an_id_token().reveal(), options={"verify_signature": False})
    key = "" if algorithm == "none" else json.loads(a_jwks())["keys"][0]["n"]
    with pytest.raises(IsthmusError):
        verify(Secret(jwt.encode(claims, key, algorithm=algorithm, headers={"kid": KID})))


def test_refuses_a_text_that_is_no_token() -> None:
    with pytest.raises(MalformedError):
        verify(Secret("garbage"))


def test_the_token_does_not_show_in_what_is_given() -> None:
    token = an_id_token()
    assert token.reveal() not in repr(verify(token))


def test_gives_the_person_of_a_good_token() -> None:
    token = an_id_token()
    verified = verify(token)
    assert (verified.issuer, verified.org_id, verified.user_id) == (ISSUER, ORG_ID, USER_ID)
    assert (verified.issued_at, verified.expires_at) == (NOW - 1, NOW + 119)
    assert verified.encoded == token
    assert verified.claims["aud"] == CLIENT_ID


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": [CLIENT_ID, "another"]},
        {"azp": CLIENT_ID},
        {"iat": NOW + 10},
        {"at_hash": None},
        {"sub": f"https://test.salesforce.com/id/{ORG_ID}/{USER_ID}"},
        {"sub": f"https://localhost:4443/id/{ORG_ID}/{USER_ID}"},
        {"custom_attributes": {"a": "b"}},
    ],
    ids=str,
)
def test_takes_what_orgs_may_also_say(changes: dict[str, Any]) -> None:
    assert verify(an_id_token(**changes)).user_id == USER_ID


def test_only_a_written_none_leaves_a_check_out() -> None:
    token = an_id_token(nonce=None, sub=f"https://login.salesforce.com/id/{OTHER_ORG_ID}/{USER_ID}")
    verified = a_verifier(org_id=None).verify_id_token(token, nonce=None, access_token=None)
    assert verified.org_id == OTHER_ORG_ID
