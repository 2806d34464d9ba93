"""Which role an identity gets in the enhanced flow."""

from collections.abc import Sequence

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.identity.errors import not_authorized, role_forbidden, wrong_configuration
from isthmus.local.cognito.identity.logins import VerifiedLogin
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.role_mappings import RoleMapping


def choose_role(
    pool: IdentityPool, *, kind: str, logins: Sequence[VerifiedLogin], custom_role_arn: str | None
) -> str:
    """Give the role's ARN, or raise AWS's error. `kind` is "authenticated" or "unauthenticated"."""
    mapped = [(login, pool.role_mappings[login.mapping_key]) for login in logins if _is_mapped(login, pool)]
    if len(mapped) > 1:
        raise UnsupportedError("A role by the mappings of several logins")
    if not mapped:
        return _default_role(pool, kind=kind, custom_role_arn=custom_role_arn)
    login, mapping = mapped[0]
    if custom_role_arn is not None:
        return _custom_role(custom_role_arn, login=login, mapping=mapping)
    return mapping.find_role(login.claims) or _ambiguous_role(pool, mapping)


def _is_mapped(login: VerifiedLogin, pool: IdentityPool) -> bool:
    return login.mapping_key in pool.role_mappings


def _custom_role(role_arn: str, *, login: VerifiedLogin, mapping: RoleMapping) -> str:
    """SECURITY: a caller picks among the roles that the token leads to, and no other."""
    if role_arn not in mapping.candidates(login.claims):
        raise role_forbidden(role_arn)
    return role_arn


def _ambiguous_role(pool: IdentityPool, mapping: RoleMapping) -> str:
    if mapping.ambiguous != "AuthenticatedRole":
        raise not_authorized("The ambiguous role mapping rules denied this request")
    return _default_role(pool, kind="authenticated", custom_role_arn=None)


def _default_role(pool: IdentityPool, *, kind: str, custom_role_arn: str | None) -> str:
    if custom_role_arn is not None:
        raise role_forbidden(custom_role_arn)
    role_arn = pool.roles.get(kind)
    if role_arn is None:
        raise wrong_configuration()
    return role_arn
