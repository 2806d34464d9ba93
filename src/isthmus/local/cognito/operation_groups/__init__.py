"""The operations of the user pool API that are served, by subject.

What is not in a group is answered as unsupported.
"""

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operation_groups.attributes import attributes_operations
from isthmus.local.cognito.operation_groups.branding import branding_operations
from isthmus.local.cognito.operation_groups.clients import clients_operations
from isthmus.local.cognito.operation_groups.devices import devices_operations
from isthmus.local.cognito.operation_groups.groups import groups_operations
from isthmus.local.cognito.operation_groups.identity_providers import identity_providers_operations
from isthmus.local.cognito.operation_groups.passwords import passwords_operations
from isthmus.local.cognito.operation_groups.pools import pools_operations
from isthmus.local.cognito.operation_groups.protection import protection_operations
from isthmus.local.cognito.operation_groups.sign_in import sign_in_operations
from isthmus.local.cognito.operation_groups.sign_up import sign_up_operations
from isthmus.local.cognito.operation_groups.users import users_operations
from isthmus.local.cognito.services import Services


def bind_operations(services: Services) -> dict[str, Operation]:
    """Give every operation by AWS's name of it."""
    return {
        **pools_operations(services),
        **clients_operations(services),
        **users_operations(services),
        **sign_in_operations(services),
        **devices_operations(services),
        **sign_up_operations(services),
        **passwords_operations(services),
        **attributes_operations(services),
        **groups_operations(services),
        **branding_operations(services),
        **protection_operations(services),
        **identity_providers_operations(services),
    }
