"""What a code that came back changes: one transaction uses the code up and does what it stands for."""

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.codes import Codes, Purpose
from isthmus.local.cognito.errors import AliasExistsError
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user import CONFIRMED, Password, User
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database


class Proofs:
    """Take codes. All three raise CodeMismatchException, ExpiredCodeException and LimitExceededException."""

    def __init__(self, database: Database, *, users: Users, codes: Codes) -> None:
        self._database = database
        self._users = users
        self._codes = codes

    def confirm_sign_up(
        self, pool: Pool, user: User, *, unverified_code: str, takes_over_aliases: bool
    ) -> User:
        """Confirm the user and verify the attribute. The code outlives an AliasExistsException."""
        purpose = Purpose.SIGN_UP
        proven = self._codes.verify(user, purpose=purpose, unverified_code=unverified_code)
        try:
            with self._database.transaction():
                self._codes.consume(user, purpose=purpose)
                self._users.set_status(user, status=CONFIRMED)
                verified = {f"{proven.name}_verified": "true"}
                return self._users.write(pool, user, verified, takes_over_aliases=takes_over_aliases)
        except AliasExistsError as error:
            # WIRE: here without "given" (developerguide/cognito-user-pool-managing-errors).
            message = f"An account with the {error.attribute} already exists."
            raise AwsError(error.code, message) from error

    def verify_attribute(self, pool: Pool, user: User, *, purpose: Purpose, unverified_code: str) -> None:
        """Verify the attribute, which takes a value that waited for it, and may become an alias.

        Raises AliasExistsException.
        """
        proven = self._codes.verify(user, purpose=purpose, unverified_code=unverified_code)
        with self._database.transaction():
            self._codes.consume(user, purpose=purpose)
            verified = {proven.name: proven.value, f"{proven.name}_verified": "true"}
            self._users.write(pool, user, verified, takes_over_aliases=False)

    def reset_password(self, user: User, *, unverified_code: str, password: Password) -> None:
        """Set the password that the user chose, and confirm the user."""
        purpose = Purpose.RESET_PASSWORD
        self._codes.verify(user, purpose=purpose, unverified_code=unverified_code)
        with self._database.transaction():
            self._codes.consume(user, purpose=purpose)
            self._users.set_password(user, password=password, status=CONFIRMED)
