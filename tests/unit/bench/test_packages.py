"""The bench of the deployed packages: what it says of their sizes is so."""

import io
import zipfile

from bench.groups.packages import _size


def a_package(*names: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
    return archive.getvalue()


def test_calls_no_package_the_same_for_both_that_holds_machine_code() -> None:
    figure = _size("sample", a_package("sample.py", "sample.so"))
    assert "arm64" not in figure.what
    assert "same zip" not in figure.note


def test_counts_the_bytes_of_a_package_that_is_the_same_for_both() -> None:
    package = a_package("sample.py", "other.py")
    figure = _size("sample", package)
    assert (figure.what, figure.ours) == ("package of sample, x86_64 and arm64", len(package))
    assert figure.note.startswith("2 files")
