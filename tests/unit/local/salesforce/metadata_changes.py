"""Changes to the project's files, for tests of what a deployment refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from isthmus.local.salesforce.errors import DeployError
from unit.local.salesforce.orgs import REPLACEMENTS, OrgUnderTest, project_copy, replaced

EC, NC, PS = "externalCredential-meta", "namedCredential-meta", "permissionset-meta"
OAUTH, GLOBAL, POLICIES = "ecaOauth-meta", "ecaGlblOauth-meta", "ecaOauthPlcy-meta"
CORS, SECURITY, APEX = "corsWhitelistOrigin-meta", "Security.settings", "CognitoApi.cls-meta"
NAMESPACE = "http://soap.sforce.com/2006/04/metadata"

Change = Callable[[str], str]


def refusal(org: OrgUnderTest, folder: Path, changes: dict[str, Change]) -> str:
    """Deploy the changed project and give the reasons why it was refused."""
    with pytest.raises(DeployError) as refused:
        org.org.deploy_project(project_copy(folder / "copy", changes), REPLACEMENTS)
    return str(refused.value)


def removed(start: str, end: str) -> Change:
    def change(text: str) -> str:
        first = text.index(start)
        return text[:first] + text[text.index(end, first) + len(end) :]

    return change


def parameter(kind: str, value: str = "x", *, name: str = "x", more: str = "") -> Change:
    block = (
        f"<externalCredentialParameters><parameterName>{name}</parameterName><parameterType>{kind}</parameterType>"
        f"<parameterValue>{value}</parameterValue>{more}</externalCredentialParameters>"
    )
    return replaced("<label>", f"{block}<label>")


def without_parameter(kind: str) -> Change:
    def change(text: str) -> str:
        blocks = text.split("<externalCredentialParameters>")
        return "<externalCredentialParameters>".join(
            block for block in blocks if f"<parameterType>{kind}<" not in block
        )

    return change
