from isthmus.local.tracing.reading import Reading
from isthmus.local.tracing.tokens.finding import MOST_TOKENS, find_tokens
from unit.local.tracing.exchanges import a_form, an_exchange
from unit.local.tracing.tokens.signing import ID_CLAIMS, sign


def a_token(number: int) -> str:
    return sign({**ID_CLAIMS, "jti": str(number)})


def test_a_token_in_a_name_is_not_told_as_its_place() -> None:
    token = a_token(1)
    ((place, _),) = find_tokens(Reading(an_exchange(body={token: token})))
    assert place == "request member"


def test_at_most_so_many_are_found() -> None:
    exchange = an_exchange(body=[a_token(number) for number in range(MOST_TOKENS + 2)])
    assert len(find_tokens(Reading(exchange))) == MOST_TOKENS


def test_tokens_are_found_wherever_they_stand_and_each_once() -> None:
    tokens = [a_token(number) for number in range(6)]
    exchange = a_form(
        f"/callback?id_token={tokens[0]}",
        {"assertion": tokens[1]},
        headers={"authorization": f"Bearer {tokens[2]}"},
        response={"AuthenticationResult": {"IdToken": tokens[3]}, "again": tokens[2]},
        response_headers={"location": f"https://a.example/#access_token={tokens[4]}"},
    )
    assert dict(find_tokens(Reading(exchange))) == {
        "address": tokens[0],
        "request assertion": tokens[1],
        "request header authorization": tokens[2],
        "answer AuthenticationResult.IdToken": tokens[3],
        "answer header location": tokens[4],
    }
