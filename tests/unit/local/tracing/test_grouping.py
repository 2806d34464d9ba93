"""Sign-ins as they are recorded, in the order in which they begin, grouped at once or step by step."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from isthmus.local.tracing.exchange import Exchange, Receiver
from isthmus.local.tracing.grouping import LONGEST_PAUSE_SECONDS, Grouping
from isthmus.local.tracing.marks import Marks
from unit.local.tracing.exchanges import BEGAN_AT, SESSION_ID, a_form, an_exchange, aws_call

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzYW1wbGUifQ.c2lnbmF0dXJlLW9mLXRoZS1zYW1wbGU"
OTHER_JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJvdGhlciJ9.c2lnbmF0dXJlLW9mLXRoZS1zYW1wbGU"
STATE, CODE, REQUEST = "sample-state-0815", "sample-code-4711-of-the-org", "sample-request-1234"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
IDP, IDENTITY = "AWSCognitoIdentityProviderService", "AWSCognitoIdentityService"
KEY = (
    "AWS4-HMAC-SHA256 Credential=ASIAEXAMPLEEXAMPLE00/20261121/us-east-1/dynamodb/aws4_request, Signature=00"
)
ARN = "arn:aws:lambda:us-east-1:123456789012:function:sample"
USERNAME = "salesforce_00D000000000001AAA_005000000000001AAA"
BROWSER = {"user-agent": "Mozilla/5.0"}


def grouped(exchanges: Sequence[Exchange], *, at_once: bool = True) -> Grouping:
    grouping = Grouping(Marks(b"sample"))
    if at_once:
        grouping.update(exchanges)
    else:
        for count in range(1, len(exchanges) + 1):
            grouping.update(exchanges[:count])
    return grouping


def traces(exchanges: Sequence[Exchange], *, at_once: bool = True) -> list[str]:
    grouping = grouped(exchanges, at_once=at_once)
    return [place.trace for each in exchanges if (place := grouping.find(each.number))]


def parents(exchanges: Sequence[Exchange]) -> list[int | None]:
    grouping = grouped(exchanges)
    return [place.parent for each in exchanges if (place := grouping.find(each.number))]


def web_identity(first: int = 1, *, mark: str = "", jwt: str = JWT) -> list[Exchange]:
    numbers = itertools.count(first)
    org: dict[str, Any] = {"receiver": Receiver.SALESFORCE, "headers": BROWSER}
    state, code, request = STATE + mark, CODE + mark, REQUEST + mark
    authorize = f"/services/oauth2/authorize?state={state}"
    login, approve = f"/login?request={request}", f"/services/oauth2/approve?request={request}"
    callback = f"https://localhost:8443/callback.html?code={code}&state={state}"
    tokens = {"id_token": jwt, "access_token": SESSION_ID + mark}
    credentials = {"Credentials": {"AccessKeyId": f"ASIAEXAMPLEEXAMPLE0{mark or 0}"}}
    key = KEY.replace("LE00/", f"LE0{mark or 0}/")
    return [
        an_exchange(
            next(numbers),
            method="GET",
            target=authorize,
            status=302,
            response_headers={"location": login},
            **org,
        ),
        an_exchange(next(numbers), method="GET", target=login, **org),
        a_form("/login", {"request": request}, number=next(numbers), status=303, **org),
        a_form(
            "/services/oauth2/approve",
            {"request": request},
            number=next(numbers),
            status=302,
            response_headers={"location": callback},
            **org,
        ),
        a_form(
            "/services/oauth2/token",
            {"code": code},
            number=next(numbers),
            response=tokens,
            receiver=Receiver.SALESFORCE,
        ),
        aws_call(
            f"{IDENTITY}.GetId", {"Logins": {"org": jwt[:-8] + "AAAAAAAA"}}, number=next(numbers), status=400
        ),
        aws_call(f"{IDENTITY}.GetId", {"Logins": {"org": jwt}}, number=next(numbers)),
        aws_call(
            f"{IDENTITY}.GetCredentialsForIdentity",
            {"Logins": {"org": jwt}},
            number=next(numbers),
            response=credentials,
        ),
        aws_call(
            "DynamoDB_20120810.Scan", {"TableName": "x"}, number=next(numbers), headers={"authorization": key}
        ),
        an_exchange(next(numbers), method="GET", target=approve, **org),
    ]


def session_sso() -> list[Exchange]:
    bearer = {"user-agent": "sample", "authorization": f"Bearer {SESSION_ID}"}
    client = {"user-agent": "sample"}
    answer = {"USERNAME": USERNAME, "ANSWER": SESSION_ID}
    return [
        an_exchange(
            1,
            target="/_aws/execute-api/x/token-validator",
            headers=bearer,
            response={"username": USERNAME},
            **at(0, seconds=1),
        ),
        userinfo(2, **at(0.1)),
        aws_call(f"{IDP}.AdminGetUser", {"Username": USERNAME}, number=3, **at(0.2)),
        aws_call(
            f"{IDP}.InitiateAuth",
            {"AuthParameters": {"USERNAME": USERNAME}},
            number=4,
            headers=client,
            response={"Session": "sample-session-1"},
            **at(2),
        ),
        an_exchange(5, receiver=Receiver.API, method="GET", target="/other", headers=client, **at(3)),
        aws_call(
            f"{IDP}.RespondToAuthChallenge",
            {"Session": "sample-session-1", "ChallengeResponses": answer},
            number=6,
            headers=client,
            response={"AuthenticationResult": {"AccessToken": JWT}},
            **at(4, seconds=2),
        ),
        run(7, parent_span_id=f"{6:016x}", trace_id=f"{6:016x}" * 2, **at(4.1, seconds=1)),
        userinfo(8, **at(4.2)),
        aws_call("DynamoDB_20120810.PutItem", {}, number=9, headers={"authorization": KEY}, **at(4.3)),
        an_exchange(
            10,
            receiver=Receiver.API,
            headers={**client, "authorization": f"Bearer {JWT}"},
            **at(7, seconds=1),
        ),
        an_exchange(11, method="GET", target="/us-east-1_Sample001/.well-known/jwks.json", **at(7.1)),
    ]


def at(moment: float, *, seconds: float = 0.01) -> dict[str, Any]:
    return {"began_at": BEGAN_AT + moment, "seconds": seconds}


def run(number: int, **more: Any) -> Exchange:
    return an_exchange(number, receiver=Receiver.FUNCTION, method="INVOKE", target=ARN, **more)


def userinfo(number: int, **more: Any) -> Exchange:
    return an_exchange(
        number,
        receiver=Receiver.SALESFORCE,
        method="GET",
        target="/services/oauth2/userinfo",
        headers={"authorization": f"Bearer {SESSION_ID}"},
        **more,
    )


@pytest.mark.parametrize("at_once", [True, False])
def test_strangers_do_not_share_a_trace(*, at_once: bool) -> None:
    exchanges = [*web_identity(), *web_identity(11, mark="2", jwt=OTHER_JWT)]
    found = traces(exchanges, at_once=at_once)
    assert len(set(found[:10])) == 1
    assert len(set(found[10:])) == 1
    assert found[0] != found[10]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_sign_in_in_a_browser_is_one_trace(*, at_once: bool) -> None:
    assert len(set(traces(web_identity(), at_once=at_once))) == 1


def test_two_sign_ins_that_take_turns_stay_apart() -> None:
    one, other = web_identity(1), web_identity(101, mark="2", jwt=OTHER_JWT)
    for place, (left, right) in enumerate(zip(one, other, strict=True)):
        left.number, right.number = 2 * place + 1, 2 * place + 2
        left.began_at, right.began_at = BEGAN_AT + place, BEGAN_AT + place + 0.5
        left.span_id, right.span_id = f"{left.number:016x}", f"{right.number:016x}"
    mixed = [each for pair in zip(one, other, strict=True) for each in pair]
    found = traces(mixed)
    assert len(set(found[0::2])) == len(set(found[1::2])) == 1
    assert found[0] != found[1]


def test_a_sign_in_with_a_session_is_one_trace_with_its_functions_calls() -> None:
    exchanges = session_sso()
    found = traces(exchanges)
    assert len({trace for number, trace in enumerate(found, start=1) if number != 5}) == 1
    assert found[4] not in found[:4]
    assert parents(exchanges) == [None, 1, 1, None, None, None, 6, 7, 7, None, 10]


def test_every_call_of_the_validator_begins_a_trace() -> None:
    bearer = {"user-agent": "sample", "authorization": f"Bearer {SESSION_ID}"}
    calls = [an_exchange(n, target="/_aws/execute-api/x/token-validator", headers=bearer) for n in (1, 2)]
    assert len(set(traces(calls))) == 2


def test_after_a_long_pause_a_value_begins_another_trace() -> None:
    bearer = {"user-agent": "sample", "authorization": f"Bearer {JWT}"}
    first = an_exchange(1, receiver=Receiver.API, headers=bearer, began_at=BEGAN_AT)
    soon = an_exchange(2, receiver=Receiver.API, headers=bearer, began_at=BEGAN_AT + 60)
    late = an_exchange(
        3, receiver=Receiver.API, headers=bearer, began_at=BEGAN_AT + 61 + LONGEST_PAUSE_SECONDS
    )
    found = traces([first, soon, late])
    assert found[0] == found[1] != found[2]


def test_the_traceparent_of_a_client_names_the_trace_and_what_it_shares_joins_it() -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    token = a_form("/oauth2/token", {}, number=1, response={"access_token": JWT}, trace_id=trace)
    call = an_exchange(
        2, receiver=Receiver.API, headers={"authorization": f"Bearer {JWT}", "user-agent": "x"}
    )
    assert traces([token, call]) == [trace, trace]


def test_what_a_system_of_ours_asks_belongs_where_it_was_asked() -> None:
    callout = an_exchange(1, receiver=Receiver.SALESFORCE, target="/_local/callouts", seconds=None)
    asked = a_form(
        "/oauth2/token", {}, number=2, trace_id=callout.span_id * 2, parent_span_id=callout.span_id
    )
    assert traces([callout, asked]) == [callout.span_id * 2] * 2
    assert parents([callout, asked]) == [None, 1]


def test_a_call_without_a_name_is_of_no_function_if_several_run_and_share_nothing() -> None:
    runs = [run(number, **at(0, seconds=5)) for number in (1, 2)]
    call = aws_call("DynamoDB_20120810.PutItem", {}, number=3, **at(1))
    assert parents([*runs, call])[2] is None


def test_of_several_runs_a_call_belongs_to_the_one_that_it_shares_a_value_with() -> None:
    answers = [{"request": {"challengeAnswer": answer}} for answer in (SESSION_ID, SESSION_ID[:-1])]
    runs = [run(number, body=answers[number - 1], **at(0, seconds=5)) for number in (1, 2)]
    assert parents([*runs, userinfo(3, **at(1))])[2] == 1


def test_a_browser_is_of_no_function() -> None:
    page = an_exchange(2, method="GET", target="/login", headers=BROWSER, **at(1))
    assert parents([run(1, **at(0, seconds=5)), page])[1] is None


def test_what_was_looked_at_before_its_body_came_moves_to_where_it_belongs() -> None:
    token = a_form("/oauth2/token", {}, number=1, response={"access_token": JWT}, **at(0))
    call = aws_call(
        f"{IDENTITY}.GetId", {"Logins": {"x": JWT}}, number=2, headers={"user-agent": "x"}, **at(1, seconds=5)
    )
    body, call.request_body, call.seconds = call.request_body, b"", None
    asked = an_exchange(3, parent_span_id=call.span_id, trace_id=call.span_id * 2, **at(2))
    later = a_form("/oauth2/token", {}, number=4, trace_id="0" * 31 + "1", **at(3))
    grouping = grouped([token, call, asked, later])
    before = [grouping.find(number) for number in (1, 2, 3)]
    assert [place.trace for place in before if place] == [
        token.span_id * 2,
        call.span_id * 2,
        call.span_id * 2,
    ]
    grouping.note_flow(call.span_id * 2, flow="web_identity", certainty=2)
    call.request_body, call.seconds = body, 5.0
    grouping.update([token, call, asked, later])
    after = [grouping.find(number) for number in (1, 2, 3)]
    assert {place.trace for place in after if place} == {token.span_id * 2}
    assert grouping.flow_of(token.span_id * 2) == "web_identity"


def test_preflights_and_parts_of_a_page_belong_to_the_page() -> None:
    page = {**BROWSER, "host": "localhost:8443", "sec-fetch-dest": "document"}
    part = {**BROWSER, "host": "localhost:8443", "sec-fetch-site": "same-origin", "sec-fetch-dest": "script"}
    preflight = {**BROWSER, "origin": "https://localhost:8443", "access-control-request-method": "POST"}
    opened = an_exchange(1, receiver=Receiver.APP, method="GET", target="/index.html", headers=page)
    script = an_exchange(2, receiver=Receiver.APP, method="GET", target="/index.js", headers=part)
    back = an_exchange(
        3, receiver=Receiver.APP, method="GET", target=f"/callback?state={STATE}", headers=page
    )
    asked = an_exchange(4, method="OPTIONS", headers=preflight)
    elsewhere = an_exchange(5, method="OPTIONS", headers={**preflight, "origin": "https://elsewhere.example"})
    found = traces([opened, script, back, asked, elsewhere])
    assert found[0] == found[1] != found[2] == found[3]
    assert found[4] not in found[:4]


def test_the_code_verifier_joins_the_challenge_that_it_is_of() -> None:
    began = an_exchange(
        1, method="GET", target=f"/oauth2/authorize?code_challenge={CHALLENGE}", headers=BROWSER
    )
    redeemed = a_form("/oauth2/token", {"code_verifier": VERIFIER}, number=2, headers={"user-agent": "x"})
    assert len(set(traces([began, redeemed]))) == 1


def test_the_surer_sign_of_a_flow_counts() -> None:
    grouping = grouped([])
    assert grouping.flow_of("x") is None
    grouping.note_flow("x", flow="web_identity", certainty=1)
    grouping.note_flow("x", flow="session_sso", certainty=2)
    grouping.note_flow("x", flow="m2m", certainty=2)
    assert grouping.flow_of("x") == "session_sso"


def test_what_was_forgotten_is_nowhere() -> None:
    grouping = grouped([an_exchange(1)])
    grouping.forget()
    assert grouping.find(1) is None


@pytest.mark.parametrize("at_once", [True, False])
def test_sign_ins_of_one_person_at_the_same_time_stay_apart(*, at_once: bool) -> None:
    def begun(number: int) -> Exchange:
        asked = {"AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": USERNAME}}
        answer = {"Session": f"sample-session-{number}"}
        return aws_call(f"{IDP}.InitiateAuth", asked, number=number, response=answer)

    def answered(number: int, *, session: int) -> Exchange:
        asked = {"Session": f"sample-session-{session}", "ChallengeResponses": {"USERNAME": USERNAME}}
        return aws_call(f"{IDP}.RespondToAuthChallenge", asked, number=number)

    found = traces([begun(1), begun(2), answered(3, session=2), answered(4, session=1)], at_once=at_once)
    assert found[0] == found[3]
    assert found[1] == found[2]
    assert found[0] != found[1]


def test_who_was_told_of_once_begins_one_sign_in() -> None:
    told = an_exchange(target="/whoami", response={"username": USERNAME})
    asked = {"AuthParameters": {"USERNAME": USERNAME}}
    first, second = (aws_call(f"{IDP}.InitiateAuth", asked, number=number) for number in (2, 3))
    found = traces([told, first, second])
    assert found[0] == found[1] != found[2]
