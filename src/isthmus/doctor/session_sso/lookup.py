"""The org tells whose a session is, in the way that the verify function asks: by userinfo or Chatter."""

from isthmus import settings
from isthmus.callout_settings import OwnerLookup
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_session, get_session_sso
from isthmus.doctor.session_sso.described import VERIFY, get_settings
from isthmus.errors import DeniedError, UnavailableError
from isthmus.salesforce.lookups import chatter_lookup, userinfo_lookup
from isthmus.salesforce.orgs import Orgs
from isthmus.salesforce.session_id import SessionId
from isthmus.salesforce.session_owners import SessionOwners

# WIRE: these 403s say that the org has no such API, not that it can't answer at the moment.
_SWITCHED_OFF = ("API_DISABLED_FOR_ORG", "FUNCTIONALITY_NOT_ENABLED")


def _run(patient: Patient) -> Verdict:
    wanted, variables = get_session_sso(patient), get_settings(patient, VERIFY)
    how = variables.get(settings.OWNER_LOOKUP) or OwnerLookup.USERINFO
    is_chatter = how == OwnerLookup.CHATTER
    lookup = (
        chatter_lookup(variables.get(settings.API_VERSION) or "v66.0") if is_chatter else userinfo_lookup()
    )
    owners = SessionOwners(orgs=Orgs({wanted.org_id: wanted.org}), lookup=lookup)
    session_id = SessionId.parse(get_session(patient).reveal())
    try:
        owner = owners.get_owner(session_id)
    except (DeniedError, UnavailableError) as error:
        return _explain(error, is_chatter=is_chatter)
    return Ok(detail=f"{how} tells {owner.user_id}")


def _explain(error: DeniedError | UnavailableError, *, is_chatter: bool) -> Failed:
    if isinstance(error, DeniedError) and error.rule == "active_owner":
        return Failed(
            cause="the owner of the session is not active",
            evidence=str(error),
            remedy="Take the session of an active user.",
        )
    if isinstance(error, UnavailableError) and not any(code in str(error) for code in _SWITCHED_OFF):
        raise error
    if is_chatter:
        return Failed(
            cause="the org does not tell by Chatter whose a session is",
            evidence=str(error),
            remedy=f"Switch Chatter on in Setup, or set {settings.OWNER_LOOKUP}=userinfo of both functions.",
        )
    return Failed(
        cause="the org does not tell by userinfo whose a session is",
        evidence=str(error),
        remedy="An app's access token needs the scope id or openid for it.",
    )


CHECK = Check(
    name="session_sso.lookup",
    flow=Flow.SESSION_SSO,
    title="the org tells whose a session is",
    needs=("session_sso.settings", "session_sso.session_kind"),
    run=_run,
    unanswered="Look at the org's status page, and at its limits in Setup.",
)
