"""Who asks the token endpoint: client_secret_basic, client_secret_post, or a public client's id.

WIRE: AWS answers 400, not 401. Both ways at once are taken if the ids agree; then the header counts.
"""

import base64
import binascii

from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.oauth2.responses import OAuthError


def verify_client(form: Form, *, authorization: str | None, clients: AppClients) -> AppClient:
    """Give the client that the request proved to be, or raise OAuthError."""
    client_id, unverified_secret = form.find("client_id"), form.find("client_secret")
    if authorization is not None:
        header_id, unverified_secret = _parse_basic(authorization)
        if client_id is not None and client_id != header_id:
            raise OAuthError("invalid_request", reason="header and body name different clients")
        client_id = header_id
    if client_id is None:
        raise OAuthError("invalid_request", reason="no client is named")

    client = clients.find(client_id)
    if client is None:
        raise OAuthError("invalid_client", reason="there is no such client")
    if client.secrets:
        if unverified_secret is None or not client.has_secret(unverified_secret):
            raise _wrong_secret("the secret is missing or wrong")
    elif unverified_secret is not None:
        raise _wrong_secret("a client without a secret sent one")
    return client


def _parse_basic(authorization: str) -> tuple[str, str]:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise OAuthError("invalid_client", reason="the Authorization header is not Basic")
    try:
        text = base64.b64decode(credentials.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError) as error:
        raise OAuthError("invalid_client", reason="the Authorization header is malformed") from error
    client_id, colon, secret = text.partition(":")
    if not client_id or not colon:
        raise OAuthError("invalid_client", reason="the Authorization header is malformed")
    return client_id, secret


def _wrong_secret(reason: str) -> OAuthError:
    return OAuthError("invalid_client", reason=reason, description="invalid_client_secret")
