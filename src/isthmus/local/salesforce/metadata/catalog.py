"""The org's metadata as it stands: every component by type and name, read once and asked often."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from isthmus.local.salesforce.metadata.connected_app import parse_connected_app
from isthmus.local.salesforce.metadata.external_client_app import (
    AppGlobalOauthSettings,
    AppHeader,
    AppOauthPolicies,
    AppOauthSettings,
    AppPolicies,
    ExternalClientApp,
)
from isthmus.local.salesforce.metadata.external_credential import ExternalCredential
from isthmus.local.salesforce.metadata.named_credential import NamedCredential
from isthmus.local.salesforce.metadata.permission_set import PermissionSet
from isthmus.local.salesforce.metadata.security import (
    ChatterSettings,
    CorsOrigin,
    OauthOidcSettings,
    SecuritySettings,
)
from isthmus.local.salesforce.metadata.types import APEX_SOURCE, ApexClass, ApexPage, parse_component
from isthmus.local.salesforce.store.components import ComponentFile, ComponentRecord, Components
from isthmus.local.salesforce.store.connected_apps import ConnectedApps

T = TypeVar("T")
_CONNECTED_APP = "ConnectedApp"


class Catalog:
    """Components of one state of the org; `with_files` gives another state and leaves this one alone."""

    def __init__(self, components: Mapping[tuple[str, str], object]) -> None:
        self._components = components

    def with_connected_app(self, app: ExternalClientApp) -> "Catalog":
        """Give this catalog with a connected app."""
        return Catalog({**self._components, (_CONNECTED_APP, app.name.lower()): app})

    def find_connected_app(self, name: str) -> ExternalClientApp | None:
        """Find an imported connected app."""
        return self._find(ExternalClientApp, _CONNECTED_APP, name)

    def with_files(self, files: Iterable[ComponentFile]) -> "Catalog":
        """Give the catalog that these files would make of this one."""
        added = {(file.type, file.full_name.lower()): parse_component(file) for file in files}
        return Catalog({**self._components, **added})

    def find_external_credential(self, name: str) -> ExternalCredential | None:
        """Find an external credential."""
        return self._find(ExternalCredential, "ExternalCredential", name)

    def external_credentials(self) -> list[ExternalCredential]:
        """Give every external credential."""
        return self._all(ExternalCredential)

    def named_credentials(self) -> list[NamedCredential]:
        """Give every named credential."""
        return self._all(NamedCredential)

    def permission_sets(self) -> list[PermissionSet]:
        """Give what every permission set grants."""
        return self._all(PermissionSet)

    def apps(self) -> list[ExternalClientApp]:
        """Give every External Client App that has all it needs for OAuth, and every connected app."""
        found = (self.find_app(settings.app) for settings in self._all(AppGlobalOauthSettings))
        return [*(app for app in found if app), *self._all(ExternalClientApp)]

    def find_named_credential(self, name: str) -> NamedCredential | None:
        """Find a named credential."""
        return self._find(NamedCredential, "NamedCredential", name)

    def named_credentials_of(self, external_credential: str) -> list[NamedCredential]:
        """Give the named credentials that use an external credential."""
        found = self._all(NamedCredential)
        return [item for item in found if item.external_credential.lower() == external_credential.lower()]

    def find_permission_set(self, name: str) -> PermissionSet | None:
        """Find what a permission set grants."""
        return self._find(PermissionSet, "PermissionSet", name)

    def has_apex_class(self, name: str) -> bool:
        """Whether an Apex class is deployed."""
        return self._find(ApexClass, "ApexClass", name) is not None

    def find_apex_source(self, name: str) -> str | None:
        """Find the source of an Apex class."""
        return self._find(str, APEX_SOURCE, name)

    def has_apex_page(self, name: str) -> bool:
        """Whether a Visualforce page is deployed."""
        return self._find(ApexPage, "ApexPage", name) is not None

    def has_app(self, name: str) -> bool:
        """Whether an External Client App's header is deployed."""
        return self._find(AppHeader, "ExternalClientApplication", name) is not None

    def find_app(self, name: str) -> ExternalClientApp | None:
        """Find an app that has all it needs for OAuth: header, OAuth settings and global OAuth settings.

        A connected app has all of it, and shares its name with no External Client App.
        """
        if connected_app := self.find_connected_app(name):
            return connected_app
        header = self._find(AppHeader, "ExternalClientApplication", name)
        oauth = self._of_app(AppOauthSettings, name)
        settings = self._of_app(AppGlobalOauthSettings, name)
        if header is None or oauth is None or settings is None:
            return None
        return ExternalClientApp(
            name=name,
            header=header,
            oauth=oauth,
            settings=settings,
            oauth_policies=self._of_app(AppOauthPolicies, name) or AppOauthPolicies(app=name),
            policies=self._of_app(AppPolicies, name) or AppPolicies(app=name),
        )

    @property
    def security(self) -> SecuritySettings:
        """Settings:Security."""
        return next(iter(self._all(SecuritySettings)), SecuritySettings())

    @property
    def oauth_oidc(self) -> OauthOidcSettings:
        """Settings:OauthOidc."""
        return next(iter(self._all(OauthOidcSettings)), OauthOidcSettings())

    @property
    def chatter(self) -> ChatterSettings:
        """Settings:Chatter."""
        return next(iter(self._all(ChatterSettings)), ChatterSettings())

    def allows_cors(self, origin: str) -> bool:
        """Whether the CORS allowlist has an origin."""
        return any(item.covers(origin) for item in self._all(CorsOrigin))

    def _find(self, kind: type[T], type_name: str, name: str) -> T | None:
        component = self._components.get((type_name, name.lower()))
        return component if isinstance(component, kind) else None

    def _all(self, kind: type[T]) -> list[T]:
        return [component for component in self._components.values() if isinstance(component, kind)]

    def _of_app(self, kind: type[T], app: str) -> T | None:
        return next(
            (item for item in self._all(kind) if getattr(item, "app", "").lower() == app.lower()), None
        )


class Metadata:
    """Hold the current catalog and the files that it is made of."""

    def __init__(self, components: Components, *, connected_apps: ConnectedApps) -> None:
        self._components = components
        self.catalog = Catalog({}).with_files(components.all())
        for name, definition in connected_apps.all().items():
            app = parse_connected_app(name, definition.encode())
            self.catalog = self.catalog.with_connected_app(app)

    def files(self) -> list[ComponentFile]:
        """Give every file, by type and name."""
        return self._components.all()

    def store(self, files: Iterable[ComponentFile], *, by: str, at: float) -> None:
        """Store files, as the user `by` at the epoch second `at`. Call within a transaction."""
        self._components.put(files, by=by, at=at)

    def contents(self) -> Mapping[tuple[str, str], bytes]:
        """Give every file's bytes by type and name in lower case."""
        return {(file.type, file.full_name.lower()): file.content for file in self._components.all()}

    def records(self) -> list[ComponentRecord]:
        """Give every component's record, in the order of types and names."""
        return self._components.records()

    def files_of(self, full_name: str, *, type_name: str) -> list[ComponentFile]:
        """Give the files of one component: its document, and its content if its type has one."""
        kinds = {type_name, f"{type_name}Source"}
        return [
            file
            for file in self._components.all()
            if file.type in kinds and file.full_name.lower() == full_name.lower()
        ]
