"""What the org says about a user, in OpenID Connect's words, as far as the scopes go."""

from datetime import UTC, datetime
from typing import Any

from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.users import User

# WIRE: Salesforce treats each of these as all of them ("the same behavior as deploying Basic").
PROFILE_SCOPES = frozenset({"id", "profile", "email", "address", "phone", "api", "full"})
_LANGUAGE, _ZONE = "en_US", "America/Los_Angeles"


def standard_claims(parts: OrgParts, user: User, *, scopes: frozenset[str] | None) -> dict[str, Any]:
    """Give name, e-mail and the rest; nothing if only the identifier was granted. None is no narrowing."""
    if scopes is not None and not scopes & PROFILE_SCOPES:
        return {}
    return {
        "preferred_username": user.username,
        "nickname": user.nickname,
        "name": user.name,
        "email": user.email,
        "email_verified": user.email_verified,
        **({"given_name": user.first_name} if user.first_name else {}),
        "family_name": user.last_name,
        "zoneinfo": _ZONE,
        "photos": photos(parts),
        "profile": f"{parts.origin}/{user.id}",
        "picture": photos(parts)["picture"],
        "address": {"country": "US"},
        "urls": urls(parts, user),
        "active": user.is_active,
        "user_type": "STANDARD",
        "language": _LANGUAGE,
        "locale": _LANGUAGE,
        "utcOffset": -28_800_000,
        "updated_at": to_iso(user.modified_at),
    }


def photos(parts: OrgParts) -> dict[str, str]:
    """Everybody's picture."""
    return {
        "picture": f"{parts.origin}/profilephoto/005/F",
        "thumbnail": f"{parts.origin}/profilephoto/005/T",
    }


def urls(parts: OrgParts, user: User) -> dict[str, str]:
    """Where the user's data is served; `{version}` is for the client to fill in."""
    rest = f"{parts.origin}/services/data/v{{version}}/"
    return {
        "rest": rest,
        "sobjects": f"{rest}sobjects/",
        "query": f"{rest}query/",
        "profile": f"{parts.origin}/{user.id}",
        "users": f"{rest}chatter/users",
        "custom_domain": parts.origin,
    }


def to_iso(epoch_seconds: float) -> str:
    """Write a time as userinfo does, to the second."""
    return datetime.fromtimestamp(epoch_seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
