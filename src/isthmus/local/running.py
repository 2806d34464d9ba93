"""A stack that runs, asked from outside over HTTP: its outbox, its state as a seed, new keys."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.local.addresses import REGION
from isthmus.local.ready import AdminKey
from isthmus.secret import Secret

if TYPE_CHECKING:
    from botocore.auth import SigV4Auth

SECONDS = 60
LARGEST_ANSWER = 64 * 1024 * 1024
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningStack:
    """Where a stack answers, and its administrator's key."""

    aws_endpoint: str
    admin: AdminKey

    def export(self) -> Mapping[str, Any]:
        """Give user pools and identity pools as a seed's document. Raises UnavailableError."""
        return self._ask("GET", "/_isthmus/export")

    def outbox(self) -> list[dict[str, Any]]:
        """Give the newest messages, the newest first. Raises UnavailableError."""
        messages: list[dict[str, Any]] = self._ask("GET", "/_isthmus/outbox")["messages"]
        return messages

    def rotate_keys(self, user_pool_id: str) -> dict[str, str]:
        """Let a pool sign with new keys; give their ids by token use. Raises UnavailableError."""
        path = f"/_isthmus/user-pools/{quote(user_pool_id, safe='')}/rotate-keys"
        kids: dict[str, str] = self._ask("POST", path)["kids"]
        return kids

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        host = urlsplit(self.aws_endpoint).netloc
        headers = _signed(method, f"http://{host}{path}", signer=_signer(self.admin))
        connection = http.client.HTTPConnection(host, timeout=SECONDS)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            content = answer.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            message = f"no stack answers at {self.aws_endpoint}: start one, or name its --ready-file"
            raise UnavailableError(message) from error
        finally:
            connection.close()
        try:
            document: dict[str, Any] = json.loads(content)
        except ValueError as error:
            raise UnavailableError(f"what answers at {self.aws_endpoint} is no local stack") from error
        if answer.status != http.client.OK:
            why = document.get("message") or document.get("error_description") or answer.status
            raise UnavailableError(f"the stack refused {path}: {why}")
        return document


def find_running_stack(*, ready_file: Path | None, data_dir: Path, endpoint: str) -> RunningStack:
    """Find a stack by its ready file, or by its address and its data directory; raise ConfigurationError.

    The address must be on loopback: the key is signed with, never sent, but a stack is nowhere else.
    """
    path = ready_file if ready_file is not None else data_dir / "admin-key.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        key = document["admin"] if ready_file is not None else document
        found = RunningStack(
            aws_endpoint=document["aws_endpoint"] if ready_file is not None else endpoint,
            admin=AdminKey(
                access_key_id=key["access_key_id"], secret_access_key=Secret(key["secret_access_key"])
            ),
        )
    except OSError as error:
        message = f"{path} can't be read ({error.strerror}): name a --ready-file or a --data-dir"
        raise ConfigurationError(message) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path} is not what a local stack writes") from error
    if (
        urlsplit(found.aws_endpoint).scheme != "http"
        or urlsplit(found.aws_endpoint).hostname not in _LOOPBACK
    ):
        raise ConfigurationError(f"{found.aws_endpoint} is not an http address of this machine")
    return found


def _signer(admin: AdminKey) -> "SigV4Auth":
    from botocore.auth import SigV4Auth  # noqa: PLC0415  a tenth of a second
    from botocore.credentials import Credentials  # noqa: PLC0415  the same

    credentials = Credentials(admin.access_key_id, admin.secret_access_key.reveal())
    return SigV4Auth(credentials, "cognito-idp", REGION)


def _signed(method: str, url: str, *, signer: "SigV4Auth") -> dict[str, str]:
    from botocore.awsrequest import AWSRequest  # noqa: PLC0415  a tenth of a second

    request = AWSRequest(method, url)
    signer.add_auth(request)
    return dict(request.headers.items())
