"""The org lets the app's page call its token endpoint: the origin is allowed, and CORS for OAuth is on."""

import re
from urllib.parse import urlsplit

from isthmus.doctor.check import Check, Failed, Ok, Skipped, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_metadata, get_web_identity, require
from isthmus.doctor.retrieved import NOT_RETRIEVED
from isthmus.salesforce.metadata_document import MetadataDocument

_ORIGINS, _SETTINGS = "CorsWhitelistOrigin", "Settings"
_SUBDOMAINS = r"[a-z0-9.-]+"


def _run(patient: Patient) -> Verdict:
    url = urlsplit(require(get_web_identity(patient).callback_url, "say --callback-url"))
    if url.scheme != "https":
        return Skipped(because="the callback is not on a page, which has https: a command needs no CORS")
    origin = f"https://{url.netloc.lower()}"
    documents = get_metadata(patient).retrieve({_ORIGINS: "*", _SETTINGS: "Security"})
    if not any(_allows_oauth(item) for item in documents if item.name == "SecuritySettings"):
        return Failed(
            cause="the org lets no page call its OAuth endpoints",
            evidence="enableOauthCorsPolicy of Settings:Security is false",
            remedy="Setup, CORS: Enable CORS for OAuth endpoints. Being on the list is not enough.",
        )
    patterns = [item.find_text("urlPattern") or "" for item in documents if item.name == _ORIGINS]
    if not any(_covers(pattern, origin) for pattern in patterns):
        return Failed(
            cause="the app's page is not on the org's CORS list",
            evidence=f"the list has {', '.join(sorted(patterns)) or 'nothing'}, and not {origin}",
            remedy="Setup, CORS, Allowed Origins: add it, without a path or a slash at the end.",
        )
    return Ok(detail=origin)


def _allows_oauth(settings: MetadataDocument) -> bool:
    sessions = settings.find("sessionSettings")
    return sessions is not None and sessions.is_true("enableOauthCorsPolicy", default=False)


def _covers(pattern: str, origin: str) -> bool:
    """WIRE: a star stands for subdomains, in the place of the first label."""
    return bool(re.fullmatch(re.escape(pattern).replace(r"://\*\.", rf"://{_SUBDOMAINS}\."), origin))


CHECK = Check(
    name="web_identity.cors",
    flow=Flow.WEB_IDENTITY,
    title="the app's page may call the org's token endpoint",
    needs=("web_identity.org_session",),
    run=_run,
    unanswered=NOT_RETRIEVED,
)
