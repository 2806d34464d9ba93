"""What the pre token generation trigger changed, kept between the sign-in page and the token endpoint."""

import json
from dataclasses import asdict
from typing import Any

from isthmus.local.cognito.groups import Membership
from isthmus.local.cognito.pre_token import ClaimChanges, TokenChanges


def dump_changes(changes: TokenChanges) -> str:
    """Write the changes as JSON."""
    return json.dumps(asdict(changes), default=sorted)


def load_changes(text: str) -> TokenChanges:
    """Read what `dump_changes` wrote."""
    document: dict[str, Any] = json.loads(text)
    return TokenChanges(
        id_token=_claim_changes(document["id_token"]),
        access_token=_claim_changes(document["access_token"]),
        membership=_membership(document["membership"]),
    )


def _claim_changes(document: dict[str, Any]) -> ClaimChanges:
    return ClaimChanges(
        added=document["added"],
        suppressed=frozenset(document["suppressed"]),
        scopes_added=tuple(document["scopes_added"]),
        scopes_suppressed=frozenset(document["scopes_suppressed"]),
    )


def _membership(document: dict[str, Any]) -> Membership:
    return Membership(
        groups=tuple(document["groups"]),
        roles=tuple(document["roles"]),
        preferred_role=document["preferred_role"],
    )
