from pathlib import Path

import pytest

from isthmus.local.salesforce.errors import DeployError
from unit.local.salesforce.metadata_changes import EC, GLOBAL, NC, PS, refusal
from unit.local.salesforce.orgs import (
    API,
    CALLBACK,
    PROJECT,
    REPLACEMENTS,
    OrgUnderTest,
    project_copy,
    replaced,
)


@pytest.mark.parametrize(
    "name",
    ["Some.layout-meta.xml", "Some.object-meta.xml", "README.md", "Some.eca", "Lead.settings-meta.xml"],
)
def test_refuses_a_type_it_does_not_have(empty: OrgUnderTest, tmp_path: Path, name: str) -> None:
    copy = project_copy(tmp_path / "copy", {})
    (copy / "force-app" / name).write_text("<a/>")
    with pytest.raises(DeployError, match=f"{name}: files of this type are not supported by the local org"):
        empty.org.deploy_project(copy, REPLACEMENTS)


@pytest.mark.parametrize("name", ["CognitoApi.cls", "CognitoApi.cls-meta.xml"])
def test_refuses_half_a_class(empty: OrgUnderTest, tmp_path: Path, name: str) -> None:
    copy = project_copy(tmp_path / "copy", {})
    next(copy.rglob(name)).unlink()
    with pytest.raises(DeployError, match="is missing"):
        empty.org.deploy_project(copy, REPLACEMENTS)


def test_refuses_the_same_component_twice(empty: OrgUnderTest, tmp_path: Path) -> None:
    copy = project_copy(tmp_path / "copy", {})
    first = next(copy.rglob("*.namedCredential-meta.xml"))
    twin = copy / "force-app" / "aws_api_access.namedCredential-meta.xml"
    twin.write_text(first.read_text().replace("__API_URL__", "https://api.example.com"))
    with pytest.raises(DeployError, match=r"NamedCredential .+ is in .+, too"):
        empty.org.deploy_project(copy, REPLACEMENTS)


def test_tells_every_failure_at_once(empty: OrgUnderTest, tmp_path: Path) -> None:
    told = refusal(
        empty, tmp_path, {EC: replaced("<label>", "<principals/><label>"), NC: replaced("Enabled", "On")}
    )
    assert len(told.splitlines()) == 2


def test_a_refused_deployment_changes_nothing(made: OrgUnderTest, tmp_path: Path) -> None:
    changes = {
        EC: replaced("AWS Cognito OAuth", "Changed"),
        PS: replaced("<allowRead>true", "<allowRead>false"),
    }
    refusal(made, tmp_path, changes)
    path = f"{API}/named-credentials/external-credentials/AWS_Cognito_OAuth"
    assert made.call("GET", path, as_admin=True).json()["masterLabel"] == "AWS Cognito OAuth"


def test_refuses_the_consumer_key_of_another_app(made: OrgUnderTest, tmp_path: Path) -> None:
    copy = project_copy(tmp_path / "copy", {})
    for path in [*copy.rglob("*.eca*-meta.xml")]:
        text = (
            path.read_text().replace("Cognito_OIDC_Sample", "Other").replace("__APP_CALLBACK_URL__", CALLBACK)
        )
        if "ecaGlblOauth" in path.name:
            text = text.replace(
                "<externalClient", f"<consumerKey>{made.client_id}</consumerKey><externalClient", 1
            )
        path.with_name(path.name.replace("Cognito_OIDC_Sample", "Other")).write_text(text)
    with pytest.raises(DeployError, match="the consumerKey is another app's"):
        made.org.deploy_project(copy, REPLACEMENTS)
    with pytest.raises(Exception, match="no External Client App Other"):
        made.org.consumer_key_of("Other")


def test_deploys_the_project_as_it_is(empty: OrgUnderTest) -> None:
    deployed = empty.org.deploy_project(PROJECT, REPLACEMENTS)
    assert {component.type for component in deployed} == {
        *("ExternalCredential", "NamedCredential", "PermissionSet", "ExternalClientApplication", "ApexClass"),
        *("ExtlClntAppOauthSettings", "ExtlClntAppGlobalOauthSettings", "ExtlClntAppConfigurablePolicies"),
        *("ExtlClntAppOauthConfigurablePolicies", "CorsWhitelistOrigin", "Settings"),
        *("CspTrustedSite", "ApexPage"),
    }


def test_deploying_again_keeps_ids_keys_and_secrets(made: OrgUnderTest) -> None:
    key, secret = made.client_id, made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    query = f"{API}/query?q=SELECT+Id+FROM+PermissionSet"
    before = made.call("GET", query, as_admin=True).json()["records"]
    made.org.deploy_project(PROJECT, REPLACEMENTS)
    assert made.call("GET", query, as_admin=True).json()["records"] == before
    assert (made.client_id, made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()) == (key, secret)


def test_element_order_is_free(empty: OrgUnderTest, tmp_path: Path) -> None:
    def label_first(text: str) -> str:
        label = "<label>AWS API Access</label>"
        return text.replace(label, "").replace(
            "<allowMergeFieldsInBody>", f"{label}<allowMergeFieldsInBody>", 1
        )

    empty.org.deploy_project(project_copy(tmp_path / "copy", {NC: label_first}), REPLACEMENTS)


def test_a_consumer_key_may_stand_in_the_file(made: OrgUnderTest) -> None:
    made.deploy(
        {GLOBAL: replaced("<externalClient", "<consumerKey>3MVG9chosen</consumerKey><externalClient")}
    )
    assert made.client_id == "3MVG9chosen"
