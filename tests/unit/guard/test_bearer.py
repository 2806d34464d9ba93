"""Reading bearer tokens, and wording refusals that tell nothing."""

import pytest

from isthmus.errors import (
    ConfigurationError,
    DeniedError,
    ExpiredError,
    IsthmusError,
    MalformedError,
    UnavailableError,
)
from isthmus.flows.m2m.errors import InsufficientScopeError, InvalidTokenError
from isthmus.guard.bearer import (
    REFUSED,
    InvalidRequestError,
    NoCredentialsError,
    check_realm,
    make_refusal,
    parse_bearer,
)


@pytest.mark.parametrize(
    "authorizations",
    [
        [],
        [""],
        ["Basic YTpi"],
        ["a.b.c"],
        ["Bearerx a.b.c"],
        ["Bearer\ta.b.c"],
        ["Negotiate Bearer a.b.c"],
        [" Bearer a"],
    ],
)
def test_finds_no_bearer_token(authorizations: list[str]) -> None:
    with pytest.raises(NoCredentialsError):
        parse_bearer(authorizations, unverified_query="")


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Bearer a b",
        "Bearer a.b.c ",
        "Bearer a.b.c, Bearer d.e.f",
        "Bearer a.b.c,",
        'Bearer "a.b.c"',
        "Bearer token=a.b.c",
        "Bearer a.b.c\n",
        "Bearer a.b.c\x00",
        "Bearer =",
        "Bearer a=b",
        "Bearer ä",
        "Bearer a.b.c;x",
    ],
)
def test_refuses_a_bearer_token_out_of_form(authorization: str) -> None:
    with pytest.raises(InvalidRequestError):
        parse_bearer([authorization], unverified_query="")


@pytest.mark.parametrize(
    "authorizations",
    [
        ["Bearer a.b.c", "Bearer a.b.c"],
        ["Bearer a.b.c", "Basic YTpi"],
        ["Basic YTpi", "Bearer a.b.c"],
        ["", ""],
    ],
)
def test_refuses_several_authorization_headers(authorizations: list[str]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        parse_bearer(authorizations, unverified_query="")
    assert caught.value.rule == "authorization"


@pytest.mark.parametrize(
    "query",
    ["access_token=a.b.c", "x=1&access_token", "access_token=", "%61ccess_token=a", "access%5Ftoken=a"],
)
@pytest.mark.parametrize("authorizations", [[], ["Bearer a.b.c"]])
def test_refuses_a_token_in_the_query(query: str, authorizations: list[str]) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        parse_bearer(authorizations, unverified_query=query)
    assert caught.value.rule == "query"


@pytest.mark.parametrize("realm", ["", 'a"b', "a\\b", "a\r\nb", "ä", "a" * 101, "a\n"])
def test_refuses_a_realm_that_could_change_the_challenge(realm: str) -> None:
    with pytest.raises(ConfigurationError):
        check_realm(realm)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_reads_a_token(scheme: str) -> None:
    query = "token=x&access_tokens=y&q=access_token"
    assert parse_bearer([f"{scheme} a-_~+/.b.c=="], unverified_query=query) == "a-_~+/.b.c=="
    assert parse_bearer([f"{scheme}   a.b.c"], unverified_query="") == "a.b.c"


@pytest.mark.parametrize(
    ("error", "status", "challenge"),
    [
        (NoCredentialsError("x", rule="r"), 401, 'Bearer realm="api"'),
        (InvalidRequestError("x", rule="r"), 400, 'Bearer realm="api", error="invalid_request"'),
        (InvalidTokenError("x", rule="r"), 401, 'Bearer realm="api", error="invalid_token"'),
        (ExpiredError("x", rule="r"), 401, 'Bearer realm="api", error="invalid_token"'),
        (DeniedError("x", rule="r"), 401, 'Bearer realm="api", error="invalid_token"'),
        (MalformedError("x"), 401, 'Bearer realm="api", error="invalid_token"'),
        (
            InsufficientScopeError("x", required_scopes=["api/write", "api/read"]),
            403,
            'Bearer realm="api", error="insufficient_scope", scope="api/read api/write"',
        ),
        (UnavailableError("x"), 503, None),
    ],
)
def test_words_a_refusal_as_rfc_6750_has_it(
    error: DeniedError | MalformedError | UnavailableError, status: int, challenge: str | None
) -> None:
    refusal = make_refusal(error, realm=check_realm("api"))
    assert refusal.status == status
    assert refusal.headers.get("WWW-Authenticate") == challenge
    assert refusal.headers["Cache-Control"] == "no-store"
    assert isinstance(error, REFUSED)


def test_the_outside_is_told_the_same_whichever_check_failed() -> None:
    errors = [
        InvalidTokenError(f"because of {rule}", rule=rule) for rule in ("signature", "expiry", "issuer")
    ]
    assert len({str(make_refusal(error, realm="api")) for error in errors}) == 1


def test_a_fault_of_the_server_is_no_refusal() -> None:
    assert not issubclass(ConfigurationError, REFUSED)
    assert not issubclass(IsthmusError, REFUSED)
