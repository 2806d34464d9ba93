"""The app client as Cognito describes it; several checks look at it."""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.patient import Patient, get_aws, get_machine, get_machine_pool


def describe_client(patient: Patient) -> Mapping[str, Any]:
    """Give the app client; raise `AwsRefusedError` with ResourceNotFoundException if the pool has none."""
    answer = get_aws(patient).ask(
        "cognito-idp",
        "describe_user_pool_client",
        UserPoolId=get_machine_pool(patient).pool_id,
        ClientId=get_machine(patient).client_id,
    )
    client: Mapping[str, Any] = answer["UserPoolClient"]
    return client
