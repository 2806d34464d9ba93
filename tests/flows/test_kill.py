"""Kill the stack under load, again and again: what was acknowledged is there, and nothing is half there."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import httpx2
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from flows.driving import Stack, start_stack, stop_stack
from isthmus.local.servers import find_free_port_base

ROUNDS = 8
WRITERS = 16
WRITING_SECONDS = 1.2
MOST_SECONDS = 60
PASSWORD = "Sample-passw0rd"
DATA = "/services/data/v66.0"
GROUPS = ("blue", "red")


@dataclass
class Written:
    """What one writer knows of one user: the last state that was acknowledged, and what was under way."""

    name: str
    acknowledged: set[str] = field(default_factory=set)
    under_way: str | None = None
    refresh_token: str | None = None
    is_token_certain: bool = True

    def do(self, step: str, run: Callable[[], Any]) -> Any:
        self.under_way = step
        result = run()
        self.acknowledged.add(step)
        self.under_way = None
        return result

    def must(self, step: str) -> bool:
        return step in self.acknowledged

    def may(self, step: str) -> bool:
        return step in self.acknowledged or step == self.under_way


class Pool:
    """A user pool, and clients that many threads share."""

    def __init__(self, stack: Stack) -> None:
        session: Any = boto3.session.Session(region_name=stack["region"])
        config: dict[str, Any] = {
            "retries": {"max_attempts": 0},
            "max_pool_connections": WRITERS,
            "read_timeout": 10,
        }
        admin = stack["admin"]
        self.admin = session.client(
            "cognito-idp",
            endpoint_url=stack["aws_endpoint"],
            aws_access_key_id=admin["access_key_id"],
            aws_secret_access_key=admin["secret_access_key"],
            config=Config(**config),
        )
        self.public = session.client(
            "cognito-idp",
            endpoint_url=stack["aws_endpoint"],
            config=Config(signature_version=UNSIGNED, **config),
        )
        self.id, self.client_id = self._ensure()

    def _ensure(self) -> tuple[str, str]:
        pools = self.admin.list_user_pools(MaxResults=10)["UserPools"]
        if pools:
            listed = self.admin.list_user_pool_clients(UserPoolId=pools[0]["Id"], MaxResults=10)
            return pools[0]["Id"], listed["UserPoolClients"][0]["ClientId"]
        pool_id = self.admin.create_user_pool(PoolName="killed")["UserPool"]["Id"]
        client = self.admin.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName="app",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
            RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
        )
        for name in GROUPS:
            self.admin.create_group(UserPoolId=pool_id, GroupName=name)
        return pool_id, client["UserPoolClient"]["ClientId"]

    def users(self) -> dict[str, Any]:
        pages = self.admin.get_paginator("list_users").paginate(UserPoolId=self.id)
        return {user["Username"]: user for page in pages for user in page["Users"]}

    def members(self, group: str) -> set[str]:
        pages = self.admin.get_paginator("list_users_in_group").paginate(UserPoolId=self.id, GroupName=group)
        return {user["Username"] for page in pages for user in page["Users"]}

    def write(self, user: Written, *, number: int) -> None:
        """Take one user through its life; each step is acknowledged before the next one."""
        at = {"UserPoolId": self.id, "Username": user.name}
        attributes = [
            {"Name": "email", "Value": f"{user.name}@example.com"},
            {"Name": "name", "Value": "old"},
        ]
        if number % 2:
            user.do(
                "made",
                lambda: self.public.sign_up(
                    ClientId=self.client_id, Username=user.name, Password=PASSWORD, UserAttributes=attributes
                ),
            )
            user.do("confirmed", lambda: self.admin.admin_confirm_sign_up(**at))
            self._sign_in(user)
        else:
            made = lambda: self.admin.admin_create_user(**at, UserAttributes=attributes)  # noqa: E731  short
            user.do("made", made)
        group = GROUPS[number // 2 % 2]
        user.do(group, lambda: self.admin.admin_add_user_to_group(**at, GroupName=group))
        renamed = [{"Name": "name", "Value": "new"}]
        user.do("renamed", lambda: self.admin.admin_update_user_attributes(**at, UserAttributes=renamed))
        if number % 4 == 0:
            user.do("deleted", lambda: self.admin.admin_delete_user(**at))

    def _sign_in(self, user: Written) -> None:
        parameters = {"USERNAME": user.name, "PASSWORD": PASSWORD}
        answer = self.public.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH", ClientId=self.client_id, AuthParameters=parameters
        )
        user.refresh_token = answer["AuthenticationResult"]["RefreshToken"]
        user.is_token_certain = False
        user.refresh_token = self.refresh(user)
        user.is_token_certain = True

    def refresh(self, user: Written) -> str:
        answer = self.public.get_tokens_from_refresh_token(
            ClientId=self.client_id, RefreshToken=user.refresh_token
        )
        token: str = answer["AuthenticationResult"]["RefreshToken"]
        return token


def write_until_killed(stack: Stack, pool: Pool) -> list[Written]:
    """Let sixteen threads write for a while, kill the stack, and give what they know."""
    written: list[Written] = []
    stopping = threading.Event()

    def write(writer: int) -> None:
        number = writer
        with contextlib.suppress(ClientError, BotoCoreError):
            while not stopping.is_set():
                user = Written(name=f"{secrets.token_hex(8)}-{number}")
                written.append(user)
                pool.write(user, number=number)
                number += 1

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    time.sleep(WRITING_SECONDS)
    os.kill(stack.process.pid, signal.SIGKILL)
    stopping.set()
    stack.process.wait(timeout=30)
    for thread in threads:
        thread.join(timeout=30)
    return written


def check(pool: Pool, written: list[Written]) -> None:
    users = pool.users()
    members = {group: pool.members(group) for group in GROUPS}
    for user in written:
        found = users.get(user.name)
        if found is None:
            assert user.may("deleted") or not user.must("made"), user
        else:
            assert user.may("made"), user
            assert not user.must("deleted"), user
            check_whole(user, found)
        for group in GROUPS:
            is_member = user.name in members[group]
            assert not is_member or (found is not None and user.may(group)), user
            assert is_member or found is None or not user.must(group), user
    assert set(users) <= {user.name for user in written}


def check_whole(user: Written, found: Any) -> None:
    attributes = {each["Name"]: each["Value"] for each in found["Attributes"]}
    assert attributes["email"] == f"{user.name}@example.com"
    assert attributes["name"] in {name for name, may in (("new", user.may("renamed")), ("old", True)) if may}
    assert attributes["name"] == "new" or not user.must("renamed"), user
    assert found["UserStatus"] == "CONFIRMED" or not user.must("confirmed"), user


@pytest.mark.parametrize("name", ["cognito", "identity-pools", "salesforce"])
def test_names_a_damaged_file_in_one_line_and_leaves_it_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.sqlite3"
    path.write_bytes(b"damaged" * 1000)
    command = [sys.executable, "-m", "isthmus", "up", "--seed", "none", "--data-dir", str(tmp_path)]
    command += ["--port-base", str(find_free_port_base())]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 1)
    assert f"{path} can't be used" in ended.stderr
    assert path.read_bytes() == b"damaged" * 1000


@pytest.mark.timeout(240)
def test_what_was_acknowledged_outlives_every_kill_and_nothing_is_half_there(tmp_path: Path) -> None:
    base, written = find_free_port_base(), list[Written]()
    stack = start_stack(tmp_path, "--seed", "none", port_base=base)
    until, rounds = time.monotonic() + MOST_SECONDS, 0
    while rounds < ROUNDS and (rounds < 2 or time.monotonic() < until):
        pool = Pool(stack)
        fresh = write_until_killed(stack, pool)
        assert any(user.acknowledged for user in fresh)
        written += fresh
        (tmp_path / "ready.json").unlink()
        stack = start_stack(tmp_path, "--seed", "none", port_base=base)
        pool = Pool(stack)
        check(pool, written)
        signed_in = [user for user in fresh if user.refresh_token and user.is_token_certain]
        for user in signed_in[-4:]:
            assert user.must("deleted") or pool.refresh(user)
        rounds += 1
    assert stop_stack(stack) == 0


@pytest.mark.timeout(240)
def test_the_org_keeps_sessions_and_what_it_acknowledged_when_it_is_killed(tmp_path: Path) -> None:
    base = find_free_port_base()
    stack = start_stack(tmp_path, port_base=base)
    first, kept = stack["salesforce_org"], set[str]()
    for _ in range(2):
        kept |= make_people_until_killed(stack)
        assert kept
        (tmp_path / "ready.json").unlink()
        stack = start_stack(tmp_path, port_base=base)
        with stack.http() as http:
            for user in first["users"]:
                answer = http.get(f"{stack['salesforce']}/services/oauth2/userinfo", headers=session_of(user))
                assert answer.status_code == 200, answer.text
            asked = {"q": "SELECT Username, LastName, Email FROM User"}
            url = f"{stack['salesforce']}{DATA}/query"
            people = http.get(url, params=asked, headers=session_of(first["users"][0])).json()["records"]
            asked = {"q": "SELECT Assignee.Username FROM PermissionSetAssignment"}
            given = http.get(url, params=asked, headers=session_of(first["users"][0])).json()["records"]
        assert stack["salesforce_org"]["org_id"] == first["org_id"]
        names = {person["Username"] for person in people}
        assert kept <= names | {f"{each['Assignee']['Username']} may call out" for each in given}
        made = [person for person in people if person["Username"].endswith("@killed.example")]
        assert all(
            person["LastName"] == "Killed" and person["Email"] == person["Username"] for person in made
        )
    assert stop_stack(stack) == 0


def session_of(user: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {user['session_id']}"}


def make_people_until_killed(stack: Stack) -> set[str]:
    """Let four threads make people over REST, each with a permission set, and kill the stack.

    Gives who was acknowledged, and who "may call out".
    """
    acknowledged: set[str] = set()
    stopping = threading.Event()
    headers = session_of(stack["salesforce_org"]["users"][0])
    with stack.http() as http:
        asked = {"q": "SELECT Id FROM Profile WHERE Name = 'Standard User'"}
        found = http.get(f"{stack['salesforce']}{DATA}/query", params=asked, headers=headers).json()
        asked = {"q": "SELECT Id FROM PermissionSet WHERE Name = 'Cognito_API_Access'"}
        sets = http.get(f"{stack['salesforce']}{DATA}/query", params=asked, headers=headers).json()
    profile_id, permission_set_id = found["records"][0]["Id"], sets["records"][0]["Id"]

    def write() -> None:
        with contextlib.suppress(httpx2.HTTPError), stack.http() as http:
            while not stopping.is_set():
                name = f"{secrets.token_hex(8)}@killed.example"
                person = {
                    "Username": name,
                    "LastName": "Killed",
                    "Email": name,
                    "Alias": name[:8],
                    "ProfileId": profile_id,
                    "TimeZoneSidKey": "America/Los_Angeles",
                    "LocaleSidKey": "en_US",
                    "LanguageLocaleKey": "en_US",
                    "EmailEncodingKey": "UTF-8",
                }
                answer = http.post(f"{stack['salesforce']}{DATA}/sobjects/User", json=person, headers=headers)
                assert answer.status_code == 201, answer.text
                acknowledged.add(name)
                given = {"AssigneeId": answer.json()["id"], "PermissionSetId": permission_set_id}
                url = f"{stack['salesforce']}{DATA}/sobjects/PermissionSetAssignment"
                answer = http.post(url, json=given, headers=headers)
                assert answer.status_code == 201, answer.text
                acknowledged.add(f"{name} may call out")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(WRITING_SECONDS)
    os.kill(stack.process.pid, signal.SIGKILL)
    stopping.set()
    stack.process.wait(timeout=30)
    for thread in threads:
        thread.join(timeout=30)
    return acknowledged
