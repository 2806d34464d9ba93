"""Sign-in with the password sent in the request."""

from isthmus.local.cognito.passwords import is_password
from isthmus.local.cognito.sign_in.after_password import AfterPassword
from isthmus.local.cognito.sign_in.attempt import Attempt, SentParameters, SignInResult
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_in.password_guesses import PasswordGuesses


class PasswordSignIn:
    """Check passwords."""

    def __init__(
        self, *, hooks: SignInHooks, guesses: PasswordGuesses, after_password: AfterPassword
    ) -> None:
        self._hooks = hooks
        self._guesses = guesses
        self._after_password = after_password

    async def start(self, attempt: Attempt, sent: SentParameters) -> SignInResult:
        """Check the password; what follows is the next challenge, or tokens."""
        return await self._after_password.proceed(await self.verify(attempt, sent.get("PASSWORD")))

    async def verify(self, attempt: Attempt, unverified_password: str) -> Attempt:
        """Run PreAuthentication and check the password; give the attempt as later triggers see it."""
        await self._hooks.before(attempt)
        return await self.prove(attempt, unverified_password)

    async def prove(self, attempt: Attempt, unverified_password: str) -> Attempt:
        """Check the password of an attempt that PreAuthentication let pass."""
        self._guesses.check_may_guess(attempt)
        # SECURITY: the work is the same without a user, so that time tells nothing.
        hashed = attempt.user.password if attempt.user is not None else None
        is_right = await is_password(unverified_password, hashed=hashed)
        user = self._guesses.settle(attempt, is_right=is_right)
        return attempt.with_user(user).without_metadata()
