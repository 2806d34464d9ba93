"""The example in which everybody reads the rows of their own: the claim becomes a principal tag.

NOTE: the local stack has no `dynamodb:LeadingKeys`, and so refuses one's own row, too.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from flows.driving import Stack
from flows.test_web_identity import an_id_token, credentials
from infra.applied import check_nothing_is_left
from infra.terraform_runs import Provider, Workspace, make_workspace

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def workspace(provider: Provider, bare: Stack, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    if provider.is_old:
        pytest.skip(f"provider {provider.version} has no principal tags")
    variables = {
        "salesforce_origin": bare["salesforce"],
        "consumer_key": bare["salesforce_app"]["client_id"],
        "deletion_protection": False,
    }
    folder = tmp_path_factory.mktemp("leading-key")
    return make_workspace(folder, provider, example="leading_key", ready=bare.ready, variables=variables)


@pytest.fixture(scope="module")
def rows(workspace: Workspace, bare: Stack) -> Iterator[Stack]:
    """Apply, and destroy in the end."""
    workspace.run("apply", "-input=false", "-auto-approve", "-parallelism=20")
    made: dict[str, Any] = {
        name: each["value"] for name, each in json.loads(workspace.outputs_text()).items()
    }
    yield Stack(
        ready=bare.ready | {"app": app_of(bare), "web_identity": bare["salesforce_app"] | made},
        log_file=bare.log_file,
        process=bare.process,
    )
    workspace.allow_destroy()
    workspace.run("destroy", "-input=false", "-auto-approve", "-parallelism=20")
    check_nothing_is_left(bare)


def app_of(bare: Stack) -> str:
    """Give the origin of the app that the org's seed has: two ports after the org's."""
    port = int(bare["salesforce"].rpartition(":")[2])
    return f"https://localhost:{port + 2}"


def test_nobody_scans_or_reads_what_is_not_theirs(rows: Stack) -> None:
    table = rows["web_identity"]["table"]
    person = rows.client("dynamodb", **credentials(rows, an_id_token(rows)))
    with pytest.raises(ClientError, match="AccessDenied"):
        person.get_item(TableName=table, Key={"owner": {"S": "somebody else"}})
    with pytest.raises(ClientError, match="AccessDenied"):
        person.scan(TableName=table)


def test_sessions_carry_the_claim_and_nothing_that_people_could_choose(rows: Stack) -> None:
    org = rows["web_identity"]["provider_name"]
    mapped = rows.client("cognito-identity").get_principal_tag_attribute_map(
        IdentityPoolId=rows["web_identity"]["identity_pool_id"],
        IdentityProviderName=f"arn:aws:iam::{rows['account_id']}:oidc-provider/{org}",
    )
    assert (mapped["UseDefaults"], mapped["PrincipalTags"]) == (False, {"leading_key": "sub"})
