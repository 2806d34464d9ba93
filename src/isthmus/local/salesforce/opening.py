"""Puts an org together: the one place where its parts meet."""

from pathlib import Path

import httpx2

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce.callouts.engine import Callouts
from isthmus.local.salesforce.conditions import Conditions
from isthmus.local.salesforce.metadata.catalog import Metadata
from isthmus.local.salesforce.metadata.deployment import Deployments
from isthmus.local.salesforce.metadata.requests import MetadataQueue
from isthmus.local.salesforce.pages import Pages
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.permissions import PermissionBook
from isthmus.local.salesforce.store.apex_logs import ApexLogs
from isthmus.local.salesforce.store.api_usage import ApiLimits, ApiUsage
from isthmus.local.salesforce.store.component_records import ComponentRecords
from isthmus.local.salesforce.store.components import Components
from isthmus.local.salesforce.store.connected_apps import ConnectedApps
from isthmus.local.salesforce.store.consumers import Consumers
from isthmus.local.salesforce.store.cursors import Cursors
from isthmus.local.salesforce.store.grants import Grants
from isthmus.local.salesforce.store.metadata_requests import MetadataRequests
from isthmus.local.salesforce.store.migrations import MIGRATIONS
from isthmus.local.salesforce.store.one_time import OneTime
from isthmus.local.salesforce.store.org_settings import OrgSettings
from isthmus.local.salesforce.store.organization import ensure_organization
from isthmus.local.salesforce.store.permission_sets import PermissionSets
from isthmus.local.salesforce.store.principal_access import PrincipalAccess
from isthmus.local.salesforce.store.principals import Principals
from isthmus.local.salesforce.store.sessions import Sessions
from isthmus.local.salesforce.store.signing_keys import SigningKeys
from isthmus.local.salesforce.store.users import Users
from isthmus.local.salesforce.vault import open_vault


def open_parts(
    *,
    database: Path,
    origin: str,
    org_id: str | None,
    clock: Clock,
    callout_client: httpx2.AsyncClient,
    conditions: Conditions,
    token_clock: Clock,
) -> OrgParts:
    """Open the database and everything on it; close it again if a part can't be opened."""
    opened = Database(database, migrations=MIGRATIONS)
    try:
        return _assemble(
            opened,
            path=database,
            origin=origin,
            org_id=org_id,
            clock=clock,
            callout_client=callout_client,
            conditions=conditions,
            token_clock=token_clock,
        )
    except BaseException:
        opened.close()
        raise


def _assemble(
    database: Database,
    *,
    path: Path,
    origin: str,
    org_id: str | None,
    clock: Clock,
    callout_client: httpx2.AsyncClient,
    conditions: Conditions,
    token_clock: Clock,
) -> OrgParts:
    vault = open_vault(path.with_suffix(".key"))
    organization = ensure_organization(database, org_id=org_id, clock=clock)
    users = Users(database, clock=clock)
    users.ensure_standard_records(org_id=organization.id)
    connected_apps = ConnectedApps(database)
    metadata = Metadata(Components(database, vault=vault), connected_apps=connected_apps)
    permission_sets, principals = PermissionSets(database), Principals(database, vault=vault)
    consumers = Consumers(database, vault=vault)
    principal_access = PrincipalAccess(database, clock=clock)
    permissions = PermissionBook(
        metadata=metadata,
        permission_sets=permission_sets,
        principal_access=principal_access,
        conditions=conditions,
    )
    deployments = Deployments(
        database,
        metadata=metadata,
        permission_sets=permission_sets,
        consumers=consumers,
        principals=principals,
        principal_access=principal_access,
        clock=clock,
    )
    org_settings = OrgSettings(database)
    if not org_settings.has_access_records:
        with database.transaction():
            deployments.record_access()
            org_settings.set_access_records()
    return OrgParts(
        organization=organization,
        origin=origin.rstrip("/"),
        clock=clock,
        token_clock=token_clock,
        database=database,
        metadata=metadata,
        users=users,
        permission_sets=permission_sets,
        permissions=permissions,
        sessions=Sessions(database, clock=clock, short_org_id=organization.short_id),
        grants=Grants(database, clock=clock),
        one_time=OneTime(database, clock=clock),
        org_settings=org_settings,
        consumers=consumers,
        connected_apps=connected_apps,
        principals=principals,
        principal_access=principal_access,
        signing_keys=SigningKeys(database, vault=vault, clock=clock, short_org_id=organization.short_id),
        deployments=deployments,
        metadata_queue=MetadataQueue(
            database,
            requests=MetadataRequests(database, clock=clock, vault=vault),
            deployments=deployments,
            metadata=metadata,
        ),
        callouts=Callouts(
            metadata=metadata,
            permissions=permissions,
            principals=principals,
            client=callout_client,
            conditions=conditions,
        ),
        pages=Pages(org_name=organization.name, origin=origin.rstrip("/")),
        cursors=Cursors(database, clock=clock),
        apex_logs=ApexLogs(database, clock=clock),
        api_usage=ApiUsage(clock=clock, limits=ApiLimits()),
        component_records=ComponentRecords(database),
    )
