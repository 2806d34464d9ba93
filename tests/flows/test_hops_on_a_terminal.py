"""Hops told while a stack runs: on its own output, and to another terminal."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.driving import machine_token, start_stack, stop_stack
from isthmus.local.servers import find_free_port_base


def wait_for(text: str, *, file: Path) -> str:
    deadline = time.monotonic() + 20
    while text not in (content := file.read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, content
        time.sleep(0.05)
    return content


def test_refuses_hops_without_tracing_before_anything_starts(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "isthmus",
        "up",
        "--no-trace",
        "--hops",
        "--data-dir",
        str(tmp_path / "data"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "leave --no-trace out" in ended.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.timeout(180)
def test_hops_are_told_here_and_in_another_terminal_without_a_secret(tmp_path: Path) -> None:
    stack = start_stack(tmp_path, "--hops", port_base=find_free_port_base())
    try:
        # NOTE: what a shell starts in the background, such as a CI's job, passes SIGINT ignored on.
        follow = ["env", "--default-signal=INT", sys.executable, "-m", "isthmus", "local", "trace"]
        follow += ["--json", "--after", "0"]
        follow += ["--flow", "m2m", "--ready-file", str(tmp_path / "ready.json")]
        with (tmp_path / "followed").open("wb") as followed:
            following = subprocess.Popen(follow, stdout=followed, stderr=followed)
        try:
            token = machine_token(stack)
            shown = wait_for("client_credentials token", file=tmp_path / "stdout")
            lines = wait_for('"flow": "m2m"', file=tmp_path / "followed").splitlines()
        finally:
            os.kill(following.pid, signal.SIGINT)
            assert following.wait(timeout=20) == 0
    finally:
        assert stop_stack(stack) == 0
    hop = json.loads(lines[0])
    assert (hop["operation"], hop["status"], hop["flow"]) == ("client_credentials token", 200, "m2m")
    for text in (shown, *lines):
        assert stack["m2m"]["client_secret"] not in text
        assert token not in text


@pytest.mark.timeout(180)
def test_a_pipe_sees_no_hops_unless_it_asks_for_them_and_untraced_there_are_none(tmp_path: Path) -> None:
    stack = start_stack(tmp_path, "--no-trace", port_base=find_free_port_base())
    try:
        machine_token(stack)
        with stack.http() as http:
            assert http.get(f"{stack['console']}/api/hops").json() == {"hops": [], "newest": 0}
    finally:
        assert stop_stack(stack) == 0
    assert "client_credentials" not in (tmp_path / "stdout").read_text()
