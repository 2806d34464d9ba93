"""The Terraform kit, applied to a stack whose AWS account is empty: plans, flows, and the end of it all."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from botocore.exceptions import ClientError

from flows.driving import Stack, jwt_claims, machine_token, start_stack, stop_stack
from flows.test_session_sso import WRONG, initiate, other_session, refusal, respond, username_of, validate
from flows.test_web_identity import an_id_token, credentials, forged, get_id
from infra.terraform_runs import TERRAFORM, Provider, Workspace, find_providers, make_workspace, why_not
from isthmus.local.servers import find_free_port_base

pytestmark = pytest.mark.timeout(600)

PROVIDERS: list[Provider | None] = [*find_providers()]
RESOURCE_SERVER = "default-m2m-resource-server-pc9tin"
CREDENTIAL = "/services/data/v66.0/named-credentials/credential"
API_PROGRAM = """
import os, sys, uvicorn
sys.path.insert(0, sys.argv[1])
from app import build_app, read_settings
app = build_app(read_settings(os.environ))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What Terraform made, on a stack whose ready file says what the demo's would say."""

    workspace: Workspace
    stack: Stack
    outputs: dict[str, Any]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Run a stack with the Salesforce org alone."""
    port_base = find_free_port_base()
    running = start_stack(tmp_path_factory.mktemp("bare"), "--seed", "org", port_base=port_base)
    ready = running.ready | {
        "api": f"http://127.0.0.1:{port_base + 3}",
        "app": f"https://localhost:{port_base + 4}",
    }
    yield Stack(ready=ready, log_file=running.log_file, process=running.process)
    assert stop_stack(running) == 0


@pytest.fixture(
    scope="module",
    params=PROVIDERS or [None],
    ids=lambda provider: "none" if provider is None else f"provider-{provider.version}",
)
def provider(request: pytest.FixtureRequest) -> Provider:
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    given: Provider = request.param
    return given


@pytest.fixture(scope="module")
def workspace(provider: Provider, bare: Stack, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("workspace")
    packages = folder / "packages"
    isthmus("bundle", "--output", str(packages))
    variables = {
        "domain_prefix": "sample-m2m",
        "salesforce_org_id": bare["salesforce_org"]["org_id"],
        "salesforce_origin": bare["salesforce"],
        "consumer_key": bare["salesforce_app"]["client_id"],
        "api_url": bare["api"],
        "app_origin": bare["app"],
        "packages_folder": str(packages),
        "deletion_protection": False,
        "local_environment": {
            "SSL_CERT_FILE": bare["ca_bundle"],
            "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
        },
        # Provider 3.39 knows no later name; the stack runs functions on its own Python in any case.
        **({"runtime": "python3.8"} if provider.is_old else {}),
    }
    return make_workspace(folder, provider, ready=bare.ready, variables=variables)


@pytest.fixture(scope="module")
def applied(workspace: Workspace, bare: Stack) -> Iterator[Applied]:
    """Apply, and destroy in the end, after which nothing is left."""
    workspace.run("apply", "-input=false", "-auto-approve", "-parallelism=20")
    outputs = {name: each["value"] for name, each in json.loads(workspace.outputs_text()).items()}
    endpoint = bare["aws_endpoint"]
    validator = f"{endpoint}/_aws/execute-api/{outputs['session_sso']['validator_api_id']}/token-validator"
    secret = {"client_secret": outputs["m2m_client_secret"], "token_url": f"{endpoint}/oauth2/token"}
    ready = bare.ready | {
        "m2m": outputs["m2m"] | secret,
        "web_identity": outputs["web_identity"],
        "session_sso": outputs["session_sso"] | {"validator_url": validator},
    }
    stack = Stack(ready=ready, log_file=bare.log_file, process=bare.process)
    yield Applied(workspace=workspace, stack=stack, outputs=outputs)
    workspace.run("destroy", "-input=false", "-auto-approve", "-parallelism=20")
    check_nothing_is_left(stack)


@pytest.fixture(scope="module")
def api(applied: Applied) -> Iterator[str]:
    """Run the sample API with what `isthmus env` says."""
    url = str(applied.stack["api"])
    port = url.rpartition(":")[2]
    settings = env_of(applied, "api")
    with subprocess.Popen(
        [sys.executable, "-c", API_PROGRAM, str(TERRAFORM.parents[1] / "examples" / "backend_api"), port],
        env=os.environ | settings,
    ) as process:
        try:
            wait_for(f"{url}/health", process)
            yield url
        finally:
            process.terminate()


def isthmus(*arguments: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "isthmus", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def env_of(applied: Applied, wanted: str) -> dict[str, str]:
    """Read what `isthmus env` prints, as a shell would."""
    endpoint = applied.stack["aws_endpoint"]
    arguments = ("env", "--for", wanted, "--local-endpoint", endpoint)
    printed = isthmus(*arguments, given=applied.workspace.outputs_text())
    return dict(shlex.split(line)[1].split("=", 1) for line in printed.splitlines())


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            assert httpx2.get(url, trust_env=False).status_code == 200
        except httpx2.HTTPError:
            assert process.poll() is None, "the sample API did not start"
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def check_nothing_is_left(stack: Stack) -> None:
    left = {
        "pools": stack.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"],
        "identity pools": stack.client("cognito-identity").list_identity_pools(MaxResults=60)[
            "IdentityPools"
        ],
        "functions": stack.client("lambda").list_functions()["Functions"],
        "tables": stack.client("dynamodb").list_tables()["TableNames"],
        "roles": stack.client("iam").list_roles()["Roles"],
        "providers": stack.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"],
        "apis": stack.client("apigatewayv2").get_apis()["Items"],
        "secrets": stack.client("secretsmanager").list_secrets()["SecretList"],
        "alarms": stack.client("cloudwatch").describe_alarms()["MetricAlarms"],
    }
    assert {name: items for name, items in left.items() if items} == {}


@pytest.mark.skipif(shutil.which("terraform") is None, reason="Terraform is not installed")
def test_files_stand_as_terraform_formats_them() -> None:
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-diff", "-recursive", str(TERRAFORM)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()


def test_files_name_no_account_and_no_host_of_a_customer() -> None:
    for path in TERRAFORM.rglob("*.tf"):
        text = path.read_text()
        assert not re.search(r"\b[0-9]{12}\b|AKIA|ASIA", text), path
        hosts = set(re.findall(r"https://([a-z0-9.-]+\.[a-z]+)", text))
        assert {host for host in hosts if not host.endswith((".example.com", "hashicorp.com"))} <= {
            "login.salesforce.com",
            "test.salesforce.com",
        }, path


@pytest.mark.parametrize("kind", ["variable", "output"])
def test_every_variable_and_output_is_described(kind: str) -> None:
    for path in TERRAFORM.rglob("*.tf"):
        for block in re.findall(rf'^{kind} "\w+" \{{\n(.*?)^\}}', path.read_text(), re.MULTILINE | re.DOTALL):
            assert "description" in block, path
            assert kind == "output" or re.search(r"^  type +=", block, re.MULTILINE), path


def test_is_valid(workspace: Workspace) -> None:
    workspace.run("validate")


def test_refuses_what_would_open_a_door(workspace: Workspace) -> None:
    bad = {
        "domain_prefix=aws-sample": "which AWS keeps",
        "salesforce_origin=https://login.salesforce.com": "speak for every org there is",
        "salesforce_org_id=00D": "ids are 00D and 15 more",
        "runtime=nodejs22.x": "python3.<minor>",
    }
    arguments = [f"-var={each}" for each in bad]
    said = workspace.run("plan", "-input=false", "-no-color", "-refresh=false", *arguments, codes=(1,)).stderr
    said = " ".join(said.replace("│", " ").split())
    assert [message for message in bad.values() if message not in said] == []


def test_refuses_an_origin_with_a_path(workspace: Workspace) -> None:
    variable = "-var=salesforce_origin=https://sample.my.salesforce.com/services"
    said = workspace.run("plan", "-input=false", "-no-color", "-refresh=false", variable, codes=(1,)).stderr
    assert "without path and slash" in said


def test_a_second_plan_changes_nothing(applied: Applied) -> None:
    done = applied.workspace.run(
        "plan", "-input=false", "-no-color", "-detailed-exitcode", "-parallelism=20", codes=(0, 2)
    )
    assert done.returncode == 0, done.stdout


def test_the_machine_gets_no_scope_that_it_was_not_given(applied: Applied) -> None:
    m2m = applied.stack["m2m"]
    form = {"grant_type": "client_credentials", "scope": f"{RESOURCE_SERVER}/write"}
    with applied.stack.http() as http:
        answer = http.post(m2m["token_url"], data=form, auth=(m2m["client_id"], m2m["client_secret"]))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_the_machines_token_opens_the_api(applied: Applied, api: str) -> None:
    token = machine_token(applied.stack)
    assert jwt_claims(token)["scope"] == f"{RESOURCE_SERVER}/read"
    with applied.stack.http() as http:
        assert http.get(f"{api}/test").status_code == 401
        opened = http.get(f"{api}/test", headers={"Authorization": f"Bearer {token}"})
    assert opened.status_code == 200, opened.text


def test_secrets_manager_has_what_the_external_credential_needs(applied: Applied) -> None:
    secrets = applied.stack.client("secretsmanager")
    kept = json.loads(secrets.get_secret_value(SecretId=applied.outputs["m2m"]["secret_arn"])["SecretString"])
    assert kept == {
        "client_id": applied.outputs["m2m"]["client_id"],
        "client_secret": applied.outputs["m2m_client_secret"],
        "token_url": applied.outputs["m2m"]["token_url"],
        "scope": f"{RESOURCE_SERVER}/read",
    }


def test_the_org_calls_the_api(applied: Applied, api: str) -> None:
    assert api == env_of(applied, "salesforce")["API_URL"]
    m2m, admin = applied.stack["m2m"], applied.stack.user(has_permission_set=True)
    credential = {
        "externalCredential": "AWS_Cognito_OAuth",
        "principalName": "Integration",
        "principalType": "NamedPrincipal",
        "authenticationProtocol": "OAuth",
        "authenticationProtocolVariant": "ClientCredentialsClientSecretBasic",
        "credentials": {
            "clientId": {"value": m2m["client_id"], "encrypted": False},
            "clientSecret": {"value": m2m["client_secret"], "encrypted": True},
        },
    }
    callout = {"named_credential": "AWS_API_Access", "method": "GET", "path": "/test"}
    origin, headers = applied.stack["salesforce"], {"Authorization": f"Bearer {admin['session_id']}"}
    with applied.stack.http() as http:
        is_set = http.post(f"{origin}{CREDENTIAL}", json=credential, headers=headers).is_success
        assert is_set or http.put(f"{origin}{CREDENTIAL}", json=credential, headers=headers).is_success
        answer = http.post(
            f"{origin}/_local/callouts", json=callout | {"username": admin["username"]}, headers=headers
        )
    assert answer.json()["status_code"] == 200, answer.text


def test_the_identity_pool_refuses_a_forged_token(applied: Applied) -> None:
    with pytest.raises(ClientError, match="Couldn't verify signed token"):
        get_id(applied.stack, forged(applied.stack))


def test_a_person_of_the_org_scans_the_table_and_does_nothing_else(applied: Applied) -> None:
    table = applied.outputs["web_identity"]["table"]
    applied.stack.client("dynamodb").put_item(TableName=table, Item={"Id": {"N": "101"}})
    person = applied.stack.client("dynamodb", **credentials(applied.stack, an_id_token(applied.stack)))
    with pytest.raises(ClientError, match="AccessDenied"):
        person.delete_item(TableName=table, Key={"Id": {"N": "101"}})
    assert person.scan(TableName=table)["Items"] == [{"Id": {"N": "101"}}]


@pytest.mark.parametrize("whose", ["another org's", "a made-up"])
def test_no_other_session_signs_in(applied: Applied, whose: str) -> None:
    session = other_session(applied.stack, whose)
    assert validate(applied.stack, session).status_code == 401
    username = username_of(applied.stack, applied.stack.user())
    assert refusal(applied.stack, username=username, answer=session) == WRONG


def test_a_salesforce_session_becomes_tokens(applied: Applied, api: str) -> None:
    user = applied.stack.user()
    username = username_of(applied.stack, user)
    challenge = initiate(applied.stack, username)
    result = respond(applied.stack, challenge, username=username, answer=user["session_id"])
    token = result["AuthenticationResult"]["AccessToken"]
    assert jwt_claims(token)["username"] == username
    with applied.stack.http() as http:
        opened = http.get(f"{api}/test", headers={"Authorization": f"Bearer {token}"})
    assert opened.status_code == 200, opened.text


def test_functions_log_where_retention_holds(applied: Applied) -> None:
    groups = applied.stack.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/isthmus-")
    assert {group["retentionInDays"] for group in groups["logGroups"]} == {90}
    assert len(groups["logGroups"]) == 4


def test_with_a_leading_key_nobody_scans_and_sessions_carry_the_claim(
    applied: Applied, provider: Provider
) -> None:
    """Last, because it changes what was applied: the table's key, the policy, and the principal tags.

    NOTE: the local stack has no `dynamodb:LeadingKeys`, and so refuses one's own row, too.
    """
    if provider.is_old:
        pytest.skip("provider 3.39 has no principal tags")
    (applied.workspace.folder / "leading_key_override.tf").write_text("""
module "web_identity" {
  table_key         = { name = "owner", type = "S" }
  leading_key_claim = "sub"
}
""")
    applied.workspace.run("apply", "-input=false", "-auto-approve", "-parallelism=20")
    table, token = applied.outputs["web_identity"]["table"], an_id_token(applied.stack)
    person = applied.stack.client("dynamodb", **credentials(applied.stack, token))
    with pytest.raises(ClientError, match="AccessDenied"):
        person.get_item(TableName=table, Key={"owner": {"S": "somebody else"}})
    with pytest.raises(ClientError, match="AccessDenied"):
        person.scan(TableName=table)
    org = applied.stack["web_identity"]["provider_name"]
    mapped = applied.stack.client("cognito-identity").get_principal_tag_attribute_map(
        IdentityPoolId=applied.outputs["web_identity"]["identity_pool_id"],
        IdentityProviderName=f"arn:aws:iam::{applied.stack['account_id']}:oidc-provider/{org}",
    )
    assert (mapped["UseDefaults"], mapped["PrincipalTags"]) == (False, {"leading_key": "sub"})
