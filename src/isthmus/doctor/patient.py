"""What is examined: the names and ids of each flow, and the parties that can be asked about them.

Anything may be absent; a check that needs it is then skipped and says what to set.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from isthmus.clock import Clock
from isthmus.cognito.pool import UserPool
from isthmus.cognito.token_requests import IssuedToken
from isthmus.errors import DeniedError, IsthmusError
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from isthmus.salesforce.metadata_document import MetadataDocument
from isthmus.secret import Secret

_Value = TypeVar("_Value")
_NO_ORG = "no session of the org: set ISTHMUS_ORG_SESSION and ISTHMUS_SALESFORCE_ORGS"


class MissingInputError(IsthmusError):
    """A check was not told what it needs."""

    code = "missing_input"


class AwsRefusedError(DeniedError):
    """AWS said no. `error_code` is its own, such as ResourceNotFoundException."""

    code = "aws_refused"

    def __init__(self, *, operation: str, error_code: str, message: str) -> None:
        super().__init__(f"{operation}: {error_code}: {message}", rule="aws")
        self.error_code = error_code


class Aws(Protocol):
    """Read from AWS by the caller's own credentials."""

    def ask(self, service: str, operation: str, **fields: object) -> Mapping[str, Any]:
        """Give the answer; raise `AwsRefusedError`, or `UnavailableError` if there is none."""
        ...


class Org(Protocol):
    """Read from an org in the name of an administrator, as `salesforce.org_api` does."""

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        """Give records."""
        ...

    def find_external_credential(self, name: str) -> Mapping[str, Any] | None:
        """Show an external credential, or give None."""
        ...

    def find_credential(self, principal: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Show the credential of a principal, masked, or give None."""
        ...


class Metadata(Protocol):
    """Retrieve an org's metadata."""

    def retrieve(self, members: Mapping[str, str]) -> Sequence[MetadataDocument]:
        """Give the documents of `members`, a name by type; what the org has not is left out."""
        ...


class Callouts(Protocol):
    """Make callouts of an org through its Named Credentials."""

    def call(self, named_credential: str, *, path: str) -> str | None:
        """Call, and give the words of what went wrong, or None if the answer was 200."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """`m2m`: the app client, its pool, and the names of the org's metadata.

    `get_token` asks for a token the first time and gives the same one again; None if the secret is not known.
    `scopes` None asks for all that the client is allowed.
    """

    domain: Origin
    client_id: str
    scopes: tuple[str, ...] | None
    pool: UserPool | None
    get_token: Callable[[], IssuedToken] | None
    external_credential: str = "AWS_Cognito_OAuth"
    principal: str = "Integration"
    named_credential: str = "AWS_API_Access"
    permission_set: str = "Cognito_API_Access"
    test_path: str = "/test"
    has_automated_process: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebIdentity:
    """`web_identity`: the org at its My Domain, its External Client App, and the identity pool.

    `callback_url` is where the app has the org send people back to; a page's origin is read off it.
    `actions` on `resource` are what the app asks AWS for, `id_token` one that was refused,
    `trusted_by_aws` the CAs that AWS trusts: None for those that this machine trusts.
    """

    org: Origin
    consumer_key: str
    identity_pool_id: str
    actions: tuple[str, ...] = ()
    resource: str | None = None
    id_token: Secret | None = None
    trusted_by_aws: Path | None = None
    client_app: str | None = None
    callback_url: str | None = None

    @property
    def provider_name(self) -> str:
        """The org as IAM and the identity pool name it: the issuer without https://."""
        return self.org.authority


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSso:
    """`session_sso`: the user pool, its app client, the token validator, and the org that is trusted.

    `session` is one of somebody who could sign in.
    """

    user_pool_id: str
    client_id: str
    org_id: OrgId
    org: Origin
    validator: Origin
    validator_path: str
    session: Secret | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """Everything a check may look at. `secrets` are shown in no verdict, whoever quotes them."""

    clock: Clock
    aws: Aws | None = None
    org: Org | None = None
    metadata: Metadata | None = None
    callouts: Callouts | None = None
    machine: Machine | None = None
    web_identity: WebIdentity | None = None
    session_sso: SessionSso | None = None
    origins: tuple[Origin, ...] = ()
    secrets: tuple[Secret, ...] = ()

    def close(self) -> None:
        """Close the connections that were kept."""
        for origin in (*self.origins, *_origins_of(self.machine)):
            origin.close()


def _origins_of(machine: Machine | None) -> Iterator[Origin]:
    if machine is not None:
        yield machine.domain
        if machine.pool is not None:
            yield machine.pool.origin


def require(value: _Value | None, hint: str) -> _Value:
    """Give what is there; raise `MissingInputError` with what to set for what is not."""
    if value is None:
        raise MissingInputError(hint)
    return value


def get_aws(patient: Patient) -> Aws:
    """Give AWS."""
    return require(patient.aws, "no AWS credentials: set AWS_PROFILE or sign in, and install isthmus[boto3]")


def get_org(patient: Patient) -> Org:
    """Give the org."""
    return require(patient.org, _NO_ORG)


def get_metadata(patient: Patient) -> Metadata:
    """Give what retrieves the org's metadata."""
    return require(patient.metadata, _NO_ORG)


def get_callouts(patient: Patient) -> Callouts:
    """Give what makes callouts of the org."""
    return require(patient.callouts, _NO_ORG)


def get_machine(patient: Patient) -> Machine:
    """Give what is known of `m2m`."""
    return require(patient.machine, "set ISTHMUS_M2M_DOMAIN and ISTHMUS_M2M_CLIENT_ID")


def get_machine_pool(patient: Patient) -> UserPool:
    """Give the user pool of `m2m`."""
    return require(get_machine(patient).pool, "the user pool is not known: say --m2m-user-pool-id")


def get_web_identity(patient: Patient) -> WebIdentity:
    """Give what is known of `web_identity`."""
    hint = "set ISTHMUS_SALESFORCE_ORGS, and say --consumer-key and --identity-pool-id"
    return require(patient.web_identity, hint)


def get_session_sso(patient: Patient) -> SessionSso:
    """Give what is known of `session_sso`."""
    hint = "set ISTHMUS_SALESFORCE_ORGS and ISTHMUS_USER_POOL_ID, and say --app-client-id and --validator-url"
    return require(patient.session_sso, hint)


def get_asked(patient: Patient) -> tuple[tuple[str, ...], str]:
    """Give the actions and the resource that the app of `web_identity` asks AWS for."""
    wanted, hint = get_web_identity(patient), "say --action and --resource: what the app asks AWS for"
    return require(wanted.actions or None, hint), require(wanted.resource, hint)


def get_session(patient: Patient) -> Secret:
    """Give the session of somebody who could sign in."""
    return require(get_session_sso(patient).session, _NO_ORG)
