"""`GetClientToken`: what is sent, and what counts as a token. The token endpoint is under `flows/m2m`."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from isthmus.cognito.token_requests import ClientTokenApi, TokenRequestError
from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.secret import Secret
from unit.aws.fake_aws import FakeAws, give, refuse
from unit.jose.issuing import SetClock

SECRET = Secret("sample-client-secret-of-24-letters")
Operation = Callable[[Mapping[str, Any]], Mapping[str, Any]]


def a_result(**changes: Any) -> Operation:
    result = {"AccessToken": "a.b.c", "ExpiresIn": 3600, "TokenType": "Bearer", **changes}
    return give(
        ClientAuthenticationResult={name: value for name, value in result.items() if value is not None}
    )


def an_api(operation: Operation, **settings: Any) -> tuple[ClientTokenApi, FakeAws]:
    aws = FakeAws({"GetClientToken": operation})
    known = {"region": "us-east-1", "client_id": "client", "scopes": ("api/write", "api/read"), **settings}
    return ClientTokenApi(api=aws, clock=SetClock(1000), **known), aws


@pytest.mark.parametrize(
    "code", ["NotAuthorizedException", "InvalidParameterException", "ResourceNotFoundException"]
)
def test_get_client_token_names_the_refusal(code: str) -> None:
    api, _ = an_api(refuse(code))
    with pytest.raises(TokenRequestError) as caught:
        api.issue(SECRET, refused=None)
    assert caught.value.oauth_error == code


@pytest.mark.parametrize("code", ["TooManyRequestsException", "InternalErrorException"])
def test_get_client_token_is_unavailable_where_it_gives_no_answer(code: str) -> None:
    api, _ = an_api(refuse(code))
    with pytest.raises(UnavailableError):
        api.issue(SECRET, refused=None)


@pytest.mark.parametrize(
    "operation",
    [
        give(),
        a_result(AccessToken=None),
        a_result(AccessToken="a b"),
        a_result(TokenType="DPoP"),
        a_result(ExpiresIn=0),
        a_result(ExpiresIn="3600"),
    ],
)
def test_get_client_token_takes_nothing_that_is_not_a_token(operation: Operation) -> None:
    api, _ = an_api(operation)
    with pytest.raises(UnavailableError):
        api.issue(SECRET, refused=None)


@pytest.mark.parametrize("scopes", [[], "api/read", ["api read"], [""]])
def test_get_client_token_refuses_scopes_that_are_none(scopes: Any) -> None:
    with pytest.raises(ConfigurationError):
        an_api(a_result(), scopes=scopes)


@pytest.mark.parametrize(("scopes", "sent"), [(None, {}), (["b", "a"], {"Scopes": ["a", "b"]})])
def test_get_client_token_sends_client_secret_and_scopes(scopes: Any, sent: dict[str, Any]) -> None:
    api, aws = an_api(a_result(), scopes=scopes)
    issued = api.issue(SECRET, refused=None)
    assert (issued.token.reveal(), issued.asked_at, issued.expires_at) == ("a.b.c", 1000, 4600)
    assert aws.calls == [("GetClientToken", {"ClientId": "client", "Secret": SECRET.reveal(), **sent})]
