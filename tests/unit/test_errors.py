"""The error tree: codes are public, stable and different; a denial's rule is in the log line only."""

import pytest

from isthmus.errors import (
    ConfigurationError,
    DeniedError,
    ExpiredError,
    IsthmusError,
    MalformedError,
    UnavailableError,
)


def test_a_denial_has_to_name_its_rule() -> None:
    with pytest.raises(TypeError):
        DeniedError("no reason without a rule")  # type: ignore[call-arg]  # that it is missing is the point


def test_an_unavailable_party_is_no_denial() -> None:
    assert not issubclass(UnavailableError, DeniedError)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IsthmusError("x"), "error"),
        (MalformedError("x"), "malformed"),
        (DeniedError("x", rule="r"), "denied"),
        (ExpiredError("x", rule="r"), "expired"),
        (UnavailableError("x"), "unavailable"),
        (ConfigurationError("x"), "configuration"),
    ],
)
def test_codes_are_stable(error: IsthmusError, code: str) -> None:
    assert error.code == code


def test_an_expiry_is_a_denial() -> None:
    with pytest.raises(DeniedError):
        raise ExpiredError("exp has passed", rule="expiry")


def test_a_denial_reads_as_rule_and_reason() -> None:
    assert str(DeniedError("of another pool", rule="issuer")) == "issuer: of another pool"
