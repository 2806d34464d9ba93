"""How a command fails: one line on standard error that says what to do, and exit code 1."""

import contextlib
import errno
from collections.abc import Iterator

import typer

from isthmus.errors import IsthmusError
from isthmus.plain_text import make_plain

# What the machine refuses: the user can do something about it. Other errors of this type are bugs.
_OF_THE_MACHINE = frozenset(
    {errno.EACCES, errno.EDQUOT, errno.EMFILE, errno.ENOSPC, errno.EPERM, errno.EROFS}
)
LOCAL_EXTRA = "the local stack is not installed: pip install 'isthmus[local]'"
_EXTRAS = {"boto3": "boto3", "botocore": "boto3", "keyring": "keyring"}


@contextlib.contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn an expected error into its one line; anything else stays a traceback, because it is a bug."""
    try:
        yield
    except ModuleNotFoundError as error:
        top = (error.name or "").split(".")[0]
        if top == "isthmus":
            raise
        hint = f"for this, pip install 'isthmus[{_EXTRAS[top]}]'" if top in _EXTRAS else LOCAL_EXTRA
        typer.secho(f"isthmus: {hint} (missing: {error.name})", err=True, fg="red")
        raise typer.Exit(1) from error
    except IsthmusError as error:
        typer.secho(f"isthmus: {make_plain(str(error))}", err=True, fg="red")
        raise typer.Exit(1) from error
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        where = f"{error.filename}: " if error.filename else ""
        typer.secho(f"isthmus: {make_plain(where)}{error.strerror}", err=True, fg="red")
        raise typer.Exit(1) from error
