from pathlib import Path

import pytest

from unit.local.salesforce.metadata_changes import (
    PS,
    Change,
    refusal,
    removed,
)
from unit.local.salesforce.orgs import OrgUnderTest, replaced


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (
            PS,
            replaced("AWS_Cognito_OAuth-Integration", "AWS_Cognito_OAuth-Other"),
            "no ExternalCredentialParameter named AWS_Cognito_OAuth-Other found",
        ),
        (
            PS,
            replaced("AWS_Cognito_OAuth-Integration", "AWS_Cognito_OAuth"),
            "no ExternalCredentialParameter named AWS_Cognito_OAuth found",
        ),
        (
            PS,
            replaced("<allowDelete>true", "<allowDelete>false"),
            "Permission Modify All UserExternalCredential depends on permission(s): Delete User",
        ),
        (
            PS,
            removed("<viewAllRecords>", "</viewAllRecords>"),
            "Required fields are missing: [viewAllRecords]",
        ),
        (
            PS,
            replaced(">UserExternalCredential<", ">Account<"),
            "object with the value 'Account' is not supported",
        ),
        (
            PS,
            replaced("<label>", "<license>Salesforce</license><label>"),
            "license is not supported by the local org",
        ),
        (PS, replaced("<label>", "<tabSettings/><label>"), "tabSettings is not supported by the local org"),
        (
            PS,
            replaced(
                "<label>",
                "<classAccesses><apexClass>Nope</apexClass><enabled>true</enabled></classAccesses><label>",
            ),
            "In field: apexClass - no ApexClass named Nope found",
        ),
    ],
)
def test_refuses_and_names_the_file_and_the_reason(
    empty: OrgUnderTest, tmp_path: Path, file: str, change: Change, reason: str
) -> None:
    told = refusal(empty, tmp_path, {file: change})
    assert reason in told
    assert file.partition(".")[0] in told.splitlines()[0]
