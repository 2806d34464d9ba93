import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from isthmus.errors import ConfigurationError, IsthmusError
from isthmus.local.addresses import Addresses
from isthmus.local.data_dir import DataDirError, claimed_data_dir
from isthmus.local.hop_log.showing import Telling
from isthmus.local.ready import AdminKey, Ready
from isthmus.local.servers import PortTakenError, bind, find_free_port_base
from isthmus.local.terminal import _print_summary, run_until_signal
from isthmus.secret import Secret


@pytest.fixture(autouse=True)
def other_tests_log_as_before() -> Iterator[None]:
    """The program sets the loggers up for its process, which is the tests' own here."""
    root, ours = logging.getLogger(), logging.getLogger("isthmus")
    handlers, levels = list(root.handlers), (root.level, ours.level)
    yield
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])


def run(port_base: int, *, data_dir: Path, ready_file: Path) -> None:
    run_until_signal(
        addresses=Addresses.from_port_base(port_base),
        data_dir=data_dir,
        seed="none",
        ready_file=ready_file,
        log_level="warning",
        telling_wanted=Telling(is_traced=True, on_terminal=None, otlp_endpoint=None),
    )


def test_names_the_emulator_if_it_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ministack", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        run(find_free_port_base(), data_dir=tmp_path / "data", ready_file=tmp_path / "ready.json")
    assert caught.value.name == "ministack"
    assert not list(tmp_path.iterdir())


def test_a_start_that_finds_a_port_taken_leaves_the_running_stacks_ready_file(tmp_path: Path) -> None:
    ready_file, port_base = tmp_path / "ready.json", find_free_port_base()
    ready_file.write_text("of the stack that runs")
    with bind(port_base + 2, name="test"), pytest.raises(PortTakenError, match=str(port_base + 2)):
        run(port_base, data_dir=tmp_path / "data", ready_file=ready_file)
    assert ready_file.read_text() == "of the stack that runs"
    assert not (tmp_path / "data").exists()


def test_a_start_on_a_data_dir_in_use_touches_nothing_of_it(tmp_path: Path) -> None:
    ready_file, data_dir = tmp_path / "ready.json", tmp_path / "data"
    ready_file.write_text("of the stack that runs")
    with claimed_data_dir(data_dir), pytest.raises(DataDirError, match="in use"):
        run(find_free_port_base(), data_dir=data_dir, ready_file=ready_file)
    assert [path.name for path in data_dir.iterdir()] == ["lock"]
    assert ready_file.exists()


@pytest.mark.parametrize("name", ["absent/ready.json", "data"])
def test_refuses_a_ready_file_that_can_not_be_one_before_it_starts(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / "data"
    with pytest.raises(ConfigurationError, match="choose another --ready-file") as caught:
        run(find_free_port_base(), data_dir=data_dir, ready_file=tmp_path / name)
    assert isinstance(caught.value, IsthmusError)
    assert [path.name for path in data_dir.iterdir()] == ["lock"]


def test_an_address_is_on_one_line_however_narrow_the_terminal(tmp_path: Path) -> None:
    ready = Ready(
        addresses=Addresses.from_port_base(20_000),
        ca_bundle=tmp_path / ("a-long-name" * 8) / "ca.pem",
        admin=AdminKey(access_key_id="AKIAEXAMPLE", secret_access_key=Secret("sample-secret")),
        demo=None,
    )
    shown = io.StringIO()
    _print_summary(ready, data_dir=tmp_path, console=Console(file=shown, width=40))
    assert f"CA to trust     {ready.ca_bundle}\n" in shown.getvalue()
    assert "sample-secret" not in shown.getvalue()
