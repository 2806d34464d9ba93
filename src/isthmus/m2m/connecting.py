"""What `isthmus m2m connect` works with: the org, the client and its secret, from where secrets may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from isthmus import settings
from isthmus.errors import ConfigurationError, MalformedError, UnavailableError
from isthmus.jose.strict_json import parse_object
from isthmus.origin import Origin
from isthmus.salesforce.my_domain import check_my_domain
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
    """Read the org's session, the client's id and its secret; `ask` is called for what is not set.

    Raises `ConfigurationError` saying what to set, `UnavailableError` if Secrets Manager
    refuses.
    """
    origin = _parse_org(org, ca_bundle=ca_bundle)
    session = environment.find(settings.ORG_SESSION)
    kept = None if secret_id is None else read_aws_secret(secret_id)
    return Connecting(
        org=OrgApi(
            origin,
            session=Secret(session) if session else ask("Session id of the org", settings.ORG_SESSION),
        ),
        client_id=_choose_client_id(environment, given=client_id, kept=kept),
        client_secret=kept.client_secret if kept is not None else _find_secret(environment, ask=ask),
    )


def _parse_org(text: str, *, ca_bundle: Path | None) -> Origin:
    try:
        origin = Origin.parse(text, ca_bundle=ca_bundle)
    except MalformedError as error:
        raise ConfigurationError(f"--org: {error}") from error
    check_my_domain(origin)
    return origin


def _choose_client_id(environment: Environment, *, given: str | None, kept: "KeptClient | None") -> str:
    if kept is None or kept.client_id is None:
        return given or environment.get(settings.M2M_CLIENT_ID, pattern=_CLIENT_ID)
    # SECURITY: one client's secret is not sent under the id of another.
    if (given or environment.find(settings.M2M_CLIENT_ID)) not in {None, kept.client_id}:
        reason = f"the secret is another client's than --client-id or {settings.M2M_CLIENT_ID} says"
        raise ConfigurationError(reason)
    return kept.client_id


def _find_secret(environment: Environment, *, ask: Callable[[str, str], Secret]) -> Secret:
    secret = environment.find(settings.M2M_CLIENT_SECRET)
    return Secret(secret) if secret else ask("Client secret", settings.M2M_CLIENT_SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptClient:
    """What Secrets Manager keeps of an app client; the id is None if the secret is a text alone."""

    client_id: str | None
    client_secret: Secret


def read_aws_secret(secret_id: str) -> KeptClient:
    """Read a secret of AWS Secrets Manager, with the credentials that boto3 finds.

    It is the client secret itself, or a JSON object with `client_secret` and maybe `client_id`, as
    `infra/terraform` writes it.
    Raises `UnavailableError` if AWS refuses, `ConfigurationError` if the secret is something else,
    `ModuleNotFoundError` without the extra `boto3`.
    """
    import boto3  # noqa: PLC0415  an extra, loaded where it is wanted
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        answer = boto3.client("secretsmanager").get_secret_value(SecretId=secret_id)
    except (BotoCoreError, ClientError) as error:
        raise UnavailableError(f"Secrets Manager gives no {secret_id}: {error}") from error
    text: str = answer.get("SecretString", "")
    if not text:
        raise ConfigurationError("the secret is empty, or binary")
    return (
        _read_members(text)
        if text.startswith("{")
        else KeptClient(client_id=None, client_secret=Secret(text))
    )


def _read_members(text: str) -> KeptClient:
    try:
        members = parse_object(text.encode("utf-8"))
    except MalformedError as error:
        raise ConfigurationError(f"the secret is {error}") from error
    secret, client_id = members.get("client_secret"), members.get("client_id")
    if not isinstance(secret, str) or not secret:
        raise ConfigurationError("the secret is a JSON object without client_secret")
    if client_id is not None and not (
        isinstance(client_id, str) and re.fullmatch(_CLIENT_ID, client_id, re.ASCII)
    ):
        raise ConfigurationError("the client_id in the secret is none")
    return KeptClient(client_id=client_id, client_secret=Secret(secret))
