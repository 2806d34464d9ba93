"""Everything one org is made of, opened together and handed to each endpoint."""

from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce.callouts.engine import Callouts
from isthmus.local.salesforce.metadata.catalog import Metadata
from isthmus.local.salesforce.metadata.deployment import Deployments
from isthmus.local.salesforce.metadata.requests import MetadataQueue
from isthmus.local.salesforce.pages import Pages
from isthmus.local.salesforce.permissions import PermissionBook
from isthmus.local.salesforce.store.apex_logs import ApexLogs
from isthmus.local.salesforce.store.api_usage import ApiUsage
from isthmus.local.salesforce.store.component_records import ComponentRecords
from isthmus.local.salesforce.store.connected_apps import ConnectedApps
from isthmus.local.salesforce.store.consumers import Consumers
from isthmus.local.salesforce.store.cursors import Cursors
from isthmus.local.salesforce.store.grants import Grants
from isthmus.local.salesforce.store.one_time import OneTime
from isthmus.local.salesforce.store.org_settings import OrgSettings
from isthmus.local.salesforce.store.organization import Organization
from isthmus.local.salesforce.store.permission_sets import PermissionSets
from isthmus.local.salesforce.store.principal_access import PrincipalAccess
from isthmus.local.salesforce.store.principals import Principals
from isthmus.local.salesforce.store.sessions import Sessions
from isthmus.local.salesforce.store.signing_keys import SigningKeys
from isthmus.local.salesforce.store.users import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgParts:
    """The parts of one org. `origin` is its My Domain, which is also its issuer.

    `token_clock` dates the JWTs that leave the org; all that it keeps goes by `clock`.
    """

    organization: Organization
    origin: str
    clock: Clock
    token_clock: Clock
    database: Database
    metadata: Metadata
    users: Users
    permission_sets: PermissionSets
    permissions: PermissionBook
    sessions: Sessions
    grants: Grants
    one_time: OneTime
    org_settings: OrgSettings
    consumers: Consumers
    connected_apps: ConnectedApps
    principals: Principals
    principal_access: PrincipalAccess
    signing_keys: SigningKeys
    deployments: Deployments
    metadata_queue: MetadataQueue
    callouts: Callouts
    pages: Pages
    cursors: Cursors
    apex_logs: ApexLogs
    api_usage: ApiUsage
    component_records: ComponentRecords

    def identity_url(self, user_id: str) -> str:
        """Where a user's identity is served.

        NOTE: Salesforce writes login.salesforce.com here. A client that follows the URL with its token would
        send a local token to the internet; so the local org names itself.
        """
        return f"{self.origin}/id/{self.organization.id}/{user_id}"

    def subject(self, user_id: str) -> str:
        """WIRE: `sub` is on login.salesforce.com whatever the issuer; a name that nobody fetches."""
        return f"https://login.salesforce.com/id/{self.organization.id}/{user_id}"
