"""Attributes of users, and of the schema: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.add_custom_attributes import add_custom_attributes
from isthmus.local.cognito.operations.admin_delete_user_attributes import admin_delete_user_attributes
from isthmus.local.cognito.operations.admin_update_user_attributes import admin_update_user_attributes
from isthmus.local.cognito.operations.delete_user import delete_user
from isthmus.local.cognito.operations.delete_user_attributes import delete_user_attributes
from isthmus.local.cognito.operations.get_user_attribute_verification_code import (
    get_user_attribute_verification_code,
)
from isthmus.local.cognito.operations.update_user_attributes import update_user_attributes
from isthmus.local.cognito.operations.verify_user_attribute import verify_user_attribute
from isthmus.local.cognito.services import Services


def attributes_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "AddCustomAttributes": partial(add_custom_attributes, pools=s.pools),
        "AdminUpdateUserAttributes": partial(
            admin_update_user_attributes, pools=s.pools, users=s.users, codes=s.self_service.codes
        ),
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
