"""Make the patient: from a local stack's ready file, or from the settings and boto3's credentials."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from isthmus import settings
from isthmus.clock import Clock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.token_requests import ClientAuthentication, TokenEndpoint
from isthmus.doctor.aws import BotoAws, LocalAws
from isthmus.doctor.callouts import ApexCallouts
from isthmus.doctor.patient import Aws, Machine, Patient, SessionSso, WebIdentity
from isthmus.doctor.retrieved import RetrievedMetadata
from isthmus.errors import ConfigurationError, IsthmusError, MalformedError
from isthmus.origin import Origin
from isthmus.ready_file import refuse_ready_file
from isthmus.salesforce.ids import OrgId
from isthmus.salesforce.metadata_api import MetadataApi
from isthmus.salesforce.org_api import OrgApi
from isthmus.secret import Secret
from isthmus.settings import Environment

_ANYTHING = r"(?s:.+)"
_CLIENT_ID = r"[\w+]{1,128}"
_COGNITO_DOMAIN = ".amazoncognito.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the org's metadata is called, where it is not as in infra/salesforce."""

    external_credential: str
    principal: str
    named_credential: str
    permission_set: str
    test_path: str
    has_automated_process: bool
    client_app: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What of real accounts stands in no setting. What is None is not looked at."""

    m2m_user_pool_id: str | None
    consumer_key: str | None
    identity_pool_id: str | None
    callback_url: str | None
    app_client_id: str | None
    validator_url: str | None
    actions: tuple[str, ...] = ()
    resource: str | None = None
    id_token_file: Path | None = None


def admit_local(ready_file: Path, *, names: Names, clock: Clock) -> Patient:
    """Take everything from the ready file of a running stack; raise `ConfigurationError` if it is none."""
    try:
        ready = json.loads(ready_file.read_bytes())
        return admit_ready(ready, names=names, clock=clock)
    except (OSError, KeyError, IndexError, TypeError, ValueError) as error:
        raise refuse_ready_file(ready_file, error, wanted="a stack with the demo") from error


def admit_ready(ready: Mapping[str, Any], *, names: Names, clock: Clock) -> Patient:
    """Do the same with the ready document itself."""
    ca_bundle = Path(ready["ca_bundle"])
    m2m, admin = ready["m2m"], ready["admin"]
    endpoint = ready["aws_endpoint"]
    local = LocalAws(
        endpoint=endpoint,
        access_key_id=admin["access_key_id"],
        secret_access_key=Secret(admin["secret_access_key"]),
    )
    org = Origin.parse(ready["salesforce"], ca_bundle=ca_bundle)
    administrator = Secret(ready["salesforce_org"]["users"][0]["session_id"])
    api = OrgApi(org, session=administrator)
    return Patient(
        clock=clock,
        aws=BotoAws(region=ready["region"], local=local),
        org=api,
        metadata=RetrievedMetadata(MetadataApi(org, session=administrator).retrieve),
        callouts=ApexCallouts(api),
        origins=(org,),
        secrets=(administrator, local.secret_access_key, Secret(m2m["client_secret"])),
        machine=_make_machine(
            Origin.parse_insecure_http(m2m["token_url"].removesuffix("/oauth2/token")),
            client_id=m2m["client_id"],
            client_secret=Secret(m2m["client_secret"]),
            scopes=tuple(m2m["scopes"]),
            pool=UserPool.at_insecure_issuer(f"{endpoint}/{m2m['user_pool_id']}"),
            names=names,
            clock=clock,
        ),
        web_identity=WebIdentity(
            org=org,
            consumer_key=ready["web_identity"]["client_id"],
            identity_pool_id=ready["web_identity"]["identity_pool_id"],
            actions=("dynamodb:Scan",),
            resource=f"arn:aws:dynamodb:{ready['region']}:{ready['account_id']}:table/{ready['web_identity']['table']}",
            trusted_by_aws=ca_bundle,
            client_app=names.client_app,
            callback_url=f"{ready['app']}/callback.html",
        ),
        session_sso=_make_session_sso(
            org,
            org_id=ready["salesforce_org"]["org_id"],
            user_pool_id=ready["session_sso"]["user_pool_id"],
            client_id=ready["session_sso"]["client_id"],
            validator=_split(ready["session_sso"]["validator_url"], parse=Origin.parse_insecure_http),
            session=administrator,
        ),
    )


def admit_account(environment: Environment, *, names: Names, told: Told, clock: Clock) -> Patient:
    """Take what the settings say and what boto3 finds; what is absent stays absent.

    Raises `ConfigurationError` or `MalformedError` for a setting that is there and can't be.
    """
    aws = _find_aws()
    origin, session = _find_org(environment), _find_org_session(environment)
    org = None if origin is None or session is None else OrgApi(origin, session=session)
    return Patient(
        clock=clock,
        aws=aws,
        org=org,
        metadata=None
        if origin is None or session is None
        else RetrievedMetadata(MetadataApi(origin, session=session).retrieve),
        callouts=None if org is None else ApexCallouts(org),
        origins=() if origin is None else (origin,),
        secrets=_find_secrets(environment),
        machine=_find_machine(environment, names=names, pool_id=told.m2m_user_pool_id, aws=aws, clock=clock),
        web_identity=_find_web_identity(origin, names=names, told=told),
        session_sso=_find_session_sso(environment, origin, told=told),
    )


def add_told(patient: Patient, told: Told) -> Patient:
    """Add what is told of the app of `web_identity`; raise `ConfigurationError` if a file can't be read."""
    if patient.web_identity is None:
        return patient
    web_identity = patient.web_identity
    if told.actions and told.resource is not None:
        web_identity = replace(web_identity, actions=told.actions, resource=told.resource)
    if told.id_token_file is not None:
        id_token = _read_secret(told.id_token_file)
        web_identity = replace(web_identity, id_token=id_token)
        patient = replace(patient, secrets=(*patient.secrets, id_token))
    return replace(patient, web_identity=web_identity)


def _read_secret(file: Path) -> Secret:
    try:
        return Secret(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        # SECURITY: the text of a decoding error quotes what was read.
        raise ConfigurationError(f"{file} can't be read: {type(error).__name__}") from error


def _find_aws() -> BotoAws | None:
    try:
        aws = BotoAws(region=None, local=None)
    except ModuleNotFoundError:
        return None
    return aws if aws.has_credentials else None


def _find_org(environment: Environment) -> Origin | None:
    orgs = environment.find(settings.ORGS)
    if orgs is None:
        return None
    if "," in orgs:
        raise ConfigurationError(f"{settings.ORGS}: the doctor looks at one org at a time")
    return Origin.parse(orgs.partition("=")[2].strip())


def _find_secrets(environment: Environment) -> tuple[Secret, ...]:
    found = (environment.find(name) for name in (settings.ORG_SESSION, settings.M2M_CLIENT_SECRET))
    return tuple(Secret(text) for text in found if text is not None)


def _find_org_session(environment: Environment) -> Secret | None:
    session = environment.find(settings.ORG_SESSION)
    return None if session is None else Secret(session)


def _find_web_identity(org: Origin | None, *, names: Names, told: Told) -> WebIdentity | None:
    if org is None or told.consumer_key is None or told.identity_pool_id is None:
        return None
    return WebIdentity(
        org=org,
        consumer_key=told.consumer_key,
        identity_pool_id=told.identity_pool_id,
        client_app=names.client_app,
        callback_url=None if told.callback_url is None else _check_url(told.callback_url),
    )


def _check_url(text: str) -> str:
    try:
        is_url = bool(urlsplit(text).scheme)
    except ValueError:
        is_url = False
    if not is_url or not text.isprintable():
        raise MalformedError("the callback is no URL")
    return text


def _find_session_sso(environment: Environment, org: Origin | None, *, told: Told) -> SessionSso | None:
    user_pool_id = environment.find(settings.USER_POOL_ID)
    if org is None or user_pool_id is None or told.app_client_id is None or told.validator_url is None:
        return None
    return _make_session_sso(
        org,
        org_id=(environment.find(settings.ORGS) or "").partition("=")[0].strip(),
        user_pool_id=user_pool_id,
        client_id=told.app_client_id,
        validator=_split(told.validator_url, parse=Origin.parse),
        session=_find_org_session(environment),
    )


def _make_session_sso(
    org: Origin,
    *,
    org_id: str,
    user_pool_id: str,
    client_id: str,
    validator: tuple[Origin, str],
    session: Secret | None,
) -> SessionSso:
    return SessionSso(
        user_pool_id=user_pool_id,
        client_id=client_id,
        org_id=OrgId.parse(org_id),
        org=org,
        validator=validator[0],
        validator_path=validator[1],
        session=session,
    )


def _split(url: str, *, parse: Callable[[str], Origin]) -> tuple[Origin, str]:
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return parse(f"{scheme}://{authority}"), f"/{path}" if slash else "/"


def _find_machine(
    environment: Environment, *, names: Names, pool_id: str | None, aws: Aws | None, clock: Clock
) -> Machine | None:
    if environment.find(settings.M2M_DOMAIN) is None or environment.find(settings.M2M_CLIENT_ID) is None:
        return None
    domain = Origin.parse(environment.get(settings.M2M_DOMAIN, pattern=_ANYTHING))
    secret = environment.find(settings.M2M_CLIENT_SECRET)
    found = pool_id or _find_pool_id(aws, domain)
    return _make_machine(
        domain,
        client_id=environment.get(settings.M2M_CLIENT_ID, pattern=_CLIENT_ID),
        client_secret=None if secret is None else Secret(secret),
        scopes=tuple((environment.find(settings.M2M_SCOPES) or "").split()) or None,
        pool=None if found is None else UserPool.of(found),
        names=names,
        clock=clock,
    )


def _find_pool_id(aws: Aws | None, domain: Origin) -> str | None:
    if aws is None:
        return None
    host = domain.authority
    name = host.partition(".auth.")[0] if host.endswith(_COGNITO_DOMAIN) else host
    try:
        described = aws.ask("cognito-idp", "describe_user_pool_domain", Domain=name)
    except IsthmusError:
        return None  # m2m.domain and m2m.client say what is wrong
    found = described.get("DomainDescription", {}).get("UserPoolId")
    return found if isinstance(found, str) else None


def _make_machine(
    domain: Origin,
    *,
    client_id: str,
    client_secret: Secret | None,
    scopes: tuple[str, ...] | None,
    pool: UserPool | None,
    names: Names,
    clock: Clock,
) -> Machine:
    endpoint = TokenEndpoint(
        origin=domain,
        client_id=client_id,
        scopes=scopes,
        authentication=ClientAuthentication.BASIC,
        clock=clock,
    )
    return Machine(
        domain=domain,
        client_id=client_id,
        scopes=scopes,
        pool=pool,
        get_token=None
        if client_secret is None
        else cache(lambda: endpoint.issue(client_secret, refused=None)),
        external_credential=names.external_credential,
        principal=names.principal,
        named_credential=names.named_credential,
        permission_set=names.permission_set,
        test_path=names.test_path,
        has_automated_process=names.has_automated_process,
    )
