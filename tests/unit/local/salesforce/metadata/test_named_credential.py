from pathlib import Path

import pytest

from unit.local.salesforce.metadata_changes import (
    NC,
    Change,
    refusal,
    removed,
)
from unit.local.salesforce.orgs import OrgUnderTest, replaced


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (
            NC,
            replaced("SecuredEndpoint", "Legacy"),
            "namedCredentialType with the value 'Legacy' is not supported",
        ),
        (
            NC,
            replaced("SecuredEndpoint", "Secured"),
            "'Secured' is not a valid value for the enum 'NamedCredentialType'",
        ),
        (
            NC,
            replaced("<label>", "<endpoint>https://a.example</endpoint><label>"),
            "endpoint is not supported by the local org",
        ),
        (
            NC,
            replaced("<label>", "<calloutOptions/><label>"),
            "calloutOptions invalid at this location in type NamedCredential",
        ),
        (
            NC,
            replaced("<allowMergeFieldsInBody>false", "<allowMergeFieldsInBody>true"),
            "allowMergeFieldsInBody with the value 'True' is not supported",
        ),
        (
            NC,
            replaced("<generateAuthorizationHeader>true", "<generateAuthorizationHeader>yes"),
            "'yes' is not a valid value for generateAuthorizationHeader",
        ),
        (
            NC,
            removed("<namedCredentialParameters>", "</namedCredentialParameters>"),
            "requires the following named credential parameter types",
        ),
        (
            NC,
            removed("<externalCredential>", "</externalCredential>"),
            "Required fields are missing: [externalCredential]",
        ),
        (
            NC,
            replaced("AWS_Cognito_OAuth", "Other"),
            "In field: externalCredential - no ExternalCredential named Other found",
        ),
        (NC, replaced("__API_URL__", "ftp://a.example"), "is not a valid endpoint URL"),
    ],
)
def test_refuses_and_names_the_file_and_the_reason(
    empty: OrgUnderTest, tmp_path: Path, file: str, change: Change, reason: str
) -> None:
    told = refusal(empty, tmp_path, {file: change})
    assert reason in told
    assert file.partition(".")[0] in told.splitlines()[0]
