"""Sign-up, its confirmation and password recovery at the pages: the API's operations, called as the app.

What a person types is checked by AWS's model before, as the API would.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from isthmus.local.awsjson.model import ServiceModel, read_model
from isthmus.local.awsjson.validation import verify_input
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.codes import Codes
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.named_account import NamedAccounts
from isthmus.local.cognito.operations.confirm_forgot_password import confirm_forgot_password
from isthmus.local.cognito.operations.confirm_sign_up import confirm_sign_up
from isthmus.local.cognito.operations.forgot_password import forgot_password
from isthmus.local.cognito.operations.resend_confirmation_code import resend_confirmation_code
from isthmus.local.cognito.operations.sign_up import sign_up
from isthmus.local.cognito.proofs import Proofs
from isthmus.local.cognito.sign_in.user_migration import UserMigration
from isthmus.local.cognito.sign_up import PostConfirmation, PreSignUp
from isthmus.local.cognito.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedUp:
    """What came of a sign-up; `sent_to` is the masked address that the code went to, if one went."""

    is_confirmed: bool
    sent_to: str | None


class HostedSelfService:
    """Do what a person asks. All methods raise AwsError with the words for the page."""

    def __init__(
        self,
        *,
        accounts: NamedAccounts,
        users: Users,
        codes: Codes,
        proofs: Proofs,
        pre_sign_up: PreSignUp,
        post_confirmation: PostConfirmation,
        migration: UserMigration,
    ) -> None:
        self._accounts = accounts
        self._users = users
        self._codes = codes
        self._proofs = proofs
        self._pre_sign_up = pre_sign_up
        self._post_confirmation = post_confirmation
        self._migration = migration

    async def sign_up(
        self, asked: AuthorizationRequest, *, username: str, password: str, attributes: Mapping[str, str]
    ) -> SignedUp:
        """Make a user."""
        given = [{"Name": name, "Value": value} for name, value in attributes.items()]
        call = self._call("SignUp", asked.client, username, Password=password, UserAttributes=given)
        result = await sign_up(
            call,
            accounts=self._accounts,
            users=self._users,
            codes=self._codes,
            pre_sign_up=self._pre_sign_up,
            post_confirmation=self._post_confirmation,
        )
        return SignedUp(is_confirmed=result["UserConfirmed"], sent_to=_destination(result))

    async def confirm(self, client: AppClient, *, username: str, unverified_code: str) -> None:
        """Confirm a user by the code that was sent."""
        await confirm_sign_up(
            self._call("ConfirmSignUp", client, username, ConfirmationCode=unverified_code),
            accounts=self._accounts,
            proofs=self._proofs,
            post_confirmation=self._post_confirmation,
        )

    async def resend(self, asked: AuthorizationRequest, *, username: str) -> str | None:
        """Send another code; give the masked address."""
        call = self._call("ResendConfirmationCode", asked.client, username)
        return _destination(await resend_confirmation_code(call, accounts=self._accounts, codes=self._codes))

    async def forget_password(self, asked: AuthorizationRequest, *, username: str) -> str | None:
        """Send a code that a new password can be set with; give the masked address."""
        call = self._call("ForgotPassword", asked.client, username)
        answer = await forgot_password(
            call, accounts=self._accounts, codes=self._codes, migration=self._migration
        )
        return _destination(answer)

    async def reset_password(
        self, asked: AuthorizationRequest, *, username: str, unverified_code: str, password: str
    ) -> None:
        """Set a new password by the code that was sent."""
        await confirm_forgot_password(
            self._call(
                "ConfirmForgotPassword",
                asked.client,
                username,
                ConfirmationCode=unverified_code,
                Password=password,
            ),
            accounts=self._accounts,
            users=self._users,
            proofs=self._proofs,
            post_confirmation=self._post_confirmation,
        )

    def _call(self, operation: str, client: AppClient, username: str, **parameters: Any) -> Any:
        """Write the call as the app would, and check it as the API does."""
        written = {"ClientId": client.id, "Username": username, **parameters}
        if client.secrets:
            written["SecretHash"] = client.secret_hash(username)
        shape = self._model.input_shape(operation)
        assert shape is not None
        return verify_input(self._model, shape, written, error_code="InvalidParameterException")

    @cached_property
    def _model(self) -> ServiceModel:
        return read_model("cognito-idp", more_enum_values={}, other_patterns={})


def _destination(result: Mapping[str, Any]) -> str | None:
    details = result.get("CodeDeliveryDetails")
    return None if details is None else details["Destination"]
