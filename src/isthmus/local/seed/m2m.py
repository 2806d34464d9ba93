"""`m2m`: a user pool with a domain, a resource server with scopes, and a machine-to-machine app client."""

import secrets
from typing import TYPE_CHECKING

from isthmus.local.ready import MachineDemo
from isthmus.local.seed.user_pools import ensure_user_pool, find_client_id
from isthmus.secret import Secret

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from isthmus.local.cognito.app import UserPools

POOL = "isthmus-m2m"
DOMAIN = "isthmus-m2m"
RESOURCE_SERVER = "default-m2m-resource-server-pc9tin"
CLIENT = "Salesforce-Integration"
CLIENT_ID = "2719ej7ft6qak1p9iauen2ps89"
SECRET_BYTES = 15  # 30 characters: `echo -n "id:secret" | base64` then prints one line, as people paste it
SCOPES = (f"{RESOURCE_SERVER}/read", f"{RESOURCE_SERVER}/write")

EXTERNAL_CREDENTIAL = "AWS_Cognito_OAuth"
PRINCIPAL = "Integration"
NAMED_CREDENTIAL = "AWS_API_Access"
PERMISSION_SET = "Cognito_API_Access"


def ensure_pool(client: "CognitoIdentityProviderClient") -> str:
    """Make the pool, its domain and its resource server; give the pool's id."""
    user_pool_id = ensure_user_pool(client, name=POOL)
    if not client.describe_user_pool_domain(Domain=DOMAIN)["DomainDescription"].get("UserPoolId"):
        client.create_user_pool_domain(Domain=DOMAIN, UserPoolId=user_pool_id)
    listed = client.list_resource_servers(UserPoolId=user_pool_id, MaxResults=50)["ResourceServers"]
    if RESOURCE_SERVER not in {server.get("Identifier") for server in listed}:
        client.create_resource_server(
            UserPoolId=user_pool_id,
            Identifier=RESOURCE_SERVER,
            Name="Sample API",
            Scopes=[
                {"ScopeName": "read", "ScopeDescription": "Read from the sample API"},
                {"ScopeName": "write", "ScopeDescription": "Write to the sample API"},
            ],
        )
    return user_pool_id


def has_client(client: "CognitoIdentityProviderClient", user_pool_id: str) -> bool:
    """Whether the machine client is there already."""
    return find_client_id(client, user_pool_id=user_pool_id, name=CLIENT) is not None


def pin_client(user_pools: "UserPools", user_pool_id: str) -> None:
    """Make the machine client with the documented id, which only the local stack can choose."""
    user_pools.pin_client(
        user_pool_id,
        client_id=CLIENT_ID,
        client_secret=Secret(secrets.token_hex(SECRET_BYTES)),
        request={
            "ClientName": CLIENT,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": list(SCOPES),
        },
    )


def describe(client: "CognitoIdentityProviderClient", user_pool_id: str, *, endpoint: str) -> MachineDemo:
    """Read back what the org and `curl` need."""
    described = client.describe_user_pool_client(UserPoolId=user_pool_id, ClientId=CLIENT_ID)
    return MachineDemo(
        user_pool_id=user_pool_id,
        client_id=CLIENT_ID,
        client_secret=Secret(described["UserPoolClient"]["ClientSecret"]),
        scopes=SCOPES,
        token_url=f"{endpoint}/oauth2/token",
        named_credential=NAMED_CREDENTIAL,
        external_credential=EXTERNAL_CREDENTIAL,
        permission_set=PERMISSION_SET,
    )
