"""Record ids: what is one, and the suffix that keeps them apart where case is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.errors import MalformedError
from isthmus.salesforce.ids import OrgId, UserId

NO_ORG_IDS = {
    "nothing": "",
    "a user's": "0051t000001qjZ7AAI",
    "too short": "00D1t000000rXx",
    "of 16 characters": "00D1t000000rXxRE",
    "of 17 characters": "00D1t000000rXxREA",
    "of 19 characters": "00D1t000000rXxREAUU",
    "with a wrong suffix": "00D1t000000rXxREAA",
    "with a suffix in lower case": "00D1t000000rXxReau",
    "with its case lost": "00D1T000000RXXREAU",
    "with a line break": "00D1t000000rXxREAU\n",
    "with a line break inside": "00D1t\n00000rXxR",
    "with a slash": "00D1t000000rX/R",
    "with a digit of another script": "00D1t00000\u0660rXxR",
    "with a letter of another script": "00D1t000000rXxЯ",
}


@pytest.mark.parametrize("name", NO_ORG_IDS)
def test_refuses_an_org_id(name: str) -> None:
    with pytest.raises(MalformedError, match="not an organization id"):
        OrgId.parse(NO_ORG_IDS[name])


@pytest.mark.parametrize("text", ["00D1t000000rXxREAU", "0051t000001qjZ7AAA", "0051t000001qjZ"])
def test_refuses_a_user_id(text: str) -> None:
    with pytest.raises(MalformedError, match="not a user id"):
        UserId.parse(text)


def test_a_refusal_does_not_quote_the_text() -> None:
    with pytest.raises(MalformedError) as refused:
        OrgId.parse("00D!AQ4_a_session_pasted_by_mistake")
    assert "mistake" not in str(refused.value)


# Both pairs are from the ID token of a real org.
@pytest.mark.parametrize(
    ("short", "long"),
    [("00D1t000000rXxR", "00D1t000000rXxREAU"), ("0051t000001qjZ7", "0051t000001qjZ7AAI")],
)
def test_gives_the_long_form_of_either_form(short: str, long: str) -> None:
    kind = OrgId if short.startswith("00D") else UserId
    assert kind.parse(short) == kind.parse(long) == long


ID_CHARACTERS = st.text(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=12
)


@given(ID_CHARACTERS)
def test_agrees_with_the_published_recipe(rest: str) -> None:
    def suffix(group: str) -> str:
        bits = "".join("1" if character.isupper() else "0" for character in reversed(group))
        return "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[int(bits, 2)]

    short = f"00D{rest}"
    assert OrgId.parse(short) == short + "".join(suffix(short[at : at + 5]) for at in (0, 5, 10))


@given(ID_CHARACTERS)
def test_long_forms_differ_even_where_case_is_lost(rest: str) -> None:
    one, other = OrgId.parse(f"00D{rest}"), OrgId.parse(f"00D{rest.swapcase()}")
    assert (one == other) is (one.lower() == other.lower())
