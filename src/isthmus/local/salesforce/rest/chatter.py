"""/services/data/vNN.0/chatter/users/me: the caller, as Chatter shows people."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import RestSession, verify_rest_session
from isthmus.local.salesforce.rest.versions import check_version
from isthmus.local.salesforce.store.users import User


async def handle(parts: OrgParts, request: Request) -> Response:
    """Answer the caller's profile. WIRE: it names no org, nor whether the e-mail is verified."""
    caller = verify_rest_session(parts, request, scope="chatter_api")
    version = check_version(request)
    _check_rate(parts, caller)
    if not parts.metadata.catalog.chatter.is_enabled:
        raise RestError(
            "The Chatter Connect API is not enabled for this organization or user type.",
            status=403,
            error_code="API_DISABLED_FOR_ORG",
        )
    return JSONResponse(_describe(parts, caller.user, base=f"/services/data/{version}"))


def _check_rate(parts: OrgParts, caller: RestSession) -> None:
    """WIRE: by user, app and hour; sessions that no app has got share one bucket."""
    if not parts.api_usage.claim_chatter_request(f"{caller.user.id}/{caller.session.app or ''}"):
        raise RestError(
            "The hourly limit of Chatter requests is exceeded.",
            status=503,
            error_code="REQUEST_LIMIT_EXCEEDED",
        )


def _describe(parts: OrgParts, user: User, *, base: str) -> dict[str, object]:
    return {
        "aboutMe": None,
        "additionalLabel": None,
        "address": _address(),
        "bannerPhoto": _banner(parts, user, base=base),
        "chatterActivity": {
            "commentCount": 0,
            "commentReceivedCount": 0,
            "likeReceivedCount": 0,
            "postCount": 0,
        },
        "chatterInfluence": {"percentile": "0.0", "rank": 1},
        "communityNickname": user.nickname,
        "companyName": parts.organization.name,
        "displayName": user.name,
        "email": user.email,
        "firstName": user.first_name,
        "followersCount": 0,
        "followingCounts": {"people": 0, "records": 0, "total": 0},
        "groupCount": 0,
        "hasChatter": True,
        "id": user.id,
        "isActive": user.is_active,
        "isInThisCommunity": True,
        "lastName": user.last_name,
        "managerId": None,
        "managerName": None,
        "motif": _motif(),
        "mySubscription": None,
        "name": user.name,
        "outOfOffice": {"message": ""},
        "phoneNumbers": [],
        "photo": _photo(parts, user, base=base),
        "reputation": None,
        "thanksReceived": None,
        "title": None,
        "type": "User",
        "url": f"{base}/chatter/users/{user.id}",
        "userType": "Internal",
        "username": user.username,
    }


def _address() -> dict[str, str | None]:
    absent = dict.fromkeys(("city", "state", "street", "zip"))
    return {**absent, "country": "US", "formattedAddress": "US"}


def _motif() -> dict[str, str | None]:
    return {
        "color": "65CAE4",
        "largeIconUrl": "/img/icon/profile64.png",
        "mediumIconUrl": "/img/icon/profile32.png",
        "smallIconUrl": "/img/icon/profile16.png",
        "svgIconUrl": None,
    }


def _banner(parts: OrgParts, user: User, *, base: str) -> dict[str, str | None]:
    return {
        "bannerPhotoUrl": f"{parts.origin}/profilephoto/005/B",
        "bannerPhotoVersionId": None,
        "url": f"{base}/connect/user-profiles/{user.id}/banner-photo",
    }


def _photo(parts: OrgParts, user: User, *, base: str) -> dict[str, str | None]:
    images = f"{parts.origin}/img/userprofile"
    return {
        "fullEmailPhotoUrl": f"{images}/default_profile_200_v2.png?fromEmail=1",
        "largePhotoUrl": f"{parts.origin}/profilephoto/005/F",
        "mediumPhotoUrl": f"{parts.origin}/profilephoto/005/M",
        "photoVersionId": None,
        "smallPhotoUrl": f"{parts.origin}/profilephoto/005/T",
        "standardEmailPhotoUrl": f"{images}/default_profile_45_v2.png?fromEmail=1",
        "url": f"{base}/connect/user-profiles/{user.id}/photo",
    }
