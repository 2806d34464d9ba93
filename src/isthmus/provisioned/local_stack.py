"""A local stack whose AWS side Terraform makes: what Terraform is told of it, and what it is afterwards.

The stack is known by its ready file, which holds secrets; no reason quotes it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isthmus.provisioned.outputs import Outputs
from isthmus.ready_file import refuse_ready_file

_METADATA = {
    "named_credential": "AWS_API_Access",
    "external_credential": "AWS_Cognito_OAuth",
    "permission_set": "Cognito_API_Access",
}

FOREIGN = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
"""Variables of another account. SECURITY: its session token would be sent along with the stack's key; a
profile may bring roles and regions of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStack:
    """A stack that runs, as its ready file has it."""

    ready: dict[str, Any]

    @classmethod
    def read(cls, ready_file: Path) -> "LocalStack":
        """Read a ready file; raise `ConfigurationError` if it is none of a stack with an org."""
        try:
            ready = json.loads(ready_file.read_bytes())
            stack = cls(ready=ready)
            _check_texts(stack.terraform() | stack.org())
        except (OSError, ValueError, RecursionError, KeyError, IndexError, TypeError) as error:
            raise refuse_ready_file(ready_file, error, wanted="'isthmus up --seed org'") from error
        return stack

    @property
    def endpoint(self) -> str:
        """The AWS endpoint."""
        return str(self.ready["aws_endpoint"])

    def terraform(self) -> dict[str, str]:
        """What Terraform and its provider read from the environment; 3.39 does not know the endpoint there.

        Nothing on a stack is worth protecting from deletion.
        """
        ready = self.ready
        return _account(ready) | {
            "TF_VAR_salesforce_org_id": ready["salesforce_org"]["org_id"],
            "TF_VAR_salesforce_origin": ready["salesforce"],
            "TF_VAR_consumer_key": ready["salesforce_app"]["client_id"],
            "TF_VAR_login_consumer_key": ready["login"]["client_id"],
            "TF_VAR_deletion_protection": "false",
            "TF_VAR_local_environment": json.dumps(
                {"SSL_CERT_FILE": ready["ca_bundle"], "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true"}
            ),
        }

    def org(self) -> dict[str, str]:
        """What the Salesforce CLI and `isthmus m2m connect` read, in the name of the org's administrator."""
        session = self.ready["salesforce_org"]["users"][0]["session_id"]
        return {
            "SF_ORG_INSTANCE_URL": self.ready["salesforce"],
            "NODE_EXTRA_CA_CERTS": self.ready["ca_bundle"],
            "SF_ACCESS_TOKEN": session,
            "ISTHMUS_ORG_SESSION": session,
        }

    def completed(self, outputs: Outputs) -> dict[str, Any]:
        """Give the ready document that the demo's stack has, with what Terraform made in the demo's place.

        It holds the client secret. Raises `ConfigurationError` if an output is missing.
        """
        machine = {
            "user_pool_id": outputs.text("m2m", "user_pool_id"),
            "client_id": outputs.text("m2m", "client_id"),
            "client_secret": outputs.client_secret(),
            "scopes": outputs.scopes(),
            "token_url": outputs.token_url(),
        }
        names = ("issuer", "client_id", "identity_pool_id", "provider_name", "role_arn", "table")
        return self.ready | {
            "api": outputs.text("api_url"),
            "app": outputs.text("app_origin"),
            "m2m": machine | _METADATA,
            "web_identity": {name: outputs.text("web_identity", name) for name in names},
            "session_sso": {
                "user_pool_id": outputs.text("session_sso", "user_pool_id"),
                "client_id": outputs.text("session_sso", "client_id"),
                "validator_url": outputs.validator_url(),
            },
        }


def read_account(ready_file: Path) -> dict[str, str]:
    """Give what AWS's tools read from the environment; raise `ConfigurationError` for another file."""
    try:
        account = _account(json.loads(ready_file.read_bytes()))
        _check_texts(account)
    except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise refuse_ready_file(ready_file, error, wanted="a running stack") from error
    return account


def _check_texts(variables: dict[str, Any]) -> None:
    # SECURITY: they are for a shell to evaluate; what is no line of text is no variable.
    if not all(isinstance(value, str) and value.isprintable() for value in variables.values()):
        raise TypeError("a value that is no line of text")


def _account(ready: dict[str, Any]) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": ready["aws_endpoint"],
        "AWS_REGION": ready["region"],
        "AWS_DEFAULT_REGION": ready["region"],  # boto3's word for it
        "AWS_ACCESS_KEY_ID": ready["admin"]["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": ready["admin"]["secret_access_key"],
    }
