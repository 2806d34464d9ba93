"""The switchboard of a stack that runs elsewhere, by the address `/faults` of its console."""

import http.client
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.local.hop_log.following import find_console

SECONDS = 60
LARGEST_ANSWER = 1024 * 1024
_PATH = "/faults"
Document = dict[str, Any]
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultControl:
    """Switch the faults of the stack whose console is at this address. All methods raise UnavailableError."""

    console: str

    def faults(self) -> list[Document]:
        """Give every fault."""
        return self._ask("GET", None)

    def switch_on(self, fault: str, *, settings: Sequence[str]) -> list[Document]:
        """Switch one on, with settings written `name=value`; raise ConfigurationError for one that is not."""
        values = dict(map(_read_setting, settings))
        return self._ask("POST", {"fault": fault, "on": True, "settings": values})

    def switch_off(self, fault: str | None) -> list[Document]:
        """Switch one off, or all."""
        return (
            self._ask("DELETE", None) if fault is None else self._ask("POST", {"fault": fault, "on": False})
        )

    def _ask(self, method: str, document: Document | None) -> list[Document]:
        connection = http.client.HTTPConnection(urlsplit(self.console).netloc, timeout=SECONDS)
        body = None if document is None else json.dumps(document)
        try:
            connection.request(method, _PATH, body=body, headers={"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            message = f"no console answers at {self.console}: start a stack, or name its --ready-file"
            raise UnavailableError(message) from error
        finally:
            connection.close()
        return self._read(content, is_ok=answer.status == http.client.OK)

    def _read(self, content: bytes, *, is_ok: bool) -> list[Document]:
        try:
            said = json.loads(content)
            if not is_ok:
                raise UnavailableError(str(said["message"]))
            faults: list[Document] = said["faults"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnavailableError(f"what answers at {self.console} is no console of a stack") from error
        return faults


def find_fault_control(*, ready_file: Path | None, console: str) -> FaultControl:
    """Find it by a stack's ready file, or at the address; raise ConfigurationError."""
    return FaultControl(console=find_console(ready_file=ready_file, console=console))


def print_faults(faults: Sequence[Document], *, as_json: bool) -> None:
    """Print them as a table, or as one JSON document."""
    if as_json:
        sys.stdout.write(f"{json.dumps({'faults': list(faults)}, indent=2)}\n")
        return
    table = Table("fault", "is", "settings", "what it does", box=None, header_style="bold")
    for fault in faults:
        state = "an action" if fault["is_action"] else ("on" if fault["is_on"] else "off")
        settings = " ".join(f"{name}={_written(value)}" for name, value in fault["settings"].items())
        table.add_row(fault["fault"], state, settings, fault["what"])
    Console(file=sys.stdout).print(table)


def _read_setting(written: str) -> tuple[str, float | str]:
    name, equals, value = written.partition("=")
    if not equals or not name:
        raise ConfigurationError(f"'{written}' is no setting: write name=value")
    return name, float(value) if _NUMBER.fullmatch(value) else value


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
