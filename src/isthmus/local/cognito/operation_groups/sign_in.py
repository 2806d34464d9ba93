"""Sign-in, second factors, tokens and their end: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_delete_software_token import admin_delete_software_token
from isthmus.local.cognito.operations.admin_get_user_auth_factors import admin_get_user_auth_factors
from isthmus.local.cognito.operations.admin_initiate_auth import admin_initiate_auth
from isthmus.local.cognito.operations.admin_respond_to_auth_challenge import admin_respond_to_auth_challenge
from isthmus.local.cognito.operations.admin_set_user_mfa_preference import admin_set_user_mfa_preference
from isthmus.local.cognito.operations.admin_set_user_settings import admin_set_user_settings
from isthmus.local.cognito.operations.admin_user_global_sign_out import admin_user_global_sign_out
from isthmus.local.cognito.operations.associate_software_token import associate_software_token
from isthmus.local.cognito.operations.get_client_token import get_client_token
from isthmus.local.cognito.operations.get_tokens_from_refresh_token import get_tokens_from_refresh_token
from isthmus.local.cognito.operations.get_user import get_user
from isthmus.local.cognito.operations.get_user_auth_factors import get_user_auth_factors
from isthmus.local.cognito.operations.global_sign_out import global_sign_out
from isthmus.local.cognito.operations.initiate_auth import initiate_auth
from isthmus.local.cognito.operations.respond_to_auth_challenge import respond_to_auth_challenge
from isthmus.local.cognito.operations.revoke_token import revoke_token
from isthmus.local.cognito.operations.set_user_mfa_preference import set_user_mfa_preference
from isthmus.local.cognito.operations.set_user_settings import set_user_settings
from isthmus.local.cognito.operations.verify_software_token import verify_software_token
from isthmus.local.cognito.services import Services


def sign_in_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "InitiateAuth": partial(initiate_auth, pools=s.pools, clients=s.clients, sign_in=s.sign_in),
        "AdminInitiateAuth": partial(
            admin_initiate_auth, pools=s.pools, clients=s.clients, sign_in=s.sign_in
        ),
        "RespondToAuthChallenge": partial(
            respond_to_auth_challenge, pools=s.pools, clients=s.clients, answers=s.answers
        ),
        "AdminRespondToAuthChallenge": partial(
            admin_respond_to_auth_challenge, pools=s.pools, clients=s.clients, answers=s.answers
        ),
        "GetTokensFromRefreshToken": partial(
            get_tokens_from_refresh_token, pools=s.pools, clients=s.clients, refresh=s.refresh
        ),
        "GetUser": partial(
            get_user, access_tokens=s.access_tokens, clients=s.clients, factors=s.second_factors
        ),
        "AssociateSoftwareToken": partial(
            associate_software_token, holders=s.software_token_holders, software_tokens=s.software_tokens
        ),
        "VerifySoftwareToken": partial(
            verify_software_token,
            holders=s.software_token_holders,
            software_tokens=s.software_tokens,
            mfa=s.mfa,
        ),
        "SetUserMFAPreference": partial(
            set_user_mfa_preference, access_tokens=s.access_tokens, factors=s.second_factors
        ),
        "SetUserSettings": partial(
            set_user_settings, access_tokens=s.access_tokens, factors=s.second_factors
        ),
        "AdminSetUserSettings": partial(
            admin_set_user_settings, pools=s.pools, users=s.users, factors=s.second_factors
        ),
        "GetUserAuthFactors": partial(
            get_user_auth_factors, access_tokens=s.access_tokens, factors=s.second_factors
        ),
        "AdminGetUserAuthFactors": partial(
            admin_get_user_auth_factors, pools=s.pools, users=s.users, factors=s.second_factors
        ),
        "AdminDeleteSoftwareToken": partial(
            admin_delete_software_token, pools=s.pools, users=s.users, software_tokens=s.software_tokens
        ),
        "AdminSetUserMFAPreference": partial(
            admin_set_user_mfa_preference,
            pools=s.pools,
            users=s.users,
            factors=s.second_factors,
        ),
        "GlobalSignOut": partial(
            global_sign_out,
            access_tokens=s.access_tokens,
            families=s.families,
            browser_sessions=s.browser_sessions,
        ),
        "AdminUserGlobalSignOut": partial(
            admin_user_global_sign_out,
            pools=s.pools,
            users=s.users,
            families=s.families,
            browser_sessions=s.browser_sessions,
        ),
        "RevokeToken": partial(revoke_token, clients=s.clients, revocation=s.revocation),
        "GetClientToken": partial(get_client_token, pools=s.pools, clients=s.clients, machine=s.machine),
    }
