"""No secret in a hop: planted wherever protocols put them, and where nobody would."""

import base64
import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, Receiver
from isthmus.local.tracing.hop import Outcome, Party
from unit.local.tracing.exchanges import FORM, SESSION_ID, a_form, an_exchange, aws_call
from unit.local.tracing.showing import describe, document_of
from unit.local.tracing.tokens.signing import ID_CLAIMS, sign

IDP = "AWSCognitoIdentityProviderService"
_NAMES = (
    "password Password TemporaryPassword client_secret ClientSecret SecretKey SecretAccessKey SecretString "
    "SECRET_HASH SRP_A PASSWORD_CLAIM_SIGNATURE access_token AccessToken id_token refresh_token RefreshToken "
    "SessionToken Session session_id sid code ConfirmationCode SMS_MFA_CODE code_verifier ANSWER "
    "challengeAnswer "
    "assertion SAMLResponse csrf otp signature frontdoor_uri X-Amz-Signature X-Amz-Security-Token "
    "oauth_token"
)
LETTERS = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="*()")
# Random texts find the words that every hop has, such as `redirect`; a digit is in none of them.
SECRETS = st.text(LETTERS, min_size=8, max_size=64).filter(
    lambda text: len(set(text)) > 4 and any(character in "23456789" for character in text)
)


def places(name: str, secret: str) -> list[Exchange]:
    """Give exchanges that have a secret under its name, one per place."""
    pair = urlencode({name: secret})
    document = {"a": [{"b": {name: secret}}]}
    xml = f"<a><{name}>{_escaped(secret)}</{name}></a>"
    html = f'<form><input name="{name}" type="hidden" value="{_escaped(secret)}"></form>'
    return [
        an_exchange(method="GET", target=f"/callback?x=1&{pair}"),
        an_exchange(method="GET", target=f"/callback?next={quote('/a?' + pair, safe='')}"),
        a_form("/x", {"a": "b", name: secret}),
        an_exchange(body=document, response=document),
        an_exchange(body={"body": json.dumps(document)}),
        an_exchange(response={"outer": {name: [secret, {"inner": secret}]}}),
        an_exchange(body=xml, headers={"content-type": "text/xml"}),
        an_exchange(response=html, response_headers={"content-type": "text/html"}),
        an_exchange(status=302, response_headers={"location": f"https://a.example/x?{pair}#{pair}"}),
        an_exchange(
            receiver=Receiver.FUNCTION,
            method="INVOKE",
            target="arn:x:sample",
            body={"request": {name: secret}},
        ),
        aws_call(f"{IDP}.InitiateAuth", {"AuthParameters": {name: secret}}, response=document),
    ]


def _escaped(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


@settings(max_examples=60)
@given(st.sampled_from(_NAMES.split()), SECRETS)
def test_what_stands_under_the_name_of_a_secret_is_nowhere_in_a_hop(name: str, secret: str) -> None:
    for exchange in places(name, secret):
        shown = document_of(exchange)
        assert secret not in shown
        assert json.dumps(secret)[1:-1] not in shown
        assert quote(secret, safe="") not in shown


@settings(max_examples=60)
@given(
    SECRETS,
    st.sampled_from(["text/plain", "text/html", "application/json", "application/xml", "image/png", ""]),
)
def test_a_secret_that_the_stack_knows_is_nowhere_whatever_it_stands_in(
    secret: str, content_type: str
) -> None:
    texts = {"content-type": content_type}
    exchange = an_exchange(
        target=f"/a/{quote(secret, safe='')}?q={quote(secret)}",
        headers={"user-agent": f"sample {secret}", "x-sample": secret, **texts},
        body=f"some {secret} in words",
        response_headers=texts,
        response=json.dumps({"message": f"no user has {secret}", secret: secret}),
        status=400,
    )
    shown = document_of(exchange, secrets=(secret,))
    assert secret not in shown
    assert json.dumps(secret)[1:-1] not in shown


@settings(max_examples=40)
@given(
    st.integers(min_value=0, max_value=400),
    st.sampled_from(["application/json", "text/plain", "text/html", ""]),
)
def test_a_body_that_was_cut_shows_no_half_of_a_session(kept: int, content_type: str) -> None:
    whole = json.dumps(
        {"a": "x" * 200, "note": f"see {SESSION_ID} and", "password": "Sample-passw0rd"}
    ).encode()
    exchange = an_exchange(response_headers={"content-type": content_type})
    exchange.response_body, exchange.response_size = whole[:kept], len(whole) + 20_000
    shown = document_of(exchange)
    assert SESSION_ID.partition("!")[2][:6] not in shown
    assert "Sample" not in shown


@settings(max_examples=100)
@given(
    st.binary(max_size=300), st.binary(max_size=300), st.sampled_from(list(Receiver)), st.text(max_size=30)
)
def test_nothing_that_a_client_sends_makes_describing_fail(
    body: bytes, answer: bytes, receiver: Receiver, content_type: str
) -> None:
    headers = {"content-type": "".join(c for c in content_type if ord(c) < 256), "authorization": "Basic %%%"}
    exchange = an_exchange(
        receiver=receiver, target="/%ff?%zz=%&=&;", headers=headers, body=body, response=answer
    )
    exchange.request_headers = [*exchange.request_headers, (b"\xff", body)]
    assert describe(exchange).id == exchange.number


def test_halves_of_characters_and_numbers_without_end_are_no_fault() -> None:
    body = b'{"password": "\\ud800 sample", "a": "\\ud800 sample", "b": 1e999}'
    hop = describe(an_exchange(body=body, headers={"content-type": "application/json"}))
    assert "\ud800 sample" not in hop.request_body.text
    assert json.dumps(hop.to_document(), allow_nan=False)


PIECES = ["=a", "a:", '"', "%25", "eyJ", "00D", "<a ", "&", "\\", "{", '{"a":', "0", "Aa", "a-", 'a="', "aa-"]
WORDS = ["<!--", "<![CDATA[", "password is ", "bearer ", "-----BEGIN A-----", "<input value=", "://a:"]


@pytest.mark.parametrize("piece", [*PIECES, *WORDS])
@pytest.mark.parametrize("content_type", ["text/plain", "text/html", "text/xml", "application/json", FORM])
def test_a_text_that_repeats_itself_is_no_fault(piece: str, content_type: str) -> None:
    exchange = an_exchange(
        body=piece * (KEPT_BODY_BYTES // len(piece)), headers={"content-type": content_type}
    )
    assert len(describe(exchange).request_body.text) <= 6 * KEPT_BODY_BYTES


@pytest.mark.parametrize("depth", [10, 500, 5000])
def test_a_document_nested_without_end_is_no_fault(depth: int) -> None:
    exchange = an_exchange(body=("[" * depth).encode(), headers={"content-type": "application/json"})
    assert describe(exchange).request_body.kind == "json"


@pytest.mark.parametrize("target", ["/_isthmus/outbox", "/_isthmus/export"])
def test_the_stacks_own_documents_of_secrets_are_not_shown(target: str) -> None:
    exchange = an_exchange(
        method="GET", target=target, response={"messages": [{"text": "Hi, 123456", "n": 123456}]}
    )
    assert "123456" not in document_of(exchange)


@pytest.mark.parametrize("target", ["AmazonSSM.PutParameter", "TrentService.Decrypt"])
def test_values_without_a_telling_name_are_not_shown(target: str) -> None:
    exchange = aws_call(target, {"Name": "db", "Value": "Sample-1"}, response={"Value": "Sample-1"})
    assert "Sample-1" not in document_of(exchange)


def test_a_password_that_an_error_repeats_is_masked_there_too() -> None:
    exchange = aws_call(
        f"{IDP}.SignUp",
        {"Username": "jane", "Password": "Sample-passw0rd"},
        status=400,
        response={"message": "Value 'Sample-passw0rd' failed to satisfy constraint"},
        response_headers={"x-amzn-errormessage": "Value 'Sample-passw0rd' failed"},
    )
    assert "Sample-passw0rd" not in document_of(exchange)


def test_the_secret_of_a_basic_header_is_masked_where_it_is_repeated() -> None:
    pair = base64.b64encode(b"sample-client:Sample-s3cret").decode()
    exchange = an_exchange(headers={"authorization": f"Basic {pair}"}, response={"note": "not Sample-s3cret"})
    assert "Sample-s3cret" not in document_of(exchange)
    assert pair not in document_of(exchange)


def test_a_token_is_shown_without_its_signature() -> None:
    token = sign(ID_CLAIMS)
    hop = describe(an_exchange(headers={"authorization": f"Bearer {token}"}, response={"id_token": token}))
    shown = json.dumps(hop.to_document())
    assert token.rpartition(".")[2][:12] not in shown
    assert token.split(".")[1] not in shown
    assert [each.kind for each in hop.tokens] == ["Cognito ID token"]


def test_a_hop_says_who_asked_whom_for_what_and_how_it_ended() -> None:
    exchange = a_form(
        "/oauth2/token",
        {"grant_type": "client_credentials", "client_id": "1example23456789"},
        headers={"user-agent": "curl/8.5.0"},
        status=400,
        response={"error": "invalid_client"},
        seconds=0.0123,
    )
    hop = describe(exchange)
    assert (hop.asker, hop.asker_name) == (Party.CLIENT, "curl")
    assert (hop.answerer, hop.answerer_name) == (Party.COGNITO, "Cognito user pool")
    assert (hop.operation, hop.status, hop.outcome) == ("client_credentials token", 400, Outcome.REFUSED)
    assert (hop.error, hop.duration_ms) == ("invalid_client", 12.3)
    assert hop.request_body.text == "grant_type=client_credentials\nclient_id=1example23456789"


def test_an_open_exchange_is_shown_as_open() -> None:
    hop = describe(an_exchange(seconds=None))
    assert (hop.outcome, hop.status, hop.duration_ms) == (Outcome.OPEN, None, None)


def test_a_document_is_json() -> None:
    document = json.loads(document_of(an_exchange(body={"a": "ä"})))
    assert document["asker"] == "client"
    assert document["request_body"]["text"] == '{\n  "a": "ä"\n}'


def test_a_secret_by_which_a_client_calls_itself_is_masked() -> None:
    headers = {"user-agent": "Sample-passw0rd/1.0", "content-type": "application/json"}
    exchange = an_exchange(headers=headers, body={"password": "Sample-passw0rd"})
    assert "Sample-passw0rd" not in document_of(exchange)
