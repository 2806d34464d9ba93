"""GetCredentialsForIdentity: the enhanced flow."""

from collections.abc import Mapping
from typing import Any

from isthmus.errors import UnavailableError
from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.identity.errors import provider_silent, wrong_configuration
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.ports import Credentials, PoolIdentity, RoleRefusedError
from isthmus.local.cognito.identity.session_policies import session_policy

GUEST = "unauthenticated"


async def get_credentials_for_identity(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give credentials of the pool's role for the identity, good for an hour."""
    if "CustomRoleArn" in request:
        raise UnsupportedError("CustomRoleArn")
    identity = parts.identities.get(request["IdentityId"])
    pool = parts.pools.get(identity.pool_id)
    authenticated = await parts.access.verify_access(identity, request.get("Logins", {}), pool=pool)
    role_arn = pool.roles.get(authenticated.amr[0])
    if role_arn is None or not role_arn.startswith(f"arn:aws:iam::{parts.account_id}:role/"):
        raise wrong_configuration()
    credentials = await _assume(parts, role_arn, identity=authenticated)
    return {
        "IdentityId": identity.id,
        "Credentials": {
            "AccessKeyId": credentials.access_key_id,
            "SecretKey": credentials.secret_access_key.reveal(),
            "SessionToken": credentials.session_token.reveal(),
            "Expiration": credentials.expires_at,
        },
    }


async def _assume(parts: Parts, role_arn: str, *, identity: PoolIdentity) -> Credentials:
    policy = session_policy(is_guest=identity.amr[0] == GUEST)
    try:
        return await parts.roles.assume_role(role_arn, identity=identity, session_policy=policy)
    except RoleRefusedError as error:
        raise wrong_configuration() from error
    except UnavailableError as error:
        raise provider_silent() from error
