"""`session_sso`: triggers and token validator as Lambda functions, their pool, the validator's URL."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from isthmus.bundle import build_function
from isthmus.local.addresses import ACCOUNT_ID, REGION
from isthmus.local.ready import SessionSsoDemo
from isthmus.local.seed.functions import Function, ensure_function, ensure_http_api
from isthmus.local.seed.roles import ensure_role
from isthmus.local.seed.user_pools import ensure_user_pool, find_client_id

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from isthmus.local.seed.clients import AwsClients

POOL = "isthmus-session-sso"
CLIENT = "session-sso"
USE_ONCE_TABLE = "isthmus-use-once"
TRIGGERS = {
    "DefineAuthChallenge": "define_auth_challenge",
    "CreateAuthChallenge": "create_auth_challenge",
    "VerifyAuthChallengeResponse": "verify_auth_challenge",
}
VALIDATOR = "token_validator"
TRIGGER_SECONDS = 5  # Cognito waits no longer
VALIDATOR_SECONDS = 10
LAMBDA_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def ensure_session_sso(
    clients: "AwsClients", *, orgs: str, page_origin: str, local_environment: Mapping[str, str]
) -> SessionSsoDemo:
    """Make everything between a Salesforce session and user-pool tokens.

    `orgs` names the trusted orgs as the functions' settings want it; `page_origin` is where the org serves
    Visualforce pages, whose scripts may call the validator; `local_environment` is what a function needs only
    on this machine: the CA of the org, the plain-http AWS endpoint.
    """
    asks_salesforce = {"ISTHMUS_SALESFORCE_ORGS": orgs, **local_environment}
    table_arn = _ensure_use_once_table(clients)
    triggers = _ensure_triggers(clients, table_arn=table_arn, environment=asks_salesforce)
    user_pool_id = ensure_user_pool(
        clients.cognito_idp,
        name=POOL,
        LambdaConfig=triggers,
        # SECURITY: the username is predictable; whoever could sign up would take a person's name first.
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
    )
    pool_arn = f"arn:aws:cognito-idp:{REGION}:{ACCOUNT_ID}:userpool/{user_pool_id}"
    _allow_cognito(clients, pool_arn=pool_arn)
    client_id = _ensure_client(clients.cognito_idp, user_pool_id=user_pool_id)
    validator_environment = {"ISTHMUS_USER_POOL_ID": user_pool_id, **asks_salesforce}
    validator_arn = _ensure_validator(clients, pool_arn=pool_arn, environment=validator_environment)
    url = ensure_http_api(
        clients, name="isthmus-token-validator", function_arn=validator_arn, page_origin=page_origin
    )
    return SessionSsoDemo(user_pool_id=user_pool_id, client_id=client_id, validator_url=url)


def _ensure_use_once_table(clients: "AwsClients") -> str:
    if USE_ONCE_TABLE not in clients.dynamodb.list_tables()["TableNames"]:
        clients.dynamodb.create_table(
            TableName=USE_ONCE_TABLE,
            KeySchema=[{"AttributeName": "digest", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "digest", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        clients.dynamodb.update_time_to_live(
            TableName=USE_ONCE_TABLE,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"},
        )
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{USE_ONCE_TABLE}"


def _ensure_triggers(
    clients: "AwsClients", *, table_arn: str, environment: Mapping[str, str]
) -> dict[str, Any]:
    put = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": table_arn}
    plain = ensure_role(
        clients.iam, name="isthmus-challenge-triggers", trust=LAMBDA_TRUST, allowed=(_logs(),)
    )
    verifying = ensure_role(
        clients.iam, name="isthmus-verify-trigger", trust=LAMBDA_TRUST, allowed=(_logs(), put)
    )
    verify_environment = {"ISTHMUS_USE_ONCE_TABLE": USE_ONCE_TABLE, **environment}
    roles: dict[str, tuple[str, Mapping[str, str]]] = {
        "define_auth_challenge": (plain, {"ISTHMUS_MAX_ATTEMPTS": "1"}),
        "create_auth_challenge": (plain, {}),
        "verify_auth_challenge": (verifying, verify_environment),
    }
    return {
        trigger: _ensure(clients, name, role_arn=roles[name][0], environment=roles[name][1])
        for trigger, name in TRIGGERS.items()
    }


def _ensure_validator(clients: "AwsClients", *, pool_arn: str, environment: Mapping[str, str]) -> str:
    administers = {
        "Effect": "Allow",
        "Action": [
            "cognito-idp:AdminCreateUser",
            "cognito-idp:AdminGetUser",
            "cognito-idp:AdminSetUserPassword",
        ],
        "Resource": pool_arn,
    }
    role_arn = ensure_role(
        clients.iam, name="isthmus-token-validator", trust=LAMBDA_TRUST, allowed=(_logs(), administers)
    )
    return _ensure(clients, VALIDATOR, role_arn=role_arn, environment=environment)


def _ensure(clients: "AwsClients", name: str, *, role_arn: str, environment: Mapping[str, str]) -> str:
    return ensure_function(
        clients.functions,
        Function(
            name=f"isthmus-{name.replace('_', '-')}",
            handler=f"isthmus.lambdas.{name}.handler",
            archive=build_function(name),
            role_arn=role_arn,
            environment=dict(environment),
            timeout_seconds=VALIDATOR_SECONDS if name == VALIDATOR else TRIGGER_SECONDS,
        ),
    )


def _allow_cognito(clients: "AwsClients", *, pool_arn: str) -> None:
    functions = clients.functions
    for name in TRIGGERS.values():
        try:
            functions.add_permission(
                FunctionName=f"isthmus-{name.replace('_', '-')}",
                StatementId="user-pool",
                Action="lambda:InvokeFunction",
                Principal="cognito-idp.amazonaws.com",
                SourceArn=pool_arn,
                SourceAccount=ACCOUNT_ID,
            )
        except functions.exceptions.ResourceConflictException:
            continue


def _ensure_client(client: "CognitoIdentityProviderClient", *, user_pool_id: str) -> str:
    settings: dict[str, Any] = {
        "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
        # SECURITY: an empty list would mean all; the e-mail address comes from Salesforce.
        "WriteAttributes": ["locale", "zoneinfo"],
    }
    known = find_client_id(client, user_pool_id=user_pool_id, name=CLIENT)
    if known is None:
        made = client.create_user_pool_client(UserPoolId=user_pool_id, ClientName=CLIENT, **settings)
        return made["UserPoolClient"]["ClientId"]
    client.update_user_pool_client(UserPoolId=user_pool_id, ClientId=known, ClientName=CLIENT, **settings)
    return known


def _logs() -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT_ID}:*",
    }


def orgs_setting(org_id: str, *, origin: str) -> str:
    """Name one trusted org as `ISTHMUS_SALESFORCE_ORGS` wants it."""
    return f"{org_id}={origin}"
