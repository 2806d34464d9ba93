"""Passwords: set, reset, forgotten, changed: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_reset_user_password import admin_reset_user_password
from isthmus.local.cognito.operations.admin_set_user_password import admin_set_user_password
from isthmus.local.cognito.operations.change_password import change_password
from isthmus.local.cognito.operations.confirm_forgot_password import confirm_forgot_password
from isthmus.local.cognito.operations.forgot_password import forgot_password
from isthmus.local.cognito.services import Services


def passwords_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "AdminSetUserPassword": partial(admin_set_user_password, pools=s.pools, users=s.users, clock=s.clock),
        "AdminResetUserPassword": partial(
            admin_reset_user_password, pools=s.pools, users=s.users, codes=s.self_service.codes
        ),
        "ForgotPassword": partial(
            forgot_password,
            accounts=s.self_service.accounts,
            codes=s.self_service.codes,
            migration=s.migration,
        ),
        "ConfirmForgotPassword": partial(
            confirm_forgot_password,
            accounts=s.self_service.accounts,
            users=s.users,
            proofs=s.self_service.proofs,
            post_confirmation=s.self_service.post_confirmation,
        ),
        "ChangePassword": partial(
            change_password, access_tokens=s.access_tokens, users=s.users, guesses=s.guesses
        ),
    }
