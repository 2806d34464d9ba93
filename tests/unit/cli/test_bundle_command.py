from pathlib import Path

from typer.testing import CliRunner

from isthmus.bundle import FUNCTIONS, build_function
from isthmus.cli.main import app


def run(folder: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["bundle", "--output", str(folder)])
    return result.exit_code, result.stdout


def test_refuses_to_be_run_without_a_folder() -> None:
    assert CliRunner().invoke(app, ["bundle"]).exit_code == 2


def test_writes_every_function_and_says_where(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "packages"
    code, printed = run(folder)
    assert code == 0
    assert printed.split() == [str(folder / f"{name}.zip") for name in FUNCTIONS]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"{name}.zip": build_function(name) for name in FUNCTIONS
    }


def test_writes_the_same_bytes_over_what_was_there(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "token_validator.zip").write_bytes(b"half a package")
    run(tmp_path)
    assert (tmp_path / "token_validator.zip").read_bytes() == build_function("token_validator")
