"""A patient whose org gives metadata of an External Client App, as a real org does: with its secret."""

from collections.abc import Mapping
from types import MappingProxyType

from isthmus.clock import SystemClock
from isthmus.doctor.patient import Patient, WebIdentity
from isthmus.origin import Origin
from unit.doctor.orgs import FakeMetadata

SECRET = "sample-consumer-secret"
KEY = "3MVG9sample.key"
APP = "Sample"
GLOBAL = "ExtlClntAppGlobalOauthSettings"
HEALTHY = {
    "ExternalClientApplication": "<label>Sample</label>",
    "ExtlClntAppOauthSettings": "<commaSeparatedOauthScopes>OpenID, RefreshToken</commaSeparatedOauthScopes>",
    "ExtlClntAppConfigurablePolicies": "<isEnabled>true</isEnabled>",
    GLOBAL: (
        f"<callbackUrl>https://app.example.com/a&#10;https://app.example.com/b</callbackUrl>"
        f"<consumerKey>{KEY}</consumerKey><consumerSecret>{SECRET}</consumerSecret>"
        "<idTokenConfig><idTokenValidityInMinutes>2</idTokenValidityInMinutes></idTokenConfig>"
        "<isConsumerSecretOptional>true</isConsumerSecretOptional><isPkceRequired>true</isPkceRequired>"
        "<isSecretRequiredForRefreshToken>false</isSecretRequiredForRefreshToken>"
    ),
    "CorsWhitelistOrigin": "<urlPattern>https://app.example.com</urlPattern>",
    "SecuritySettings": (
        "<sessionSettings><enableOauthCorsPolicy>true</enableOauthCorsPolicy></sessionSettings>"
    ),
}


def a_patient(
    changes: Mapping[str, str] = MappingProxyType({}),
    *,
    refused: frozenset[str] = frozenset(),
) -> Patient:
    """`changes` are contents of documents by type; an empty one is a document that is not there."""
    of_app = f"<externalClientApplication>{APP}</externalClientApplication>"
    documents = {
        "Settings" if kind == "SecuritySettings" else kind: f"<{kind}>{content}{of_app}</{kind}>"
        for kind, content in ({**HEALTHY, **changes}).items()
        if content
    }
    return Patient(
        clock=SystemClock(),
        metadata=FakeMetadata(documents=documents, refused=refused),
        web_identity=WebIdentity(
            org=Origin.parse("https://example.my.salesforce.com"),
            consumer_key=KEY,
            identity_pool_id="us-east-1:00000000-0000-4000-8000-000000000000",
            client_app=APP,
            callback_url="https://app.example.com/b",
        ),
    )
