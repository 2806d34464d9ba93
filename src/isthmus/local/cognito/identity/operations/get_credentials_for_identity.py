"""GetCredentialsForIdentity: the enhanced flow."""

from collections.abc import Mapping
from typing import Any

from isthmus.errors import UnavailableError
from isthmus.local.cognito.identity.access import GUEST
from isthmus.local.cognito.identity.errors import provider_silent, wrong_configuration
from isthmus.local.cognito.identity.identities import Identity
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.ports import Credentials, PoolIdentity, RoleRefusedError
from isthmus.local.cognito.identity.role_choice import choose_role
from isthmus.local.cognito.identity.session_policies import session_policy
from isthmus.local.cognito.identity.sts_identity import as_sts_sees_it
from isthmus.local.cognito.identity.tokens import ISSUER_HOST


async def get_credentials_for_identity(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give credentials of the role that the pool has for the identity, good for an hour."""
    identity = parts.identities.get(request["IdentityId"])
    pool = parts.pools.get(identity.pool_id)
    seen, role_arn = await _authenticate(parts, request, identity=identity, pool=pool)
    if not role_arn.startswith(f"arn:aws:iam::{parts.account_id}:role/"):
        raise wrong_configuration()
    credentials = await _assume(parts, role_arn, identity=seen)
    return {
        "IdentityId": identity.id,
        "Credentials": {
            "AccessKeyId": credentials.access_key_id,
            "SecretKey": credentials.secret_access_key.reveal(),
            "SessionToken": credentials.session_token.reveal(),
            "Expiration": credentials.expires_at,
        },
    }


async def _authenticate(
    parts: Parts, request: Mapping[str, Any], *, identity: Identity, pool: IdentityPool
) -> tuple[PoolIdentity, str]:
    """Give the identity as the request authenticates it, and its role."""
    unverified_logins, custom_role_arn = request.get("Logins", {}), request.get("CustomRoleArn")
    if ISSUER_HOST in unverified_logins:
        seen = await parts.developer_access.verify_access(identity, unverified_logins, pool=pool)
        return seen, choose_role(pool, kind=seen.amr[0], logins=(), custom_role_arn=custom_role_arn)
    authenticated = await parts.access.verify_access(identity, unverified_logins, pool=pool)
    role_arn = choose_role(
        pool, kind=authenticated.kind, logins=authenticated.logins, custom_role_arn=custom_role_arn
    )
    return as_sts_sees_it(authenticated, tag_maps=parts.tag_maps), role_arn


async def _assume(parts: Parts, role_arn: str, *, identity: PoolIdentity) -> Credentials:
    policy = session_policy(is_guest=identity.amr[0] == GUEST)
    try:
        return await parts.roles.assume_role(role_arn, identity=identity, session_policy=policy)
    except RoleRefusedError as error:
        raise wrong_configuration() from error
    except UnavailableError as error:
        raise provider_silent() from error
