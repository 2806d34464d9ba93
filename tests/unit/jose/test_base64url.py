"""Base64url: one text for one value."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.errors import MalformedError
from isthmus.jose.base64url import parse_base64url


@pytest.mark.parametrize(
    "text",
    [
        b"A",  # no byte at all
        b"AAAAA",
        b"AB",  # bits left over: AA is the text of this byte
        b"AAB",
        b"AA==",
        b"AA=",
        b"=",
        b"++++",
        b"////",
        b"AAA A",
        b"AAA\n",
        b"AA.AA",
        b"AA!AA",
        b"\xc3\xa4AA",
    ],
)
def test_refuses_a_text_that_is_not_the_one_for_its_value(text: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_base64url(text)


@given(st.binary(max_size=100))
def test_reads_what_another_encoder_writes(data: bytes) -> None:
    assert parse_base64url(base64.urlsafe_b64encode(data).rstrip(b"=")) == data


@given(st.binary(max_size=12))
def test_takes_no_text_that_it_would_not_write(text: bytes) -> None:
    try:
        data = parse_base64url(text)
    except MalformedError:
        return
    assert base64.urlsafe_b64encode(data).rstrip(b"=") == text
