"""The scopes that a client's own token gets: custom ones only, all or nothing.

Page: developerguide/cognito-user-pools-define-resource-servers.
"""

from collections.abc import Sequence

from isthmus.errors import IsthmusError
from isthmus.local.cognito.client_settings import STANDARD_SCOPES
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.resource_servers import ResourceServers


class UnknownScopeError(IsthmusError):
    """No resource server of the pool defines the scope."""

    code = "unknown_scope"


class ScopeNotAllowedError(IsthmusError):
    """The scope exists and the client may not have it."""

    code = "scope_not_allowed"


def grant_scopes(requested: Sequence[str], *, client: AppClient, servers: ResourceServers) -> tuple[str, ...]:
    """Give the scopes of the token: those asked for, or all that the client may have.

    One scope that is unknown or not allowed refuses the whole request. A scope whose resource server is gone
    is inactive.
    """
    allowed = [
        scope
        for scope in client.settings.get("AllowedOAuthScopes", ())
        if scope not in STANDARD_SCOPES and servers.has_scope(client.pool_id, scope)
    ]
    if not requested:
        if not allowed:
            raise ScopeNotAllowedError("the client has no active custom scope")
        return tuple(allowed)
    for scope in requested:
        if scope in allowed:
            continue
        if scope in STANDARD_SCOPES or servers.has_scope(client.pool_id, scope):
            raise ScopeNotAllowedError(f"the client may not have the scope {scope!r}")
        raise UnknownScopeError(f"no resource server defines the scope {scope!r}")
    return tuple(dict.fromkeys(requested))
