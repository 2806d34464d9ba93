"""An org's REST API: what is sent, and how refusals come back."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from isthmus.errors import MalformedError, UnavailableError
from isthmus.origin import Origin
from isthmus.salesforce.org_api import OrgApi, OrgRefusedError
from isthmus.secret import Secret
from unit.answering import WebServer, a_web_server

PRINCIPAL = {"externalCredential": "E", "principalName": "P", "principalType": "NamedPrincipal"}
Call = Callable[[OrgApi], Any]


@contextmanager
def an_org(status: int, answer: Any) -> Iterator[tuple[OrgApi, WebServer]]:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    with a_web_server((status, body)) as server:
        origin = Origin.parse_insecure_http(server.url)
        yield OrgApi(origin, session=Secret("00Dsample!session")), server
        origin.close()


CALLS: list[Call] = [
    lambda org: org.query("SELECT Id FROM User"),
    lambda org: org.create("User", {}),
    lambda org: org.run_apex("x"),
]


@pytest.mark.parametrize("call", CALLS)
def test_gives_the_orgs_own_words_for_a_refusal(call: Call) -> None:
    problems = [{"errorCode": "INSUFFICIENT_ACCESS", "message": "no"}]
    with an_org(403, problems) as (org, _), pytest.raises(OrgRefusedError, match="INSUFFICIENT_ACCESS: no"):
        call(org)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("status", "answer"), [(503, b""), (400, b"<html>"), (200, b"<html>"), (200, b"[]"), (200, b"{}")]
)
def test_an_answer_that_is_none_is_unavailable(call: Call, status: int, answer: bytes) -> None:
    with an_org(status, answer) as (org, _), pytest.raises(UnavailableError):
        call(org)


@pytest.mark.parametrize("records", [[1], ["a"], [None], [[]], [{}, 1]])
def test_records_that_are_none_are_unavailable(records: list[Any]) -> None:
    with an_org(200, {"records": records}) as (org, _), pytest.raises(UnavailableError):
        org.query("SELECT Id FROM User")


def test_takes_no_version_that_is_none() -> None:
    with pytest.raises(MalformedError):
        OrgApi(Origin.parse("https://example.com"), session=Secret("s"), version="66")


def test_a_credential_that_is_not_there_is_none() -> None:
    with an_org(404, [{"errorCode": "NOT_FOUND", "message": "no"}]) as (org, _):
        assert org.find_credential(PRINCIPAL) is None
    with an_org(403, [{"errorCode": "OTHER", "message": "no"}]) as (org, _), pytest.raises(OrgRefusedError):
        org.find_credential(PRINCIPAL)


@pytest.mark.parametrize(("is_set", "method"), [(False, "POST"), (True, "PUT")])
def test_sets_and_replaces_a_credential(is_set: bool, method: str) -> None:  # noqa: FBT001  a table
    with an_org(200, {}) as (org, server):
        org.put_credential({"a": 1}, is_set=is_set)
    (request,) = server.requests
    assert (request.method, request.path) == (method, "/services/data/v66.0/named-credentials/credential")
    assert (request.headers["authorization"], json.loads(request.body)) == (
        "Bearer 00Dsample!session",
        {"a": 1},
    )


def test_gives_records_ids_and_results() -> None:
    with an_org(200, {"records": [{"Id": "1"}], "id": "2", "success": True}) as (org, server):
        assert org.query("SELECT Id FROM User WHERE Name = 'a b'") == [{"Id": "1"}]
        assert org.create("User", {"a": 1}) == "2"
        assert org.run_apex("x = 1;")["success"] is True
        assert org.find_credential(PRINCIPAL) is not None
    assert "q=SELECT+Id+FROM+User+WHERE+Name+%3D+%27a+b%27" in server.requests[0].path
