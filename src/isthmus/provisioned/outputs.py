"""The outputs of `infra/terraform/examples/complete`, in the words of the Salesforce project and of programs.

Whether they are right is not asked here; how they are printed is left to `isthmus env`.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from isthmus.errors import ConfigurationError, MalformedError

_TOKEN_PATH = "/oauth2/token"  # noqa: S105  a path
_VALIDATOR_PATH = "/token-validator"
_CALLBACK_PATH = "/callback.html"
_PEOPLE_MAY = "dynamodb:Scan"
_ONE_WORD = re.compile(r"[A-Za-z0-9_.:/@+=-]+", re.ASCII)
_SCOPE = re.compile(r"[!#-\[\]-~]+", re.ASCII)  # RFC 6749 section 3.3
_LOCAL_PORT = re.compile(r"http://127\.0\.0\.1:([0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What Terraform made. `endpoint`: the AWS endpoint if that was on a local stack, or None for AWS."""

    values: dict[str, Any]
    endpoint: str | None

    @classmethod
    def parse(cls, unverified_text: str, *, endpoint: str | None) -> "Outputs":
        """Read `terraform output -json`; raise `MalformedError` if it is something else."""
        try:
            outputs = json.loads(unverified_text)
            values = {name: output["value"] for name, output in outputs.items()}
        except (ValueError, RecursionError, TypeError, AttributeError, KeyError) as error:
            raise MalformedError("not what 'terraform output -json' prints") from error
        return cls(values=values, endpoint=endpoint)

    def text(self, name: str, key: str | None = None) -> str:
        """Give an output, or one key of it; raise `ConfigurationError` if there is none."""
        value = self.values.get(name)
        if key is not None:
            value = value.get(key) if isinstance(value, dict) else None
        if not isinstance(value, str) or not value or not value.isprintable():
            place = name if key is None else f"{name}.{key}"
            raise ConfigurationError(f"no output {place}: apply infra/terraform/examples/complete, or add it")
        return value

    def salesforce(self) -> dict[str, str]:
        """What `sf project deploy` puts into the metadata, and where `m2m connect` finds the secret."""
        return {
            "M2M_SECRET_ID": self.text("m2m", "secret_arn"),
            "COGNITO_TOKEN_URL": self.token_url(),
            "COGNITO_SCOPE": " ".join(self.scopes()),
            "API_URL": self.text("api_url"),
            "APP_ORIGIN": self.text("app_origin"),
            "APP_CALLBACK_URL": self.callback_url(),
            "USER_POOL_CALLBACK_URL": f"{self._domain()}/oauth2/idpresponse",
            "VALIDATOR_ORIGIN": "/".join(self.validator_url().split("/", 3)[:3]),
            "VALIDATOR_URL": self.validator_url(),
            "COGNITO_URL": self.endpoint or f"https://cognito-idp.{self.text('region')}.amazonaws.com",
            "USER_POOL_CLIENT_ID": self.text("session_sso", "client_id"),
        }

    def api(self) -> dict[str, str]:
        """What `examples/backend_api` reads; beside a local stack it is what answers at `api_url`."""
        local = {} if self.endpoint is None else {"ISTHMUS_API_INSECURE_ISSUER_BASE": self.endpoint}
        if self.endpoint is not None and (port := _LOCAL_PORT.fullmatch(self.text("api_url"))):
            local["ISTHMUS_API_PORT"] = port[1]
        return {
            "ISTHMUS_API_M2M_POOL_ID": self.text("m2m", "user_pool_id"),
            "ISTHMUS_API_M2M_CLIENT_ID": self.text("m2m", "client_id"),
            "ISTHMUS_API_M2M_SCOPE": self.scopes()[0],
            "ISTHMUS_API_SESSION_SSO_POOL_ID": self.text("session_sso", "user_pool_id"),
            "ISTHMUS_API_SESSION_SSO_CLIENT_ID": self.text("session_sso", "client_id"),
            **local,
        }

    def m2m(self) -> dict[str, str]:
        """What `isthmus m2m token` reads, without the secret."""
        return {
            "ISTHMUS_M2M_DOMAIN": self._domain(),
            "ISTHMUS_M2M_CLIENT_ID": self.text("m2m", "client_id"),
            "ISTHMUS_M2M_SCOPES": " ".join(self.scopes()),
        }

    def doctor(self) -> dict[str, str]:
        """What `isthmus doctor` reads of real accounts, but for the secrets, and its options."""
        options = {
            "m2m-user-pool-id": self.text("m2m", "user_pool_id"),
            "consumer-key": self.text("web_identity", "client_id"),
            "identity-pool-id": self.text("web_identity", "identity_pool_id"),
            "action": _PEOPLE_MAY,
            "resource": self.text("web_identity", "table_arn"),
            "callback-url": self.callback_url(),
            "app-client-id": self.text("session_sso", "client_id"),
            "validator-url": self.validator_url(),
        }
        org = f"{self.text('salesforce_org', 'id')}={self.text('salesforce_org', 'origin')}"
        return self.m2m() | {
            "ISTHMUS_SALESFORCE_ORGS": org,
            "ISTHMUS_USER_POOL_ID": self.text("session_sso", "user_pool_id"),
            "DOCTOR_OPTIONS": _join(options),
        }

    def login(self) -> dict[str, str]:
        """The options of `isthmus login`."""
        options = {
            "org": self.text("salesforce_org", "origin"),
            "org-id": self.text("salesforce_org", "id"),
            "client-id": self.text("web_identity", "login_client_id"),
            "identity-pool-id": self.text("web_identity", "identity_pool_id"),
        }
        return {"LOGIN_OPTIONS": _join(options)}

    def client_secret(self) -> str:
        """The machine's first secret; after a rotation Secrets Manager alone has the one in use."""
        return self.text("m2m_client_secret")

    def app(self) -> dict[str, str | None]:
        """What `examples/browser_app` loads as /config.json."""
        names = ("issuer", "client_id", "identity_pool_id", "provider_name", "table")
        return {
            "region": self.text("region"),
            **{name: self.text("web_identity", name) for name in names},
            "redirect_uri": self.callback_url(),
            "aws_endpoint": self.endpoint,
        }

    def callback_url(self) -> str:
        """Where the org sends people back to."""
        return f"{self.text('app_origin')}{_CALLBACK_PATH}"

    def token_url(self) -> str:
        """Where the machine asks for tokens."""
        return f"{self._domain()}{_TOKEN_PATH}"

    def validator_url(self) -> str:
        """Where the token validator answers."""
        if self.endpoint is None:
            return self.text("session_sso", "validator_url")
        api_id = self.text("session_sso", "validator_api_id")
        return f"{self.endpoint}/_aws/execute-api/{api_id}{_VALIDATOR_PATH}"

    def scopes(self) -> list[str]:
        """What the machine may ask for; raise `ConfigurationError` if there is no such output."""
        m2m = self.values.get("m2m")
        scopes = m2m.get("scopes") if isinstance(m2m, dict) else None
        if isinstance(scopes, list) and scopes and all(map(_is_scope, scopes)):
            return scopes
        raise ConfigurationError("no output m2m.scopes: apply infra/terraform/examples/complete, or add it")

    def _domain(self) -> str:
        return self.endpoint or self.text("m2m", "token_url").removesuffix(_TOKEN_PATH)


def _is_scope(value: object) -> bool:
    return isinstance(value, str) and _SCOPE.fullmatch(value) is not None


def _join(options: dict[str, str]) -> str:
    """Write options that a shell takes apart again at the spaces; raise `MalformedError` if it would not."""
    if bad := [name for name, value in options.items() if not _ONE_WORD.fullmatch(value)]:
        raise MalformedError(f"the output for --{bad[0]} is no single word")
    return " ".join(f"--{name} {value}" for name, value in options.items())
