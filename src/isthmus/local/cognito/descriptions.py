"""Pools, clients, users and servers as the API shows them."""

from collections.abc import Sequence
from typing import Any

from isthmus.local.cognito.clients import AppClient, ClientSecret
from isthmus.local.cognito.domains import Domain
from isthmus.local.cognito.external.providers import OIDC, IdentityProvider, to_document
from isthmus.local.cognito.groups import Group
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.resource_servers import ResourceServer
from isthmus.local.cognito.user import User


def describe_pool(pool: Pool, *, domains: Sequence[Domain], number_of_users: int) -> dict[str, Any]:
    """Show a pool as DescribeUserPool does."""
    return {
        "Id": pool.id,
        "Name": pool.name,
        "Arn": pool.arn,
        "CreationDate": pool.created_at,
        "LastModifiedDate": pool.modified_at,
        "EstimatedNumberOfUsers": number_of_users,
        "Domain": next((each.name for each in domains if each.custom_config is None), None),
        "CustomDomain": next((each.name for each in domains if each.custom_config is not None), None),
        **pool.settings,
    }


def describe_pool_mfa(pool: Pool) -> dict[str, Any]:
    """Show the MFA settings of a pool; each factor only if it is on."""
    settings: dict[str, Any] = {**pool.settings}
    sms = {
        name: settings[name] for name in ("SmsAuthenticationMessage", "SmsConfiguration") if name in settings
    }
    return {
        "MfaConfiguration": pool.mfa_mode,
        "SoftwareTokenMfaConfiguration": {"Enabled": True} if pool.has_software_tokens else None,
        "SmsMfaConfiguration": sms if "SmsConfiguration" in settings else None,
        "EmailMfaConfiguration": settings.get("EmailMfaConfiguration"),
    }


def describe_client(client: AppClient) -> dict[str, Any]:
    """Show a client as DescribeUserPoolClient does, secret included."""
    return {
        "UserPoolId": client.pool_id,
        "ClientName": client.name,
        "ClientId": client.id,
        "ClientSecret": client.secrets[0].reveal() if client.secrets else None,
        "CreationDate": client.created_at,
        "LastModifiedDate": client.modified_at,
        **client.settings,
    }


def describe_client_secret(secret: ClientSecret) -> dict[str, Any]:
    """Show a client's secret without its value."""
    return {"ClientSecretId": secret.id, "ClientSecretCreateDate": secret.created_at}


def describe_server(server: ResourceServer) -> dict[str, Any]:
    """Show a resource server."""
    return {
        "UserPoolId": server.pool_id,
        "Identifier": server.identifier,
        "Name": server.name,
        "Scopes": [
            {"ScopeName": name, "ScopeDescription": description}
            for name, description in server.scopes.items()
        ],
    }


def describe_group(group: Group) -> dict[str, Any]:
    """Show a group."""
    return {
        "GroupName": group.name,
        "UserPoolId": group.pool_id,
        "Description": group.settings.description,
        "RoleArn": group.settings.role_arn,
        "Precedence": group.settings.precedence,
        "CreationDate": group.created_at,
        "LastModifiedDate": group.modified_at,
    }


def describe_provider(provider: IdentityProvider) -> dict[str, Any]:
    """Show an identity provider, its client secret included, as AWS does."""
    return {
        "UserPoolId": provider.pool_id,
        "ProviderName": provider.name,
        "ProviderType": OIDC,
        "ProviderDetails": to_document(provider.details),
        "AttributeMapping": dict(provider.settings.mapping),
        "IdpIdentifiers": list(provider.settings.identifiers),
        "LastModifiedDate": provider.modified_at,
        "CreationDate": provider.created_at,
    }


def describe_user(user: User) -> dict[str, Any]:
    """Show a user as ListUsers and AdminCreateUser do."""
    return {"Attributes": attribute_list(user.all_attributes()), **describe_account(user)}


def describe_account(user: User) -> dict[str, Any]:
    """Show what is known of a user besides the attributes."""
    return {
        "Username": user.username,
        "UserCreateDate": user.created_at,
        "UserLastModifiedDate": user.modified_at,
        "Enabled": user.is_enabled,
        "UserStatus": user.status,
    }


def attribute_list(attributes: dict[str, str]) -> list[dict[str, str]]:
    """Write attributes as AWS's list of names and values."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]
