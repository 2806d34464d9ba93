"""The doors of the org, and of the token validator, which asks the org."""

from typing import TYPE_CHECKING

from isthmus.local.tracing.doors.door import Door
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from isthmus.salesforce.orgs import Orgs
from isthmus.salesforce.session_id import SessionId

if TYPE_CHECKING:
    from isthmus.local.salesforce.app import Org


def org_doors(org: "Org") -> tuple[Door, ...]:
    """Give the doors of the org itself."""

    async def userinfo(unverified_token: str) -> str:
        return f"It is a session of {org.check_identity_session(unverified_token)}."

    async def rest(unverified_token: str) -> str:
        return f"It is a session of {org.check_api_session(unverified_token)} that may use the API."

    return Door(name="Salesforce, userinfo", check=userinfo), Door(name="Salesforce, REST API", check=rest)


def validator_door(org: "Org") -> Door:
    """Give the token validator's door: its rules on form and org, then the org's on the session."""
    org_id = OrgId.parse(org.org_id)

    async def validate(unverified_token: str) -> str:
        # (1) It has the form of a session id.
        session_id = SessionId.parse(unverified_token)
        # (2) The org that it names is trusted.
        Orgs({org_id: Origin.parse(org.issuer)}).get_origin(session_id.org_id)
        # (3) That org says whose it is.
        return f"It is a session of {org.check_identity_session(unverified_token)}."

    return Door(name="Token validator", check=validate)
