from pathlib import Path

import pytest

from unit.local.salesforce.metadata_changes import (
    APEX,
    CORS,
    SECURITY,
    Change,
    refusal,
)
from unit.local.salesforce.orgs import OrgUnderTest, replaced


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (CORS, replaced("__APP_ORIGIN__", "http://app.example"), "is not a valid origin URL pattern"),
        (CORS, replaced("__APP_ORIGIN__", "https://app.example/path"), "is not a valid origin URL pattern"),
        (CORS, replaced("__APP_ORIGIN__", "https://*"), "is not a URL"),
        (
            SECURITY,
            replaced("<sessionSettings>", "<networkAccess/><sessionSettings>"),
            "networkAccess is not supported by the local org",
        ),
        (
            SECURITY,
            replaced("<sessionSettings>", "<nope/><sessionSettings>"),
            "nope invalid at this location in type SecuritySettings",
        ),
        (APEX, replaced("Active", "Deleted"), "status with the value 'Deleted' is not supported"),
        (APEX, replaced("66.0", "x"), "'x' is not a valid value for apiVersion"),
    ],
)
def test_refuses_and_names_the_file_and_the_reason(
    empty: OrgUnderTest, tmp_path: Path, file: str, change: Change, reason: str
) -> None:
    told = refusal(empty, tmp_path, {file: change})
    assert reason in told
    assert file.partition(".")[0] in told.splitlines()[0]
