"""The access key of the local account's administrator: made at first start, kept in a file of mode 0600."""

import json
import os
import re
import secrets
import string
from pathlib import Path

from isthmus.errors import ConfigurationError
from isthmus.local.ready import AdminKey
from isthmus.secret import Secret

KEY_ID = re.compile(r"AKIA[A-Z2-7]{16}")
SECRET_LENGTH = 40
BASE32 = string.ascii_uppercase + "234567"
BASE64 = string.ascii_letters + string.digits + "+/"


def ensure_admin_key(path: Path) -> AdminKey:
    """Give the key in `path`, made if the file is absent; a damaged file raises ConfigurationError."""
    if not path.exists():
        _write(path, _generate())
    return _read(path)


def _generate() -> AdminKey:
    return AdminKey(
        access_key_id="AKIA" + _draw(BASE32, 16), secret_access_key=Secret(_draw(BASE64, SECRET_LENGTH))
    )


def _draw(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _write(path: Path, key: AdminKey) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(
            {"access_key_id": key.access_key_id, "secret_access_key": key.secret_access_key.reveal()}, file
        )
    partial.replace(path)


def _read(path: Path) -> AdminKey:
    damaged = ConfigurationError(f"{path} is damaged: remove it, and a new key is made")
    try:
        document = json.loads(path.read_text(encoding="ascii"))
        key_id, secret = document["access_key_id"], document["secret_access_key"]
        is_key = KEY_ID.fullmatch(key_id) is not None and len(secret) == SECRET_LENGTH
    except (ValueError, KeyError, TypeError) as error:
        raise damaged from error
    if not is_key:
        raise damaged
    return AdminKey(access_key_id=key_id, secret_access_key=Secret(secret))
