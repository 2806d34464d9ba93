"""A Salesforce org as far as a session's owner is asked for, with the answers of the real one."""

import json
from dataclasses import dataclass, field
from typing import Any

from isthmus.salesforce.ids import OrgId, UserId
from unit.salesforce.loopback import Answer, Asked

ORG_ID = OrgId.parse("00D1t000000rXxREAU")
OTHER_ORG_ID = OrgId.parse("00D2w000000AbCd")
USER_ID = UserId.parse("0051t000001qjZ7AAI")
OTHER_USER_ID = UserId.parse("0051t000001qjZ8")
USERINFO = "/services/oauth2/userinfo"
CHATTER = "/services/data/v66.0/chatter/users/me"


def a_session_text(*, org_id: str = ORG_ID, tail: str = "AQ4AQ.sample_session_of_the_first_user") -> str:
    return f"{org_id[:15]}!{tail}"


def a_userinfo(**changes: Any) -> dict[str, Any]:
    return {
        "sub": f"https://login.salesforce.com/id/{ORG_ID}/{USER_ID}",
        "user_id": USER_ID,
        "organization_id": ORG_ID,
        "preferred_username": "jane@example.com",
        "email": "jane.doe@example.com",
        "email_verified": True,
        "active": True,
        "user_type": "STANDARD",
        **changes,
    }


def a_chatter_user(**changes: Any) -> dict[str, Any]:
    return {
        "id": USER_ID,
        "username": "jane@example.com",
        "email": "jane.doe@example.com",
        "isActive": True,
        "type": "User",
        **changes,
    }


@dataclass(slots=True, kw_only=True)
class FakeOrg:
    """Sessions and what userinfo says of their owners. `trouble` is answered instead of anything."""

    sessions: dict[str, dict[str, Any]] = field(default_factory=lambda: {a_session_text(): a_userinfo()})
    trouble: Answer | None = None

    def answer(self, asked: Asked) -> Answer:
        if self.trouble is not None:
            return self.trouble
        owner = self.sessions.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if asked.path == USERINFO:
            return _json(owner) if owner else Answer(status=403, body=b"Bad_OAuth_Token")
        if asked.path == CHATTER:
            return _json(_as_chatter_user(owner)) if owner else INVALID_SESSION
        return Answer(status=404)


def an_error(code: str, *, status: int) -> Answer:
    return Answer(status=status, body=json.dumps([{"message": "…", "errorCode": code}]).encode())


INVALID_SESSION = an_error("INVALID_SESSION_ID", status=401)


def _json(value: dict[str, Any]) -> Answer:
    return Answer(body=json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def _as_chatter_user(userinfo: dict[str, Any]) -> dict[str, Any]:
    return a_chatter_user(
        id=userinfo["user_id"], username=userinfo["preferred_username"], isActive=userinfo["active"]
    )
