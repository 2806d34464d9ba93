"""A user pool on the running stack, as an administrator sets one up for an app, and its users."""

import base64
import hmac
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flows.driving import Stack

PASSWORD = "Sample-pass-1"
CALLBACK = "https://app.example.com/callback"
GOODBYE = "https://app.example.com/goodbye"
SCOPES = ("openid", "email", "profile", "phone", "aws.cognito.signin.user.admin")
FLOWS = (
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
)
_numbers: Iterator[int] = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleApp:
    """A user pool with an app client, and what its administrator does."""

    stack: Stack
    admin: Any = field(repr=False)
    pool_id: str
    client_id: str
    domain: str

    @property
    def endpoint(self) -> str:
        return str(self.stack["aws_endpoint"])

    @property
    def issuer(self) -> str:
        return f"{self.endpoint}/{self.pool_id}"

    def at_client(self) -> dict[str, str]:
        """Give what amazon-cognito-identity-js wants to know."""
        return {"endpoint": self.endpoint, "poolId": self.pool_id, "clientId": self.client_id}

    def new_client(self, **settings: Any) -> dict[str, Any]:
        request = {"ExplicitAuthFlows": list(FLOWS), "PreventUserExistenceErrors": "ENABLED"} | settings
        made = self.admin.create_user_pool_client(UserPoolId=self.pool_id, ClientName="app", **request)
        return dict(made["UserPoolClient"])

    def new_oauth_client(self, **settings: Any) -> dict[str, Any]:
        """Make a client for managed login, confidential unless said otherwise."""
        request = {
            "GenerateSecret": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": list(SCOPES),
            "AllowedOAuthFlowsUserPoolClient": True,
            "SupportedIdentityProviders": ["COGNITO"],
            "CallbackURLs": [CALLBACK],
            "LogoutURLs": [GOODBYE],
        } | settings
        return self.new_client(**request)

    def new_user(self, *, password: str = PASSWORD, is_permanent: bool = True) -> str:
        """Make a user with a verified address; give the username."""
        username = new_name()
        self.admin.admin_create_user(
            UserPoolId=self.pool_id,
            Username=username,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": f"{username}@example.com"},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
        self.admin.admin_set_user_password(
            UserPoolId=self.pool_id, Username=username, Password=password, Permanent=is_permanent
        )
        return username

    def newest_code(self, username: str) -> str:
        """Give the newest code that was sent to a user."""
        with self.stack.http() as http:
            messages = http.get(f"{self.endpoint}/_isthmus/outbox").json()["messages"]
        return next(str(message["code"]) for message in messages if message["username"] == username)


def new_name() -> str:
    return f"person-{next(_numbers)}"


def other_code(code: str) -> str:
    """Give a code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"


def authenticator_code(secret: str, *, steps_ahead: int) -> str:
    """Give the code that an authenticator app shows so many steps of 30 seconds from the present one.

    RFC 6238. Each code is good once, and those of the steps before and after count: three without waiting.
    """
    step = int(time.time()) // 30 + steps_ahead
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), step.to_bytes(8), "sha1")
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF) % 10**6:06}"


def make_sample_app(stack: Stack, **settings: Any) -> SampleApp:
    """Make the pool with these settings, its domain and a public client."""
    admin = stack.client("cognito-idp")
    domain = new_name()
    request = {"PoolName": "contract", "AutoVerifiedAttributes": ["email"]} | settings
    pool_id = admin.create_user_pool(**request)["UserPool"]["Id"]
    admin.create_user_pool_domain(UserPoolId=pool_id, Domain=domain)
    admin.create_resource_server(
        UserPoolId=pool_id,
        Identifier="orders",
        Name="orders",
        Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")],
    )
    client = admin.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=list(FLOWS),
        PreventUserExistenceErrors="ENABLED",
    )
    client_id = str(client["UserPoolClient"]["ClientId"])
    return SampleApp(stack=stack, admin=admin, pool_id=pool_id, client_id=client_id, domain=domain)
