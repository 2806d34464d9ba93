"""`web_identity`: IAM's OIDC provider, an identity pool, a role that may scan one table, and the table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from isthmus.local.addresses import ACCOUNT_ID, REGION
from isthmus.local.ready import WebIdentityDemo
from isthmus.local.seed.roles import ensure_role

if TYPE_CHECKING:
    from mypy_boto3_cognito_identity import CognitoIdentityClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient

    from isthmus.local.seed.clients import AwsClients

IDENTITY_POOL = "Salesforce"
ROLE = "Cognito_SalesforceAuth_Role"
TABLE = "ProductCatalog"
PRODUCTS = (
    (101, "Book 101 Title", "Book", 2),
    (102, "Book 102 Title", "Book", 20),
    (103, "Book 103 Title", "Book", 2000),
    (201, "18-Bike-201", "Bicycle", 100),
    (202, "21-Bike-202", "Bicycle", 200),
    (203, "19-Bike-203", "Bicycle", 300),
)


def ensure_web_identity(clients: "AwsClients", *, issuer: str, client_ids: Sequence[str]) -> WebIdentityDemo:
    """Make everything between the org's ID tokens and the table; the first client is the sample app."""
    provider_name = issuer.removeprefix("https://")
    provider_arn = _ensure_oidc_provider(clients.iam, issuer=issuer, client_ids=client_ids)
    identity_pool_id = _ensure_identity_pool(clients.cognito_identity, provider_arn=provider_arn)
    table_arn = _ensure_table(clients.dynamodb)
    role_arn = _ensure_role(clients.iam, identity_pool_id=identity_pool_id, table_arn=table_arn)
    clients.cognito_identity.set_identity_pool_roles(
        IdentityPoolId=identity_pool_id, Roles={"authenticated": role_arn}
    )
    return WebIdentityDemo(
        client_id=client_ids[0],
        issuer=issuer,
        identity_pool_id=identity_pool_id,
        provider_name=provider_name,
        role_arn=role_arn,
        table=TABLE,
    )


def _ensure_oidc_provider(iam: "IAMClient", *, issuer: str, client_ids: Sequence[str]) -> str:
    arn = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{issuer.removeprefix('https://')}"
    listed = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    if arn not in {provider.get("Arn") for provider in listed}:
        return iam.create_open_id_connect_provider(Url=issuer, ClientIDList=[*client_ids])[
            "OpenIDConnectProviderArn"
        ]
    known = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn).get("ClientIDList", [])
    for client_id in client_ids:
        if client_id not in known:
            iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=client_id)
    return arn


def _ensure_identity_pool(client: "CognitoIdentityClient", *, provider_arn: str) -> str:
    pools = client.list_identity_pools(MaxResults=60)["IdentityPools"]
    for pool in pools:
        if pool.get("IdentityPoolName") == IDENTITY_POOL:
            client.update_identity_pool(
                IdentityPoolId=pool["IdentityPoolId"],
                IdentityPoolName=IDENTITY_POOL,
                AllowUnauthenticatedIdentities=False,
                OpenIdConnectProviderARNs=[provider_arn],
            )
            return pool["IdentityPoolId"]
    return client.create_identity_pool(
        IdentityPoolName=IDENTITY_POOL,
        AllowUnauthenticatedIdentities=False,
        OpenIdConnectProviderARNs=[provider_arn],
    )["IdentityPoolId"]


def _ensure_table(dynamodb: "DynamoDBClient") -> str:
    if TABLE not in dynamodb.list_tables()["TableNames"]:
        dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
            BillingMode="PAY_PER_REQUEST",
        )
        for number, title, category, price in PRODUCTS:
            dynamodb.put_item(
                TableName=TABLE,
                Item={
                    "Id": {"N": str(number)},
                    "Title": {"S": title},
                    "ProductCategory": {"S": category},
                    "Price": {"N": str(price)},
                },
            )
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{TABLE}"


def _ensure_role(iam: "IAMClient", *, identity_pool_id: str, table_arn: str) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool_id},
                    "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
                },
            }
        ],
    }
    scan = {"Effect": "Allow", "Action": "dynamodb:Scan", "Resource": table_arn}
    return ensure_role(iam, name=ROLE, trust=trust, allowed=(scan,))
