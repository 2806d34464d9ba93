"""The demo org: metadata from the Salesforce DX project, people, their sessions, the named principal."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isthmus.errors import UnavailableError
from isthmus.local.assets import salesforce_project_folder
from isthmus.local.ready import DemoUser, MachineDemo, Org, SessionSsoDemo
from isthmus.local.seed.m2m import EXTERNAL_CREDENTIAL, PERMISSION_SET, PRINCIPAL, SCOPES
from isthmus.secret import Secret

if TYPE_CHECKING:
    import httpx2

    from isthmus.local.addresses import Addresses
    from isthmus.local.salesforce.app import Org as LocalOrg

CREDENTIAL = "/services/data/v66.0/named-credentials/credential"
APP = "Cognito_OIDC_Sample"
USER_POOL_APP = "Cognito_User_Pool"
LOGIN_APP = "Isthmus_Login"
LOGIN_CALLBACK_PORT = 8765  # as the app's metadata has it
NOBODY = "https://token-validator.invalid"  # RFC 6761 section 6.4: such a name never resolves


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    username: str
    first_name: str
    last_name: str
    email: str
    email_verified: bool = True
    administrator: bool = False
    has_permission_set: bool = False


PEOPLE = (
    _Person(
        username="ada.admin@isthmus.example",
        first_name="Ada",
        last_name="Admin",
        email="ada.admin@isthmus.example",
        administrator=True,
        has_permission_set=True,
    ),
    _Person(
        username="bea.basic@isthmus.example",
        first_name="Bea",
        last_name="Basic",
        email="bea.basic@isthmus.example",
    ),
    _Person(
        username="uma.unverified@isthmus.example",
        first_name="Uma",
        last_name="Unverified",
        email="uma.unverified@isthmus.example",
        email_verified=False,
    ),
)
PASSWORD = "Isthmus-demo-1"  # noqa: S105  the demo org's documented sample password
SESSION_SECONDS = 12 * 3600
ADMINISTRATOR = "System Administrator"
STANDARD = "Standard User"


def ensure_org(
    org: "LocalOrg", *, addresses: "Addresses", token_url: str, session_sso: SessionSsoDemo | None = None
) -> Org:
    """Deploy the project with the addresses of this stack, and make the people, each with a live session.

    Without `session_sso` the page that signs in to Cognito leads to an address that nobody has.
    """
    org.deploy_project(
        salesforce_project_folder(),
        {
            "COGNITO_TOKEN_URL": token_url,
            "COGNITO_SCOPE": " ".join(SCOPES[:1]),
            "API_URL": addresses.api,
            "APP_ORIGIN": addresses.app,
            "APP_CALLBACK_URL": f"{addresses.app}/callback.html",
            "USER_POOL_CALLBACK_URL": f"{addresses.aws_endpoint}/oauth2/idpresponse",
            "COGNITO_URL": addresses.aws_endpoint,
            "VALIDATOR_ORIGIN": addresses.aws_endpoint if session_sso else NOBODY,
            "VALIDATOR_URL": session_sso.validator_url if session_sso else NOBODY,
            "USER_POOL_CLIENT_ID": session_sso.client_id if session_sso else "none",
        },
    )
    return Org(org_id=org.org_id, users=tuple(_ensure_person(org, person) for person in PEOPLE))


async def ensure_principal(client: "httpx2.AsyncClient", *, org: Org, m2m: MachineDemo, origin: str) -> None:
    """Set the named principal's client id and secret through Connect REST, as an administrator does."""
    credential = {
        "externalCredential": EXTERNAL_CREDENTIAL,
        "principalName": PRINCIPAL,
        "principalType": "NamedPrincipal",
        "authenticationProtocol": "OAuth",
        "authenticationProtocolVariant": "ClientCredentialsClientSecretBasic",
        "credentials": {
            "clientId": {"value": m2m.client_id, "encrypted": False},
            "clientSecret": {"value": m2m.client_secret.reveal(), "encrypted": True},
        },
    }
    headers = {"Authorization": f"Bearer {org.users[0].session_id.reveal()}"}
    answer = await client.put(f"{origin}{CREDENTIAL}", json=credential, headers=headers)
    if answer.is_error:
        answer = await client.post(f"{origin}{CREDENTIAL}", json=credential, headers=headers)
    if answer.is_error:
        raise UnavailableError(f"the org did not take the named principal's secret: {answer.text}")


def _ensure_person(org: "LocalOrg", person: _Person) -> DemoUser:
    user_id = org.find_user_id(person.username) or org.create_user(
        username=person.username,
        password=Secret(PASSWORD),
        email=person.email,
        email_verified=person.email_verified,
        first_name=person.first_name,
        last_name=person.last_name,
        profile=ADMINISTRATOR if person.administrator else STANDARD,
    )
    if person.has_permission_set:
        org.assign_permission_set(user_id, permission_set=PERMISSION_SET)
    return DemoUser(
        username=person.username,
        password=Secret(PASSWORD),
        user_id=user_id,
        email=person.email,
        session_id=Secret(org.create_session(user_id, lifetime_seconds=SESSION_SECONDS)),
        has_permission_set=person.has_permission_set,
    )
