"""Password recovery: whose password a code may replace, and where the code goes.

Page: developerguide/managing-users-passwords, "Password reset and recovery".
"""

from isthmus.local.cognito.delivery import is_recovered_by_admin_only, recovery_attribute
from isthmus.local.cognito.errors import invalid_parameter, not_authorized
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import (
    CONFIRMED,
    EXTERNAL_PROVIDER,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    User,
)

_WITH_A_PASSWORD = (CONFIRMED, RESET_REQUIRED)


def check_pool_recovers(pool: Pool) -> None:
    """Refuse pools where only administrators reset passwords, whoever asks."""
    if is_recovered_by_admin_only(pool):
        raise not_authorized("Contact administrator to reset password.")


def check_is_recoverable(pool: Pool, user: User) -> None:
    """Refuse also users whose password is a temporary one, and those whom a provider signs in."""
    check_pool_recovers(pool)
    if user.status in (FORCE_CHANGE_PASSWORD, EXTERNAL_PROVIDER):
        raise not_authorized("User password cannot be reset in the current state.")


def find_recovery_attribute(pool: Pool, user: User) -> str | None:
    """Give the attribute that the code goes to; None for who has none or is not confirmed."""
    return recovery_attribute(pool, user) if user.status in _WITH_A_PASSWORD else None


def no_recovery_attribute() -> Exception:
    """There is nowhere to send a code to."""
    return invalid_parameter(
        "Cannot reset password for the user as there is no registered/verified email or phone_number"
    )
