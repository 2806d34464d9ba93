"""Requests of the Metadata API, answered before they are done: kept until they are, and a while longer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Row
from typing import Any

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce import ids
from isthmus.local.salesforce.vault import LOCKED, Vault

_KEPT_SECONDS = 10 * 24 * 3600
_UNFINISHED = ("Pending", "InProgress")


class RequestKind(StrEnum):
    """What is asked for; the value is the key prefix of the request's id."""

    DEPLOY = "0Af"
    RETRIEVE = "09S"


class RequestState(StrEnum):
    """How far a request is, in Salesforce's words."""

    PENDING = "Pending"
    IN_PROGRESS = "InProgress"
    SUCCEEDED = "Succeeded"
    SUCCEEDED_PARTIAL = "SucceededPartial"
    FAILED = "Failed"
    CANCELED = "Canceled"

    @property
    def is_done(self) -> bool:
        """Whether nothing more will happen."""
        return self not in _UNFINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataRequest:
    """One request. `payload` is the zip to deploy until that is done, or the zip retrieved."""

    id: str
    kind: RequestKind
    state: RequestState
    person_id: str
    options: Mapping[str, Any]
    payload: bytes | None
    result: Mapping[str, Any]
    created_at: float
    started_at: float | None
    completed_at: float | None


class MetadataRequests:
    """Keep requests in the order they came; their zips may hold secrets, so the vault locks them."""

    def __init__(self, database: Database, *, clock: Clock, vault: Vault) -> None:
        self._database = database
        self._clock = clock
        self._vault = vault

    def add(
        self, kind: RequestKind, *, person_id: str, options: Mapping[str, Any], payload: bytes | None
    ) -> MetadataRequest:
        """Keep a request and give it with its id; drop what is done and older than ten days."""
        request_id, now = ids.new_id(kind), self._clock.now()
        self._database.execute("DELETE FROM metadata_request WHERE completed_at < ?", (now - _KEPT_SECONDS,))
        self._database.execute(
            "INSERT INTO metadata_request (id, kind, state, person_id, options, payload, created_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                request_id,
                kind,
                RequestState.PENDING,
                person_id,
                json.dumps(options),
                self._locked(payload),
                now,
            ),
        )
        return self.get(request_id)

    def get(self, request_id: str) -> MetadataRequest:
        """Give a request that is there."""
        found = self._find(request_id)
        assert found is not None
        return found

    def find(self, request_id: str, *, kind: RequestKind) -> MetadataRequest | None:
        """Find a request of a kind by its id of 18 characters."""
        found = self._find(request_id)
        return found if found and found.kind is kind else None

    def newest(self, kind: RequestKind, *, limit: int) -> list[MetadataRequest]:
        """Give the newest of a kind, without their payloads."""
        rows = self._database.rows(
            "SELECT number, id, kind, state, person_id, options, NULL AS payload, result, created_at, "
            "started_at, completed_at FROM metadata_request WHERE kind = ? ORDER BY number DESC LIMIT ?",
            (kind, limit),
        )
        return [self._request_of(row) for row in rows]

    def unfinished(self) -> list[MetadataRequest]:
        """Give what is not done, in the order it came."""
        rows = self._database.rows(
            "SELECT * FROM metadata_request WHERE state IN (?, ?) ORDER BY number", _UNFINISHED
        )
        return [self._request_of(row) for row in rows]

    def start(self, request_id: str) -> None:
        """Say that work on a request has begun."""
        self._database.execute(
            "UPDATE metadata_request SET state = ?, started_at = ? WHERE id = ?",
            (RequestState.IN_PROGRESS, self._clock.now(), request_id),
        )

    def finish(
        self,
        request_id: str,
        *,
        state: RequestState,
        result: Mapping[str, Any],
        payload: bytes | None = None,
    ) -> None:
        """Keep a request's outcome. The zip that was to be deployed goes: it may hold secrets."""
        self._database.execute(
            "UPDATE metadata_request SET state = ?, result = ?, payload = ?, completed_at = ? WHERE id = ?",
            (state, json.dumps(result), self._locked(payload), self._clock.now(), request_id),
        )

    def _find(self, request_id: str) -> MetadataRequest | None:
        row = self._database.find_row("SELECT * FROM metadata_request WHERE id = ?", (request_id,))
        return self._request_of(row) if row else None

    def _request_of(self, row: Row) -> MetadataRequest:
        return MetadataRequest(
            id=row["id"],
            kind=RequestKind(row["kind"]),
            state=RequestState(row["state"]),
            person_id=row["person_id"],
            options=json.loads(row["options"]),
            payload=self._unlocked(row["payload"]),
            result=json.loads(row["result"] or "{}"),
            created_at=row["created_at"],
            started_at=row["started_at"],
            completed_at=row["completed_at"],
        )

    def _locked(self, payload: bytes | None) -> bytes | None:
        return None if payload is None else self._vault.lock_file(payload)

    def _unlocked(self, stored: bytes | None) -> bytes | None:
        # NOTE: the org's first versions stored zips as they are.
        is_locked = stored is not None and stored.startswith(LOCKED)
        return self._vault.unlock_file(stored) if stored and is_locked else stored
