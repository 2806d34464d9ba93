import pytest

from isthmus.local.salesforce.passwords import hash_password, is_password
from isthmus.secret import Secret


@pytest.mark.parametrize("wrong", ["", "correct", "Correct ", "Correct\x00"])
def test_refuses_a_wrong_password(wrong: str) -> None:
    assert not is_password(wrong, stored=hash_password(Secret("Correct")))


def test_refuses_every_password_where_none_is_set() -> None:
    assert not is_password("", stored=None)


def test_knows_the_password_and_salts_each_hash() -> None:
    first, second = hash_password(Secret("Correct")), hash_password(Secret("Correct"))
    assert first != second
    assert is_password("Correct", stored=first)
    assert is_password("Correct", stored=second)
