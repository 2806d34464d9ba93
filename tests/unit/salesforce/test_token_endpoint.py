"""Redeeming a code at an org."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from isthmus.errors import DeniedError, UnavailableError
from isthmus.salesforce.token_endpoint import RedeemedTokens, TokenEndpoint
from isthmus.secret import Secret
from unit.salesforce.loopback import Answer, Asked, serving
from unit.salesforce.openid_org import CLIENT_ID, a_provider

CODE, VERIFIER = Secret("aPrx.code=="), Secret("v" * 64)


def redeem(answer: Answer) -> tuple[RedeemedTokens, Asked]:
    with serving(lambda _: answer) as loopback:
        endpoint = TokenEndpoint(provider=a_provider(loopback.origin), client_id=CLIENT_ID)
        tokens = endpoint.redeem_code(CODE, code_verifier=VERIFIER, redirect_uri="http://localhost:1717/back")
        return tokens, loopback.asked[0]


def an_answer(status: int = 200, **fields: Any) -> Answer:
    return Answer(status=status, body=json.dumps(fields).encode())


@pytest.mark.parametrize("status", [400, 401])
def test_refuses_a_code_the_org_refuses(status: int) -> None:
    with pytest.raises(DeniedError, match="invalid_grant") as refused:
        redeem(an_answer(status, error="invalid_grant", error_description="expired authorization code"))
    assert refused.value.rule == "token_endpoint"


@pytest.mark.parametrize("error", [None, "", f"{CODE.reveal()} is wrong", "a\nb"])
def test_does_not_repeat_an_error_of_another_form(error: str | None) -> None:
    with pytest.raises(DeniedError, match="an error of another form"):
        redeem(an_answer(400, error=error))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=302),
        Answer(status=500),
        Answer(status=429),
        Answer(status=400, body=b"<html>"),
        Answer(body=b"<html>"),
        an_answer(access_token="a"),
        an_answer(id_token=""),
        an_answer(id_token=7),
    ],
)
def test_is_unavailable_without_a_usable_answer(answer: Answer) -> None:
    with pytest.raises(UnavailableError):
        redeem(answer)


def test_redeems_a_code_without_any_secret() -> None:
    tokens, asked = redeem(an_answer(id_token="i.d.t", access_token="00D!a", token_type="Bearer"))
    assert tokens == RedeemedTokens(id_token=Secret("i.d.t"), access_token=Secret("00D!a"))
    assert (asked.method, asked.path) == ("POST", "/services/oauth2/token")
    assert "authorization" not in asked.headers
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": [CODE.reveal()],
        "redirect_uri": ["http://localhost:1717/back"],
        "client_id": [CLIENT_ID],
        "code_verifier": [VERIFIER.reveal()],
    }


def test_an_access_token_is_not_needed() -> None:
    tokens, _ = redeem(an_answer(id_token="i.d.t"))
    assert tokens.access_token is None
