"""The users' devices: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_forget_device import admin_forget_device
from isthmus.local.cognito.operations.admin_get_device import admin_get_device
from isthmus.local.cognito.operations.admin_list_devices import admin_list_devices
from isthmus.local.cognito.operations.admin_update_device_status import admin_update_device_status
from isthmus.local.cognito.operations.confirm_device import confirm_device
from isthmus.local.cognito.operations.forget_device import forget_device
from isthmus.local.cognito.operations.get_device import get_device
from isthmus.local.cognito.operations.list_devices import list_devices
from isthmus.local.cognito.operations.update_device_status import update_device_status
from isthmus.local.cognito.services import Services


def devices_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "ConfirmDevice": partial(confirm_device, access_tokens=s.access_tokens, devices=s.devices),
        "GetDevice": partial(get_device, access_tokens=s.access_tokens, devices=s.devices),
        "ListDevices": partial(list_devices, access_tokens=s.access_tokens, devices=s.devices, clock=s.clock),
        "ForgetDevice": partial(forget_device, access_tokens=s.access_tokens, devices=s.devices),
        "UpdateDeviceStatus": partial(update_device_status, access_tokens=s.access_tokens, devices=s.devices),
        "AdminGetDevice": partial(admin_get_device, pools=s.pools, users=s.users, devices=s.devices),
        "AdminListDevices": partial(
            admin_list_devices, pools=s.pools, users=s.users, devices=s.devices, clock=s.clock
        ),
        "AdminForgetDevice": partial(admin_forget_device, pools=s.pools, users=s.users, devices=s.devices),
        "AdminUpdateDeviceStatus": partial(
            admin_update_device_status, pools=s.pools, users=s.users, devices=s.devices
        ),
    }
