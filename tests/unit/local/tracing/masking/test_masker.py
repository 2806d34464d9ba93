import base64

import pytest

from isthmus.local.tracing.masking.masker import DEEPEST, Masker
from isthmus.local.tracing.masking.stamp import MASK, Stamp, is_masked
from isthmus.secret import Secret

LONG = "sample-Secret-0f-a-client-47110815"


def a_masker(*secrets: str, found: tuple[str, ...] = ()) -> Masker:
    return Masker(secrets=[Secret(each) for each in secrets], found=found, stamp=Stamp(b"sample key"))


@pytest.mark.parametrize(
    "text",
    ["a two words! b", "a two+words%21 b", "a two%20words%21 b", 'in {"x": "two words!"}', "two words!" * 3],
)
def test_a_known_secret_is_masked_in_every_spelling(text: str) -> None:
    masked = a_masker("two words!").text(text)
    assert "words" not in masked


def test_what_a_page_or_a_document_escapes_is_found() -> None:
    masker = a_masker('a"b<c>&dé')
    assert masker.text('x a"b<c>&dé y') == "x *** y"
    for spelling in ("a&quot;b&lt;c&gt;&amp;dé", 'a\\"b<c>&d\\u00e9', "a%22b%3Cc%3E%26d%C3%A9"):
        assert masker.text(f"x {spelling} y") == "x *** y"


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_a_known_secret_is_masked_within_base64(before: str) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(f"{before}two words?>".encode()).decode()
        inner = encode(f"{before[:1]}two words?>".encode()).decode()[4:12]
        masked = a_masker("two words?>").text(f"x {encoded} y")
        assert "***" in masked
        assert inner not in masked


def test_names_that_are_secrets_themselves_are_masked() -> None:
    masker = a_masker()
    random = "Zq7hTbk2mR9vLw3xKp5n"
    assert random not in masker.url(f"/x?{random}=1")
    assert random not in str(masker.pairs(random))
    assert random not in str(masker.document({random: 1}))


def test_what_was_found_by_its_name_is_masked_where_it_has_none() -> None:
    first = a_masker()
    first.field("Sample-passw0rd", name="password")
    second = a_masker(found=tuple(first.found))
    assert second.text("no user has Sample-passw0rd") == "no user has ***"


def test_a_secret_gets_one_mark_everywhere_and_a_short_one_none() -> None:
    masker = a_masker()
    assert masker.secret(LONG) == masker.secret(LONG)
    assert masker.secret(LONG) != masker.secret(LONG + "x")
    assert masker.secret("123456") == MASK


def test_marks_differ_from_process_to_process() -> None:
    assert Stamp(b"one")(LONG) != Stamp(b"other")(LONG)


def test_what_is_masked_stays_as_it_is() -> None:
    masked = a_masker().secret(LONG)
    assert is_masked(masked)
    assert a_masker().secret(masked) == masked


@pytest.mark.parametrize("value", [123456, 1.5])
def test_a_number_under_the_name_of_a_secret_is_masked(value: float) -> None:
    assert a_masker().document({"code": value, "size": value}) == {"code": MASK, "size": value}


def test_yes_no_and_nothing_are_no_secrets() -> None:
    document = {"password": None, "GenerateSecret": True, "secret": False}
    assert a_masker().document(document) == document


def test_a_name_may_be_a_secret_itself() -> None:
    jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzYW1wbGUifQ.c2lnbmF0dXJl"
    assert jwt not in str(a_masker().document({jwt: 1}))


def test_a_document_without_a_bottom_is_not_shown_to_it() -> None:
    document: object = "Sample"
    for _ in range(DEEPEST * 2):
        document = [document]
    assert "Sample" not in str(a_masker().document(document))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/callback?code=abc&state=def#id_token=ghi", "/callback?code=***&state=***#id_token=***"),
        ("/login?request=abc", "/login?request=***"),
        (
            "/oauth2/authorize?scope=openid+email&client_id=abc",
            "/oauth2/authorize?scope=openid email&client_id=abc",
        ),
        ("/x?a", "/x?a"),
        (
            "https://a.example/x?y=https%3A%2F%2Fb.example%2F%3Fcode%3Dabc",
            "https://a.example/x?y=https://b.example/%3Fcode%3D***",
        ),
        ("/%2e%2e/a b", "/../a b"),
    ],
)
def test_an_address_shows_no_secret_of_its_fields(url: str, shown: str) -> None:
    assert a_masker().url(url) == shown
