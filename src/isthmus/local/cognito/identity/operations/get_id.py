"""GetId."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import conflict, guests_not_allowed, pool_not_found
from isthmus.local.cognito.identity.parts import Parts


async def get_id(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the identity of the logins, made at first sight; without logins a guest's, each time another."""
    # (1) Which pool, and who do the tokens say it is?
    if request.get("AccountId", parts.account_id) != parts.account_id:
        raise pool_not_found(request["IdentityPoolId"])
    pool = parts.pools.get(request["IdentityPoolId"])
    verified = await parts.logins.verify_logins(request.get("Logins", {}), pool=pool)
    if not verified and not pool.allows_guests:
        raise guests_not_allowed()

    # (2) Nothing awaits from here on: two first sightings at once make one identity.
    pool = parts.pools.get(pool.id)
    logins = [each.login for each in verified]
    owners = {parts.identities.find_owner(pool.id, login) for login in logins} - {None}
    if len(owners) > 1:
        raise conflict("Logins are linked to different identities.")
    if not owners:
        return {"IdentityId": parts.identities.insert(pool.id, logins=logins, developer_users=())}

    # (3) A login nobody had joins the others.
    identity = parts.identities.get(str(owners.pop()))
    unlinked = [login for login in logins if parts.identities.find_owner(pool.id, login) is None]
    if unlinked:
        parts.identities.link(identity, logins=unlinked, developer_users=())
    return {"IdentityId": identity.id}
