import pytest

from isthmus.local.demo.concealing import LONGEST, Concealing

READY = {
    "admin": {"access_key_id": "AKIASAMPLE", "secret_access_key": "sample-key"},
    "m2m": {"client_id": "sample-client", "client_secret": "sample-key-that-is-longer"},
    "salesforce_org": {"users": [{"password": "Sample-passw0rd", "session_id": "00DSAMPLE!s.e"}]},
    "empty": {"password": ""},
}
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzYW1wbGUifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "secret",
    [
        "sample-key",
        "sample-key-that-is-longer",
        "Sample-passw0rd",
        "00DSAMPLE!s.e",
        "00DqHPyqIINYvkf!AQ0AQAmade.up_session",
        JWT,
        JWT.rpartition(".")[0],
    ],
)
def test_masks_a_secret_wherever_it_stands(secret: str) -> None:
    assert Concealing(READY).mask(f'HTTP 400: {{"said":"{secret}"}}') == 'HTTP 400: {"said":"***"}'


def test_leaves_what_is_no_secret() -> None:
    text = "sample-client, AKIASAMPLE, role arn:aws:iam::123456789012:role/sample, 005mGVGDKCu4ujHQ5Q"
    assert Concealing(READY).mask(text) == text


def test_cuts_what_is_too_long() -> None:
    assert len(Concealing(READY).mask("x" * 10_000)) == LONGEST
