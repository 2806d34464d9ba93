"""Settings of a function that the caller may not decrypt are not taken for none."""

from typing import Any

import pytest

from isthmus.doctor.patient import MissingInputError
from isthmus.doctor.session_sso.described import settings_of


def test_does_not_take_settings_that_it_may_not_decrypt_for_none() -> None:
    error = {"ErrorCode": "AccessDeniedException", "Message": "sample"}
    function = {"FunctionName": "sample", "Environment": {"Error": error}}
    with pytest.raises(MissingInputError, match="settings of sample: allow kms:Decrypt"):
        settings_of(function)


@pytest.mark.parametrize("function", [{}, {"Environment": {}}, {"Environment": {"Variables": {}}}])
def test_a_function_may_have_no_settings(function: dict[str, Any]) -> None:
    assert settings_of(function) == {}


def test_gives_the_settings() -> None:
    assert settings_of({"Environment": {"Variables": {"SAMPLE": "1"}}}) == {"SAMPLE": "1"}
