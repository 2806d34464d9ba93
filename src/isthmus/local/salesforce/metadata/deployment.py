"""Deploys components: check every reference in the state to be, then change all, or what may be, or nothing.

(1) read the project or the package                    project.py, package.py
(2) hold every file against its type                   files.py
(3) check what refers to what, in the state to be      references.py
(4) store, in one transaction, with what follows       here
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from isthmus.clock import Clock
from isthmus.local.database import Database
from isthmus.local.salesforce.errors import ComponentFailure, DeployError
from isthmus.local.salesforce.metadata.catalog import Catalog, Metadata
from isthmus.local.salesforce.metadata.external_client_app import AppGlobalOauthSettings
from isthmus.local.salesforce.metadata.external_credential import ExternalCredential
from isthmus.local.salesforce.metadata.files import Layout, ParsedFiles, failure_of, parse_files
from isthmus.local.salesforce.metadata.project import read_project
from isthmus.local.salesforce.metadata.references import check_references
from isthmus.local.salesforce.metadata.settings_flag import SettingsFlag, with_flag
from isthmus.local.salesforce.metadata.types import SOURCES, parse_component, type_of
from isthmus.local.salesforce.store.components import ComponentFile
from isthmus.local.salesforce.store.consumers import Consumers
from isthmus.local.salesforce.store.permission_sets import PermissionSets
from isthmus.local.salesforce.store.principal_access import PrincipalAccess
from isthmus.local.salesforce.store.principals import PrincipalKey, Principals
from isthmus.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedComponent:
    """A component that a deployment puts in place: its type as packages name it, and what that changes."""

    type: str
    full_name: str
    file: str
    is_created: bool
    is_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a deployment would do: the files it would store, the state after it, and every failure found."""

    files: tuple[ComponentFile, ...]
    after: Catalog
    components: tuple[DeployedComponent, ...]
    failures: tuple[ComponentFailure, ...]


class Deployments:
    """Deploy into one org."""

    def __init__(
        self,
        database: Database,
        *,
        metadata: Metadata,
        permission_sets: PermissionSets,
        consumers: Consumers,
        principals: Principals,
        principal_access: PrincipalAccess,
        clock: Clock,
    ) -> None:
        self._database = database
        self._metadata = metadata
        self._permission_sets = permission_sets
        self._consumers = consumers
        self._principals = principals
        self._principal_access = principal_access
        self._clock = clock

    def deploy_project(
        self, folder: Path, *, replacements: Mapping[str, str], by: str
    ) -> tuple[DeployedComponent, ...]:
        """Deploy a project as the user `by`; raise DeployError with every failure, having changed nothing."""
        parsed = parse_files(read_project(folder, replacements=replacements), layout=Layout.PROJECT)
        if parsed.failures:
            raise DeployError(parsed.failures)
        plan = self.plan(parsed)
        if plan.failures:
            raise DeployError(plan.failures)
        with self._database.transaction():
            self.carry_out(plan, by=by)
        self.adopt(plan)
        return plan.components

    def set_flag(self, flag: SettingsFlag, *, value: bool, by: str) -> None:
        """Set one flag of the org's settings as the user `by`, as Setup does."""
        known = self._metadata.files_of(flag.name, type_name=flag.type)
        file = with_flag(known[0] if known else None, flag, value=value)
        plan = self.plan(ParsedFiles(files=(file,), failures=()))
        if plan.failures:
            raise DeployError(plan.failures)
        with self._database.transaction():
            self.carry_out(plan, by=by)
        self.adopt(plan)

    def plan(self, parsed: ParsedFiles) -> Plan:
        """Check the files against each other and the org, all of which must be right."""
        after = self._metadata.catalog.with_files(parsed.files)
        failures = (*parsed.failures, *self._failures(parsed.files, after=after))
        bad = {(failure.type, failure.full_name.lower()) for failure in failures}
        return self._planned(_without(parsed.files, bad), after=after, failures=failures)

    def plan_what_may_be(self, parsed: ParsedFiles) -> Plan:
        """Leave out what is wrong, and what refers to that, until the rest is right: no rollback."""
        files, failures = parsed.files, list(parsed.failures)
        while True:
            files = _without(files, {(failure.type, failure.full_name.lower()) for failure in failures})
            after = self._metadata.catalog.with_files(files)
            found = self._failures(files, after=after)
            if not found:
                return self._planned(files, after=after, failures=tuple(failures))
            failures.extend(found)

    def carry_out(self, plan: Plan, *, by: str) -> None:
        """Store what is planned, as the user `by`. Call within a transaction, and `adopt` once it is over."""
        self._metadata.store(plan.files, by=by, at=self._clock.now())
        before = self._metadata.catalog
        # NOTE: a permission set opens principals, so these come first, wherever they stand in a package.
        for file in sorted(plan.files, key=lambda file: file.type != "ExternalCredential"):
            if file.type == "ExternalCredential":
                self._follow_external_credential(file.full_name, before=before, after=plan.after)
            if file.type == "PermissionSet":
                self._follow_permission_set(file.full_name, before=before, after=plan.after)
            if file.type == "ExtlClntAppGlobalOauthSettings":
                self._follow_app(file)

    def adopt(self, plan: Plan) -> None:
        """Act on what is stored from here on. Call once the transaction is committed."""
        self._metadata.catalog = plan.after

    def record_access(self) -> None:
        """Record what deployed permission sets open. Call within a transaction."""
        catalog = self._metadata.catalog
        for credential in catalog.external_credentials():
            self._put_principals(credential)
        for item in catalog.permission_sets():
            if record := self._permission_sets.find(item.name):
                self._principal_access.add(record.id, principals=item.principals)

    def _planned(
        self, files: tuple[ComponentFile, ...], *, after: Catalog, failures: tuple[ComponentFailure, ...]
    ) -> Plan:
        stored = self._metadata.contents()
        changed = {
            (type_of(file).name, file.full_name.lower())
            for file in files
            if stored.get((file.type, file.full_name.lower())) != file.content
        }
        components = tuple(
            DeployedComponent(
                type=type_of(file).package_name,
                full_name=file.full_name,
                file=file.file.removesuffix("-meta.xml") if type_of(file).has_content else file.file,
                is_created=(file.type, file.full_name.lower()) not in stored,
                is_changed=(file.type, file.full_name.lower()) in changed,
            )
            for file in files
            if file.type not in SOURCES
        )
        return Plan(files=files, after=after, components=components, failures=failures)

    def _failures(self, files: Sequence[ComponentFile], *, after: Catalog) -> list[ComponentFailure]:
        return [*check_references(files, catalog=after), *self._taken_keys(files)]

    def _taken_keys(self, files: Sequence[ComponentFile]) -> list[ComponentFailure]:
        failures, owners = [], dict[str, str]()
        for file in files:
            settings = _global_settings(file)
            if settings is None or settings.consumer_key is None:
                continue
            key, app = settings.consumer_key, settings.app.lower()
            known = self._consumers.find_by_key(key)
            if (known and known.app.lower() != app) or owners.setdefault(key, app) != app:
                failures.append(failure_of(file, "the consumerKey is another app's"))
        return failures

    def _follow_external_credential(self, name: str, *, before: Catalog, after: Catalog) -> None:
        credential = after.find_external_credential(name)
        if credential is not None:
            self._put_principals(credential)
        if credential is None or credential == before.find_external_credential(name):
            return
        self._principals.forget_tokens(name)
        for principal in self._principals.names_of(name):
            if credential.find_principal(principal) is None:
                self._principals.delete(PrincipalKey(external_credential=name, principal=principal))

    def _put_principals(self, credential: ExternalCredential) -> None:
        numbers = {principal.name: principal.sequence_number for principal in credential.principals}
        self._principal_access.put_external_credential(
            credential.name, label=credential.label, principals=numbers
        )

    def _follow_permission_set(self, name: str, *, before: Catalog, after: Catalog) -> None:
        wanted = after.find_permission_set(name)
        if wanted is None:
            return
        record_id = self._permission_sets.put(wanted.name, label=wanted.label)
        # WIRE: a deployed permission set replaces the one there is; the same one again takes nothing away, so
        # that what REST granted outlives a restart, which deploys the sample project.
        is_same = wanted == before.find_permission_set(name)
        record = self._principal_access.add if is_same else self._principal_access.replace
        record(record_id, principals=wanted.principals)

    def _follow_app(self, file: ComponentFile) -> None:
        settings = _global_settings(file)
        assert settings is not None
        secret = Secret(settings.consumer_secret) if settings.consumer_secret else None
        self._consumers.ensure(settings.app, key=settings.consumer_key, secret=secret)


def _global_settings(file: ComponentFile) -> AppGlobalOauthSettings | None:
    settings = parse_component(file) if file.type == "ExtlClntAppGlobalOauthSettings" else None
    assert settings is None or isinstance(settings, AppGlobalOauthSettings)
    return settings


def _without(files: Sequence[ComponentFile], bad: set[tuple[str, str]]) -> tuple[ComponentFile, ...]:
    return tuple(file for file in files if (type_of(file).package_name, file.full_name.lower()) not in bad)
