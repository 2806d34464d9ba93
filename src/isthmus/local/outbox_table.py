"""The outbox in a terminal."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_COLUMNS = ("sent", "user", "purpose", "to", "code", "subject")


def print_outbox(messages: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    """Print the messages as a table, or as one JSON document."""
    if as_json:
        sys.stdout.write(f"{json.dumps({'messages': list(messages)}, indent=2)}\n")
        return
    table = Table(*_COLUMNS, box=None, header_style="bold")
    for message in messages:
        sent = datetime.fromtimestamp(message["sent_at"], tz=UTC).strftime("%Y-%m-%d %H:%M:%SZ")
        cells = (message[name] for name in ("username", "purpose", "destination", "code", "subject"))
        # SECURITY: users write parts of these; plain text takes no markup and no control characters.
        table.add_row(sent, *(Text(_printable(str(cell))) for cell in cells))
    Console(file=sys.stdout).print(table if messages else "The outbox is empty.")


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
