"""What of a request may be shown."""

import pytest

from isthmus.guard.display import claims_for_display, headers_for_display
from unit.cognito.pools import a_machine_token, a_verifier, machine_claims


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", "Bearer a.b.c", "Bearer ***"),
        ("authorization", "bearer a.b.c", "Bearer ***"),
        ("Authorization", "Basic YTpi", "***"),
        ("Authorization", "Bearera.b.c", "***"),
        ("Authorization", "a.b.c", "***"),
        ("X-Api-Key", "Bearer a.b.c", "***"),
        ("Cookie", "session=a", "***"),
        ("Host", "api.example", "***"),
    ],
)
def test_shows_the_names_of_headers_and_no_value(name: str, value: str, shown: str) -> None:
    assert headers_for_display([(name, value)]) == {name: shown}


def test_shows_the_claims_and_never_the_token() -> None:
    text = a_machine_token()
    claims = claims_for_display(a_verifier().verify_access_token(text, scopes=None))
    assert claims == machine_claims()
    assert not any(part in str(claims) for part in text.split("."))


def test_gives_claims_that_are_not_those_of_the_token() -> None:
    token = a_verifier().verify_access_token(a_machine_token(), scopes=None)
    claims_for_display(token)["sub"] = "else"
    assert token.claims["sub"] == machine_claims()["sub"]
