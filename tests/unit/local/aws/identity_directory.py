"""A directory for the tests: a user pool, tables of its departments, and identity pools for its users."""

import time
from typing import Any

from botocore.exceptions import ClientError

from isthmus.local.addresses import REGION
from unit.local.aws.running_endpoint import RunningEndpoint

COGNITO = "cognito-identity.amazonaws.com"
DEVELOPER = "login.example"
PASSWORD = "Sample-password-1"
TAGGING = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
NOTHING = {"Action": "dynamodb:ListTables", "Resource": "*"}


class Directory:
    """A user pool, an identity pool that takes its users, and short words to call them."""

    def __init__(self, endpoint: RunningEndpoint) -> None:
        self.endpoint = endpoint
        self.users = endpoint.client("cognito-idp")
        self.pools = endpoint.client("cognito-identity")
        self.anybody = endpoint.unsigned_client("cognito-identity")
        self.user_pool_id = self.users.create_user_pool(
            PoolName="directory", Schema=[{"Name": "dept", "AttributeDataType": "String", "Mutable": True}]
        )["UserPool"]["Id"]
        self.client_id = self.users.create_user_pool_client(
            UserPoolId=self.user_pool_id,
            ClientName="app",
            ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            ReadAttributes=["custom:dept", "email"],
        )["UserPoolClient"]["ClientId"]
        self.provider = f"cognito-idp.{REGION}.amazonaws.com/{self.user_pool_id}"
        for name in ("table-of-sales", "table-of-press"):
            endpoint.client("dynamodb").create_table(
                TableName=name,
                KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
                BillingMode="PAY_PER_REQUEST",
            )

    def make_pool(self, *, is_checked: bool = False, **settings: Any) -> str:
        request = {
            "IdentityPoolName": "directory",
            "AllowUnauthenticatedIdentities": False,
            "CognitoIdentityProviders": [
                {
                    "ProviderName": self.provider,
                    "ClientId": self.client_id,
                    "ServerSideTokenCheck": is_checked,
                }
            ],
        } | settings
        return str(self.pools.create_identity_pool(**request)["IdentityPoolId"])

    def make_role(self, pool_id: str, *, action: Any = TAGGING, condition: Any = None, allowed: Any) -> str:
        trust = {
            "Principal": {"Federated": COGNITO},
            "Action": action,
            "Condition": {"StringEquals": {f"{COGNITO}:aud": pool_id}, **(condition or {})},
        }
        return self.endpoint.make_role(f"role-{time.monotonic_ns()}", trust=trust, allowed=[allowed])

    def add_user(self, name: str, *, groups: tuple[str, ...] = (), dept: str = "sales") -> None:
        self.users.admin_create_user(
            UserPoolId=self.user_pool_id,
            Username=name,
            UserAttributes=[{"Name": "custom:dept", "Value": dept}],
            MessageAction="SUPPRESS",
        )
        self.users.admin_set_user_password(
            UserPoolId=self.user_pool_id, Username=name, Password=PASSWORD, Permanent=True
        )
        for group in groups:
            self.users.admin_add_user_to_group(UserPoolId=self.user_pool_id, Username=name, GroupName=group)

    def sign_in(self, name: str) -> dict[str, str]:
        """Give the logins of a user who just signed in."""
        answer = self.users.admin_initiate_auth(
            UserPoolId=self.user_pool_id,
            ClientId=self.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )
        return {self.provider: answer["AuthenticationResult"]["IdToken"]}

    def get_id(self, pool_id: str, logins: dict[str, str]) -> str:
        return str(self.anybody.get_id(IdentityPoolId=pool_id, Logins=logins)["IdentityId"])

    def credentials(self, pool_id: str, logins: dict[str, str], **more: str) -> dict[str, str]:
        identity_id = self.get_id(pool_id, logins)
        return keys_of(
            self.anybody.get_credentials_for_identity(IdentityId=identity_id, Logins=logins, **more)
        )

    def role_of(self, pool_id: str, logins: dict[str, str], **more: str) -> str:
        """Give the name of the role that the logins lead to."""
        keys = self.credentials(pool_id, logins, **more)
        arn = self.endpoint.client("sts", **keys).get_caller_identity()["Arn"]
        return str(arn.split("/")[1])

    def can_scan(self, table: str, keys: dict[str, str]) -> bool:
        try:
            self.endpoint.client("dynamodb", **keys).scan(TableName=table)
        except ClientError as error:
            if error.response["Error"]["Code"] != "AccessDeniedException":
                raise
            return False
        return True


def keys_of(answer: Any) -> dict[str, str]:
    given = answer["Credentials"]
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given.get("SecretKey") or given["SecretAccessKey"],
        "aws_session_token": given["SessionToken"],
    }
