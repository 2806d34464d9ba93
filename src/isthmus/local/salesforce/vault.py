"""Encrypts the org's secrets at rest, under a key in a file of its own beside the database."""

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from isthmus.errors import ConfigurationError
from isthmus.secret import Secret

LOCKED = b"gAAAA"
"""How whatever is locked begins; neither XML nor a zip does."""


class Vault:
    """Turn secrets into bytes for the database, and back."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    def lock(self, secret: Secret) -> bytes:
        """Encrypt."""
        return self._fernet.encrypt(secret.reveal().encode())

    def unlock(self, locked: bytes) -> Secret:
        """Decrypt; raise ConfigurationError if the key file is not the one it was locked with."""
        return Secret(self.unlock_file(locked).decode())

    def lock_file(self, content: bytes) -> bytes:
        """Encrypt a file that may hold secrets."""
        return self._fernet.encrypt(content)

    def unlock_file(self, locked: bytes) -> bytes:
        """Decrypt a file; raise ConfigurationError as `unlock` does."""
        try:
            return self._fernet.decrypt(locked)
        except InvalidToken as error:
            raise ConfigurationError("the org's key file does not belong to its database") from error


def open_vault(path: Path) -> Vault:
    """Open the vault with the key in `path`, made with mode 0600 if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _vault_of(path)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
    return _vault_of(path)


def _vault_of(path: Path) -> Vault:
    try:
        return Vault(path.read_bytes())
    except ValueError as error:
        raise ConfigurationError(f"{path} holds no key: move it away, or use another --data-dir") from error
