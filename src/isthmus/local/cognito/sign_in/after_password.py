"""What follows a right password: a new one in place of a temporary one, the second factor, tokens."""

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.sign_in.attempt import Attempt, SignInResult
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.new_password import NewPassword
from isthmus.local.cognito.user import FORCE_CHANGE_PASSWORD


class AfterPassword:
    """Choose the next step; however the password was proven, it is the same."""

    def __init__(self, *, new_password: NewPassword, mfa: Mfa, completion: Completion) -> None:
        self._new_password = new_password
        self._mfa = mfa
        self._completion = completion

    async def proceed(self, attempt: Attempt) -> SignInResult:
        """Go on after the password."""
        user = attempt.known_user()
        if user.status == FORCE_CHANGE_PASSWORD:
            return self._new_password.ask(attempt, user, state={})
        return await self._ask_or_complete(attempt, source="TokenGeneration_Authentication")

    async def proceed_with_new_password(self, attempt: Attempt) -> SignInResult:
        """Go on after the user set a new password."""
        return await self._ask_or_complete(attempt, source="TokenGeneration_NewPasswordChallenge")

    async def complete(self, attempt: Attempt, *, source: str) -> SignInResult:
        """Give tokens, after the second factor."""
        return await self._completion.sign_in(attempt, source=source)

    def check_no_mfa(self, attempt: Attempt) -> None:
        """Refuse a second factor inside of custom authentication, where Define would have to ask for it."""
        if self._mfa.is_needed(attempt):
            raise UnsupportedError("MFA in custom authentication")

    async def _ask_or_complete(self, attempt: Attempt, *, source: str) -> SignInResult:
        if self._mfa.is_needed(attempt):
            return self._mfa.ask(attempt, source=source)
        return await self.complete(attempt, source=source)
