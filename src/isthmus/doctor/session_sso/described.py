"""The user pool, its app client and the functions of its triggers as AWS describes them."""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.patient import Patient, get_aws, get_session_sso, require

DEFINE, CREATE, VERIFY = "DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"
TRIGGERS = (DEFINE, CREATE, VERIFY)
"""What custom authentication calls, as a pool's LambdaConfig names it."""
_PACKAGE = "isthmus.lambdas."


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


def get_trigger_arns(patient: Patient) -> dict[str, str]:
    """Give the ARN of each trigger's function or alias."""
    attached = describe_pool(patient).get("LambdaConfig", {})
    return {name: require(attached.get(name), f"the user pool has no trigger {name}") for name in TRIGGERS}


def describe_functions(patient: Patient) -> dict[str, Mapping[str, Any]]:
    """Give the configuration of each trigger's function. SECURITY: it has the environment in it."""
    aws = get_aws(patient)
    return {
        name: aws.ask("lambda", "get_function_configuration", FunctionName=arn)
        for name, arn in get_trigger_arns(patient).items()
    }


def get_settings(patient: Patient, trigger: str) -> Mapping[str, str]:
    """Give the environment of a trigger's function. SECURITY: never to be shown as a whole."""
    return settings_of(describe_functions(patient)[trigger])


def settings_of(function: Mapping[str, Any]) -> Mapping[str, str]:
    """Give the environment of a function. SECURITY: never to be shown as a whole."""
    environment = function.get("Environment", {})
    # WIRE: who may not decrypt the variables is shown an Error in their place.
    hint = (
        f"no leave to read the settings of {function.get('FunctionName', '')}: allow kms:Decrypt on its key"
    )
    require(None if "Error" in environment else environment, hint)
    variables: Mapping[str, str] = environment.get("Variables", {})
    return variables


def require_ours(function: Mapping[str, Any]) -> None:
    """Pass over a function that is not of Isthmus: what its settings mean is not known."""
    handler = str(function.get("Handler", ""))
    hint = f"{function.get('FunctionName', '')} is not a function of Isthmus: its handler is {handler}"
    require(handler.startswith(_PACKAGE) or None, hint)
