"""Open the ports that the verify trigger and the token validator share, from their settings."""

from isthmus.aws.credentials import AwsCredentials
from isthmus.aws.endpoints import endpoint_of
from isthmus.aws.json_call import JsonProtocol, JsonService
from isthmus.aws.sigv4 import Signer
from isthmus.callout_settings import AwsSettings, OwnerLookup, SalesforceSettings
from isthmus.clock import Clock
from isthmus.origin import Origin
from isthmus.salesforce.lookups import chatter_lookup, userinfo_lookup
from isthmus.salesforce.session_owners import SessionOwners


def open_owners(settings: SalesforceSettings) -> SessionOwners:
    """Ask the trusted orgs, in the way that is set."""
    lookups = {
        OwnerLookup.USERINFO: userinfo_lookup(),
        OwnerLookup.CHATTER: chatter_lookup(settings.api_version),
    }
    return SessionOwners(orgs=settings.orgs, lookup=lookups[settings.owner_lookup])


def open_service(service: str, *, protocol: JsonProtocol, settings: AwsSettings, clock: Clock) -> JsonService:
    """Call an AWS service, signed by the function's own role."""
    credentials = AwsCredentials(
        access_key_id=settings.access_key_id,
        secret_access_key=settings.secret_access_key,
        session_token=settings.session_token,
        expires_at=None,
    )
    return JsonService(
        origin=settings.endpoint or Origin.parse(endpoint_of(service, region=settings.region)),
        protocol=protocol,
        signer=Signer(credentials=credentials, region=settings.region, service=service, clock=clock),
    )
