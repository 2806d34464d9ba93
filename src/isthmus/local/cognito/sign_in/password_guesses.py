"""What a right or a wrong first factor does to its user: the lock-out, the end of a temporary password."""

from isthmus.clock import Clock
from isthmus.local.cognito.errors import incorrect_credentials, not_authorized
from isthmus.local.cognito.sign_in.attempt import Attempt, check_is_confirmed, check_password_is_usable
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users

# AWS: after five wrong passwords the user is locked for a second, then twice as long each time, up to
# 15 minutes (developerguide/authentication).
FREE_ATTEMPTS = 5
LONGEST_LOCK_SECONDS = 900
MOST_DECOYS = 10_000


class PasswordGuesses:
    """Count wrong passwords and codes that stand for them, in whatever way they were tried."""

    def __init__(self, *, users: Users, clock: Clock) -> None:
        self._users = users
        self._clock = clock
        # NOTE: names that lead to nobody are locked like users; in memory, as there is nobody to keep it for.
        self._decoys: dict[tuple[str, str], tuple[int, float]] = {}

    def check_may_guess(self, attempt: Attempt) -> None:
        """Refuse who has to reset the password, and a locked user, before any password is looked at."""
        user = attempt.user
        if user is not None:
            check_password_is_usable(user)
        locked_until = self._decoy(attempt)[1] if user is None else user.locked_until
        if locked_until > self._clock.now():
            raise not_authorized("Password attempts exceeded")

    def is_locked(self, user: User) -> bool:
        """Tell whether there were too many wrong passwords just now."""
        return user.locked_until > self._clock.now()

    def settle(self, attempt: Attempt, *, is_right: bool) -> User:
        """Give the user, read anew, if the password was right; count and refuse it if not.

        SECURITY: that a user is not confirmed is told to whom the password is known, and to nobody else.
        """
        user = None if attempt.user is None else self._users.find_by_id(attempt.user.id)
        if attempt.user is None or user is None:
            self._count_decoy(attempt)
            raise incorrect_credentials("there is no such user")
        if not is_right:
            self.count_failure(user)
            raise incorrect_credentials("the password is wrong")
        if user.epoch != attempt.user.epoch:
            raise incorrect_credentials("the password was changed, or the user signed out, meanwhile")
        if user.password_expires_at is not None and user.password_expires_at <= self._clock.now():
            raise not_authorized("User account has expired, it must be reset by an administrator.")
        self.forget_failures(user)
        check_is_confirmed(user)
        return user

    def count_wrong_code(self, attempt: Attempt) -> None:
        """Count a wrong code of a first factor as a wrong password."""
        user = None if attempt.user is None else self._users.find_by_id(attempt.user.id)
        if user is None:
            self._count_decoy(attempt)
        else:
            self.count_failure(user)

    def forget_failures(self, user: User) -> None:
        """End the count: a first factor was right."""
        self._users.set_attempts(user, failed=0, locked_until=0)

    def count_failure(self, user: User) -> None:
        """Count a wrong password, and lock the user after too many."""
        failed = user.failed_attempts + 1
        locked_until = self._clock.now() + lock_seconds(failed)
        self._users.set_attempts(user, failed=failed, locked_until=locked_until)

    def _decoy(self, attempt: Attempt) -> tuple[int, float]:
        return self._decoys.get((attempt.pool.id, attempt.username), (0, 0.0))

    def _count_decoy(self, attempt: Attempt) -> None:
        failed = self._decoy(attempt)[0] + 1
        name = (attempt.pool.id, attempt.username)
        self._decoys.pop(name, None)
        self._decoys[name] = (failed, self._clock.now() + lock_seconds(failed))
        if len(self._decoys) > MOST_DECOYS:
            del self._decoys[next(iter(self._decoys))]


def lock_seconds(failed: int) -> float:
    """Tell how long a user is locked after so many failures."""
    excess = failed - FREE_ATTEMPTS
    return 0 if excess < 0 else min(2.0 ** min(excess, 10), LONGEST_LOCK_SECONDS)
