"""Calls to AWS services that speak JSON, over HTTP."""

import json
from collections.abc import Mapping

import pytest

from isthmus.aws.json_call import DYNAMODB, USER_POOLS, JsonService
from isthmus.errors import UnavailableError
from unit.salesforce.loopback import Answer, Asked, serving

EXPECTED = "UsernameExistsException"


class StampingSigner:
    def sign(self, *, authority: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        return {**headers, "Authorization": f"signed {authority} {len(body)}"}


def call(answer: Answer, *, is_signed: bool = False) -> tuple[str | None, str | None, Asked]:
    with serving(lambda _: answer) as loopback:
        service = JsonService(
            origin=loopback.origin, protocol=USER_POOLS, signer=StampingSigner() if is_signed else None
        )
        refusal, body = service.call(
            "AdminCreateUser", fields={"Username": "żaneta"}, expected_refusals={EXPECTED}
        )
        return refusal, body.find_text("message"), loopback.asked[0]


def an_error(code: str, *, status: int = 400) -> Answer:
    return Answer(status=status, body=json.dumps({"__type": code, "message": "told"}).encode())


@pytest.mark.parametrize(
    "answer",
    [
        an_error("AccessDeniedException"),
        an_error("TooManyRequestsException"),
        an_error("InternalErrorException", status=500),
        an_error(""),
        an_error(f"{EXPECTED}x"),
        an_error("x" * 100),
        Answer(status=302, headers={"Location": "/"}),
        Answer(status=403, body=b"<html>"),
        Answer(status=503, body=b""),
        Answer(status=400, body=b'{"__type": 7}'),
        Answer(status=400, body=b"<html>", headers={"x-amzn-errortype": EXPECTED}),
        Answer(body=b"<html>"),
        Answer(body=b"[]"),
    ],
)
def test_is_unavailable_after_an_unexpected_answer(answer: Answer) -> None:
    with pytest.raises(UnavailableError):
        call(answer)


def test_the_reason_names_the_code_and_not_the_message() -> None:
    with pytest.raises(UnavailableError) as refused:
        call(an_error("com.amazonaws.cognito#NotAuthorizedException:http://internal/"))
    assert str(refused.value) == "AdminCreateUser was answered 400 NotAuthorizedException"


@pytest.mark.parametrize(
    "answer",
    [
        an_error(EXPECTED),
        an_error(f"com.amazonaws.cognito.v1#{EXPECTED}"),
        Answer(status=400, body=b'{"message": "told"}', headers={"x-amzn-ErrorType": f"{EXPECTED}:"}),
        Answer(
            status=400, body=b'{"message": "told"}', headers={"x-amzn-errortype": f"{EXPECTED}:http://x/"}
        ),
    ],
)
def test_gives_the_code_of_an_expected_refusal(answer: Answer) -> None:
    assert call(answer)[:2] == (EXPECTED, "told")


def test_posts_the_operation_as_json() -> None:
    _, _, asked = call(Answer())
    assert (asked.method, asked.path) == ("POST", "/")
    assert asked.headers["x-amz-target"] == "AWSCognitoIdentityProviderService.AdminCreateUser"
    assert asked.headers["content-type"] == "application/x-amz-json-1.1"
    assert "authorization" not in asked.headers
    assert json.loads(asked.body) == {"Username": "żaneta"}


def test_signs_what_is_sent() -> None:
    _, _, asked = call(Answer(), is_signed=True)
    assert asked.headers["authorization"] == f"signed {asked.headers['host']} {len(asked.body)}"


def test_dynamodb_speaks_an_older_version() -> None:
    with serving(lambda _: Answer()) as loopback:
        JsonService(origin=loopback.origin, protocol=DYNAMODB, signer=None).call("PutItem", fields={})
        headers = loopback.asked[0].headers
    assert headers["content-type"] == "application/x-amz-json-1.0"
    assert headers["x-amz-target"] == "DynamoDB_20120810.PutItem"
