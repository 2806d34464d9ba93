from pathlib import Path

import pytest

from unit.local.salesforce.metadata_changes import (
    EC,
    NAMESPACE,
    Change,
    refusal,
    removed,
)
from unit.local.salesforce.orgs import OrgUnderTest, replaced


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (EC, lambda _: "", "Error parsing file: no element found"),
        (EC, lambda _: "<a", "Error parsing file: unclosed token"),
        (EC, replaced("ExternalCredential ", "NamedCredential "), "Error parsing file: mismatched tag"),
        (
            EC,
            lambda text: text.replace("ExternalCredential xm", "Other xm").replace(
                "/ExternalCredential>", "/Other>"
            ),
            "the root element is not ExternalCredential",
        ),
        (EC, replaced(NAMESPACE, "urn:other"), "the root element is not ExternalCredential"),
        (
            EC,
            replaced("<ExternalCredential", '<!DOCTYPE x [<!ENTITY a "b">]><ExternalCredential'),
            "DTDForbidden",
        ),
        (
            EC,
            replaced("<label>", "<principals/><label>"),
            f"Element {{{NAMESPACE}}}principals invalid at this location in type ExternalCredential",
        ),
        (EC, replaced("<label>", "text<label>"), "text or an attribute stands where none may"),
        (EC, replaced("<label>", '<label kind="x">'), "Element label may hold text only"),
        (EC, replaced("<label>", "<label>x</label><label>"), "Element label is repeated"),
        (EC, removed("<label>", "</label>"), "Required fields are missing: [label]"),
        (EC, replaced("<label>AWS Cognito OAuth", "<label>"), "Required fields are missing: [label]"),
    ],
)
def test_refuses_and_names_the_file_and_the_reason(
    empty: OrgUnderTest, tmp_path: Path, file: str, change: Change, reason: str
) -> None:
    told = refusal(empty, tmp_path, {file: change})
    assert reason in told
    assert file.partition(".")[0] in told.splitlines()[0]
