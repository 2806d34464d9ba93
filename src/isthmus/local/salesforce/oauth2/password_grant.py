"""The username-password grant: refused, as orgs since Summer '23 do and External Client Apps always."""

from collections.abc import Mapping
from typing import NoReturn

from starlette.requests import Request

from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.oauth2.clients import verify_client
from isthmus.local.salesforce.parts import OrgParts


def redeem(parts: OrgParts, request: Request, form: Mapping[str, str], /) -> NoReturn:
    """Refuse. SECURITY: the password is not looked at, so that nobody can try passwords here."""
    verify_client(parts, request, form=form)
    raise OAuthError("invalid_grant", "authentication failure")
