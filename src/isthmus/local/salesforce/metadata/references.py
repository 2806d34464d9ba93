"""What metadata refers to has to be there: in the org already, or in the same deployment."""

from collections.abc import Callable, Iterator, Sequence

from isthmus.local.salesforce.errors import ComponentFailure
from isthmus.local.salesforce.metadata.catalog import Catalog
from isthmus.local.salesforce.metadata.documents import Values
from isthmus.local.salesforce.metadata.external_client_app import parse_oauth_policies
from isthmus.local.salesforce.metadata.files import failure_of
from isthmus.local.salesforce.metadata.permission_set import named_classes, named_pages, named_principals
from isthmus.local.salesforce.metadata.types import PAGE_SOURCE, SOURCES, parse_values
from isthmus.local.salesforce.metadata.visualforce import find_controllers
from isthmus.local.salesforce.store.components import ComponentFile
from isthmus.local.salesforce.store.users import PROFILES

_APP_TYPES = (
    "ExtlClntAppOauthSettings",
    "ExtlClntAppGlobalOauthSettings",
    "ExtlClntAppOauthConfigurablePolicies",
    "ExtlClntAppConfigurablePolicies",
)


def check_references(files: Sequence[ComponentFile], *, catalog: Catalog) -> list[ComponentFailure]:
    """Find what the files refer to and `catalog`, the state to be, does not have."""
    return [failure_of(file, problem) for file in files for problem in _problems(file, catalog=catalog)]


def _problems(file: ComponentFile, *, catalog: Catalog) -> Iterator[str]:
    if file.type == PAGE_SOURCE:
        controllers = find_controllers(file.content)
        yield from _missing("controller", controllers, kind="ApexClass", exists=catalog.has_apex_class)
    if file.type in SOURCES:
        return
    values = parse_values(file)
    if file.type == "NamedCredential":
        yield from _external_credentials(values, catalog=catalog)
    if file.type == "PermissionSet":
        yield from _principals(values, catalog=catalog)
        classes = named_classes(values)
        yield from _missing("apexClass", classes, kind="ApexClass", exists=catalog.has_apex_class)
        pages = named_pages(values)
        yield from _missing("apexPage", pages, kind="ApexPage", exists=catalog.has_apex_page)
    if file.type in _APP_TYPES:
        apps = [values.text("externalClientApplication")]
        kind = "ExternalClientApplication"
        yield from _missing("externalClientApplication", apps, kind=kind, exists=catalog.has_app)
    if file.type == "ExtlClntAppOauthConfigurablePolicies":
        yield from _permitted(values, catalog=catalog)


def _external_credentials(values: Values, *, catalog: Catalog) -> Iterator[str]:
    parameters = values.groups("namedCredentialParameters")
    names = [name for item in parameters if (name := item.find_text("externalCredential"))]
    return _missing(
        "externalCredential",
        names,
        kind="ExternalCredential",
        exists=lambda name: catalog.find_external_credential(name) is not None,
    )


def _principals(values: Values, *, catalog: Catalog) -> Iterator[str]:
    def exists(name: str) -> bool:
        credential_name, _, principal = name.partition("-")
        credential = catalog.find_external_credential(credential_name)
        return credential is not None and credential.find_principal(principal) is not None

    names = named_principals(values)
    return _missing("externalCredentialPrincipal", names, kind="ExternalCredentialParameter", exists=exists)


def _permitted(values: Values, *, catalog: Catalog) -> Iterator[str]:
    policies = parse_oauth_policies("", values)
    yield from _missing(
        "commaSeparatedPermissionSet",
        policies.permission_sets,
        kind="PermissionSet",
        exists=lambda name: catalog.find_permission_set(name) is not None,
    )
    yield from _missing(
        "commaSeparatedProfile", policies.profiles, kind="Profile", exists=lambda name: name in PROFILES
    )


def _missing(field: str, names: Sequence[str], *, kind: str, exists: Callable[[str], bool]) -> Iterator[str]:
    return (f"In field: {field} - no {kind} named {name} found" for name in names if not exists(name))
