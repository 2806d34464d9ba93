"""What of an address may be shown."""

import pytest

from isthmus.doctor.addresses import show_address


@pytest.mark.parametrize(
    "address",
    [
        "https://user:sample-secret@api.example.com:8443/v1",
        "https://api.example.com:8443/v1?code=sample-secret",
        "https://api.example.com:8443/v1#sample-secret",
    ],
)
def test_leaves_out_what_may_be_a_key(address: str) -> None:
    assert show_address(address) == "https://api.example.com:8443/v1"


@pytest.mark.parametrize("text", [None, "", "sample", "https://[", "https://a:b", "https://"])
def test_shows_nothing_of_what_is_no_address(text: str | None) -> None:
    assert show_address(text) == "no address"
