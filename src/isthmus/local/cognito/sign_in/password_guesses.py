"""What a right or a wrong password does to its user: the lock-out, and the end of a temporary password."""

from isthmus.clock import Clock
from isthmus.local.cognito.errors import incorrect_credentials, not_authorized
from isthmus.local.cognito.sign_in.attempt import check_is_confirmed, check_password_is_usable
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users

# AWS: after five wrong passwords the user is locked for a second, then twice as long each time, up to
# 15 minutes (developerguide/authentication).
FREE_ATTEMPTS = 5
LONGEST_LOCK_SECONDS = 900


class PasswordGuesses:
    """Count wrong passwords, in whatever way they were tried."""

    def __init__(self, *, users: Users, clock: Clock) -> None:
        self._users = users
        self._clock = clock

    def check_may_guess(self, user: User | None) -> None:
        """Refuse who has to reset the password, and a locked user, before any password is looked at."""
        if user is None:
            return
        check_password_is_usable(user)
        if self.is_locked(user):
            raise not_authorized("Password attempts exceeded")

    def is_locked(self, user: User) -> bool:
        """Tell whether there were too many wrong passwords just now."""
        return user.locked_until > self._clock.now()

    def settle(self, user: User | None, *, is_right: bool) -> User:
        """Give the user, read anew, if the password was right; count and refuse it if not.

        SECURITY: that a user is not confirmed is told to whom the password is known, and to nobody else.
        """
        user = self._users.find_by_id(user.id) if user is not None else None
        if user is None:
            raise incorrect_credentials("there is no such user")
        if not is_right:
            self.count_failure(user)
            raise incorrect_credentials("the password is wrong")
        if user.password_expires_at is not None and user.password_expires_at <= self._clock.now():
            raise not_authorized("User account has expired, it must be reset by an administrator.")
        self._users.set_attempts(user, failed=0, locked_until=0)
        check_is_confirmed(user)
        return user

    def count_failure(self, user: User) -> None:
        """Count a wrong password, and lock the user after too many."""
        failed = user.failed_attempts + 1
        locked_until = self._clock.now() + lock_seconds(failed)
        self._users.set_attempts(user, failed=failed, locked_until=locked_until)


def lock_seconds(failed: int) -> float:
    """Tell how long a user is locked after so many failures."""
    excess = failed - FREE_ATTEMPTS
    return 0 if excess < 0 else min(2.0 ** min(excess, 10), LONGEST_LOCK_SECONDS)
