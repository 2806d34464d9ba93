"""The External Client App as the org's metadata has it: several components, found by the app that they name.

The one with the consumer key and secret is asked for by its name and alone, so that no secret of another app
comes along; Salesforce names it after the app.
"""

from isthmus.doctor.patient import Patient, get_metadata, get_web_identity, require
from isthmus.salesforce.metadata_document import MetadataDocument
from isthmus.salesforce.org_api import OrgRefusedError

_APP = "ExternalClientApplication"
_SCOPES, _POLICIES = "ExtlClntAppOauthSettings", "ExtlClntAppConfigurablePolicies"
_OAUTH = "ExtlClntAppGlobalOauthSettings"
_NO_OAUTH = (
    "the org does not give the app's OAuth settings: in Setup, External Client App Settings, allow access to "
    "OAuth consumer secrets by the Metadata API for the time of the visit; the session's user needs View "
    "External Client Apps Consumer Secrets in Metadata"
)


def get_app_name(patient: Patient) -> str:
    """Give the API name of the app that is looked at."""
    return require(get_web_identity(patient).client_app, "say --client-app: the app's API name")


def find_app(patient: Patient) -> MetadataDocument | None:
    """Give the app itself."""
    name = get_app_name(patient)
    found = (item for item in _retrieve(patient) if item.name == _APP and item.full_name == name)
    return next(found, None)


def find_scopes(patient: Patient) -> frozenset[str] | None:
    """Give the app's scopes in metadata's words; None if OAuth is not set up for it."""
    document = _find_of_app(patient, _SCOPES)
    if document is None:
        return None
    words = (document.find_text("commaSeparatedOauthScopes") or "").split(",")
    return frozenset(word.strip() for word in words if word.strip())


def find_policies(patient: Patient) -> MetadataDocument | None:
    """Give what says whether the app is switched on."""
    return _find_of_app(patient, _POLICIES)


def find_oauth_settings(patient: Patient) -> MetadataDocument | None:
    """Give callback, PKCE and ID token of the app. SECURITY: with the secret, which nobody is to read."""
    members = {_OAUTH: f"{get_app_name(patient)}_glbloauth"}
    try:
        return next(iter(get_metadata(patient).retrieve(members)), None)
    except OrgRefusedError:
        return None


def get_oauth_settings(patient: Patient) -> MetadataDocument:
    """Do the same; raise `MissingInputError` if the org does not give them, as it needn't."""
    return require(find_oauth_settings(patient), _NO_OAUTH)


def _find_of_app(patient: Patient, kind: str) -> MetadataDocument | None:
    name = get_app_name(patient)
    for item in _retrieve(patient):
        if item.name == kind and item.find_text("externalClientApplication") == name:
            return item
    return None


def _retrieve(patient: Patient) -> list[MetadataDocument]:
    members = {_APP: get_app_name(patient), _SCOPES: "*", _POLICIES: "*"}
    return list(get_metadata(patient).retrieve(members))
