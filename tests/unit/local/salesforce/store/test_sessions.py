from collections.abc import Iterator
from pathlib import Path

import pytest

from isthmus.local.database import Database
from isthmus.local.salesforce.store.migrations import MIGRATIONS
from isthmus.local.salesforce.store.sessions import NewSession, SessionKind, Sessions
from isthmus.local.salesforce.store.users import STANDARD, NewUser, Users
from unit.local.salesforce.orgs import StandingClock

SHORT = "00D000000000000"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "org.sqlite3", migrations=MIGRATIONS)
    yield opened
    opened.close()


@pytest.fixture
def sessions(database: Database, clock: StandingClock) -> Sessions:
    return Sessions(database, clock=clock, short_org_id=SHORT)


@pytest.fixture
def user_id(database: Database, clock: StandingClock) -> str:
    users = Users(database, clock=clock)
    users.ensure_standard_records(org_id=SHORT)
    new = NewUser(
        username="bea@isthmus.example",
        last_name="Lovelace",
        email="bea@isthmus.example",
        email_verified=True,
        profile=STANDARD,
    )
    return users.create(new).id


def a_session(user_id: str, *, kind: SessionKind = SessionKind.API) -> NewSession:
    return NewSession(user_id=user_id, kind=kind, lifetime_seconds=60, locked_address=None)


def test_an_id_opens_nothing(sessions: Sessions, user_id: str) -> None:
    sessions.create(a_session(user_id))
    (session,) = sessions.all_of(user_id)
    assert session.id
    assert session.id.startswith("0Ak")
    assert sessions.find(session.id) is None
    assert not sessions.revoke(session.id)


def test_nothing_happens_to_a_session_that_is_not_there(sessions: Sessions) -> None:
    assert not sessions.revoke_by_id("0Ak000000000000AAA")
    assert not sessions.expire_by_id("0Ak000000000000AAA")
    assert not sessions.lock_by_id("0Ak000000000000AAA", address="192.0.2.1")


@pytest.mark.parametrize("kind", list(SessionKind))
def test_an_administrator_ends_locks_and_lists_sessions_by_id(
    sessions: Sessions, user_id: str, kind: SessionKind
) -> None:
    token, other = sessions.create(a_session(user_id, kind=kind)), sessions.create(a_session(user_id))
    found = sessions.find(token)
    assert found
    assert found.id
    assert sessions.lock_by_id(found.id, address="192.0.2.1")
    locked = sessions.find(token)
    assert locked
    assert (locked.locked_address, locked.kind) == ("192.0.2.1", kind)
    assert len(sessions.all_of(user_id)) == 2
    assert sessions.revoke_by_id(found.id)
    assert sessions.find(token) is None
    (last,) = sessions.all_of(user_id)
    assert last.id
    assert sessions.expire_by_id(last.id)
    assert sessions.find(other) is None
    assert sessions.all_of(user_id) == []


def test_a_session_whose_time_ran_out_is_not_listed(
    sessions: Sessions, user_id: str, clock: StandingClock
) -> None:
    sessions.create(a_session(user_id))
    clock.advance(60)
    assert sessions.all_of(user_id) == []
