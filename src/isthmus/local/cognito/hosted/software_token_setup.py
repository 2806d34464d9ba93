"""Setting up an authenticator app in the middle of a sign-in at the page, by the API's two operations."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from isthmus.local.cognito.errors import not_authorized
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.operations.associate_software_token import associate_software_token
from isthmus.local.cognito.operations.verify_software_token import verify_software_token
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.software_token_holder import SoftwareTokenHolders
from isthmus.local.cognito.software_tokens import SoftwareTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A key that waits for its first code; `session` takes the code."""

    username: str
    session: str = field(repr=False)
    key: str = field(repr=False)

    def grouped_key(self) -> str:
        """Write the key in groups of four, to be typed."""
        return " ".join(self.key[start : start + 4] for start in range(0, len(self.key), 4))

    def uri(self, issuer: str) -> str:
        """Write the key as authenticator apps read it (Google Authenticator, "Key Uri Format")."""
        label = quote(f"{issuer}:{self.username}", safe="")
        return f"otpauth://totp/{label}?{urlencode({'secret': self.key, 'issuer': issuer}, quote_via=quote)}"


class SoftwareTokenSetup:
    """Give a key, and put it in force by a code. Raises what the API raises."""

    def __init__(self, *, holders: SoftwareTokenHolders, tokens: SoftwareTokens, mfa: Mfa) -> None:
        self._holders = holders
        self._tokens = tokens
        self._mfa = mfa

    async def begin(self, *, username: str, session: str) -> Setup:
        """Give a fresh key to the user of an MFA_SETUP challenge."""
        given = await associate_software_token(
            {"Session": session}, holders=self._holders, software_tokens=self._tokens
        )
        return Setup(username=username, session=given["Session"], key=given["SecretCode"])

    def resume(self, *, username: str, unverified_session: str) -> Setup:
        """Give the key once more, after a mistyped code."""
        user = self._holders.get(None, unverified_session=unverified_session)
        key = self._tokens.find_pending(user)
        if key is None or user.username != username:
            raise not_authorized("Invalid session for the user.", reason="no key waits, or another user's")
        return Setup(username=username, session=unverified_session, key=key)

    async def finish(
        self, request: AuthorizationRequest, *, unverified_session: str, unverified_code: str
    ) -> str:
        """Put the key in force and give the session that goes on; a wrong code leaves the old one good."""
        user = self._holders.get(None, unverified_session=unverified_session)
        if user.pool_id != request.pool.id:
            raise not_authorized("Invalid session for the user.", reason="the session is another pool's")
        verified = await verify_software_token(
            {"Session": unverified_session, "UserCode": unverified_code},
            holders=self._holders,
            software_tokens=self._tokens,
            mfa=self._mfa,
        )
        following: str = verified["Session"]
        return following
