"""Find a user pool by its name, or create it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def ensure_user_pool(client: "CognitoIdentityProviderClient", *, name: str, **settings: Any) -> str:
    """Give the id of the pool called `name`, created with `settings` if there is none."""
    for page in client.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 60}):
        for pool in page["UserPools"]:
            if pool.get("Name") == name:
                return pool["Id"]
    return client.create_user_pool(PoolName=name, **settings)["UserPool"]["Id"]


def find_client_id(client: "CognitoIdentityProviderClient", *, user_pool_id: str, name: str) -> str | None:
    """Give the id of the app client called `name`, or None."""
    pages = client.get_paginator("list_user_pool_clients").paginate(
        UserPoolId=user_pool_id, PaginationConfig={"PageSize": 60}
    )
    for page in pages:
        for app_client in page["UserPoolClients"]:
            if app_client["ClientName"] == name:
                return app_client["ClientId"]
    return None
