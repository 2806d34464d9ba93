"""`isthmus env`: what Terraform made, in the words of the Salesforce project and the sample programs."""

import json
import shlex
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from isthmus.cli.failing import one_line_errors
from isthmus.errors import ConfigurationError, MalformedError

TOKEN_PATH = "/oauth2/token"  # noqa: S105  a path
VALIDATOR_PATH = "/token-validator"
MOST_BYTES = 1024 * 1024


class Target(StrEnum):
    """Who is told."""

    salesforce = "salesforce"
    api = "api"
    m2m = "m2m"
    app = "app"


Outputs = Annotated[
    Path | None, typer.Argument(help="What 'terraform output -json' wrote.", show_default="standard input")
]
Wanted = Annotated[
    Target,
    typer.Option(
        "--for",
        help="'salesforce': for 'sf project deploy'; 'api': the sample API; 'm2m': 'isthmus m2m token'; "
        "'app': /config.json of the sample web app.",
    ),
]
WithSecret = Annotated[
    bool, typer.Option("--with-secret", help="With 'm2m': print the client secret, too. It is in the output.")
]
LocalEndpoint = Annotated[
    str | None, typer.Option(help="The AWS endpoint of a local stack, if Terraform was applied there.")
]


def env(
    outputs: Outputs = None,
    wanted: Wanted = Target.salesforce,
    with_secret: WithSecret = False,
    local_endpoint: LocalEndpoint = None,
) -> None:
    """Print the variables of the Salesforce project or of a sample program, from 'terraform output -json'."""
    with one_line_errors():
        if with_secret and wanted is not Target.m2m:
            raise ConfigurationError("--with-secret goes with --for m2m")
        made = Made.parse(
            _read(outputs), endpoint=None if local_endpoint is None else local_endpoint.rstrip("/")
        )
        if wanted is Target.app:
            typer.echo(json.dumps(made.app(), indent=2))
            return
        variables = {Target.salesforce: made.salesforce, Target.api: made.api, Target.m2m: made.m2m}[wanted]()
        if with_secret:
            variables["ISTHMUS_M2M_CLIENT_SECRET"] = made.text("m2m_client_secret")
        for name, value in variables.items():
            typer.echo(f"export {name}={shlex.quote(value)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The outputs of `infra/terraform/examples/complete`. `endpoint`: of the local stack, or None for AWS."""

    values: dict[str, Any]
    endpoint: str | None

    @classmethod
    def parse(cls, unverified_text: str, *, endpoint: str | None) -> "Made":
        """Read `terraform output -json`; raise MalformedError if it is something else."""
        try:
            outputs = json.loads(unverified_text)
            values = {name: output["value"] for name, output in outputs.items()}
        except (ValueError, TypeError, AttributeError, KeyError) as error:
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
        """What `sf project deploy` puts into the metadata."""
        return {
            "COGNITO_TOKEN_URL": f"{self._domain()}{TOKEN_PATH}",
            "COGNITO_SCOPE": self._scopes(),
            "API_URL": self.text("api_url"),
            "APP_ORIGIN": self.text("app_origin"),
            "APP_CALLBACK_URL": f"{self.text('app_origin')}/callback.html",
            "USER_POOL_CALLBACK_URL": f"{self._domain()}/oauth2/idpresponse",
            "VALIDATOR_ORIGIN": "/".join(self._validator().split("/", 3)[:3]),
            "VALIDATOR_URL": self._validator(),
            "COGNITO_URL": self.endpoint or f"https://cognito-idp.{self.text('region')}.amazonaws.com",
            "USER_POOL_CLIENT_ID": self.text("session_sso", "client_id"),
        }

    def api(self) -> dict[str, str]:
        """What `examples/backend_api` reads."""
        local = {} if self.endpoint is None else {"ISTHMUS_API_INSECURE_ISSUER_BASE": self.endpoint}
        return {
            "ISTHMUS_API_M2M_POOL_ID": self.text("m2m", "user_pool_id"),
            "ISTHMUS_API_M2M_CLIENT_ID": self.text("m2m", "client_id"),
            "ISTHMUS_API_M2M_SCOPE": self._scopes().split(" ")[0],
            "ISTHMUS_API_SESSION_SSO_POOL_ID": self.text("session_sso", "user_pool_id"),
            "ISTHMUS_API_SESSION_SSO_CLIENT_ID": self.text("session_sso", "client_id"),
            **local,
        }

    def m2m(self) -> dict[str, str]:
        """What `isthmus m2m token` reads, without the secret."""
        return {
            "ISTHMUS_M2M_DOMAIN": self._domain(),
            "ISTHMUS_M2M_CLIENT_ID": self.text("m2m", "client_id"),
            "ISTHMUS_M2M_SCOPES": self._scopes(),
        }

    def app(self) -> dict[str, str | None]:
        """What `examples/browser_app` loads as /config.json."""
        names = ("issuer", "client_id", "identity_pool_id", "provider_name", "table")
        return {
            "region": self.text("region"),
            **{name: self.text("web_identity", name) for name in names},
            "redirect_uri": f"{self.text('app_origin')}/callback.html",
            "aws_endpoint": self.endpoint,
        }

    def _domain(self) -> str:
        return self.endpoint or self.text("m2m", "token_url").removesuffix(TOKEN_PATH)

    def _validator(self) -> str:
        if self.endpoint is None:
            return self.text("session_sso", "validator_url")
        api_id = self.text("session_sso", "validator_api_id")
        return f"{self.endpoint}/_aws/execute-api/{api_id}{VALIDATOR_PATH}"

    def _scopes(self) -> str:
        m2m = self.values.get("m2m")
        scopes = m2m.get("scopes") if isinstance(m2m, dict) else None
        is_list = isinstance(scopes, list) and all(isinstance(scope, str) and scope for scope in scopes)
        if not scopes or not is_list:
            raise ConfigurationError(
                "no output m2m.scopes: apply infra/terraform/examples/complete, or add it"
            )
        return " ".join(scopes)


def _read(path: Path | None) -> str:
    if path is None:
        text = sys.stdin.read(MOST_BYTES + 1)
    elif not path.is_file():
        raise ConfigurationError(f"{path} is no file: terraform output -json > {path.name}")
    else:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise MalformedError("too large for what 'terraform output -json' prints")
    return text
