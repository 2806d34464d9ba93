"""Who may call what, through the real endpoint with the real emulator behind it."""

import json
import secrets
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from isthmus.local.addresses import ACCOUNT_ID, REGION
from unit.local.aws.running_endpoint import RunningEndpoint

ANYBODY = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}, "Action": "sts:AssumeRole"}
TABLE = "Callers"
STRANGERS = {
    "the word that emulators take": {"aws_access_key_id": "test", "aws_secret_access_key": "test"},
    "an account id": {"aws_access_key_id": ACCOUNT_ID, "aws_secret_access_key": "test"},
    "an unknown key": {"aws_access_key_id": "AKIA" + "A" * 16, "aws_secret_access_key": "x" * 40},
    "an unknown session": {
        "aws_access_key_id": "ASIA" + "A" * 16,
        "aws_secret_access_key": "x" * 40,
        "aws_session_token": "x" * 40,
    },
    "an empty key id": {"aws_access_key_id": " ", "aws_secret_access_key": "x"},
}
CALLS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "dynamodb": ("list_tables", {}, {"UnrecognizedClientException", "IncompleteSignatureException"}),
    "iam": ("list_users", {}, {"InvalidClientTokenId", "IncompleteSignature"}),
    "sts": ("get_caller_identity", {}, {"InvalidClientTokenId", "IncompleteSignature"}),
    "lambda": ("list_functions", {}, {"UnrecognizedClientException", "IncompleteSignatureException"}),
    "s3": ("list_buckets", {}, {"InvalidAccessKeyId", "AuthorizationHeaderMalformed"}),
    "cognito-idp": (
        "list_user_pools",
        {"MaxResults": 1},
        {"UnrecognizedClientException", "IncompleteSignatureException"},
    ),
    "cognito-identity": (
        "list_identity_pools",
        {"MaxResults": 1},
        {"UnrecognizedClientException", "IncompleteSignatureException"},
    ),
}


@pytest.fixture(scope="module")
def scanner(endpoint: RunningEndpoint) -> dict[str, str]:
    """Give keys of a role that may scan one table and ask one user pool for a user."""
    endpoint.client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
        BillingMode="PAY_PER_REQUEST",
    )
    arn = endpoint.make_role(
        "scanner",
        trust=ANYBODY,
        allowed=[
            {
                "Action": "dynamodb:Scan",
                "Resource": f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{TABLE}",
            }
        ],
    )
    return assume(endpoint, arn)


def assume(endpoint: RunningEndpoint, role_arn: str) -> dict[str, str]:
    given = endpoint.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="test")["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize("stranger", STRANGERS)
def test_refuses(endpoint: RunningEndpoint, service: str, stranger: str) -> None:
    operation, arguments, codes = CALLS[service]
    with pytest.raises(ClientError) as refused:
        getattr(endpoint.client(service, **STRANGERS[stranger]), operation)(**arguments)
    assert code_of(refused) in codes


@pytest.mark.parametrize("service", CALLS)
def test_refuses_the_administrator_with_a_wrong_secret(endpoint: RunningEndpoint, service: str) -> None:
    operation, arguments, _ = CALLS[service]
    keys = endpoint.admin_keys | {"aws_secret_access_key": "x" * 40}
    with pytest.raises(ClientError, match="The request signature we calculated does not match") as refused:
        getattr(endpoint.client(service, **keys), operation)(**arguments)
    assert code_of(refused) in {"InvalidSignatureException", "SignatureDoesNotMatch"}


@pytest.mark.parametrize("service", [name for name in CALLS if name != "s3"])
def test_refuses_an_unsigned_call(endpoint: RunningEndpoint, service: str) -> None:
    operation, arguments, _ = CALLS[service]
    with pytest.raises(ClientError) as refused:
        getattr(endpoint.unsigned_client(service), operation)(**arguments)
    assert code_of(refused) in {"MissingAuthenticationToken", "MissingAuthenticationTokenException"}


def test_refuses_an_unsigned_call_of_s3(endpoint: RunningEndpoint) -> None:
    with pytest.raises(ClientError):
        endpoint.unsigned_client("s3").list_buckets()


@pytest.mark.parametrize(
    "change",
    [{"aws_secret_access_key": "x" * 40}, {"aws_session_token": "x"}, {"aws_session_token": None}],
)
@pytest.mark.parametrize("service", ["dynamodb", "cognito-idp"])
def test_refuses_a_sessions_key_with_a_wrong_part(
    endpoint: RunningEndpoint, scanner: dict[str, str], service: str, change: dict[str, str | None]
) -> None:
    keys = {name: value for name, value in {**scanner, **change}.items() if value is not None}
    operation, arguments, _ = CALLS[service]
    with pytest.raises(ClientError) as refused:
        getattr(endpoint.client(service, **keys), operation)(**arguments)
    assert code_of(refused) in {"InvalidSignatureException", "UnrecognizedClientException"}


def test_a_role_scans_its_table_and_nothing_else(endpoint: RunningEndpoint, scanner: dict[str, str]) -> None:
    dynamodb = endpoint.client("dynamodb", **scanner)
    with pytest.raises(ClientError, match="not authorized to perform: dynamodb:PutItem") as refused:
        dynamodb.put_item(TableName=TABLE, Item={"Id": {"N": "1"}})
    assert code_of(refused) == "AccessDeniedException"
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.scan(TableName="Other")
    with pytest.raises(ClientError, match="AccessDenied"):
        endpoint.client("iam", **scanner).create_user(UserName="evil")
    assert dynamodb.scan(TableName=TABLE)["Items"] == []


def test_a_role_asks_cognito_only_what_iam_allows(endpoint: RunningEndpoint) -> None:
    pools = endpoint.client("cognito-idp")
    mine, other = (pools.create_user_pool(PoolName=name)["UserPool"] for name in ("mine", "other"))
    for pool in (mine, other):
        pools.admin_create_user(UserPoolId=pool["Id"], Username="jane", MessageAction="SUPPRESS")
    arn = endpoint.make_role(
        "asker", trust=ANYBODY, allowed=[{"Action": "cognito-idp:AdminGetUser", "Resource": mine["Arn"]}]
    )
    asker = endpoint.client("cognito-idp", **assume(endpoint, arn))
    words = f"is not authorized to perform: cognito-idp:AdminGetUser on resource: {other['Arn']}"
    with pytest.raises(ClientError, match=f"AccessDeniedException.*User: arn:aws:sts::.*/asker/.* {words}"):
        asker.admin_get_user(UserPoolId=other["Id"], Username="jane")
    with pytest.raises(ClientError, match=r"AccessDeniedException.*cognito-idp:AdminDeleteUser"):
        asker.admin_delete_user(UserPoolId=mine["Id"], Username="jane")
    with pytest.raises(ClientError, match=r"AccessDeniedException.*cognito-idp:ListUserPools"):
        asker.list_user_pools(MaxResults=1)
    assert asker.admin_get_user(UserPoolId=mine["Id"], Username="jane")["Username"] == "jane"


@pytest.mark.parametrize("who", ["administrator", "stranger"])
def test_refuses_to_simulate_policies(endpoint: RunningEndpoint, scanner: dict[str, str], who: str) -> None:
    iam = endpoint.client("iam", **({} if who == "administrator" else scanner))
    with pytest.raises(ClientError, match="not supported by the local stack") as refused:
        iam.simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT_ID}:role/scanner", ActionNames=["dynamodb:Scan"]
        )
    assert refused.value.response["Error"]["Code"] == "UnsupportedOperationException"
    with pytest.raises(ClientError, match="not supported by the local stack"):
        iam.simulate_custom_policy(PolicyInputList=["{}"], ActionNames=["dynamodb:Scan"])


def test_a_users_keys_do_what_the_users_policy_says(endpoint: RunningEndpoint) -> None:
    iam = endpoint.client("iam")
    iam.create_user(UserName="ulla")
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"}],
    }
    iam.put_user_policy(UserName="ulla", PolicyName="test", PolicyDocument=json.dumps(policy))
    made = iam.create_access_key(UserName="ulla")["AccessKey"]
    keys = {"aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"]}
    with pytest.raises(ClientError, match="AccessDenied"):
        endpoint.client("iam", **keys).list_users()
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        endpoint.client("iam", **keys | {"aws_secret_access_key": "x" * 40}).get_user(UserName="ulla")
    assert endpoint.client("iam", **keys).get_user(UserName="ulla")["User"]["UserName"] == "ulla"
    iam.delete_access_key(UserName="ulla", AccessKeyId=made["AccessKeyId"])
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        endpoint.client("iam", **keys).get_user(UserName="ulla")


@pytest.mark.parametrize(
    ("header", "value", "condition"),
    [
        ("X-Forwarded-For", "203.0.113.9", {"IpAddress": {"aws:SourceIp": "203.0.113.9/32"}}),
        ("X-Forwarded-Proto", "https", {"Bool": {"aws:SecureTransport": "true"}}),
    ],
)
def test_nobody_writes_where_they_come_from_into_a_header(
    endpoint: RunningEndpoint, header: str, value: str, condition: dict[str, Any]
) -> None:
    iam, name = endpoint.client("iam"), f"pretender-{header}"
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    statement = {"Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*", "Condition": condition}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName=name, PolicyName="list", PolicyDocument=policy)
    table = endpoint.client(
        "dynamodb", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"]
    )
    table.meta.events.register(
        "before-send.dynamodb", lambda request, **_: request.headers.update({header: value})
    )
    with pytest.raises(ClientError) as error:
        table.list_tables()
    assert code_of(error) == "AccessDeniedException"


def test_handing_out_a_role_needs_leave_to_pass_it(endpoint: RunningEndpoint) -> None:
    pool_id = endpoint.client("cognito-identity").create_identity_pool(
        IdentityPoolName="passing", AllowUnauthenticatedIdentities=False
    )["IdentityPoolId"]
    arn = endpoint.make_role(
        "setter", trust=ANYBODY, allowed=[{"Action": "cognito-identity:*", "Resource": "*"}]
    )
    setter = endpoint.client("cognito-identity", **assume(endpoint, arn))
    with pytest.raises(ClientError, match=r"NotAuthorizedException.*Access to Role '.*' is forbidden"):
        setter.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={"authenticated": arn})
    assert setter.describe_identity_pool(IdentityPoolId=pool_id)["IdentityPoolName"] == "passing"


def signed(
    endpoint: RunningEndpoint,
    keys: dict[str, str],
    *,
    service: str,
    path: str = "/",
    headers: dict[str, str] | None = None,
    body: str = "",
) -> tuple[int, str]:
    """Send what no SDK sends, signed."""
    request = AWSRequest("POST", f"{endpoint.url}{path}", data=body, headers=headers)
    credentials = Credentials(
        keys["aws_access_key_id"], keys["aws_secret_access_key"], keys.get("aws_session_token")
    )
    SigV4Auth(credentials, service, REGION).add_auth(request)
    prepared = request.prepare()
    with endpoint.http() as http:
        answer = http.post(prepared.url, headers=dict(prepared.headers), content=body.encode())
    return answer.status_code, answer.text


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/x-amz-json-1.0"}
PUT = JSON | {"X-Amz-Target": "DynamoDB_20120810.PutItem"}
TRICKS: dict[str, dict[str, Any]] = {
    "a scan's name on a put": {
        "service": "dynamodb",
        "path": "/?Action=Scan",
        "headers": PUT,
        "body": json.dumps({"TableName": TABLE, "Item": {"Id": {"N": "1"}}}),
    },
    "a form that says it is none": {
        "service": "iam",
        "headers": {"Content-Type": "text/plain"},
        "body": "Action=CreateUser&UserName=evil&Version=2010-05-08",
    },
    "two actions": {
        "service": "sts",
        "path": "/?Action=GetCallerIdentity",
        "headers": FORM,
        "body": "Action=AssumeRole&Version=2011-06-15",
    },
    "IAM by a target": {
        "service": "iam",
        "headers": JSON | {"X-Amz-Target": "IAMService.CreateUser"},
        "body": json.dumps({"UserName": "evil"}),
    },
    "an unverified web identity by a target": {
        "service": "sts",
        "headers": JSON | {"X-Amz-Target": "AWSSecurityTokenServiceV20110615.AssumeRoleWithWebIdentity"},
        "body": json.dumps({"RoleArn": "arn", "RoleSessionName": "x", "WebIdentityToken": "x"}),
    },
    "user pools in another service's scope": {
        "service": "dynamodb",
        "headers": JSON | {"X-Amz-Target": "AWSCognitoIdentityProviderService.CreateUserPool"},
        "body": json.dumps({"PoolName": "evil"}),
    },
    "user pools at another path": {
        "service": "cognito-idp",
        "path": "/other",
        "headers": JSON | {"X-Amz-Target": "AWSCognitoIdentityProviderService.CreateUserPool"},
        "body": json.dumps({"PoolName": "evil"}),
    },
    "identity pools as a form": {
        "service": "cognito-identity",
        "headers": FORM,
        "body": "Action=CreateIdentityPool",
    },
}


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("who", ["role", "administrator"])
def test_refuses_a_trick(endpoint: RunningEndpoint, scanner: dict[str, str], trick: str, who: str) -> None:
    keys = scanner if who == "role" else endpoint.admin_keys
    status, text = signed(endpoint, keys, **TRICKS[trick])
    if who == "administrator" and trick in {"a form that says it is none", "IAM by a target"}:
        assert status == 200  # they are the account's own
        endpoint.client("iam").delete_user(UserName="evil")
        return
    assert 400 <= status < 500, text
    assert "evil" not in {user["UserName"] for user in endpoint.client("iam").list_users()["Users"]}


@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/health",
        "/_ministack/reset",
        "/_localstack/health",
        "/moto-api/data.json",
        "/health",
        "/_isthmus/authorize",
        "/_isthmus/assume-role",
        "/_aws/execute-api/x",
    ],
)
def test_what_is_inside_is_not_there(endpoint: RunningEndpoint, path: str) -> None:
    with endpoint.http() as http:
        assert http.get(path).status_code == 404
        assert http.post(path, json={}).status_code == 404
    assert signed(endpoint, endpoint.admin_keys, service="iam", path=path)[0] == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"x-isthmus-caller": "root"},
        {"x-isthmus-caller": "root", "x-isthmus-secret": "x"},
        {"authorization": "Bearer x"},
        {"authorization": "AWS test:x"},
        {"authorization": "AWS4-HMAC-SHA256 Credential=test/1/us-east-1/iam/aws4_request, Signature=x"},
    ],
)
def test_no_header_makes_a_stranger_the_root(endpoint: RunningEndpoint, headers: dict[str, str]) -> None:
    with endpoint.http() as http:
        answer = http.post("/", data={"Action": "ListUsers", "Version": "2010-05-08"}, headers=headers)
    assert answer.status_code in {400, 403}, answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 5000, b'{"MaxResults": "x"}'])
def test_a_malformed_call_is_a_client_error(endpoint: RunningEndpoint, body: bytes) -> None:
    for target in ("AWSCognitoIdentityService.GetId", "AWSCognitoIdentityProviderService.InitiateAuth"):
        with endpoint.http() as http:
            answer = http.post("/", content=body, headers={"X-Amz-Target": target})
        assert answer.status_code == 400
        assert answer.json()["__type"]


def test_an_oversized_call_of_cognito_is_refused(endpoint: RunningEndpoint) -> None:
    with endpoint.http() as http:
        headers = {"X-Amz-Target": "AWSCognitoIdentityService.GetId"}
        answer = http.post("/", content=b" " * (1024 * 1024 + 1), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path", ["/no/such/page", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//"]
)
def test_an_unknown_page_is_refused(endpoint: RunningEndpoint, path: str) -> None:
    with endpoint.http() as http:
        answer = http.get(path)
    assert answer.status_code == 403
    assert answer.json() == {"message": "Missing Authentication Token"}


def test_browsers_may_call_what_aws_lets_them(endpoint: RunningEndpoint) -> None:
    with endpoint.http() as http:
        preflight = http.options(
            "/",
            headers={
                "Origin": "https://localhost:8443",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,x-amz-target",
            },
        )
        refused = http.post("/", content=b"{}", headers={"X-Amz-Target": "AWSCognitoIdentityService.GetId"})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "x-amz-target" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "x-amzn-RequestId" in refused.headers["access-control-expose-headers"]


def test_browsers_may_not_call_what_aws_does_not_let_them(endpoint: RunningEndpoint) -> None:
    iam = endpoint.client("iam").list_users()["ResponseMetadata"]["HTTPHeaders"]
    dynamodb = endpoint.client("dynamodb").list_tables()["ResponseMetadata"]["HTTPHeaders"]
    assert "access-control-allow-origin" not in iam
    assert dynamodb["access-control-allow-origin"] == "*"


def test_the_administrator_is_the_accounts_root(endpoint: RunningEndpoint) -> None:
    assert endpoint.client("sts").get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT_ID}:root"


def test_an_object_goes_and_comes_byte_by_byte(endpoint: RunningEndpoint) -> None:
    s3, content = endpoint.client("s3"), secrets.token_bytes(300_000)
    s3.create_bucket(Bucket="samples")
    s3.put_object(Bucket="samples", Key="a b+c/é.bin", Body=content)
    assert s3.get_object(Bucket="samples", Key="a b+c/é.bin")["Body"].read() == content


def test_health_answers(endpoint: RunningEndpoint) -> None:
    with endpoint.http() as http:
        assert http.get("/_isthmus/health").json() == {"status": "ok"}
