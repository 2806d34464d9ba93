"""Which system answers a request, by its method, path, host and target alone.

What is not listed is an API call, and an API call is authenticated before anything else.
"""

import re
from enum import StrEnum

USER_POOLS_TARGET = "AWSCognitoIdentityProviderService"
IDENTITY_POOLS_TARGET = "AWSCognitoIdentityService"

HEALTH_PATH = "/_isthmus/health"
EXPORT_PATH = "/_isthmus/export"
OUTBOX_PATH = "/_isthmus/outbox"
ROTATE_KEYS_PATH = re.compile(r"/_isthmus/user-pools/[\w-]+_[0-9A-Za-z]+/rotate-keys", re.ASCII)
IDENTITY_POOLS_PATHS = ("/.well-known/openid-configuration", "/.well-known/jwks_uri")
USER_POOLS_DOCUMENT = re.compile(r"/[\w-]+_[0-9A-Za-z]+/\.well-known/.*", re.ASCII)
USER_POOLS_PAGES = (
    "/confirm",
    "/confirmUser",
    "/confirmforgotPassword",
    "/error",
    "/forgotPassword",
    "/login",
    "/logout",
    "/oauth2",
    "/passkeys",
    "/resendcode",
    "/saml2",
    "/signup",
)
USER_POOLS_HOST = re.compile(r"[a-z0-9-]+\.auth\..+", re.ASCII)

# NOTE: the host-based forms are those that ministack knows: an API's id and the endpoint's host.
PUBLIC_HOST = re.compile(r"[a-z0-9-]+\.(?:execute-api\.|lambda-url\.[a-z0-9-]+\.).+", re.ASCII)
PUBLIC_PATH = re.compile(
    r"/_aws/execute-api/[^/]+/.*|/_aws/lambda-url/[^/]+(?:/.*)?|/restapis/[^/]+/[^/]+/_user_request_(?:/.*)?"
)
# ministack's own administration, its neighbours', and paths that only this stack uses inside.
HIDDEN_PATH = re.compile(r"/(?:_isthmus|_ministack|_localstack|_aws|moto-api)(?:/.*)?|/health")


class Destination(StrEnum):
    """Who answers."""

    EXPORT = "export"
    HEALTH = "health"
    NOBODY = "nobody"
    USER_POOLS = "user-pools"
    USER_POOLS_WEB = "user-pools-web"
    IDENTITY_POOLS = "identity-pools"
    IDENTITY_POOLS_WEB = "identity-pools-web"
    PUBLIC_API = "public-api"
    API = "api"


def find_destination(*, method: str, path: str, host: str, target: str) -> Destination:
    """Give who answers. `path` is decoded; `target` is the X-Amz-Target header, empty if absent."""
    if path == HEALTH_PATH:
        return Destination.HEALTH
    if path == EXPORT_PATH:
        return Destination.EXPORT
    if path == OUTBOX_PATH or ROTATE_KEYS_PATH.fullmatch(path):
        return Destination.USER_POOLS_WEB
    if PUBLIC_HOST.fullmatch(host) or PUBLIC_PATH.fullmatch(path):
        return Destination.PUBLIC_API
    if HIDDEN_PATH.fullmatch(path):
        return Destination.NOBODY
    return _find_cognito(method=method, path=path, host=host, target=target) or Destination.API


def _find_cognito(*, method: str, path: str, host: str, target: str) -> Destination | None:
    service = target.partition(".")[0]
    if service == USER_POOLS_TARGET and method == "POST" and path == "/":
        return Destination.USER_POOLS
    if service == IDENTITY_POOLS_TARGET and method == "POST" and path == "/":
        return Destination.IDENTITY_POOLS
    if path in IDENTITY_POOLS_PATHS:
        return Destination.IDENTITY_POOLS_WEB
    is_page = any(path == page or path.startswith(f"{page}/") for page in USER_POOLS_PAGES)
    if is_page or USER_POOLS_DOCUMENT.fullmatch(path) or USER_POOLS_HOST.fullmatch(host):
        return Destination.USER_POOLS_WEB
    return None
