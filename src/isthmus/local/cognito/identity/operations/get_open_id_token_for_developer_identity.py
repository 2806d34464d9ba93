"""GetOpenIdTokenForDeveloperIdentity: the developer vouches for a user by IAM credentials."""

from collections.abc import Mapping, Sequence
from typing import Any

from isthmus.local.cognito.identity.developer_access import developer_methods
from isthmus.local.cognito.identity.errors import (
    conflict,
    developer_user_taken,
    identity_not_found,
    invalid_parameter,
    logins_do_not_match,
    unknown_developer_provider,
)
from isthmus.local.cognito.identity.identities import Login
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.ports import PoolIdentity
from isthmus.local.cognito.identity.session_tags import SessionTagError, check_session_tags

DEFAULT_SECONDS = 900
LONGEST_USER = 1024


async def get_open_id_token_for_developer_identity(
    parts: Parts, request: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Give the user's identity, made at first sight, and a token that speaks for it."""
    # (1) Who, by the developer's word, and by tokens of public providers?
    pool = parts.pools.get(request["IdentityPoolId"])
    tags = _read_tags(request)
    logins = dict(request["Logins"])
    user = logins.pop(pool.developer_provider or "", None)
    if user is None:
        raise unknown_developer_provider()
    if len(user) > LONGEST_USER:
        raise invalid_parameter(f"A developer user identifier has at most {LONGEST_USER} characters.")
    verified = await parts.logins.verify_logins(logins, pool=pool)

    # (2) Which identity? Nothing awaits here: two first sightings at once make one.
    pool = parts.pools.get(pool.id)
    public = [each.login for each in verified]
    if "IdentityId" in request:
        identity_id = _link_to(parts, request["IdentityId"], pool=pool, user=user, logins=public)
    else:
        identity_id = _find_or_make(parts, pool=pool, user=user, logins=public)

    # (3) A token that says so.
    amr = (*developer_methods(pool, user), *(login.provider for login in public))
    seen = PoolIdentity(pool_id=pool.id, identity_id=identity_id, amr=amr, tags=tags)
    seconds = request.get("TokenDuration", DEFAULT_SECONDS)
    token = await parts.tokens.issue_token(seen, lifetime_seconds=seconds)
    return {"IdentityId": identity_id, "Token": token}


def _read_tags(request: Mapping[str, Any]) -> Mapping[str, str]:
    tags: Mapping[str, str] = request.get("PrincipalTags", {})
    try:
        check_session_tags(tags)
    except SessionTagError as error:
        raise invalid_parameter("The principal tags are not valid.") from error
    return tags


def _link_to(
    parts: Parts, identity_id: str, *, pool: IdentityPool, user: str, logins: Sequence[Login]
) -> str:
    """Give the named identity the logins that it lacks.

    Somebody must speak for it: a login that it has, or it is a guest.
    """
    identity = parts.identities.get(identity_id)
    if identity.pool_id != pool.id:
        raise identity_not_found(identity_id)
    developer_owner = parts.identities.find_developer_owner(pool.id, user)
    if developer_owner not in (None, identity.id):
        raise developer_user_taken()
    owners = {login: parts.identities.find_owner(pool.id, login) for login in logins}
    is_known = identity.id in (developer_owner, *owners.values())
    if not is_known and (not identity.is_guest or any(owners.values())):
        raise logins_do_not_match()
    parts.identities.link(
        identity,
        logins=[login for login, owner in owners.items() if owner != identity.id],
        developer_users=() if developer_owner else (user,),
    )
    return identity.id


def _find_or_make(parts: Parts, *, pool: IdentityPool, user: str, logins: Sequence[Login]) -> str:
    developer_owner = parts.identities.find_developer_owner(pool.id, user)
    known = {login: parts.identities.find_owner(pool.id, login) for login in logins}
    owners = {developer_owner, *known.values()} - {None}
    if len(owners) > 1:
        raise conflict("Logins are linked to different identities.")
    if not owners:
        return parts.identities.insert(pool.id, logins=logins, developer_users=(user,))
    return _link_to(parts, str(owners.pop()), pool=pool, user=user, logins=logins)
