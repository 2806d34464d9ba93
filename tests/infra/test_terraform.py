"""The Terraform kit, applied to a stack whose AWS account is empty: plans, flows, and the end of it all."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from contract.salesforce_commands import SalesforceCommands, log_in
from flows.driving import Stack, jwt_claims, machine_token
from flows.test_session_sso import WRONG, initiate, other_session, refusal, respond, username_of, validate
from flows.test_web_identity import an_id_token, credentials, forged, get_id
from infra.applied import Applied, a_free_port, check_nothing_is_left, isthmus, read_applied, sample_api
from infra.terraform_runs import Provider, Workspace, make_workspace

pytestmark = pytest.mark.timeout(600)

RESOURCE_SERVER = "default-m2m-resource-server-pc9tin"
APPLY = ("apply", "-input=false", "-auto-approve", "-no-color", "-parallelism=20")
DESTROY = ("destroy", "-input=false", "-auto-approve", "-no-color", "-parallelism=20")
PLAN = ("plan", "-input=false", "-no-color", "-refresh=false")
CALL_AS_APEX_DOES = "System.debug(CognitoApi.get('/test'));"


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
        "login_consumer_key": bare["login"]["client_id"],
        # None that the org's seed knows: what is deployed there has to come from Terraform's outputs.
        "api_url": f"http://127.0.0.1:{a_free_port()}",
        "app_origin": "https://app.example.com",
        "cors_origins": ["https://page.example.com"],
        "reserved_concurrency": {"token_validator": 10},
        "packages_folder": str(packages),
        "deletion_protection": False,
        "local_environment": {
            "SSL_CERT_FILE": bare["ca_bundle"],
            "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
        },
        # Provider 3.39 knows no later name; the stack runs functions on its own Python in any case.
        **({"runtime": "python3.8"} if provider.is_old else {}),
    }
    return make_workspace(folder, provider, example="complete", ready=bare.ready, variables=variables)


@pytest.fixture(scope="module")
def applied(workspace: Workspace, bare: Stack) -> Iterator[Applied]:
    """Apply; in the end be refused to destroy, and destroy, after which nothing is left."""
    workspace.run(*APPLY)
    made = read_applied(workspace, bare)
    yield made
    assert "prevent_destroy" in workspace.run(*DESTROY, codes=(1,)).stderr
    workspace.allow_destroy()
    workspace.run(*DESTROY)
    check_nothing_is_left(bare)


@pytest.fixture(scope="module")
def api(applied: Applied) -> Iterator[str]:
    """Run the sample API with what `isthmus env` says."""
    url = str(applied.stack["api"])
    with sample_api(url, applied.env("api")):
        yield url


@pytest.fixture(scope="module")
def sf(applied: Applied, tmp_path_factory: pytest.TempPathFactory) -> SalesforceCommands:
    """Deploy the Salesforce project with what `isthmus env` says."""
    commands = log_in(
        applied.stack, tmp_path_factory.mktemp("salesforce-cli"), replacements=applied.env("salesforce")
    )
    deployed = commands.result("project", "deploy", "start", "--source-dir", "force-app", "--wait", "2")
    assert (deployed["status"], deployed["numberComponentErrors"]) == ("Succeeded", 0)
    return commands


def connect(applied: Applied, *options: str) -> list[str]:
    """Run `isthmus m2m connect` with the secret that Secrets Manager keeps; give its lines."""
    stack, admin = applied.stack, applied.stack["admin"]
    people = [user["username"] for user in stack["salesforce_org"]["users"][:2]]
    printed = isthmus(
        *("m2m", "connect", "--org", stack["salesforce"], "--ca-bundle", stack["ca_bundle"]),
        *("--secret-id", applied.outputs["m2m"]["secret_arn"], "--user", people[0], "--user", people[1]),
        *options,
        ISTHMUS_ORG_SESSION=stack.user()["session_id"],
        AWS_ENDPOINT_URL=stack["aws_endpoint"],
        AWS_REGION=stack["region"],
        AWS_DEFAULT_REGION=stack["region"],
        AWS_ACCESS_KEY_ID=admin["access_key_id"],
        AWS_SECRET_ACCESS_KEY=admin["secret_access_key"],
    )
    return [" ".join(line.split()) for line in printed.splitlines()]


def session_tokens(stack: Stack) -> dict[str, Any]:
    user = stack.user()
    username = username_of(stack, user)
    result = respond(stack, initiate(stack, username), username=username, answer=user["session_id"])
    return dict(result["AuthenticationResult"])


def test_is_valid(workspace: Workspace) -> None:
    workspace.run("validate")


def test_refuses_what_would_open_a_door(workspace: Workspace) -> None:
    bad = {
        "domain_prefix=aws-sample": "which AWS keeps",
        "salesforce_origin=https://login.salesforce.com": "speak for every org there is",
        "salesforce_org_id=00D": "00D and 15 more letters",
        "runtime=nodejs22.x": "python3.<minor>",
        'cors_origins=["*"]': "no *",
        'local_environment={ISTHMUS_SALESFORCE_ORGS="00D"}': "and nothing else",
        "api_url=http://api.example.com": "http on this machine only",
        "packages_folder=nowhere": "isthmus bundle",
        'tags={"aws:sample"="sample"}': "",
    }
    arguments = [f"-var={each}" for each in bad]
    said = workspace.run(*PLAN, *arguments, codes=(1,)).stderr
    said = " ".join(said.replace("│", " ").split())
    assert [message for message in bad.values() if message not in said] == []


@pytest.mark.parametrize(
    ("variable", "reason"),
    [
        ("salesforce_origin=https://sample.my.salesforce.com/services", "without path and slash"),
        ('tags={"aws:sample"="sample"}', "no key begins with aws:"),
    ],
)
def test_refuses_what_only_a_module_knows(workspace: Workspace, variable: str, reason: str) -> None:
    said = workspace.run(*PLAN, f"-var={variable}", codes=(1,)).stderr
    assert reason in " ".join(said.replace("│", " ").split())


def test_a_second_apply_changes_nothing(applied: Applied) -> None:
    done = applied.workspace.run(*APPLY)
    assert "No changes. Your infrastructure matches the configuration." in done.stdout
    assert "Resources: 0 added, 0 changed, 0 destroyed." in done.stdout


def test_the_three_flows_pass_on_what_terraform_and_the_salesforce_cli_made(
    applied: Applied, api: str, sf: SalesforceCommands
) -> None:
    """Nothing of a seed but the org's people: each value comes out of Terraform by `isthmus env`."""
    # (1) The org can't call yet: its principal has no secret. `m2m connect` sets it, and may run again.
    assert "would be done" in connect(applied, "--dry-run")[0]
    assert sf.run_apex(CALL_AS_APEX_DOES)["status"] == 1
    first, again = connect(applied), connect(applied)
    assert first[-1] == again[-1] == "done GET callout:AWS_API_Access/test: 200"
    assert [line.split(":")[0] for line in again[1:-1]] == [
        line.replace("done ", "already there ").split(":")[0] for line in first[1:-1]
    ]

    # (2) m2m: Apex calls the API by the named credential, with a token of Terraform's pool.
    called = sf.run_apex(CALL_AS_APEX_DOES)
    assert (called["status"], called["result"]["success"]) == (0, True), called
    assert sf.environment["API_URL"] == api

    # (3) web_identity: a person of the org signs in and scans Terraform's table.
    table = applied.outputs["web_identity"]["table"]
    person = applied.stack.client("dynamodb", **credentials(applied.stack, an_id_token(applied.stack)))
    assert person.scan(TableName=table)["Count"] == 0

    # (4) session_sso: a session of the org becomes tokens of Terraform's pool, which open the API.
    token = session_tokens(applied.stack)["AccessToken"]
    with applied.stack.http() as http:
        opened = http.get(f"{api}/test", headers={"Authorization": f"Bearer {token}"})
    assert opened.status_code == 200, opened.text

    # (5) The doctor finds nothing to mend.
    completed = applied.workspace.folder / "completed.json"
    completed.write_text(json.dumps(applied.stack.ready))
    assert "0 failed, 0 skipped" in isthmus("doctor", "--ready-file", str(completed))


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


def test_pages_of_no_other_origin_call_the_validator(applied: Applied) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    url = applied.stack["session_sso"]["validator_url"]
    with applied.stack.http() as http:
        for origin, allowed in (("https://evil.example.com", None), ("https://page.example.com",) * 2):
            answer = http.options(url, headers=asked | {"Origin": str(origin)})
            assert answer.headers.get("access-control-allow-origin") == allowed


def test_functions_log_where_retention_holds(applied: Applied) -> None:
    groups = applied.stack.client("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/isthmus-")
    assert {group["retentionInDays"] for group in groups["logGroups"]} == {90}
    assert len(groups["logGroups"]) == 4


def test_runs_at_once_are_bounded_where_it_was_said(applied: Applied) -> None:
    functions = applied.stack.client("lambda")
    bounds = {
        function["FunctionName"]: functions.get_function_concurrency(
            FunctionName=function["FunctionName"]
        ).get("ReservedConcurrentExecutions")
        for function in functions.list_functions()["Functions"]
    }
    assert len(bounds) == 4
    assert {name: bound for name, bound in bounds.items() if bound} == {
        "isthmus-session-sso-token-validator": 10
    }


def test_a_rotation_stops_no_callout_and_terraform_does_not_undo_it(
    applied: Applied, api: str, sf: SalesforceCommands
) -> None:
    """As docs/real-accounts.md has it: two secrets are good while the org is told the next one."""
    del api
    pool, secrets = applied.stack.client("cognito-idp"), applied.stack.client("secretsmanager")
    client = {
        "UserPoolId": applied.outputs["m2m"]["user_pool_id"],
        "ClientId": applied.outputs["m2m"]["client_id"],
    }
    arn = applied.outputs["m2m"]["secret_arn"]
    kept = json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"])
    assert kept == {"client_id": client["ClientId"], "client_secret": applied.outputs["m2m_client_secret"]}
    # (1) A second secret, put where `m2m connect` reads it. The org still has the first.
    added = pool.add_user_pool_client_secret(**client)["ClientSecretDescriptor"]
    rotated = kept | {"client_secret": added["ClientSecretValue"]}
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(rotated))
    assert sf.run_apex(CALL_AS_APEX_DOES)["status"] == 0
    # (2) The org is told; the first goes.
    assert connect(applied)[-1].endswith(": 200")
    listed = pool.list_user_pool_client_secrets(**client)["ClientSecrets"]
    (old,) = {each["ClientSecretId"] for each in listed} - {added["ClientSecretId"]}
    pool.delete_user_pool_client_secret(**client, ClientSecretId=old)
    assert connect(applied)[-1].endswith(": 200")
    # (3) Terraform leaves it so.
    applied.workspace.run(*APPLY)
    assert json.loads(secrets.get_secret_value(SecretId=arn)["SecretString"]) == rotated
