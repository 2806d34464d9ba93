"""`isthmus up` as a program: its ready file, its errors, its end."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flows.driving import Stack, start_stack, stop_stack
from isthmus.local.servers import find_free_port_base


def test_names_a_taken_port_in_one_line(tmp_path: Path) -> None:
    base = find_free_port_base()
    with socket.create_server(("127.0.0.1", base + 2)):
        command = [
            sys.executable,
            "-m",
            "isthmus",
            "up",
            "--port-base",
            str(base),
            "--data-dir",
            str(tmp_path),
        ]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
    assert f"port {base + 2} (Salesforce org) is taken" in ended.stderr
    assert "--port-base" in ended.stderr


def test_refuses_a_data_directory_that_another_stack_uses(stack: Stack, tmp_path: Path) -> None:
    data_dir = stack.log_file.parent / "data"
    command = [sys.executable, "-m", "isthmus", "up", "--port-base", str(find_free_port_base())]
    command += ["--data-dir", str(data_dir)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert ended.returncode == 1
    assert "in use by another process" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_empty_stack_starts_and_stops_cleanly(tmp_path: Path, number: int) -> None:
    running = start_stack(tmp_path, "--seed", "none", port_base=find_free_port_base())
    assert running.client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"] == []
    assert not {"m2m", "api", "app"} & set(running.ready)
    os.kill(running.process.pid, number)
    assert running.process.wait(timeout=30) == 0
    assert not (tmp_path / "ready.json").exists()


def test_ready_file_has_what_the_design_promises(stack: Stack) -> None:
    assert set(stack.ready) == {
        "aws_endpoint",
        "region",
        "account_id",
        "console",
        "salesforce",
        "api",
        "login",
        "app",
        "ca_bundle",
        "admin",
        "m2m",
        "web_identity",
        "session_sso",
        "external_sign_in",
        "salesforce_org",
    }
    users = stack["salesforce_org"]["users"]
    assert len(users) >= 3
    assert {user["has_permission_set"] for user in users} == {True, False}
    assert all(user["session_id"].startswith("00D") for user in users)


def test_everything_binds_loopback_only(stack: Stack) -> None:
    listening = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if Path(table).exists():
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
            listening += [line.split()[1] for line in lines if line.split()[3] == "0A"]
    ports = {
        int(stack[name].rsplit(":", 1)[1]) for name in ("aws_endpoint", "salesforce", "api", "app", "console")
    }
    ours = [address for address in listening if int(address.split(":")[1], 16) in ports]
    assert ours
    assert all(address.startswith("0100007F") for address in ours)


def test_state_survives_a_kill_and_the_demo_keeps_its_ids(tmp_path: Path) -> None:
    base = find_free_port_base()
    first = start_stack(tmp_path, port_base=base)
    made = first.client("cognito-idp").create_user_pool(PoolName="kept")["UserPool"]["Id"]
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(timeout=30)
    (tmp_path / "ready.json").unlink()
    second = start_stack(tmp_path, port_base=base)
    pools = second.client("cognito-idp").list_user_pools(MaxResults=10)["UserPools"]
    assert made in {pool["Id"] for pool in pools}
    assert json.dumps(second["m2m"]) == json.dumps(first["m2m"])
    assert second["salesforce_org"]["org_id"] == first["salesforce_org"]["org_id"]
    assert stop_stack(second) == 0
