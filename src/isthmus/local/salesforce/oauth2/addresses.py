"""Where a person is sent in the course of an authorization."""

from urllib.parse import urlencode

LOGIN = "/login"
APPROVE = "/services/oauth2/approve"


def login_address(name: str) -> str:
    """Where the person logs in for an authorization request."""
    return f"{LOGIN}?{urlencode({'request': name})}"


def approve_address(name: str) -> str:
    """Where the person approves an authorization request."""
    return f"{APPROVE}?{urlencode({'request': name})}"
