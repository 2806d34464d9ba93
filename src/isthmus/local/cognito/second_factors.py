"""The second factors: which a pool has, which a user wants, and which can be asked for.

Page: developerguide/user-pool-settings-mfa, "Details of MFA logic at user runtime".
"""

from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.cognito.delivery import primary_recovery_attribute
from isthmus.local.cognito.errors import not_authorized
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sign_in.password_guesses import lock_seconds
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA, SoftwareTokens
from isthmus.local.cognito.user import User
from isthmus.local.database import Database

EMAIL_OTP = "EMAIL_OTP"
SMS_MFA = "SMS_MFA"
ATTRIBUTES = {EMAIL_OTP: "email", SMS_MFA: "phone_number"}
FACTORS = (SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whether a user turned a factor on, and prefers it."""

    is_enabled: bool
    is_preferred: bool


_OFF = Choice(is_enabled=False, is_preferred=False)


class SecondFactors:
    """Keep what users want, and tell what follows from it."""

    def __init__(self, database: Database, *, tokens: SoftwareTokens, clock: Clock) -> None:
        self._database = database
        self._tokens = tokens
        self._clock = clock

    def choices(self, user: User) -> dict[str, Choice]:
        """Give what the user wants of each factor."""
        token = self._tokens.find(user)
        rows = self._database.rows("SELECT * FROM message_factor WHERE user_id = ?", (user.id,))
        chosen = {
            row["name"]: Choice(is_enabled=bool(row["is_enabled"]), is_preferred=bool(row["is_preferred"]))
            for row in rows
        }
        if token.is_verified:
            chosen[SOFTWARE_TOKEN_MFA] = Choice(is_enabled=token.is_enabled, is_preferred=token.is_preferred)
        return {name: chosen.get(name, _OFF) for name in FACTORS}

    def choose(self, user: User, *, name: str, choice: Choice) -> None:
        """Keep what the user wants of a factor. One factor is preferred at most."""
        with self._database.transaction():
            if choice.is_preferred:
                self._database.execute(
                    "UPDATE message_factor SET is_preferred = 0 WHERE user_id = ?", (user.id,)
                )
                self._tokens.unprefer(user)
            if name == SOFTWARE_TOKEN_MFA:
                self._tokens.set_preference(
                    user, is_enabled=choice.is_enabled, is_preferred=choice.is_preferred
                )
                return
            self._database.execute(
                "INSERT OR REPLACE INTO message_factor (user_id, name, is_enabled, is_preferred)"
                " VALUES (?, ?, ?, ?)",
                (user.id, name, int(choice.is_enabled), int(choice.is_preferred)),
            )

    def to_ask(self, pool: Pool, user: User) -> tuple[str, ...]:
        """Give the factors that one has to be proven of; none where the first factor is enough.

        Raises NotAuthorizedException for who needs one and can have none.
        """
        usable = self.usable(pool, user)
        choices = self.choices(user)
        wanted = [name for name in usable if choices[name].is_enabled]
        preferred = [name for name in wanted if choices[name].is_preferred]
        if pool.mfa_mode == "OFF":
            return ()
        if pool.mfa_mode == "OPTIONAL" or preferred:
            return tuple(preferred or wanted)
        excluded = primary_recovery_attribute(pool)
        return tuple(name for name in usable if name in wanted or ATTRIBUTES.get(name, "") != excluded)

    def to_set_up(self, pool: Pool, user: User) -> tuple[str, ...]:
        """Give the factors that a user without any can set up on the way."""
        excluded = primary_recovery_attribute(pool)
        return tuple(
            name
            for name in FACTORS
            if pool.has_second_factor(name)
            and (name == SOFTWARE_TOKEN_MFA or ATTRIBUTES[name] not in (excluded, *user.attributes))
        )

    def usable(self, pool: Pool, user: User) -> list[str]:
        """Give the factors of the pool that the user has the means for."""
        is_verified = self._tokens.find(user).is_verified
        return [
            name
            for name in FACTORS
            if pool.has_second_factor(name)
            and (is_verified if name == SOFTWARE_TOKEN_MFA else ATTRIBUTES[name] in user.attributes)
        ]

    def check_not_locked(self, user: User) -> None:
        """Refuse a user who guesses codes of messages."""
        row = self._database.find_row("SELECT locked_until FROM code_guess WHERE user_id = ?", (user.id,))
        if row is not None and row["locked_until"] > self._clock.now():
            raise not_authorized("Code attempts exceeded")

    def count_failure(self, user: User) -> None:
        """Count a wrong code, and lock the user's codes after too many.

        SECURITY: a right password does not end this: who knows it would guess codes without end.
        """
        row = self._database.find_row("SELECT failed_attempts FROM code_guess WHERE user_id = ?", (user.id,))
        failed = 1 + (0 if row is None else row["failed_attempts"])
        self._database.execute(
            "INSERT OR REPLACE INTO code_guess (user_id, failed_attempts, locked_until) VALUES (?, ?, ?)",
            (user.id, failed, self._clock.now() + lock_seconds(failed)),
        )

    def forget_failures(self, user: User) -> None:
        """End the count: a code was right."""
        self._database.execute("DELETE FROM code_guess WHERE user_id = ?", (user.id,))
