"""What follows a right password: a new one in place of a temporary one, or tokens."""

from isthmus.local.cognito.sign_in.attempt import Attempt, SignInResult
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.new_password import NewPassword
from isthmus.local.cognito.user import FORCE_CHANGE_PASSWORD


class AfterPassword:
    """Choose the next step; however the password was proven, it is the same."""

    def __init__(self, *, new_password: NewPassword, completion: Completion) -> None:
        self._new_password = new_password
        self._completion = completion

    async def proceed(self, attempt: Attempt) -> SignInResult:
        """Go on after the password."""
        user = attempt.known_user()
        if user.status == FORCE_CHANGE_PASSWORD:
            return self._new_password.ask(attempt, user, state={})
        return await self._completion.sign_in(attempt, source="TokenGeneration_Authentication")

    async def proceed_with_new_password(self, attempt: Attempt) -> SignInResult:
        """Go on after the user set a new password."""
        return await self._completion.sign_in(attempt, source="TokenGeneration_NewPasswordChallenge")
