"""What `isthmus m2m connect` works with: the org, the client and its secret, from where secrets may be."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from isthmus import settings
from isthmus.errors import ConfigurationError, MalformedError, UnavailableError
from isthmus.jose.strict_json import parse_object
from isthmus.origin import Origin
from isthmus.salesforce.org_api import OrgApi
from isthmus.secret import Secret
from isthmus.settings import Environment

_CLIENT_ID = r"[\w+]{1,128}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connecting:
    """An org to set up, and the client whose tokens it will ask for."""

    org: OrgApi
    client_id: str
    client_secret: Secret


def load_connecting(
    environment: Environment,
    *,
    org: str,
    ca_bundle: Path | None,
    client_id: str | None,
    secret_id: str | None,
    ask: Callable[[str, str], Secret],
) -> Connecting:
    """Read the org's session and the client's secret; `ask` is called for what the environment has not.

    Raises `ConfigurationError` or `MalformedError` saying what to set, `UnavailableError` if Secrets Manager
    refuses.
    """
    session = environment.find(settings.ORG_SESSION)
    return Connecting(
        org=OrgApi(
            Origin.parse(org, ca_bundle=ca_bundle),
            session=Secret(session) if session else ask("Session id of the org", settings.ORG_SESSION),
        ),
        client_id=client_id or environment.get(settings.M2M_CLIENT_ID, pattern=_CLIENT_ID),
        client_secret=_load_secret(environment, secret_id=secret_id, ask=ask),
    )


def _load_secret(
    environment: Environment, *, secret_id: str | None, ask: Callable[[str, str], Secret]
) -> Secret:
    if secret_id is not None:
        return read_aws_secret(secret_id)
    secret = environment.find(settings.M2M_CLIENT_SECRET)
    return Secret(secret) if secret else ask("Client secret", settings.M2M_CLIENT_SECRET)


def read_aws_secret(secret_id: str) -> Secret:
    """Read a secret of AWS Secrets Manager, with the credentials that boto3 finds.

    It is the text itself, or the member `client_secret` of a JSON object.
    Raises `UnavailableError` if AWS refuses, `ModuleNotFoundError` without the extra `boto3`.
    """
    import boto3  # noqa: PLC0415  an extra, loaded where it is wanted
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        answer = boto3.client("secretsmanager").get_secret_value(SecretId=secret_id)
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError(f"Secrets Manager gives no {secret_id}: {error}") from error
    text: str = answer.get("SecretString", "")
    return Secret(_read_member(text) if text.startswith("{") else text)


def _read_member(text: str) -> str:
    try:
        secret = parse_object(text.encode("utf-8")).get("client_secret")
    except MalformedError as error:
        raise ConfigurationError(f"the secret is {error}") from error
    if not isinstance(secret, str) or not secret:
        raise ConfigurationError("the secret is a JSON object without client_secret")
    return secret
