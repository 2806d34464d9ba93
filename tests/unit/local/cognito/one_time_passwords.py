"""An authenticator app for tests."""

import base64

from isthmus.local.cognito.totp import STEP_SECONDS, one_time_code
from unit.local.cognito.local_pools import LocalPools


def code_at(local: LocalPools, key: str) -> str:
    """Show the code of a key in base32 at this moment."""
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    return one_time_code(secret, step=int(local.clock.now()) // STEP_SECONDS)


def set_mfa(local: LocalPools, pool_id: str, mode: str) -> None:
    """Turn MFA by authenticator apps to OFF, OPTIONAL or ON."""
    local.call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool_id,
        MfaConfiguration=mode,
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
