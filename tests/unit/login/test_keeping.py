"""What is kept between two calls, and what is taken for none."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from isthmus.aws.credentials import AwsCredentials
from isthmus.errors import UnavailableError
from isthmus.flows.web_identity.sign_in import Person
from isthmus.login.keeping import FileStore, KeptSignIn, KeyringStore, read_sign_in, write_sign_in
from isthmus.secret import Secret
from unit.salesforce.fake_org import ORG_ID, USER_ID

Call = Callable[[], object]
KEPT = KeptSignIn(
    place="a place",
    person=Person(ORG_ID, USER_ID),
    credentials=AwsCredentials(
        access_key_id="ASIASAMPLE", secret_access_key=Secret("s"), session_token=Secret("t"), expires_at=9.0
    ),
    refresh_token=Secret("r"),
)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", write_sign_in(KEPT).reveal().replace(ORG_ID, USER_ID), '{"org_id": "00D"}']
)
def test_a_text_that_is_no_sign_in_is_unavailable(text: str) -> None:
    with pytest.raises(UnavailableError):
        read_sign_in(Secret(text))


@pytest.mark.parametrize("refresh_token", [None, Secret("r")])
def test_gives_back_what_was_kept_in_a_file_of_ours_alone(
    tmp_path: Path, refresh_token: Secret | None
) -> None:
    kept = replace(KEPT, refresh_token=refresh_token)
    store = FileStore(tmp_path / "signed-in")
    assert store.find("default") is None
    store.keep("default", write_sign_in(kept))
    found = store.find("default")
    assert found is not None
    assert read_sign_in(found) == kept
    assert (tmp_path / "signed-in" / "default.json").stat().st_mode & 0o777 == 0o600
    store.drop("default")
    store.drop("default")
    assert store.find("default") is None


class KeyringError(Exception):
    """As the library `keyring` has it."""


class PasswordDeleteError(KeyringError):
    """The same."""


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Stand in for the library, which is an extra; it is locked."""

    def refuse(*_: str) -> None:
        raise KeyringError("locked: sample-secret")

    library, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(errors).update(KeyringError=KeyringError, PasswordDeleteError=PasswordDeleteError)
    vars(library).update(get_password=refuse, set_password=refuse, delete_password=refuse, errors=errors)
    monkeypatch.setitem(sys.modules, "keyring", library)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return library


@pytest.mark.usefixtures("keyring")
def test_a_keyring_that_is_locked_is_unavailable_and_not_quoted(tmp_path: Path) -> None:
    store = KeyringStore(tmp_path / "signed-in")
    calls: tuple[Call, ...] = (
        lambda: store.find("default"),
        lambda: store.keep("default", Secret("s")),
        lambda: store.drop("default"),
    )
    for call in calls:
        with pytest.raises(UnavailableError, match="KeyringError") as refused:
            call()
        assert "sample-secret" not in str(refused.value)


def test_forgets_what_the_keyring_has_not(tmp_path: Path, keyring: ModuleType) -> None:
    def refuse(*_: str) -> None:
        raise PasswordDeleteError

    vars(keyring).update(delete_password=refuse, get_password=lambda *_: None)
    store = KeyringStore(tmp_path / "signed-in")
    store.drop("default")
    assert store.find("default") is None


def test_shows_no_secret() -> None:
    assert all(f"'{secret}'" not in repr(KEPT) for secret in "str")
