"""Where a sign-in is kept: the system's keyring, or a file of mode 0600."""

import contextlib
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from isthmus.aws.credentials import AwsCredentials
from isthmus.errors import MalformedError, UnavailableError
from isthmus.flows.web_identity.sign_in import Person
from isthmus.json_answer import JsonAnswer
from isthmus.private_files import PrivateFolder
from isthmus.salesforce.ids import OrgId, UserId
from isthmus.secret import Secret

_SERVICE = "isthmus"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSignIn:
    """Who signed in, the credentials that it gave, and what renews them.

    `place` is the mark of the profile: what one org gave is shown to no other.
    """

    place: str
    person: Person
    credentials: AwsCredentials
    refresh_token: Secret | None


class SecretStore(Protocol):
    """Keep a text under a name, out of the sight of others. Every call may raise `UnavailableError`."""

    def find(self, name: str) -> Secret | None:
        """Give the text, or None."""
        ...

    def keep(self, name: str, text: Secret) -> None:
        """Keep a text in the place of any other."""
        ...

    def drop(self, name: str) -> None:
        """Forget the text, if there is one."""
        ...

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Keep other processes from renewing the same sign-in: a refresh token is good for one use."""
        ...


class FileStore:
    """Keep secrets in a folder that is ours alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = PrivateFolder(folder)

    def find(self, name: str) -> Secret | None:
        """Give the text, or None."""
        content = self._folder.find(f"{name}.json")
        return None if content is None else Secret(content.decode("utf-8", "replace"))

    def keep(self, name: str, text: Secret) -> None:
        """Keep a text in the place of any other."""
        self._folder.keep(f"{name}.json", text.reveal().encode("utf-8"))

    def drop(self, name: str) -> None:
        """Forget the text, if there is one."""
        self._folder.drop(f"{name}.json")

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Hold the lock of a name."""
        return self._folder.lock(name)


class KeyringStore:
    """Keep secrets in the keyring of the system, by the library `keyring`; `folder` holds the locks."""

    def __init__(self, folder: Path) -> None:
        self._folder = PrivateFolder(folder)

    def find(self, name: str) -> Secret | None:
        """Give the text, or None."""
        import keyring  # noqa: PLC0415  an extra, loaded where it is wanted

        with _as_unavailable():
            text = keyring.get_password(_SERVICE, name)
        return None if text is None else Secret(text)

    def keep(self, name: str, text: Secret) -> None:
        """Keep a text in the place of any other."""
        import keyring  # noqa: PLC0415  an extra, loaded where it is wanted

        with _as_unavailable():
            keyring.set_password(_SERVICE, name, text.reveal())

    def drop(self, name: str) -> None:
        """Forget the text, if there is one."""
        import keyring  # noqa: PLC0415  an extra, loaded where it is wanted
        from keyring.errors import PasswordDeleteError  # noqa: PLC0415

        with _as_unavailable(), contextlib.suppress(PasswordDeleteError):
            keyring.delete_password(_SERVICE, name)

    def lock(self, name: str) -> AbstractContextManager[None]:
        """Hold the lock of a name."""
        return self._folder.lock(name)


@contextlib.contextmanager
def _as_unavailable() -> Iterator[None]:
    from keyring.errors import KeyringError  # noqa: PLC0415  an extra, loaded where it is wanted

    try:
        yield
    except KeyringError as error:
        # SECURITY: a backend's text may quote what it was given.
        raise UnavailableError(f"the keyring refuses: {type(error).__name__}") from None


def write_sign_in(kept: KeptSignIn) -> Secret:
    """Give the text to keep."""
    credentials = kept.credentials
    fields = {
        "place": kept.place,
        "org_id": kept.person.org_id,
        "user_id": kept.person.user_id,
        "access_key_id": credentials.access_key_id,
        "secret_access_key": credentials.secret_access_key.reveal(),
        "session_token": _reveal(credentials.session_token),
        "expires_at": credentials.expires_at,
        "refresh_token": _reveal(kept.refresh_token),
    }
    return Secret(json.dumps(fields))


def read_sign_in(text: Secret) -> KeptSignIn:
    """Read what was kept; raise `UnavailableError` if it is something else."""
    answer = JsonAnswer.parse(text.reveal().encode("utf-8"), source="the kept sign-in")
    try:
        person = Person(OrgId.parse(answer.get_text("org_id")), UserId.parse(answer.get_text("user_id")))
    except MalformedError as error:
        raise UnavailableError(f"the kept sign-in is {error}") from error
    credentials = AwsCredentials(
        access_key_id=answer.get_text("access_key_id"),
        secret_access_key=Secret(answer.get_text("secret_access_key")),
        session_token=_find_secret(answer, "session_token"),
        expires_at=answer.get_number("expires_at"),
    )
    return KeptSignIn(
        place=answer.get_text("place"),
        person=person,
        credentials=credentials,
        refresh_token=_find_secret(answer, "refresh_token"),
    )


def _reveal(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def _find_secret(answer: JsonAnswer, name: str) -> Secret | None:
    text = answer.find_text(name)
    return None if text is None else Secret(text)
