"""The example whose API asks the authorizer: applied, called with tokens and without, and taken away.

The backend is the sample API, whose `/health` is open to everybody: only the authorizer can refuse there.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpx2
import pytest

from flows.driving import Stack, machine_token
from infra.applied import a_free_port, check_nothing_is_left, isthmus, sample_api
from infra.terraform_runs import Provider, Workspace, make_workspace

pytestmark = pytest.mark.timeout(300)

AT_ONCE = ("-input=false", "-auto-approve", "-no-color", "-parallelism=20")
FUNCTION = "isthmus-orders-authorizer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedApi:
    """What Terraform made, with the backend running behind it."""

    stack: Stack
    workspace: Workspace
    api_id: str
    backend: str

    def get(self, path: str, token: str | None = None) -> httpx2.Response:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        url = f"{self.stack['aws_endpoint']}/_aws/execute-api/{self.api_id}{path}"
        return httpx2.get(url, headers=headers, trust_env=False, timeout=30)


@pytest.fixture(scope="module")
def workspace(provider: Provider, bare: Stack, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("protected-api")
    isthmus("bundle", "--output", str(folder / "packages"))
    variables = {
        "domain_prefix": "sample-orders",
        "backend_url": f"http://127.0.0.1:{a_free_port()}",
        "client_scopes": ["read", "write"],
        "package": str(folder / "packages" / "api_authorizer.zip"),
        "local_environment": {"ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true"},
        "deletion_protection": False,
        # Provider 3.39 knows no later name; the stack runs functions on its own Python in any case.
        **({"runtime": "python3.8"} if provider.is_old else {}),
    }
    return make_workspace(folder, provider, example="protected_api", ready=bare.ready, variables=variables)


@pytest.fixture(scope="module")
def api(workspace: Workspace, bare: Stack) -> Iterator[ProtectedApi]:
    """Apply, run the backend, and destroy in the end, after which nothing is left."""
    workspace.run("apply", *AT_ONCE)
    outputs = {name: each["value"] for name, each in json.loads(workspace.outputs_text()).items()}
    stack = with_machine(bare, secret_arn=outputs["secret_arn"])
    backend = json.loads((workspace.folder / "terraform.tfvars.json").read_text())["backend_url"]
    settings = {
        "ISTHMUS_API_PORT": backend.rpartition(":")[2],
        "ISTHMUS_API_INSECURE_ISSUER_BASE": bare["aws_endpoint"],
        "ISTHMUS_API_M2M_POOL_ID": outputs["user_pool_id"],
        "ISTHMUS_API_M2M_CLIENT_ID": outputs["client_id"],
        "ISTHMUS_API_M2M_SCOPE": "orders/read",
    }
    with sample_api(backend, settings):
        yield ProtectedApi(stack=stack, workspace=workspace, api_id=outputs["api_id"], backend=backend)
    workspace.allow_destroy()
    workspace.run("destroy", *AT_ONCE, "-refresh=false")
    check_nothing_is_left(bare)


def with_machine(bare: Stack, *, secret_arn: str) -> Stack:
    """Give the stack with the machine that Terraform made, as the demo has one."""
    kept = bare.client("secretsmanager").get_secret_value(SecretId=secret_arn)["SecretString"]
    machine = json.loads(kept) | {"token_url": f"{bare['aws_endpoint']}/oauth2/token"}
    return replace(bare, ready=bare.ready | {"m2m": machine})


def test_nobody_gets_in_without_a_good_token(api: ProtectedApi) -> None:
    assert httpx2.get(f"{api.backend}/health", trust_env=False).status_code == 200
    head, _, signature = machine_token(api.stack).rpartition(".")
    assert api.get("/health").status_code == 401
    # NOTE: ministack answers 500 where the authorizer of an HTTP API raises, whatever the message.
    assert api.get("/health", "garbage").status_code == 500
    assert api.get("/health", f"{head}.{signature[::-1]}").status_code == 500


def test_a_token_without_the_scope_is_forbidden(api: ProtectedApi) -> None:
    assert api.get("/health", machine_token(api.stack, scope="orders/write")).status_code == 403


def test_a_good_token_opens_the_api_and_reaches_the_backend(api: ProtectedApi) -> None:
    token = machine_token(api.stack, scope="orders/read")
    assert api.get("/health", token).json() == {"status": "ok"}
    answer = api.get("/test", token)
    assert (answer.status_code, answer.json()["success"]) == (200, True), answer.text


def test_a_second_plan_changes_nothing(api: ProtectedApi) -> None:
    """Exit code 0 is: nothing to do; 2 would be a difference."""
    api.workspace.run("plan", "-input=false", "-no-color", "-detailed-exitcode")


def test_only_the_apis_own_authorizer_may_call_the_function(api: ProtectedApi) -> None:
    policy = api.stack.client("lambda").get_policy(FunctionName=FUNCTION, Qualifier="live")["Policy"]
    (statement,) = json.loads(policy)["Statement"]
    assert statement["Principal"] == {"Service": "apigateway.amazonaws.com"}
    (authorizer,) = api.stack.client("apigatewayv2").get_authorizers(ApiId=api.api_id)["Items"]
    assert authorizer["AuthorizerUri"].endswith(f":function:{FUNCTION}:live/invocations")
    (source,) = statement["Condition"]["ArnLike"].values()
    assert source.endswith(f":{api.api_id}/authorizers/{authorizer['AuthorizerId']}")


def test_the_function_may_write_its_log_and_nothing_else(api: ProtectedApi) -> None:
    roles = api.stack.client("iam")
    assert roles.list_attached_role_policies(RoleName=FUNCTION)["AttachedPolicies"] == []
    assert roles.list_role_policies(RoleName=FUNCTION)["PolicyNames"] == ["logs"]
    document = roles.get_role_policy(RoleName=FUNCTION, PolicyName="logs")["PolicyDocument"]
    (statement,) = document["Statement"]
    assert set(statement["Action"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert statement["Resource"].endswith(f":log-group:/aws/lambda/{FUNCTION}:*")


def test_alarms_tell_refusals_from_not_deciding(api: ProtectedApi) -> None:
    alarms = api.stack.client("cloudwatch").describe_alarms(AlarmNamePrefix=FUNCTION)["MetricAlarms"]
    assert {alarm["AlarmName"].removeprefix(f"{FUNCTION}-"): alarm["Threshold"] for alarm in alarms} == {
        "undecided": 0,
        "errors": 100,
        "throttles": 0,
        "slow": 4000,
    }
    (found,) = api.stack.client("logs").describe_metric_filters(logGroupName=f"/aws/lambda/{FUNCTION}")[
        "metricFilters"
    ]
    assert found["filterPattern"] == '{ $.function = "api_authorizer" }'
