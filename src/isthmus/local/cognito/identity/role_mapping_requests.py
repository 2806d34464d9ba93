"""`RoleMappings` of SetIdentityPoolRoles, checked."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.pool_providers import find_mapping_key
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.role_mappings import RoleMapping, parse_role_mapping
from isthmus.local.cognito.identity.user_pool_names import UserPoolNames

MOST_RULES = 25


def read_role_mappings(
    request: Mapping[str, Any], *, pool: IdentityPool, names: UserPoolNames
) -> dict[str, RoleMapping]:
    """Give the mappings by the one spelling of their keys, or raise InvalidParameterException."""
    mappings: dict[str, RoleMapping] = {}
    for name, document in request.items():
        key = find_mapping_key(name, pool=pool, names=names)
        if key is None:
            raise invalid_parameter(
                f"({name}) is not a valid RoleMapping ProviderName or is not a configured provider."
            )
        if key in mappings:
            raise invalid_parameter(f"({name}) is mapped twice.")
        _check_mapping(name, document, is_user_pool=key not in pool.oidc_provider_arns)
        mappings[key] = parse_role_mapping(document)
    return mappings


def _check_mapping(name: str, document: Mapping[str, Any], *, is_user_pool: bool) -> None:
    if "AmbiguousRoleResolution" not in document:
        raise invalid_parameter(f"AmbiguousRoleResolution is required for the role mapping of ({name}).")
    is_by_rules = document["Type"] == "Rules"
    if is_by_rules != ("RulesConfiguration" in document):
        raise invalid_parameter(f"RulesConfiguration is for role mappings of type Rules: ({name}).")
    if not is_by_rules and not is_user_pool:
        raise UnsupportedError("A role mapping of type Token for another provider than a user pool")
    if is_by_rules and len(document["RulesConfiguration"]["Rules"]) > MOST_RULES:
        raise invalid_parameter(f"A role mapping has at most {MOST_RULES} rules: ({name}).")
