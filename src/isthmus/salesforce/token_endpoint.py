"""Redeem codes and refresh tokens at an org's token endpoint, as a public client: PKCE and no secret.

RFC 6749 sections 4.1.3 and 6, RFC 7636 section 4.5, RFC 7009.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from isthmus.errors import DeniedError, UnavailableError
from isthmus.json_answer import JsonAnswer
from isthmus.origin import Reply
from isthmus.salesforce.openid import Provider
from isthmus.secret import Secret

TIMEOUT_SECONDS = 5.0
MAX_BYTES = 262_144

_OK = 200
_REFUSED = frozenset({400, 401})
_ERROR = re.compile(r"[a-z_]{1,64}", re.ASCII)


class RedeemedTokens(NamedTuple):
    """What a code or a refresh token was worth, unverified.

    `refresh_token` is there if the app may refresh, and after a refresh only if the org rotates it.
    """

    id_token: Secret
    access_token: Secret | None
    refresh_token: Secret | None = None


class TokenEndpoint:
    """The token endpoint of one org, for one app."""

    def __init__(self, *, provider: Provider, client_id: str) -> None:
        self._provider = provider
        self._client_id = client_id

    def redeem_code(self, code: Secret, *, code_verifier: Secret, redirect_uri: str) -> RedeemedTokens:
        """Redeem a code, which is good for one use.

        Raises `DeniedError` if the org refuses it, `UnavailableError` if there is no usable answer.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code.reveal(),
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": code_verifier.reveal(),
        }
        return _read_tokens(self._post_once(form))

    def refresh(self, refresh_token: Secret) -> RedeemedTokens:
        """Ask for an ID token without the person; the app needs the scopes openid and refresh_token.

        Raises `DeniedError` if the org refuses the token, `UnavailableError` if there is no usable answer.
        """
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token.reveal(),
            "client_id": self._client_id,
        }
        return _read_tokens(self._post_once(form))

    def revoke(self, token: Secret) -> None:
        """End a refresh token, and all that came of it; one that is over already is over.

        Raises `UnavailableError` if the org does not say that it is done.
        """
        path = f"{self._provider.token_path.rpartition('/')[0]}/revoke"
        reply = self._post(self._provider.origin.send, path, {"token": token.reveal()})
        if reply.status not in {_OK, *_REFUSED}:
            raise UnavailableError(f"the revocation endpoint answered {reply.status}")

    def _post_once(self, form: Mapping[str, str]) -> Reply:
        # SECURITY: an org takes a code or a rotated token that comes twice for a stolen one, and ends both.
        return self._post(self._provider.origin.send_once, self._provider.token_path, form)

    def _post(self, send: Callable[..., Reply], path: str, form: Mapping[str, str]) -> Reply:
        return send(
            "POST",
            path,
            headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode("ascii"),
            timeout_seconds=TIMEOUT_SECONDS,
            max_bytes=MAX_BYTES,
        )


def _read_tokens(reply: Reply) -> RedeemedTokens:
    if reply.status not in {_OK, *_REFUSED}:
        raise UnavailableError(f"the token endpoint answered {reply.status}")
    answer = JsonAnswer.parse(reply.body, source="the token endpoint")
    if reply.status != _OK:
        error = answer.find_text("error") or ""
        reason = error if _ERROR.fullmatch(error) else "an error of another form"
        raise DeniedError(f"the token endpoint answered {reason}", rule="token_endpoint")
    return RedeemedTokens(
        id_token=Secret(answer.get_text("id_token")),
        access_token=_find_secret(answer, "access_token"),
        refresh_token=_find_secret(answer, "refresh_token"),
    )


def _find_secret(answer: JsonAnswer, name: str) -> Secret | None:
    text = answer.find_text(name)
    return None if text is None else Secret(text)
