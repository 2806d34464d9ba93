"""Deploys a project: parse everything, check every reference, then change all of it or nothing.

(1) read the project and fill in its replacements      project.py
(2) hold every file against its type                   types.py
(3) check what refers to what, in the state to be      references.py
(4) store, in one transaction, with what follows       here
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from isthmus.errors import MalformedError
from isthmus.local.database import Database
from isthmus.local.salesforce.errors import ComponentFailure, DeployError
from isthmus.local.salesforce.metadata.catalog import Catalog, Metadata
from isthmus.local.salesforce.metadata.external_client_app import AppGlobalOauthSettings
from isthmus.local.salesforce.metadata.project import SourceFile, check_source_pairs, read_project
from isthmus.local.salesforce.metadata.references import check_references
from isthmus.local.salesforce.metadata.settings_flag import SettingsFlag, with_flag
from isthmus.local.salesforce.metadata.types import APEX_SOURCE, APEX_SUFFIX, META, find_type, parse_component
from isthmus.local.salesforce.store.components import ComponentFile
from isthmus.local.salesforce.store.consumers import Consumers
from isthmus.local.salesforce.store.permission_sets import PermissionSets
from isthmus.local.salesforce.store.principals import PrincipalKey, Principals
from isthmus.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class DeployedComponent:
    """A component that a deployment put in place."""

    type: str
    full_name: str


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
    ) -> None:
        self._database = database
        self._metadata = metadata
        self._permission_sets = permission_sets
        self._consumers = consumers
        self._principals = principals

    def deploy(self, folder: Path, *, replacements: Mapping[str, str]) -> tuple[DeployedComponent, ...]:
        """Deploy a project; raise DeployError with every failure found, having changed nothing."""
        sources = read_project(folder, replacements=replacements)
        files = _parse_all(sources)
        before, after = self._metadata.catalog, self._metadata.catalog.with_files(files)
        if failures := check_references(files, catalog=after):
            raise DeployError(failures)
        try:
            with self._database.transaction():
                self._metadata.put(files, becomes=after)
                self._follow(files, before=before, after=after)
        except BaseException:
            self._metadata.catalog = before
            raise
        return tuple(
            DeployedComponent(type=file.type, full_name=file.full_name)
            for file in files
            if file.type != APEX_SOURCE
        )

    def set_flag(self, flag: SettingsFlag, *, value: bool) -> None:
        """Set one flag of the org's settings, as Setup does."""
        before = self._metadata.catalog
        known = self._metadata.find_file(flag.type, full_name=flag.name)
        file = with_flag(known, flag, value=value)
        try:
            with self._database.transaction():
                self._metadata.put([file], becomes=before.with_files([file]))
        except BaseException:
            self._metadata.catalog = before
            raise

    def _follow(self, files: Sequence[ComponentFile], *, before: Catalog, after: Catalog) -> None:
        for file in files:
            if file.type == "PermissionSet" and (permission_set := after.find_permission_set(file.full_name)):
                self._permission_sets.put(permission_set.name, label=permission_set.label)
            if file.type == "ExternalCredential":
                self._follow_external_credential(file.full_name, before=before, after=after)
            if file.type == "ExtlClntAppGlobalOauthSettings":
                self._follow_app(file)

    def _follow_external_credential(self, name: str, *, before: Catalog, after: Catalog) -> None:
        credential = after.find_external_credential(name)
        if credential is None or credential == before.find_external_credential(name):
            return
        self._principals.forget_tokens(name)
        for principal in self._principals.names_of(name):
            if credential.find_principal(principal) is None:
                self._principals.delete(PrincipalKey(external_credential=name, principal=principal))

    def _follow_app(self, file: ComponentFile) -> None:
        settings = parse_component(file)
        assert isinstance(settings, AppGlobalOauthSettings)
        other = self._consumers.find_by_key(settings.consumer_key) if settings.consumer_key else None
        if other and other.app.lower() != settings.app.lower():
            raise DeployError([ComponentFailure(file=file.file, problem="the consumerKey is another app's")])
        secret = Secret(settings.consumer_secret) if settings.consumer_secret else None
        self._consumers.ensure(settings.app, key=settings.consumer_key, secret=secret)


def _parse_all(sources: list[SourceFile]) -> list[ComponentFile]:
    files, failures = (
        [],
        [ComponentFailure(file=path, problem=str(error)) for path, error in check_source_pairs(sources)],
    )
    for source in sources:
        try:
            files.append(_component_of(source))
        except MalformedError as error:
            failures.append(ComponentFailure(file=source.path, problem=str(error)))
    failures.extend(_repeated(files))
    if failures:
        raise DeployError(failures)
    return files


def _component_of(source: SourceFile) -> ComponentFile:
    kind = find_type(source.name)
    full_name = kind.full_name_of(source.name) if kind else None
    is_source = source.name.endswith(APEX_SUFFIX)
    if kind is None or full_name is None or not (is_source or source.name.endswith(META)):
        raise MalformedError("files of this type are not supported by the local org")
    file = ComponentFile(
        type=APEX_SOURCE if is_source else kind.name,
        full_name=full_name,
        file=source.path,
        content=source.content,
    )
    parse_component(file)
    return file


def _repeated(files: list[ComponentFile]) -> list[ComponentFailure]:
    seen: dict[tuple[str, str], str] = {}
    failures = []
    for file in files:
        key = (file.type, file.full_name.lower())
        if key in seen:
            problem = f"{file.type} {file.full_name} is in {seen[key]}, too"
            failures.append(ComponentFailure(file=file.file, problem=problem))
        seen[key] = file.file
    return failures
