import pytest

from isthmus.errors import MalformedError
from isthmus.local.salesforce.ids import USER, new_id, parse_id, with_checksum


@pytest.mark.parametrize(
    "text",
    [
        "",
        "005",
        "0051t000001qjZ7A",
        "0051t000001qjZ7AAJ",
        "0051t000001qjZ7aai",
        "0051t000001qjZ7AAI\n",
        "0051t000001qj-7",
    ],
)
def test_refuses_what_is_no_id(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_id(text)


@pytest.mark.parametrize(
    ("short", "long"),
    [("00D1t000000rXxR", "00D1t000000rXxREAU"), ("0051t000001qjZ7", "0051t000001qjZ7AAI")],
)
def test_adds_the_checksum_that_salesforce_adds(short: str, long: str) -> None:
    assert with_checksum(short) == long
    assert parse_id(short) == parse_id(long) == long


def test_a_fresh_id_has_its_prefix_and_parses() -> None:
    made = new_id(USER)
    assert made.startswith("005")
    assert parse_id(made) == made
