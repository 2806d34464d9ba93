import errno

import pytest
import typer

from isthmus.cli.failing import one_line_errors
from isthmus.errors import ConfigurationError, DeniedError


def test_a_bug_keeps_its_traceback() -> None:
    with pytest.raises(FileNotFoundError), one_line_errors():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "a file of ours")


def test_an_answer_that_is_quoted_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), one_line_errors():
        raise DeniedError("\x1b]0;title\x07 sample\nok", rule="org")
    assert capsys.readouterr().err == "isthmus: org: \\x1b]0;title\\x07 sample\\nok\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(errno.EROFS, "Read-only file system", "/data/tls"), "/data/tls: Read-only file system"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (ConfigurationError("a setting is missing"), "a setting is missing"),
        (ModuleNotFoundError(name="ministack"), "isthmus[local]' (missing: ministack)"),
        (ModuleNotFoundError(name="keyring"), "isthmus[keyring]' (missing: keyring)"),
        (ModuleNotFoundError(name="botocore.config"), "isthmus[boto3]' (missing: botocore.config)"),
    ],
)
def test_what_the_user_can_mend_is_one_line_on_standard_error(
    capsys: pytest.CaptureFixture[str], error: Exception, line: str
) -> None:
    with pytest.raises(typer.Exit) as caught, one_line_errors():
        raise error
    shown = capsys.readouterr()
    assert caught.value.exit_code == 1
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert line in shown.err
