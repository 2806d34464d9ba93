"""Connecting an org: each step looks before it acts, and a dry run does not act."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.errors import ConfigurationError, MalformedError, UnavailableError
from isthmus.flows.m2m.connect import Connection, Outcome, Step, connect
from isthmus.salesforce.org_api import OrgRefusedError, quote_soql
from isthmus.secret import Secret

SECRET = Secret("sample-client-secret")
NAMES = {
    "PermissionSet": {"Cognito_API_Access": "0PS1"},
    "User": {"ada": "0051", "o'hara": "0052", "autoproc": "0059"},
}


AUTOMATED_PROCESS = "SELECT Id FROM User WHERE Alias = 'autoproc' AND UserType = 'AutomatedProcess'"


class FakeOrg:
    def __init__(self, *, apex: Mapping[str, Any] | None = None) -> None:
        self.assigned: set[tuple[str, str]] = set()
        self.credential: Mapping[str, Any] | None = None
        self.put: list[tuple[Mapping[str, Any], bool]] = []
        self.apex = apex or {"success": True}
        self.sources: list[str] = []
        self.queries: list[str] = []
        self.users: dict[str, list[Mapping[str, Any]]] = {}

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        self.queries.append(soql)
        values = [value.replace("\\'", "'") for value in re.findall(r"'((?:[^'\\]|\\.)*)'", soql)]
        if "FROM PermissionSetAssignment" in soql:
            return [{"Id": "0Pa"}] if (values[0], values[1]) in self.assigned else []
        object_name = soql.split(" FROM ")[1].split(" ", maxsplit=1)[0]
        if values[0] in self.users:
            return self.users[values[0]]
        found = NAMES[object_name].get(values[0])
        return [] if found is None else [{"Id": found}]

    def create(self, object_name: str, fields: Mapping[str, object]) -> str:
        assert object_name == "PermissionSetAssignment"
        self.assigned.add((str(fields["AssigneeId"]), str(fields["PermissionSetId"])))
        return "0Pa"

    def find_credential(self, principal: Mapping[str, str]) -> Mapping[str, Any] | None:
        assert principal["principalName"] == "Integration"
        return self.credential

    def put_credential(self, credential: Mapping[str, object], *, is_set: bool) -> None:
        self.put.append((credential, is_set))
        self.credential = credential

    def run_apex(self, source: str) -> Mapping[str, Any]:
        self.sources.append(source)
        return self.apex


def run(org: FakeOrg, *, is_dry_run: bool = False, **changes: Any) -> list[Step]:
    wanted: dict[str, Any] = {
        "external_credential": "AWS_Cognito_OAuth",
        "principal": "Integration",
        "variant": "ClientCredentialsClientSecretBasic",
        "permission_set": "Cognito_API_Access",
        "named_credential": "AWS_API_Access",
        "client_id": "client",
        "usernames": ("ada",),
        "has_automated_process": True,
        "test_path": "/test",
        **changes,
    }
    return list(connect(org, connection=Connection(**wanted), client_secret=SECRET, is_dry_run=is_dry_run))


@pytest.mark.parametrize("text", ["a\nb", "a\x00"])
def test_a_query_holds_no_control_characters(text: str) -> None:
    with pytest.raises(MalformedError):
        quote_soql(text)


@pytest.mark.parametrize(("text", "literal"), [("a", "'a'"), ("o'hara", r"'o\'hara'"), ("\\'", r"'\\\''")])
def test_a_text_in_a_query_stays_a_text(text: str, literal: str) -> None:
    assert quote_soql(text) == literal


def test_changes_nothing_where_the_permission_set_is_missing_and_says_what_to_deploy() -> None:
    org = FakeOrg()
    with pytest.raises(ConfigurationError, match="deploy"):
        run(org, permission_set="Other")
    assert org.put == []


class RefusingOrg(FakeOrg):
    def __init__(self, error_code: str) -> None:
        super().__init__()
        self.error_code = error_code

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        del soql
        raise OrgRefusedError(error_code=self.error_code, message="sample")


def test_says_where_a_live_session_comes_from() -> None:
    with pytest.raises(ConfigurationError, match="sf org auth show-access-token"):
        run(RefusingOrg("INVALID_SESSION_ID"))


def test_other_refusals_stay_as_the_org_words_them() -> None:
    with pytest.raises(OrgRefusedError, match="REQUEST_LIMIT_EXCEEDED: sample"):
        run(RefusingOrg("REQUEST_LIMIT_EXCEEDED"))


def test_gives_nothing_to_somebody_who_has_the_alias_of_automated_process() -> None:
    org = FakeOrg()
    run(org)
    assert AUTOMATED_PROCESS in org.queries


def test_gives_nothing_where_a_name_is_that_of_several() -> None:
    org = FakeOrg()
    org.users["ada"] = [{"Id": "0051"}, {"Id": "0053"}]
    assert Outcome.FAILED in [step.outcome for step in run(org)]
    assert org.assigned == {("0059", "0PS1")}


@pytest.mark.parametrize("record", [{}, {"Id": None}, {"Id": 5}])
def test_a_record_without_an_id_is_unavailable(record: Mapping[str, Any]) -> None:
    org = FakeOrg()
    org.users["ada"] = [record]
    with pytest.raises(UnavailableError, match="without an id"):
        run(org)


def test_a_dry_run_changes_nothing() -> None:
    org = FakeOrg()
    assert [step.outcome for step in run(org, is_dry_run=True)] == [Outcome.WOULD] * 4
    assert (org.put, org.assigned, org.sources) == ([], set(), [])


def test_a_user_that_is_not_there_fails_and_the_others_go_on() -> None:
    steps = run(FakeOrg(), usernames=("nobody", "o'hara"))
    assert [step.outcome for step in steps] == ["done", "failed", "done", "done", "done"]


@pytest.mark.parametrize(
    ("result", "detail"),
    [
        (
            {"success": False, "exceptionMessage": "System.CalloutException: no"},
            "System.CalloutException: no",
        ),
        ({"success": False, "compileProblem": "Unexpected token"}, "Unexpected token"),
        ({"success": False}, "no reason given"),
    ],
)
def test_a_callout_that_fails_says_why(result: Mapping[str, Any], detail: str) -> None:
    last = run(FakeOrg(apex=result))[-1]
    assert (last.outcome, last.detail) == (Outcome.FAILED, detail)


def test_automated_process_is_left_out_where_it_is_not_wanted() -> None:
    steps = run(FakeOrg(), has_automated_process=False)
    assert not any("Automated Process" in step.what for step in steps)


def test_no_call_is_made_where_none_is_wanted() -> None:
    org = FakeOrg()
    run(org, test_path=None)
    assert org.sources == []


def test_a_second_run_changes_nothing_but_the_secret() -> None:
    org = FakeOrg()
    assert [step.outcome for step in run(org)] == ["done", "done", "done", "done"]
    assert [step.outcome for step in run(org)] == ["done", "already there", "already there", "done"]
    assert [is_set for _, is_set in org.put] == [False, True]
    assert org.assigned == {("0051", "0PS1"), ("0059", "0PS1")}
    assert "callout:AWS_API_Access/test" in org.sources[0]


def test_no_step_shows_the_secret() -> None:
    org = FakeOrg()
    assert SECRET.reveal() not in repr(run(org))
    assert org.put[0][0]["credentials"]["clientSecret"] == {"value": SECRET.reveal(), "encrypted": True}
