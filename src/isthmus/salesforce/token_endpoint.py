"""Redeem an authorization code at an org's token endpoint, as a public client: PKCE and no secret.

RFC 6749 section 4.1.3, RFC 7636 section 4.5.
"""

import re
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
    """What a code was worth, unverified."""

    id_token: Secret
    access_token: Secret | None


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
        reply = self._provider.origin.send(
            "POST",
            self._provider.token_path,
            headers={"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode("ascii"),
            timeout_seconds=TIMEOUT_SECONDS,
            max_bytes=MAX_BYTES,
        )
        return _read_tokens(reply)


def _read_tokens(reply: Reply) -> RedeemedTokens:
    if reply.status not in {_OK, *_REFUSED}:
        raise UnavailableError(f"the token endpoint answered {reply.status}")
    answer = JsonAnswer.parse(reply.body, source="the token endpoint")
    if reply.status != _OK:
        error = answer.find_text("error") or ""
        reason = error if _ERROR.fullmatch(error) else "an error of another form"
        raise DeniedError(f"the token endpoint answered {reason}", rule="token_endpoint")
    access_token = answer.find_text("access_token")
    return RedeemedTokens(
        id_token=Secret(answer.get_text("id_token")),
        access_token=None if access_token is None else Secret(access_token),
    )
