"""What a real org may answer about a permission set, and a local one does not."""

from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok, Verdict
from isthmus.doctor.m2m import object_rights, permission_set
from isthmus.doctor.patient import Machine, Patient
from isthmus.errors import UnavailableError
from isthmus.origin import Origin
from unit.doctor.orgs import FakeMetadata, FakeOrg

SHORT_ID = "0nPsample00000A"
PRINCIPAL = {"principalName": "Integration", "id": f"{SHORT_ID}AAA"}
MACHINE = Machine(
    domain=Origin.parse("https://example.auth.us-east-1.amazoncognito.com"),
    client_id="sample",
    scopes=None,
    pool=None,
    get_token=None,
)


def look(principal: Mapping[str, Any], *, held: list[str]) -> Verdict:
    org = FakeOrg(
        external_credential={"principals": [principal]},
        records={
            "PermissionSet": [{"Id": "0PSsample"}],
            "SetupEntityAccess": [{"SetupEntityId": item} for item in held],
        },
    )
    return permission_set.CHECK.run(Patient(clock=SystemClock(), org=org, machine=MACHINE))


def rights(*switches: str) -> Verdict:
    inside = "".join(f"<{name}>true</{name}>" for name in switches)
    of_tokens = f"<objectPermissions>{inside}<object>UserExternalCredential</object></objectPermissions>"
    others = "<objectPermissions><modifyAllRecords>true</modifyAllRecords><object>Account</object>"
    document = f"<PermissionSet>{others}</objectPermissions>{of_tokens}</PermissionSet>"
    metadata = FakeMetadata(documents={"PermissionSet": document})
    return object_rights.CHECK.run(Patient(clock=SystemClock(), metadata=metadata, machine=MACHINE))


def test_does_not_guess_the_id_of_a_principal() -> None:
    with pytest.raises(UnavailableError, match="does not tell the id"):
        look({"principalName": "Integration"}, held=[SHORT_ID])


@pytest.mark.parametrize("held", [[], ["0nPsample00000BAAA"]])
def test_refuses_a_permission_set_that_holds_other_principals(held: list[str]) -> None:
    verdict = look(PRINCIPAL, held=held)
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the permission set does not hold the principal"


@pytest.mark.parametrize("held", [SHORT_ID, f"{SHORT_ID}AAA"])
def test_an_id_of_15_characters_is_the_one_of_18(held: str) -> None:
    assert isinstance(look(PRINCIPAL, held=["0nPsample00000BAAA", held]), Ok)


def test_refuses_no_right_and_read_alone() -> None:
    none, read = rights(), rights("allowRead")
    assert isinstance(none, Failed)
    assert isinstance(read, Failed)
    assert none.cause == "the permission set gives no right on User External Credentials"
    assert read.cause == "the permission set does not let the org store a fresh token"


def test_takes_modify_all() -> None:
    assert isinstance(rights("allowRead", "modifyAllRecords"), Ok)
