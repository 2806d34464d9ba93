"""The metadata types the local org takes: their files and folders, their shapes, and what each becomes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata import external_client_app as apps
from isthmus.local.salesforce.metadata import security, shapes
from isthmus.local.salesforce.metadata.connected_app import refuse_connected_app
from isthmus.local.salesforce.metadata.documents import Shape, Values, parse_document
from isthmus.local.salesforce.metadata.external_credential import parse_external_credential
from isthmus.local.salesforce.metadata.named_credential import parse_named_credential
from isthmus.local.salesforce.metadata.permission_set import parse_permission_set
from isthmus.local.salesforce.metadata.wsdl import Acts, shape_of
from isthmus.local.salesforce.store.components import ComponentFile

META = "-meta.xml"
SETTINGS = "Settings"
SOURCE = "Source"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApexClass:
    """An Apex class. Its source is kept as it is; anonymous Apex compiles what it uses of it."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApexPage:
    """A Visualforce page. Its markup is kept as it is: the local org does not render it."""

    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataType:
    """One type: the folder and suffix of its files, and how a file becomes what the org acts on.

    `only_name` is for settings, where the name says which type a file is of. A type with content keeps its
    elements in a file beside it, whose name ends in `-meta.xml` in every format.
    """

    name: str
    folder: str
    suffix: str
    acts: Acts
    parse: Callable[[str, Values], object]
    only_name: str | None = None
    has_content: bool = False

    @property
    def package_name(self) -> str:
        """The type's name in package.xml, where all settings are of one type."""
        return SETTINGS if self.only_name else self.name

    def knows(self, file_name: str) -> bool:
        """Whether a file of this name is of this type."""
        full_name = self.full_name_of(file_name)
        return full_name is not None and self.only_name in (None, full_name)

    def full_name_of(self, file_name: str) -> str | None:
        """Give the component's name, or None if the suffix is another's; case does not matter."""
        bare, suffix = file_name.removesuffix(META), self.suffix.lower()
        return bare[: -len(suffix)] if bare.lower().endswith(suffix) and len(bare) > len(suffix) else None

    def path_of(self, full_name: str, *, is_source: bool) -> str:
        """Where a component's file stands in a package."""
        path = f"{self.folder}/{full_name}{self.suffix}"
        return f"{path}{META}" if self.has_content and not is_source else path


TYPES = (
    MetadataType(
        name="ExternalCredential",
        folder="externalCredentials",
        suffix=".externalCredential",
        acts=shapes.EXTERNAL_CREDENTIAL,
        parse=parse_external_credential,
    ),
    MetadataType(
        name="NamedCredential",
        folder="namedCredentials",
        suffix=".namedCredential",
        acts=shapes.NAMED_CREDENTIAL,
        parse=parse_named_credential,
    ),
    MetadataType(
        name="PermissionSet",
        folder="permissionsets",
        suffix=".permissionset",
        acts=shapes.PERMISSION_SET,
        parse=parse_permission_set,
    ),
    MetadataType(
        name="ExternalClientApplication",
        folder="externalClientApps",
        suffix=".eca",
        acts=shapes.APPLICATION,
        parse=apps.parse_header,
    ),
    MetadataType(
        name="ExtlClntAppOauthSettings",
        folder="extlClntAppOauthSettings",
        suffix=".ecaOauth",
        acts=shapes.OAUTH_SETTINGS,
        parse=apps.parse_oauth_settings,
    ),
    MetadataType(
        name="ExtlClntAppGlobalOauthSettings",
        folder="extlClntAppGlobalOauthSets",
        suffix=".ecaGlblOauth",
        acts=shapes.GLOBAL_OAUTH_SETTINGS,
        parse=apps.parse_global_oauth_settings,
    ),
    MetadataType(
        name="ExtlClntAppOauthConfigurablePolicies",
        folder="extlClntAppOauthPolicies",
        suffix=".ecaOauthPlcy",
        acts=shapes.OAUTH_POLICIES,
        parse=apps.parse_oauth_policies,
    ),
    MetadataType(
        name="ExtlClntAppConfigurablePolicies",
        folder="extlClntAppPolicies",
        suffix=".ecaPlcy",
        acts=shapes.POLICIES,
        parse=apps.parse_policies,
    ),
    MetadataType(
        name="ConnectedApp",
        folder="connectedApps",
        suffix=".connectedApp",
        acts=shapes.CONNECTED_APP,
        parse=refuse_connected_app,
    ),
    MetadataType(
        name="CorsWhitelistOrigin",
        folder="corsWhitelistOrigins",
        suffix=".corsWhitelistOrigin",
        acts=shapes.CORS_ORIGIN,
        parse=security.parse_cors_origin,
    ),
    MetadataType(
        name="CspTrustedSite",
        folder="cspTrustedSites",
        suffix=".cspTrustedSite",
        acts=shapes.CSP_TRUSTED_SITE,
        parse=security.parse_csp_trusted_site,
    ),
    MetadataType(
        name="SecuritySettings",
        folder="settings",
        suffix=".settings",
        acts=shapes.SECURITY_SETTINGS,
        parse=security.parse_security_settings,
        only_name="Security",
    ),
    MetadataType(
        name="OauthOidcSettings",
        folder="settings",
        suffix=".settings",
        acts=shapes.OAUTH_OIDC_SETTINGS,
        parse=security.parse_oauth_oidc_settings,
        only_name="OauthOidc",
    ),
    MetadataType(
        name="ChatterSettings",
        folder="settings",
        suffix=".settings",
        acts=shapes.CHATTER_SETTINGS,
        parse=security.parse_chatter_settings,
        only_name="Chatter",
    ),
    MetadataType(
        name="ConnectedAppSettings",
        folder="settings",
        suffix=".settings",
        acts=shapes.CONNECTED_APP_SETTINGS,
        parse=security.parse_connected_app_settings,
        only_name="ConnectedApp",
    ),
    MetadataType(
        name="ApexClass",
        folder="classes",
        suffix=".cls",
        acts=shapes.APEX_CLASS,
        parse=lambda full_name, _values: ApexClass(name=full_name),
        has_content=True,
    ),
    MetadataType(
        name="ApexPage",
        folder="pages",
        suffix=".page",
        acts=shapes.APEX_PAGE,
        parse=lambda full_name, values: ApexPage(name=full_name, label=values.text("label")),
        has_content=True,
    ),
)
SOURCES = frozenset(f"{item.name}{SOURCE}" for item in TYPES if item.has_content)
APEX_SOURCE, PAGE_SOURCE = "ApexClassSource", "ApexPageSource"
_BY_NAME = {item.name: item for item in TYPES}


def find_type(file_name: str) -> MetadataType | None:
    """Find the type of a file by its name."""
    return next((item for item in TYPES if item.knows(file_name)), None)


def type_of(file: ComponentFile) -> MetadataType:
    """Give the type of a deployed file, which for the content of a component is the component's."""
    return _BY_NAME[file.type.removesuffix(SOURCE) if file.type in SOURCES else file.type]


def parse_values(file: ComponentFile) -> Values:
    """Hold a file against its type's shape."""
    return parse_document(file.content, shape=_shape(file.type))


def parse_component(file: ComponentFile) -> object:
    """Turn a file into what the org acts on; content stays text."""
    if file.type in SOURCES:
        return _parse_source(file)
    return _BY_NAME[file.type].parse(file.full_name, parse_values(file))


@cache
def _shape(type_name: str) -> Shape:
    return shape_of(type_name, acts=_BY_NAME[type_name].acts, younger=shapes.YOUNGER.get(type_name))


def _parse_source(file: ComponentFile) -> str:
    try:
        return file.content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("the file is no UTF-8 text") from error
