"""POST /oauth2/revoke. Page: developerguide/revocation-endpoint."""

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.oauth2.client_authentication import verify_client
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.oauth2.responses import OAuthError
from isthmus.local.cognito.revocation import Revocation

_ERRORS = {
    "UnauthorizedException": ("invalid_client", 401),
    "UnsupportedOperationException": ("invalid_request", 400),
    "UnsupportedTokenTypeException": ("unsupported_token_type", 400),
}


class RevocationEndpoint:
    """End sign-ins for the clients that began them."""

    def __init__(self, *, clients: AppClients, domains: Domains, revocation: Revocation) -> None:
        self._clients = clients
        self._domains = domains
        self._revocation = revocation

    def answer(self, form: Form, *, authorization: str | None, host: str) -> None:
        """Revoke the token, or raise OAuthError. WIRE: a wrong client is answered 401 here, not 400."""
        client = self._verify_client(form, authorization=authorization)
        if not self._domains.is_door_of(client.pool_id, host=host):
            raise _invalid_client("the pool has no domain, or the Host names another's")
        token = form.get("token")
        try:
            self._revocation.revoke(token, client=client)
        except AwsError as error:
            code, status = _ERRORS[error.code]
            raise OAuthError(code, reason=error.message, status=status) from error

    def _verify_client(self, form: Form, *, authorization: str | None) -> AppClient:
        try:
            client = verify_client(form, authorization=authorization, clients=self._clients)
        except OAuthError as error:
            if error.error != "invalid_client":
                raise
            raise _invalid_client(str(error)) from error
        if client.secrets and authorization is None:
            raise _invalid_client("a client with a secret has to send it in the Authorization header")
        return client


def _invalid_client(reason: str) -> OAuthError:
    return OAuthError("invalid_client", reason=reason, status=401)
