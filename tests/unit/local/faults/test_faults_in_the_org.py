"""permission-set-removed and wrong-secret, in a real org whose outside is a fake."""

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import httpx2
import pytest

from isthmus.local.salesforce.errors import CalloutError
from unit.local.faults.boards import Board
from unit.local.salesforce.orgs import API, CLIENT_SECRET, DENIED, OrgUnderTest, open_test_org

PERMISSION_SET = "Cognito_API_Access"


@pytest.fixture
def org(tmp_path: Path, board: Board) -> Iterator[OrgUnderTest]:
    """An org whose standard user may call out."""
    made = open_test_org(tmp_path, conditions=board.faults.org_conditions)
    made.org.assign_permission_set(made.user_id, permission_set=PERMISSION_SET)
    made.configure_principal()
    yield made
    made.org.close()


def call_out(org: OrgUnderTest) -> int:
    user = org.org._parts.users.get(org.user_id)
    sent = org.org.callouts.send(user, "AWS_API_Access", method="GET", path="/test", headers={}, body=None)
    return asyncio.run(sent).status_code


def refusal(org: OrgUnderTest) -> str:
    with pytest.raises(CalloutError) as refused:
        call_out(org)
    return str(refused.value)


def on(board: Board, fault: str, **settings: str) -> None:
    asyncio.run(board.on(fault, **settings))


def stored(org: OrgUnderTest) -> list[tuple[Any, ...]]:
    database = org.org._parts.database
    tables = [row["name"] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert {"permission_set_assignment", "setup_entity_access", "principal"} <= set(tables)
    read = {table: database.rows(f"SELECT * FROM {table}") for table in tables}  # noqa: S608  names of ours
    return [(table, *row) for table, rows in sorted(read.items()) for row in rows]


def secrets_sent(org: OrgUnderTest) -> list[str]:
    sent = [request.headers["authorization"] for request in org.outside.token_requests]
    pairs = [base64.b64decode(each.removeprefix("Basic ")).decode() for each in sent]
    return [unquote_plus(pair.partition(":")[2]) for pair in pairs]


@pytest.mark.parametrize("name", [PERMISSION_SET, PERMISSION_SET.upper()])
def test_a_removed_permission_set_opens_nothing(org: OrgUnderTest, board: Board, name: str) -> None:
    on(board, "permission-set-removed", permission_set=name)
    assert refusal(org) == DENIED
    assert org.outside.token_requests == []
    assert set(board.acted) == {"permission-set-removed"}


def test_a_removed_permission_set_stays_assigned_in_its_records(org: OrgUnderTest, board: Board) -> None:
    on(board, "permission-set-removed")
    query = "SELECT COUNT() FROM PermissionSetAssignment"
    counted = org.call("GET", f"{API}/query", as_admin=True, params={"q": query}).json()
    assert counted["totalSize"] == 1
    assert org.org.has_permission_set(org.user_id, permission_set=PERMISSION_SET)


def test_a_permission_set_that_was_removed_opens_again(org: OrgUnderTest, board: Board) -> None:
    on(board, "permission-set-removed")
    board.off("permission-set-removed")
    assert call_out(org) == 200


def test_another_permission_set_that_was_removed_changes_nothing(org: OrgUnderTest, board: Board) -> None:
    on(board, "permission-set-removed", permission_set="Other")
    assert call_out(org) == 200
    assert board.acted == []


def test_a_wrong_secret_is_sent_even_where_a_token_is_kept(org: OrgUnderTest, board: Board) -> None:
    assert call_out(org) == 200
    on(board, "wrong-secret")
    org.outside.answer_token = lambda _: httpx2.Response(400, json={"error": "invalid_client"})
    expected = "Unable to fetch the OAuth token. Error: invalid_client. Error description: ."
    assert refusal(org) == expected
    assert secrets_sent(org)[0] != secrets_sent(org)[1]
    assert "wrong-secret" in board.acted


def test_no_token_is_kept_that_a_wrong_secret_got(org: OrgUnderTest, board: Board) -> None:
    on(board, "wrong-secret")
    assert call_out(org) == 200
    board.off("wrong-secret")
    assert call_out(org) == 200
    assert org.outside.tokens_sent() == ["Bearer token-1", "Bearer token-2"]


def test_the_right_secret_is_sent_again_and_never_left_the_store(org: OrgUnderTest, board: Board) -> None:
    on(board, "wrong-secret")
    call_out(org)
    board.off("wrong-secret")
    call_out(org)
    wrong, right = secrets_sent(org)
    assert (wrong == CLIENT_SECRET, right == CLIENT_SECRET) == (False, True)


def test_nothing_of_a_fault_is_stored(org: OrgUnderTest, board: Board) -> None:
    """So that a killed stack has nothing to put back."""
    before = stored(org)
    on(board, "permission-set-removed")
    refusal(org)
    board.off("permission-set-removed")
    on(board, "wrong-secret")
    org.outside.answer_token = lambda _: httpx2.Response(400, json={"error": "invalid_client"})
    refusal(org)
    assert stored(org) == before


def test_both_at_once_refuse_by_the_permission_set_first(org: OrgUnderTest, board: Board) -> None:
    on(board, "wrong-secret")
    on(board, "permission-set-removed")
    assert refusal(org) == DENIED
