"""The types that callers see. mypy reads these functions; nothing has to run them."""

from collections.abc import Callable
from typing import Any, assert_type

from isthmus.cognito.tokens import AccessToken, IdToken
from isthmus.cognito.verifier import CognitoVerifier
from isthmus.flows.m2m.callers import Callers, require_group
from isthmus.flows.m2m.token_source import TokenSource
from isthmus.guard import accept
from isthmus.m2m import token_source
from isthmus.secret import Secret
from isthmus.session_sso import SessionClient, SessionId, UserPoolTokens, session_client


def verifying(verifier: CognitoVerifier) -> None:
    token = verifier.verify_access_token("a.b.c", scopes={"orders/read"})
    assert_type(token, AccessToken)
    assert_type(token.username, str | None)
    assert_type(token.scopes, frozenset[str])
    assert_type(verifier.verify_id_token("a.b.c"), IdToken)
    verifier.verify_access_token("a.b.c")  # type: ignore[call-arg]  # scopes are not skipped unseen
    token.sub = "another"  # type: ignore[misc]  # a token is frozen


async def verifying_in_a_task(verifier: CognitoVerifier) -> None:
    assert_type(await verifier.verify_access_token_async("a.b.c", scopes=None), AccessToken)
    assert_type(await verifier.verify_id_token_async("a.b.c"), IdToken)


def accepting() -> None:
    callers = accept("us-east-1_AbCdEfGhI", client_ids={"client"}, scopes=None, also=require_group("admins"))
    assert_type(callers, Callers)
    assert_type(callers + callers, Callers)
    assert_type(callers.verify("a.b.c"), AccessToken)
    accept("us-east-1_AbCdEfGhI", scopes=None)  # type: ignore[call-arg]  # clients are not skipped unseen


async def asking(read_secret: Callable[[], Secret]) -> None:
    source = token_source("https://example.com", client_id="a", client_secret=read_secret, scopes=None)
    assert_type(source, TokenSource)
    assert_type(source.get_token(), Secret)
    assert_type(await source.get_token_async(), Secret)
    token_source("https://example.com", client_id="a", client_secret="text", scopes=None)  # type: ignore[arg-type]


async def signing_in(read_secret: Callable[[], Secret]) -> None:
    client = session_client("https://example.com/", region="a", client_id="a", client_secret=read_secret)
    assert_type(client, SessionClient)
    assert_type(client.sign_in(SessionId.parse("a")), UserPoolTokens)
    assert_type(await client.sign_in_async(SessionId.parse("a")), UserPoolTokens)
    session_client("https://example.com/", region="a", client_id="a")  # type: ignore[call-arg]  # a client's secret is not left out unseen
    client.sign_in("a")  # type: ignore[arg-type]  # a session is parsed first


def test_the_public_names_are_there() -> None:
    named: list[Any] = [accept, token_source, session_client, CognitoVerifier, AccessToken, IdToken]
    assert all(callable(name) for name in named)
