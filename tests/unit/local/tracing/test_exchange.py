import pytest

from isthmus.local.tracing.exchange import Headers, PackedHeaders, packed


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"a", b"b\nc: d")],
        [(b"a\nb", b"c")],
        [(b"a", b"b"), (b"c\n\n", b"d")],
    ],
)
def test_headers_that_can_not_be_taken_apart_again_stay_as_they_are(headers: Headers) -> None:
    assert packed(headers) is headers


@pytest.mark.parametrize(
    "headers",
    [
        [(b"a", b"b")],
        [(b"", b"")],
        [(b"a", b""), (b"a", b"b"), (b"\xff", b"\x00\r")],
    ],
)
def test_packed_headers_are_the_same_headers(headers: Headers) -> None:
    result = packed(headers)
    assert isinstance(result, PackedHeaders)
    assert (list(result), len(result), result[0], result[-1:]) == (
        headers,
        len(headers),
        headers[0],
        headers[-1:],
    )


def test_packed_headers_that_are_packed_again_are_the_same() -> None:
    headers = [(b"a", b"b"), (b"c", b"d")]
    assert list(packed(packed(headers))) == headers
