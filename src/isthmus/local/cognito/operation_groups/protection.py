"""Risks, logs and certificates: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.admin_list_user_auth_events import admin_list_user_auth_events
from isthmus.local.cognito.operations.admin_update_auth_event_feedback import admin_update_auth_event_feedback
from isthmus.local.cognito.operations.describe_risk_configuration import describe_risk_configuration
from isthmus.local.cognito.operations.get_csv_header import get_csv_header
from isthmus.local.cognito.operations.get_log_delivery_configuration import get_log_delivery_configuration
from isthmus.local.cognito.operations.get_signing_certificate import get_signing_certificate
from isthmus.local.cognito.operations.set_log_delivery_configuration import set_log_delivery_configuration
from isthmus.local.cognito.operations.set_risk_configuration import set_risk_configuration
from isthmus.local.cognito.operations.update_auth_event_feedback import update_auth_event_feedback
from isthmus.local.cognito.services import Services


def protection_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "SetRiskConfiguration": partial(
            set_risk_configuration, pools=s.pools, clients=s.clients, risks=s.risks
        ),
        "DescribeRiskConfiguration": partial(
            describe_risk_configuration, pools=s.pools, clients=s.clients, risks=s.risks
        ),
        "SetLogDeliveryConfiguration": partial(
            set_log_delivery_configuration, pools=s.pools, log_delivery=s.log_delivery
        ),
        "GetLogDeliveryConfiguration": partial(
            get_log_delivery_configuration, pools=s.pools, log_delivery=s.log_delivery
        ),
        "AdminListUserAuthEvents": partial(admin_list_user_auth_events, pools=s.pools, users=s.users),
        "AdminUpdateAuthEventFeedback": partial(
            admin_update_auth_event_feedback, pools=s.pools, users=s.users
        ),
        "UpdateAuthEventFeedback": partial(update_auth_event_feedback, pools=s.pools),
        "GetSigningCertificate": partial(get_signing_certificate, pools=s.pools, keys=s.keys),
        "GetCSVHeader": partial(get_csv_header, pools=s.pools),
    }
