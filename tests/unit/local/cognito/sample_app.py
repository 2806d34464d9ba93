"""An app client of a local pool, with what its users do through it."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from unit.local.cognito.local_pools import Json, LocalPools

PASSWORD = "Secret-123"


@dataclass
class App:
    """An app client of a pool, with what its users do through it."""

    local: LocalPools
    pool_id: str
    client_id: str

    def call(self, operation: str, **request: Any) -> Json:
        return self.local.call(operation, ClientId=self.client_id, **request)

    def sign_up(self, username: str = "joe", /, *, password: str = PASSWORD, **attributes: str) -> Json:
        return self.call(
            "SignUp", Username=username, Password=password, UserAttributes=attribute_list(attributes)
        )

    def sign_up_confirmed(self, username: str = "joe", /, **attributes: str) -> None:
        self.sign_up(username, **({"email": f"{username}@example.com"} | attributes))
        self.call("ConfirmSignUp", Username=username, ConfirmationCode=self.newest_code())

    def sign_in(self, username: str = "joe", /, *, password: str = PASSWORD) -> Json:
        parameters = {"USERNAME": username, "PASSWORD": password}
        answer = self.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        tokens: Json = answer["AuthenticationResult"]
        return tokens

    def newest_code(self) -> str:
        return self.local.pools.outbox()[0].code

    def user(self, username: str = "joe") -> Json:
        return self.local.call("AdminGetUser", UserPoolId=self.pool_id, Username=username)

    def attributes_of(self, username: str = "joe") -> dict[str, str]:
        return {each["Name"]: each["Value"] for each in self.user(username)["UserAttributes"]}

    def change_client(self, **settings: Any) -> None:
        flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        request = {"ExplicitAuthFlows": flows} | settings
        self.local.call("UpdateUserPoolClient", UserPoolId=self.pool_id, ClientId=self.client_id, **request)

    def change_pool(self, **settings: Any) -> None:
        request = {"AutoVerifiedAttributes": ["email"]} | settings
        self.local.call("UpdateUserPool", UserPoolId=self.pool_id, **request)


def attribute_list(attributes: dict[str, str]) -> list[Json]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def other_code(code: str) -> str:
    """Give a code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06}"


def secret_hash(secret: str, username: str, client_id: str) -> str:
    digest = hmac.digest(secret.encode(), f"{username}{client_id}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def make_app(local: LocalPools, pool_id: str, **settings: Any) -> App:
    request = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]} | settings
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app", **request)
    return App(local=local, pool_id=pool_id, client_id=client["UserPoolClient"]["ClientId"])
