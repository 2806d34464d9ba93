"""Where a person is sent in the course of an authorization."""

from urllib.parse import urlencode

from isthmus.local.salesforce.parts import OrgParts

LOGIN = "/login"
APPROVE = "/services/oauth2/approve"
FRONT_DOOR = "/secur/frontdoor.jsp"

_LONGEST = 2000


def login_address(name: str) -> str:
    """Where the person logs in for an authorization request."""
    return f"{LOGIN}?{urlencode({'request': name})}"


def approve_address(name: str) -> str:
    """Where the person approves an authorization request."""
    return f"{APPROVE}?{urlencode({'request': name})}"


def local_path(parts: OrgParts, unverified_url: str) -> str:
    """Give a path of this org to go on to; `/` for everything that would lead elsewhere.

    SECURITY: browsers drop tabs and line ends from an address and read a backslash as a slash.
    """
    path = (
        unverified_url.removeprefix(parts.origin)
        if unverified_url.startswith(parts.origin)
        else unverified_url
    )
    is_plain = path.isascii() and path.isprintable() and "\\" not in path and " " not in path
    is_local = path.startswith("/") and not path.startswith("//")
    return path if is_plain and is_local and len(path) <= _LONGEST else "/"
