"""The user pool, its app client and its verify function as AWS describes them."""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.patient import Patient, get_aws, get_session_sso, require


def describe_pool(patient: Patient) -> Mapping[str, Any]:
    """Give the user pool."""
    answer = get_aws(patient).ask(
        "cognito-idp", "describe_user_pool", UserPoolId=get_session_sso(patient).user_pool_id
    )
    pool: Mapping[str, Any] = answer["UserPool"]
    return pool


def describe_client(patient: Patient) -> Mapping[str, Any]:
    """Give the app client."""
    wanted = get_session_sso(patient)
    answer = get_aws(patient).ask(
        "cognito-idp",
        "describe_user_pool_client",
        UserPoolId=wanted.user_pool_id,
        ClientId=wanted.client_id,
    )
    client: Mapping[str, Any] = answer["UserPoolClient"]
    return client


def get_verify_settings(patient: Patient) -> Mapping[str, str]:
    """Give the environment of the verify function. SECURITY: never to be shown as a whole."""
    arn = describe_pool(patient).get("LambdaConfig", {}).get("VerifyAuthChallengeResponse")
    answer = get_aws(patient).ask(
        "lambda",
        "get_function_configuration",
        FunctionName=require(arn, "the user pool has no verify trigger"),
    )
    variables: Mapping[str, str] = answer.get("Environment", {}).get("Variables", {})
    return variables
