"""AdminDeleteSoftwareToken. Page: API_AdminDeleteSoftwareToken."""

from typing import Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.software_tokens import SoftwareTokens
from isthmus.local.cognito.users import Users


async def admin_delete_software_token(
    request: Any, *, pools: Pools, users: Users, software_tokens: SoftwareTokens
) -> dict[str, Any]:
    """Delete a user's authenticator app, and what the user chose of it."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    if not software_tokens.find(user).is_verified:
        # NOTE: the type is documented, its words are not.
        raise AwsError("ResourceNotFoundException", "User has no software token.")
    software_tokens.delete(user)
    return {}
