"""Seed the demo, or its org alone: the order in which the parts of the three flows need each other."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isthmus.local.ready import (
    AdminKey,
    Demo,
    ExternalSignInDemo,
    LoginDemo,
    MachineDemo,
    OrgOnly,
    SessionSsoDemo,
    WebIdentityDemo,
)
from isthmus.local.seed import m2m, salesforce
from isthmus.local.seed.clients import AwsClients
from isthmus.local.seed.external_sign_in import ensure_external_sign_in
from isthmus.local.seed.session_sso import ensure_session_sso, orgs_setting
from isthmus.local.seed.web_identity import ensure_web_identity

if TYPE_CHECKING:
    import httpx2

    from isthmus.local.addresses import Addresses
    from isthmus.local.certificates import Certificates
    from isthmus.local.cognito.app import UserPools
    from isthmus.local.salesforce.app import Org


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """What the seed fills, and what it needs for it."""

    addresses: "Addresses"
    certificates: "Certificates"
    admin: AdminKey
    user_pools: "UserPools"
    org: "Org"
    http: "httpx2.AsyncClient"


async def seed_demo(systems: Seeded) -> Demo:
    """Put the demo in place, or bring it up to date. boto3 blocks, so it works in a thread."""
    addresses = systems.addresses
    clients = AwsClients(endpoint=addresses.aws_endpoint, admin=systems.admin)
    session_sso = await asyncio.to_thread(_seed_session_sso, systems, clients)
    org = salesforce.ensure_org(
        systems.org,
        addresses=addresses,
        token_url=f"{addresses.aws_endpoint}/oauth2/token",
        session_sso=session_sso,
    )
    machine = await _seed_m2m(systems, clients)
    await salesforce.ensure_principal(systems.http, org=org, m2m=machine, origin=addresses.salesforce)
    web_identity = await asyncio.to_thread(_seed_web_identity, systems, clients)
    return Demo(
        m2m=machine,
        web_identity=web_identity,
        login=_find_login(systems),
        session_sso=session_sso,
        external_sign_in=await asyncio.to_thread(_seed_external_sign_in, systems, clients),
        salesforce_org=org,
    )


def seed_org(systems: Seeded) -> OrgOnly:
    """Put the Salesforce side in place and leave AWS empty: for who makes the AWS side with Terraform."""
    addresses = systems.addresses
    org = salesforce.ensure_org(
        systems.org, addresses=addresses, token_url=f"{addresses.aws_endpoint}/oauth2/token"
    )
    consumer_key = systems.org.consumer_key_of(salesforce.APP)
    return OrgOnly(
        salesforce_org=org,
        client_id=consumer_key,
        issuer=systems.org.issuer,
        login=_find_login(systems),
    )


def _find_login(systems: Seeded) -> LoginDemo:
    return LoginDemo(
        client_id=systems.org.consumer_key_of(salesforce.LOGIN_APP),
        callback_port=salesforce.LOGIN_CALLBACK_PORT,
    )


async def _seed_m2m(systems: Seeded, clients: AwsClients) -> MachineDemo:
    user_pool_id = await asyncio.to_thread(m2m.ensure_pool, clients.cognito_idp)
    known = await asyncio.to_thread(m2m.has_client, clients.cognito_idp, user_pool_id)
    if not known:
        m2m.pin_client(systems.user_pools, user_pool_id)
    return await asyncio.to_thread(
        m2m.describe, clients.cognito_idp, user_pool_id, endpoint=systems.addresses.aws_endpoint
    )


def _seed_external_sign_in(systems: Seeded, clients: AwsClients) -> ExternalSignInDemo:
    return ensure_external_sign_in(
        clients.cognito_idp,
        issuer=systems.org.issuer,
        consumer_key=systems.org.consumer_key_of(salesforce.USER_POOL_APP),
        consumer_secret=systems.org.consumer_secret_of(salesforce.USER_POOL_APP),
        endpoint=systems.addresses.aws_endpoint,
        callback_url=f"{systems.addresses.console}/",
    )


def _seed_web_identity(systems: Seeded, clients: AwsClients) -> WebIdentityDemo:
    apps = (salesforce.APP, salesforce.LOGIN_APP)
    return ensure_web_identity(
        clients,
        issuer=systems.org.issuer,
        client_ids=[systems.org.consumer_key_of(app) for app in apps],
    )


def _seed_session_sso(systems: Seeded, clients: AwsClients) -> SessionSsoDemo:
    return ensure_session_sso(
        clients,
        orgs=orgs_setting(systems.org.org_id, origin=systems.org.issuer),
        page_origin=systems.addresses.salesforce,
        local_environment={
            "SSL_CERT_FILE": str(systems.certificates.ca_bundle),
            "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
        },
    )
