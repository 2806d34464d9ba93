"""The operations of the user pool API: one file each, and the table of those that are served.

What is not in the table is answered as unsupported. Each operation gets the services it needs and no others.
"""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.add_custom_attributes import add_custom_attributes
from isthmus.local.cognito.operations.add_user_pool_client_secret import add_user_pool_client_secret
from isthmus.local.cognito.operations.admin_add_user_to_group import admin_add_user_to_group
from isthmus.local.cognito.operations.admin_confirm_sign_up import admin_confirm_sign_up
from isthmus.local.cognito.operations.admin_create_user import admin_create_user
from isthmus.local.cognito.operations.admin_delete_user import admin_delete_user
from isthmus.local.cognito.operations.admin_delete_user_attributes import admin_delete_user_attributes
from isthmus.local.cognito.operations.admin_disable_user import admin_disable_user
from isthmus.local.cognito.operations.admin_enable_user import admin_enable_user
from isthmus.local.cognito.operations.admin_get_user import admin_get_user
from isthmus.local.cognito.operations.admin_initiate_auth import admin_initiate_auth
from isthmus.local.cognito.operations.admin_list_groups_for_user import admin_list_groups_for_user
from isthmus.local.cognito.operations.admin_remove_user_from_group import admin_remove_user_from_group
from isthmus.local.cognito.operations.admin_reset_user_password import admin_reset_user_password
from isthmus.local.cognito.operations.admin_respond_to_auth_challenge import admin_respond_to_auth_challenge
from isthmus.local.cognito.operations.admin_set_user_mfa_preference import admin_set_user_mfa_preference
from isthmus.local.cognito.operations.admin_set_user_password import admin_set_user_password
from isthmus.local.cognito.operations.admin_update_user_attributes import admin_update_user_attributes
from isthmus.local.cognito.operations.admin_user_global_sign_out import admin_user_global_sign_out
from isthmus.local.cognito.operations.associate_software_token import associate_software_token
from isthmus.local.cognito.operations.change_password import change_password
from isthmus.local.cognito.operations.confirm_forgot_password import confirm_forgot_password
from isthmus.local.cognito.operations.confirm_sign_up import confirm_sign_up
from isthmus.local.cognito.operations.create_group import create_group
from isthmus.local.cognito.operations.create_resource_server import create_resource_server
from isthmus.local.cognito.operations.create_user_pool import create_user_pool
from isthmus.local.cognito.operations.create_user_pool_client import create_user_pool_client
from isthmus.local.cognito.operations.create_user_pool_domain import create_user_pool_domain
from isthmus.local.cognito.operations.delete_group import delete_group
from isthmus.local.cognito.operations.delete_resource_server import delete_resource_server
from isthmus.local.cognito.operations.delete_user import delete_user
from isthmus.local.cognito.operations.delete_user_attributes import delete_user_attributes
from isthmus.local.cognito.operations.delete_user_pool import delete_user_pool
from isthmus.local.cognito.operations.delete_user_pool_client import delete_user_pool_client
from isthmus.local.cognito.operations.delete_user_pool_client_secret import delete_user_pool_client_secret
from isthmus.local.cognito.operations.delete_user_pool_domain import delete_user_pool_domain
from isthmus.local.cognito.operations.describe_resource_server import describe_resource_server
from isthmus.local.cognito.operations.describe_user_pool import describe_user_pool
from isthmus.local.cognito.operations.describe_user_pool_client import describe_user_pool_client
from isthmus.local.cognito.operations.describe_user_pool_domain import describe_user_pool_domain
from isthmus.local.cognito.operations.forgot_password import forgot_password
from isthmus.local.cognito.operations.get_client_token import get_client_token
from isthmus.local.cognito.operations.get_group import get_group
from isthmus.local.cognito.operations.get_tokens_from_refresh_token import get_tokens_from_refresh_token
from isthmus.local.cognito.operations.get_user import get_user
from isthmus.local.cognito.operations.get_user_attribute_verification_code import (
    get_user_attribute_verification_code,
)
from isthmus.local.cognito.operations.get_user_pool_mfa_config import get_user_pool_mfa_config
from isthmus.local.cognito.operations.global_sign_out import global_sign_out
from isthmus.local.cognito.operations.initiate_auth import initiate_auth
from isthmus.local.cognito.operations.list_groups import list_groups
from isthmus.local.cognito.operations.list_resource_servers import list_resource_servers
from isthmus.local.cognito.operations.list_tags_for_resource import list_tags_for_resource
from isthmus.local.cognito.operations.list_user_pool_client_secrets import list_user_pool_client_secrets
from isthmus.local.cognito.operations.list_user_pool_clients import list_user_pool_clients
from isthmus.local.cognito.operations.list_user_pools import list_user_pools
from isthmus.local.cognito.operations.list_users import list_users
from isthmus.local.cognito.operations.list_users_in_group import list_users_in_group
from isthmus.local.cognito.operations.resend_confirmation_code import resend_confirmation_code
from isthmus.local.cognito.operations.respond_to_auth_challenge import respond_to_auth_challenge
from isthmus.local.cognito.operations.revoke_token import revoke_token
from isthmus.local.cognito.operations.set_user_mfa_preference import set_user_mfa_preference
from isthmus.local.cognito.operations.set_user_pool_mfa_config import set_user_pool_mfa_config
from isthmus.local.cognito.operations.sign_up import sign_up
from isthmus.local.cognito.operations.tag_resource import tag_resource
from isthmus.local.cognito.operations.untag_resource import untag_resource
from isthmus.local.cognito.operations.update_group import update_group
from isthmus.local.cognito.operations.update_resource_server import update_resource_server
from isthmus.local.cognito.operations.update_user_attributes import update_user_attributes
from isthmus.local.cognito.operations.update_user_pool import update_user_pool
from isthmus.local.cognito.operations.update_user_pool_client import update_user_pool_client
from isthmus.local.cognito.operations.verify_software_token import verify_software_token
from isthmus.local.cognito.operations.verify_user_attribute import verify_user_attribute
from isthmus.local.cognito.services import Services


def bind_operations(services: Services) -> dict[str, Operation]:
    """Give every operation by AWS's name of it."""
    return {
        **_pool_operations(services),
        **_client_operations(services),
        **_user_operations(services),
        **_sign_in_operations(services),
        **_sign_up_operations(services),
        **_password_operations(services),
        **_attribute_operations(services),
        **_group_operations(services),
    }


def _pool_operations(s: Services) -> dict[str, Operation]:
    return {
        "CreateUserPool": partial(create_user_pool, database=s.database, pools=s.pools, keys=s.keys),
        "DescribeUserPool": partial(describe_user_pool, pools=s.pools, domains=s.domains, users=s.users),
        "UpdateUserPool": partial(update_user_pool, pools=s.pools),
        "DeleteUserPool": partial(
            delete_user_pool, pools=s.pools, domains=s.domains, clients=s.clients, keys=s.keys
        ),
        "ListUserPools": partial(list_user_pools, pools=s.pools, clock=s.clock),
        "GetUserPoolMfaConfig": partial(get_user_pool_mfa_config, pools=s.pools),
        "SetUserPoolMfaConfig": partial(set_user_pool_mfa_config, pools=s.pools),
        "TagResource": partial(tag_resource, pools=s.pools),
        "UntagResource": partial(untag_resource, pools=s.pools),
        "ListTagsForResource": partial(list_tags_for_resource, pools=s.pools),
        "CreateUserPoolDomain": partial(create_user_pool_domain, pools=s.pools, domains=s.domains),
        "DescribeUserPoolDomain": partial(describe_user_pool_domain, pools=s.pools, domains=s.domains),
        "DeleteUserPoolDomain": partial(delete_user_pool_domain, pools=s.pools, domains=s.domains),
    }


def _client_operations(s: Services) -> dict[str, Operation]:
    return {
        "CreateResourceServer": partial(create_resource_server, pools=s.pools, servers=s.servers),
        "DescribeResourceServer": partial(describe_resource_server, pools=s.pools, servers=s.servers),
        "UpdateResourceServer": partial(update_resource_server, pools=s.pools, servers=s.servers),
        "DeleteResourceServer": partial(delete_resource_server, pools=s.pools, servers=s.servers),
        "ListResourceServers": partial(
            list_resource_servers, pools=s.pools, servers=s.servers, clock=s.clock
        ),
        "CreateUserPoolClient": partial(
            create_user_pool_client, pools=s.pools, servers=s.servers, clients=s.clients
        ),
        "DescribeUserPoolClient": partial(describe_user_pool_client, pools=s.pools, clients=s.clients),
        "UpdateUserPoolClient": partial(
            update_user_pool_client, pools=s.pools, servers=s.servers, clients=s.clients
        ),
        "DeleteUserPoolClient": partial(delete_user_pool_client, pools=s.pools, clients=s.clients),
        "AddUserPoolClientSecret": partial(add_user_pool_client_secret, pools=s.pools, clients=s.clients),
        "ListUserPoolClientSecrets": partial(list_user_pool_client_secrets, pools=s.pools, clients=s.clients),
        "DeleteUserPoolClientSecret": partial(
            delete_user_pool_client_secret, pools=s.pools, clients=s.clients
        ),
        "ListUserPoolClients": partial(
            list_user_pool_clients, pools=s.pools, clients=s.clients, clock=s.clock
        ),
    }


def _user_operations(s: Services) -> dict[str, Operation]:
    return {
        "AdminCreateUser": partial(
            admin_create_user,
            pools=s.pools,
            users=s.users,
            pre_sign_up=s.self_service.pre_sign_up,
            outbox=s.self_service.outbox,
            clock=s.clock,
        ),
        "AdminGetUser": partial(
            admin_get_user, pools=s.pools, users=s.users, software_tokens=s.software_tokens
        ),
        "AdminDeleteUser": partial(admin_delete_user, pools=s.pools, users=s.users),
        "AdminDisableUser": partial(admin_disable_user, pools=s.pools, users=s.users, families=s.families),
        "AdminEnableUser": partial(admin_enable_user, pools=s.pools, users=s.users),
        "ListUsers": partial(list_users, pools=s.pools, users=s.users, clock=s.clock),
    }


def _password_operations(s: Services) -> dict[str, Operation]:
    return {
        "AdminSetUserPassword": partial(admin_set_user_password, pools=s.pools, users=s.users, clock=s.clock),
        "AdminResetUserPassword": partial(
            admin_reset_user_password, pools=s.pools, users=s.users, codes=s.self_service.codes
        ),
        "ForgotPassword": partial(
            forgot_password, accounts=s.self_service.accounts, codes=s.self_service.codes
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


def _attribute_operations(s: Services) -> dict[str, Operation]:
    return {
        "AddCustomAttributes": partial(add_custom_attributes, pools=s.pools),
        "AdminUpdateUserAttributes": partial(admin_update_user_attributes, pools=s.pools, users=s.users),
        "AdminDeleteUserAttributes": partial(admin_delete_user_attributes, pools=s.pools, users=s.users),
        "UpdateUserAttributes": partial(
            update_user_attributes,
            access_tokens=s.access_tokens,
            clients=s.clients,
            users=s.users,
            codes=s.self_service.codes,
        ),
        "DeleteUserAttributes": partial(
            delete_user_attributes, access_tokens=s.access_tokens, clients=s.clients, users=s.users
        ),
        "GetUserAttributeVerificationCode": partial(
            get_user_attribute_verification_code, access_tokens=s.access_tokens, codes=s.self_service.codes
        ),
        "VerifyUserAttribute": partial(
            verify_user_attribute, access_tokens=s.access_tokens, proofs=s.self_service.proofs
        ),
        "DeleteUser": partial(delete_user, access_tokens=s.access_tokens, users=s.users),
    }


def _group_operations(s: Services) -> dict[str, Operation]:
    return {
        "CreateGroup": partial(create_group, pools=s.pools, groups=s.groups),
        "GetGroup": partial(get_group, pools=s.pools, groups=s.groups),
        "UpdateGroup": partial(update_group, pools=s.pools, groups=s.groups),
        "DeleteGroup": partial(delete_group, pools=s.pools, groups=s.groups),
        "ListGroups": partial(list_groups, pools=s.pools, groups=s.groups, clock=s.clock),
        "AdminAddUserToGroup": partial(
            admin_add_user_to_group, pools=s.pools, users=s.users, groups=s.groups
        ),
        "AdminRemoveUserFromGroup": partial(
            admin_remove_user_from_group, pools=s.pools, users=s.users, groups=s.groups
        ),
        "AdminListGroupsForUser": partial(
            admin_list_groups_for_user, pools=s.pools, users=s.users, groups=s.groups, clock=s.clock
        ),
        "ListUsersInGroup": partial(
            list_users_in_group, pools=s.pools, users=s.users, groups=s.groups, clock=s.clock
        ),
    }


def _sign_up_operations(s: Services) -> dict[str, Operation]:
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


def _sign_in_operations(s: Services) -> dict[str, Operation]:
    return {
        "InitiateAuth": partial(initiate_auth, pools=s.pools, clients=s.clients, sign_in=s.sign_in),
        "AdminInitiateAuth": partial(
            admin_initiate_auth, pools=s.pools, clients=s.clients, sign_in=s.sign_in
        ),
        "RespondToAuthChallenge": partial(
            respond_to_auth_challenge, pools=s.pools, clients=s.clients, sign_in=s.sign_in
        ),
        "AdminRespondToAuthChallenge": partial(
            admin_respond_to_auth_challenge, pools=s.pools, clients=s.clients, sign_in=s.sign_in
        ),
        "GetTokensFromRefreshToken": partial(
            get_tokens_from_refresh_token, pools=s.pools, clients=s.clients, refresh=s.refresh
        ),
        "GetUser": partial(
            get_user, access_tokens=s.access_tokens, clients=s.clients, software_tokens=s.software_tokens
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
            set_user_mfa_preference, access_tokens=s.access_tokens, software_tokens=s.software_tokens
        ),
        "AdminSetUserMFAPreference": partial(
            admin_set_user_mfa_preference,
            pools=s.pools,
            users=s.users,
            software_tokens=s.software_tokens,
        ),
        "GlobalSignOut": partial(global_sign_out, access_tokens=s.access_tokens, families=s.families),
        "AdminUserGlobalSignOut": partial(
            admin_user_global_sign_out, pools=s.pools, users=s.users, families=s.families
        ),
        "RevokeToken": partial(revoke_token, clients=s.clients, revocation=s.revocation),
        "GetClientToken": partial(get_client_token, pools=s.pools, clients=s.clients, machine=s.machine),
    }
