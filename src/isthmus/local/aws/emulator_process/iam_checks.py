"""IAM's checks of OIDC providers and of trust policies, and two operations that ministack lacks.

NOTE: IAM takes no port in a provider's URL; the local org has one, so a port passes here.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from ministack.services import iam  # type: ignore[import-untyped]  # ministack ships no types

Parameters = Mapping[str, Any]
Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[Parameters], Answer]

MOST_CLIENT_IDS = 100
LONGEST_URL = 255
COGNITO_IDENTITY = "cognito-identity.amazonaws.com"


def checked_handlers(handlers: Mapping[str, Handler]) -> dict[str, Handler]:
    """Give the handlers that replace or join ministack's."""
    return {
        "CreateOpenIDConnectProvider": _checked(
            handlers["CreateOpenIDConnectProvider"], find_fault=_find_provider_fault
        ),
        "AddClientIDToOpenIDConnectProvider": _add_client_id,
        "RemoveClientIDFromOpenIDConnectProvider": _remove_client_id,
        "CreateRole": _checked(
            handlers["CreateRole"],
            find_fault=lambda parameters: _find_trust_fault(_text(parameters, "AssumeRolePolicyDocument")),
        ),
        "UpdateAssumeRolePolicy": _checked(
            handlers["UpdateAssumeRolePolicy"],
            find_fault=lambda parameters: _find_trust_fault(_text(parameters, "PolicyDocument")),
        ),
    }


def _checked(handler: Handler, *, find_fault: Callable[[Parameters], Answer | None]) -> Handler:
    def handle(parameters: Parameters) -> Answer:
        return find_fault(parameters) or handler(parameters)

    return handle


def _find_provider_fault(parameters: Parameters) -> Answer | None:
    if not _is_provider_url(_text(parameters, "Url")):
        return _error(400, "ValidationError", "Invalid Open ID Connect Provider URL")
    if sum(name.startswith("ClientIDList.member.") for name in parameters) > MOST_CLIENT_IDS:
        return _error(409, "LimitExceeded", "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100")
    return None


def _is_provider_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return False
    extras = url.username or url.password or url.query or url.fragment
    is_url = url.scheme == "https" and bool(url.hostname) and port != 0
    return is_url and not extras and len(text) <= LONGEST_URL and text.isascii() and text.isprintable()


def _find_trust_fault(document: str) -> Answer | None:
    """Find a statement that lets every identity pool of the world assume the role.

    IAM refuses such a policy (Cognito Developer Guide, "IAM roles", "Set up a trust policy").
    """
    try:
        policy = json.loads(document)
    except ValueError:
        return _error(400, "MalformedPolicyDocument", "This policy contains invalid Json")
    statements = policy.get("Statement", []) if isinstance(policy, dict) else []
    for statement in statements if isinstance(statements, list) else [statements]:
        if not isinstance(statement, dict) or not isinstance(statement.get("Condition", {}), dict):
            return _error(400, "MalformedPolicyDocument", "Syntax errors in policy.")
        if _trusts_every_identity_pool(statement):
            message = (
                f"A statement that trusts {COGNITO_IDENTITY} must have a condition on {COGNITO_IDENTITY}:aud"
            )
            return _error(400, "MalformedPolicyDocument", message)
    return None


def _trusts_every_identity_pool(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    federated = principal.get("Federated", []) if isinstance(principal, dict) else []
    if statement.get("Effect") != "Allow" or COGNITO_IDENTITY not in (
        [federated] if isinstance(federated, str) else federated
    ):
        return False
    operators = statement.get("Condition", {}).values()
    keys = {key.lower() for operator in operators if isinstance(operator, dict) for key in operator}
    return f"{COGNITO_IDENTITY}:aud" not in keys


def _add_client_id(parameters: Parameters) -> Answer:
    provider, client_id = _find_provider(parameters), _text(parameters, "ClientID")
    if provider is None:
        return _no_such_provider(parameters)
    if client_id not in provider["ClientIDList"]:
        provider["ClientIDList"].append(client_id)
    return _success("AddClientIDToOpenIDConnectProviderResponse")


def _remove_client_id(parameters: Parameters) -> Answer:
    provider, client_id = _find_provider(parameters), _text(parameters, "ClientID")
    if provider is None:
        return _no_such_provider(parameters)
    if client_id in provider["ClientIDList"]:
        provider["ClientIDList"].remove(client_id)
    return _success("RemoveClientIDFromOpenIDConnectProviderResponse")


def _find_provider(parameters: Parameters) -> dict[str, Any] | None:
    arn = _text(parameters, "OpenIDConnectProviderArn")
    provider: dict[str, Any] | None = iam._oidc_providers.get(arn)  # noqa: SLF001  ministack has no public API
    return provider


def _no_such_provider(parameters: Parameters) -> Answer:
    arn = _text(parameters, "OpenIDConnectProviderArn")
    return _error(404, "NoSuchEntity", f"OpenIDConnect Provider not found for arn {arn}")


def _text(parameters: Parameters, name: str) -> str:
    values = parameters.get(name, "")
    return str(values[0] if values else "") if isinstance(values, list) else str(values)


def _success(root: str) -> Answer:
    answer: Answer = iam._xml(200, root, "", ns="iam")  # noqa: SLF001  ministack's own writer
    return answer


def _error(status: int, code: str, message: str) -> Answer:
    answer: Answer = iam._error(status, code, escape(message), ns="iam")  # noqa: SLF001  ministack's own writer
    return answer
