"""Sign-up and its confirmation: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_confirm_sign_up import admin_confirm_sign_up
from isthmus.local.cognito.operations.confirm_sign_up import confirm_sign_up
from isthmus.local.cognito.operations.resend_confirmation_code import resend_confirmation_code
from isthmus.local.cognito.operations.sign_up import sign_up
from isthmus.local.cognito.services import Services


def sign_up_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "SignUp": partial(
            sign_up,
            accounts=s.self_service.accounts,
            users=s.users,
            codes=s.self_service.codes,
            pre_sign_up=s.self_service.pre_sign_up,
            post_confirmation=s.self_service.post_confirmation,
        ),
        "ConfirmSignUp": partial(
            confirm_sign_up,
            accounts=s.self_service.accounts,
            proofs=s.self_service.proofs,
            post_confirmation=s.self_service.post_confirmation,
        ),
        "ResendConfirmationCode": partial(
            resend_confirmation_code, accounts=s.self_service.accounts, codes=s.self_service.codes
        ),
        "AdminConfirmSignUp": partial(
            admin_confirm_sign_up,
            pools=s.pools,
            users=s.users,
            post_confirmation=s.self_service.post_confirmation,
        ),
    }
