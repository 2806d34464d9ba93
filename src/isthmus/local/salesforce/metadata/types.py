"""The metadata types the local org takes: their files, their shapes, and what each becomes."""

from collections.abc import Callable
from dataclasses import dataclass

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata import external_client_app as apps
from isthmus.local.salesforce.metadata import security, shapes, shapes_of_apps
from isthmus.local.salesforce.metadata.documents import Shape, Values, parse_document
from isthmus.local.salesforce.metadata.external_credential import parse_external_credential
from isthmus.local.salesforce.metadata.named_credential import parse_named_credential
from isthmus.local.salesforce.metadata.permission_set import parse_permission_set
from isthmus.local.salesforce.store.components import ComponentFile

META = "-meta.xml"
APEX_SUFFIX = ".cls"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApexClass:
    """An Apex class. Its source is kept as it is; anonymous Apex compiles what it uses of it."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataType:
    """One type: the suffix of its files, and how a file becomes what the org acts on."""

    name: str
    suffix: str
    shape: Shape
    parse: Callable[[str, Values], object]
    only_name: str | None = None

    def knows(self, file_name: str) -> bool:
        """Whether a file of this name is of this type."""
        full_name = self.full_name_of(file_name)
        return full_name is not None and self.only_name in (None, full_name)

    def full_name_of(self, file_name: str) -> str | None:
        """Give the component's name, or None if the suffix is another's."""
        bare = file_name.removesuffix(META)
        return bare.removesuffix(self.suffix) if bare.endswith(self.suffix) and bare != self.suffix else None


TYPES = (
    MetadataType(
        name="ExternalCredential",
        suffix=".externalCredential",
        shape=shapes.EXTERNAL_CREDENTIAL,
        parse=parse_external_credential,
    ),
    MetadataType(
        name="NamedCredential",
        suffix=".namedCredential",
        shape=shapes.NAMED_CREDENTIAL,
        parse=parse_named_credential,
    ),
    MetadataType(
        name="PermissionSet",
        suffix=".permissionset",
        shape=shapes.PERMISSION_SET,
        parse=parse_permission_set,
    ),
    MetadataType(
        name="ExternalClientApplication",
        suffix=".eca",
        shape=shapes_of_apps.APPLICATION,
        parse=apps.parse_header,
    ),
    MetadataType(
        name="ExtlClntAppOauthSettings",
        suffix=".ecaOauth",
        shape=shapes_of_apps.OAUTH_SETTINGS,
        parse=apps.parse_oauth_settings,
    ),
    MetadataType(
        name="ExtlClntAppGlobalOauthSettings",
        suffix=".ecaGlblOauth",
        shape=shapes_of_apps.GLOBAL_OAUTH_SETTINGS,
        parse=apps.parse_global_oauth_settings,
    ),
    MetadataType(
        name="ExtlClntAppOauthConfigurablePolicies",
        suffix=".ecaOauthPlcy",
        shape=shapes_of_apps.OAUTH_POLICIES,
        parse=apps.parse_oauth_policies,
    ),
    MetadataType(
        name="ExtlClntAppConfigurablePolicies",
        suffix=".ecaPlcy",
        shape=shapes_of_apps.POLICIES,
        parse=apps.parse_policies,
    ),
    MetadataType(
        name="CorsWhitelistOrigin",
        suffix=".corswhitelistorigin",
        shape=shapes.CORS_ORIGIN,
        parse=security.parse_cors_origin,
    ),
    MetadataType(
        name="CspTrustedSite",
        suffix=".cspTrustedSite",
        shape=shapes.CSP_TRUSTED_SITE,
        parse=security.parse_csp_trusted_site,
    ),
    MetadataType(
        name="SecuritySettings",
        suffix=".settings",
        shape=shapes.SECURITY_SETTINGS,
        parse=security.parse_security_settings,
        only_name="Security",
    ),
    MetadataType(
        name="OauthOidcSettings",
        suffix=".settings",
        shape=shapes.OAUTH_OIDC_SETTINGS,
        parse=security.parse_oauth_oidc_settings,
        only_name="OauthOidc",
    ),
    MetadataType(
        name="ChatterSettings",
        suffix=".settings",
        shape=shapes.CHATTER_SETTINGS,
        parse=security.parse_chatter_settings,
        only_name="Chatter",
    ),
    MetadataType(
        name="ApexClass",
        suffix=APEX_SUFFIX,
        shape=shapes.APEX_CLASS,
        parse=lambda full_name, _values: ApexClass(name=full_name),
    ),
)
APEX_SOURCE = "ApexClassSource"
_BY_NAME = {item.name: item for item in TYPES}


def find_type(file_name: str) -> MetadataType | None:
    """Find the type of a file by its name."""
    return next((item for item in TYPES if item.knows(file_name)), None)


def parse_values(file: ComponentFile) -> Values:
    """Hold a file against its type's shape."""
    return parse_document(file.content, shape=_BY_NAME[file.type].shape)


def parse_component(file: ComponentFile) -> object:
    """Turn a file into what the org acts on; Apex source stays text."""
    if file.type == APEX_SOURCE:
        return _parse_source(file)
    return _BY_NAME[file.type].parse(file.full_name, parse_values(file))


def _parse_source(file: ComponentFile) -> str:
    try:
        return file.content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("the class is no UTF-8 text") from error
