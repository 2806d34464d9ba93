"""The settings of the functions that call out: the verify trigger and the token validator.

They are read through `settings.Environment`, which knows the names; this module knows the types.
"""

from enum import StrEnum
from typing import NamedTuple

from isthmus import settings
from isthmus.errors import ConfigurationError, MalformedError
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from isthmus.salesforce.orgs import Orgs
from isthmus.secret import Secret
from isthmus.settings import Environment

_REGION = r"[a-z]+(?:-[a-z]+){1,2}-[0-9]{1,2}"
_ANYTHING = r"(?s:.+)"


class OwnerLookup(StrEnum):
    """How an org is asked whose a session is."""

    USERINFO = "userinfo"
    CHATTER = "chatter"


# NOTE: NamedTuples, for `dataclasses` costs 10 ms at the verify trigger's cold start.
class SalesforceSettings(NamedTuple):
    """Which orgs are trusted, and how they are asked."""

    orgs: Orgs
    owner_lookup: OwnerLookup
    api_version: str


class AwsSettings(NamedTuple):
    """How AWS is called. `endpoint` answers for every service, or is None for AWS itself."""

    region: str
    access_key_id: str
    secret_access_key: Secret
    session_token: Secret | None
    endpoint: Origin | None


class VerifySettings(NamedTuple):
    """What the verify trigger is told."""

    salesforce: SalesforceSettings
    aws: AwsSettings
    use_once_table: str


class ValidatorSettings(NamedTuple):
    """What the token validator is told."""

    salesforce: SalesforceSettings
    aws: AwsSettings
    user_pool_id: str


def load_verify_settings(environment: Environment) -> VerifySettings:
    """Read the settings of the verify trigger; raise `ConfigurationError` saying what to set."""
    return VerifySettings(
        salesforce=_load_salesforce(environment),
        aws=_load_aws(environment, region=environment.get("AWS_REGION", pattern=_REGION)),
        use_once_table=environment.get(settings.USE_ONCE_TABLE, pattern=r"[A-Za-z0-9_.-]{3,255}"),
    )


def load_validator_settings(environment: Environment) -> ValidatorSettings:
    """Read the settings of the token validator; raise `ConfigurationError` saying what to set."""
    user_pool_id = environment.get(settings.USER_POOL_ID, pattern=rf"{_REGION}_[0-9A-Za-z]{{1,40}}")
    return ValidatorSettings(
        salesforce=_load_salesforce(environment),
        aws=_load_aws(environment, region=user_pool_id.partition("_")[0]),
        user_pool_id=user_pool_id,
    )


def _load_salesforce(environment: Environment) -> SalesforceSettings:
    lookup = environment.get(
        settings.OWNER_LOOKUP, pattern="|".join(OwnerLookup), default=OwnerLookup.USERINFO
    )
    return SalesforceSettings(
        orgs=_parse_orgs(environment.get(settings.ORGS, pattern=_ANYTHING)),
        owner_lookup=OwnerLookup(lookup),
        api_version=environment.get(settings.API_VERSION, pattern=r"v[1-9][0-9]{1,2}\.0", default="v66.0"),
    )


def _parse_orgs(text: str) -> Orgs:
    parsed: dict[OrgId, Origin] = {}
    for number, item in enumerate(text.split(","), start=1):
        org_id_text, _, origin_text = item.strip().partition("=")
        try:
            # SECURITY: https whatever the AWS endpoint may be: sessions travel there.
            org_id, origin = OrgId.parse(org_id_text.strip()), Origin.parse(origin_text.strip())
        except MalformedError as error:
            raise ConfigurationError(f"{settings.ORGS}: item {number} is {error}") from error
        if org_id in parsed:
            raise ConfigurationError(f"{settings.ORGS}: item {number} names an org again")
        parsed[org_id] = origin
    return Orgs(parsed)


def _load_aws(environment: Environment, *, region: str) -> AwsSettings:
    session_token = environment.find("AWS_SESSION_TOKEN")
    return AwsSettings(
        region=region,
        access_key_id=environment.get("AWS_ACCESS_KEY_ID", pattern=r"\w{16,128}"),
        secret_access_key=Secret(environment.get("AWS_SECRET_ACCESS_KEY", pattern=_ANYTHING)),
        session_token=None if session_token is None else Secret(session_token),
        endpoint=_find_endpoint(environment),
    )


def _find_endpoint(environment: Environment) -> Origin | None:
    flag = environment.get(settings.INSECURE_HTTP_AWS_ENDPOINT, pattern="true|false", default="false")
    parse = Origin.parse_insecure_http if flag == "true" else Origin.parse
    text = environment.find("AWS_ENDPOINT_URL")
    try:
        return None if text is None else parse(text.removesuffix("/"))
    except MalformedError as error:
        hint = f"plain http needs {settings.INSECURE_HTTP_AWS_ENDPOINT}=true"
        raise ConfigurationError(f"AWS_ENDPOINT_URL is {error}; {hint}") from error
