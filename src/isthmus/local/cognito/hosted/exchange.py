"""The authorization_code grant: a code for tokens, once. Page: developerguide/token-endpoint."""

import base64
import hashlib
import hmac
from dataclasses import replace

from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.hosted.authorization_codes import AuthorizationCode, AuthorizationCodes
from isthmus.local.cognito.oauth2.form import Form
from isthmus.local.cognito.oauth2.responses import OAuthError
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sign_in.attempt import Attempt, IssuedTokens, check_may_sign_in
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.token_families import TokenFamilies
from isthmus.local.cognito.users import Users


class CodeExchange:
    """Take codes back."""

    def __init__(
        self,
        *,
        codes: AuthorizationCodes,
        users: Users,
        completion: Completion,
        families: TokenFamilies,
    ) -> None:
        self._codes = codes
        self._users = users
        self._completion = completion
        self._families = families

    async def exchange(self, form: Form, *, pool: Pool, client: AppClient) -> IssuedTokens:
        """Give the tokens, or raise OAuthError; the client is proven."""
        # (1) Is it a code of this client, and is who brings it the one who asked for it?
        unverified_code, redirect_uri = form.get("code"), form.get("redirect_uri")
        code = self._codes.find(unverified_code)
        if code is None or code.client_id != client.id:
            raise OAuthError("invalid_grant", reason="the code is unknown, or another client's")
        if redirect_uri != code.redirect_uri:
            raise OAuthError(
                "unauthorized_client", reason="redirect_uri differs", description="invalid_redirect"
            )
        _check_verifier(form.find("code_verifier"), challenge=code.code_challenge)
        user = self._users.find_by_id(code.user_id)
        assert user is not None, "a user is deleted together with the codes"
        check_may_sign_in(user)
        if code.epoch != user.epoch:
            # SECURITY: whom a sign-out or another password locks out must not come back by an older code.
            raise OAuthError(
                "invalid_grant", reason="the user was signed out, or has another password, since"
            )
        if code.redirect_uri not in client.settings.get("CallbackURLs", ()):
            raise OAuthError("invalid_grant", reason="the callback was taken from the client since")

        # (2) Use it. SECURITY: no await between the two writes, so that a second use finds the first.
        planned = self._families.plan(user, client=client)
        family = replace(planned, scopes=code.scopes, auth_time=code.auth_time)
        if not self._codes.claim(unverified_code, event_id=family.event_id):
            self._revoke(unverified_code)
            raise OAuthError("invalid_grant", reason="the code was used before, or has expired")
        refresh_token = self._families.insert(family)

        # (3) Sign.
        attempt = Attempt(pool=pool, client=client, username=user.username, user=user, metadata={})
        issued = await self._completion.sign(attempt, family=family, changes=code.changes, nonce=code.nonce)
        return replace(issued, refresh_token=refresh_token)

    def _revoke(self, unverified_code: str) -> None:
        """Revoke what the first use of the code gave."""
        code: AuthorizationCode | None = self._codes.find(unverified_code)
        family = None if code is None or code.event_id is None else self._families.find(code.event_id)
        if family is not None:
            self._families.revoke(family)


def _check_verifier(unverified_verifier: str | None, *, challenge: str | None) -> None:
    """RFC 7636 section 4.6; a verifier without a challenge is a downgrade (RFC 9700 section 2.1.1)."""
    if challenge is None and unverified_verifier is None:
        return
    if challenge is None or unverified_verifier is None:
        raise OAuthError("invalid_grant", reason="one of code_challenge and code_verifier is missing")
    digest = hashlib.sha256(unverified_verifier.encode()).digest()
    computed = base64.urlsafe_b64encode(digest).rstrip(b"=")
    if not hmac.compare_digest(computed, challenge.encode()):
        raise OAuthError("invalid_grant", reason="code_verifier does not fit the code_challenge")
