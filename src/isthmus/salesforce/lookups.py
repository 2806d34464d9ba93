"""The two ways to ask an org whose session it is: a path, and how to read the answer."""

import re
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from isthmus.errors import DeniedError, MalformedError, UnavailableError
from isthmus.json_answer import JsonAnswer
from isthmus.salesforce.ids import OrgId, UserId
from isthmus.salesforce.session_owner import SessionOwner, email_if_verified

_Id = TypeVar("_Id", OrgId, UserId)
_API_VERSION = re.compile(r"v[1-9][0-9]{1,2}\.0", re.ASCII)


class Lookup(NamedTuple):
    """One way to ask. `read` gets the answer and the id of the org that was asked."""

    path: str
    read: Callable[[JsonAnswer, OrgId], SessionOwner]


def userinfo_lookup() -> Lookup:
    """Ask OpenID Connect's userinfo: it names the org and tells whether the e-mail is verified."""
    return Lookup(path="/services/oauth2/userinfo", read=_read_userinfo)


def chatter_lookup(api_version: str) -> Lookup:
    """Ask `chatter/users/me`, for orgs where userinfo is not to be had.

    It needs Chatter, shares one hourly quota among all sessions, names no org (the id is then that of the org
    that was asked) and does not tell whether the e-mail is verified, so that no e-mail is kept
    (Connect REST API Developer Guide: Users Resources, Rate Limits).
    """
    if not _API_VERSION.fullmatch(api_version):
        raise MalformedError("not an API version such as v66.0")
    return Lookup(path=f"/services/data/{api_version}/chatter/users/me", read=_read_chatter_user)


def _read_userinfo(answer: JsonAnswer, asked_org_id: OrgId) -> SessionOwner:
    org_id = _parse_id(OrgId, answer.get_text("organization_id"))
    if org_id != asked_org_id:
        raise DeniedError(f"asked {asked_org_id}, {org_id} answered", rule="org_of_session")
    _check_active(answer, name="active")
    email = email_if_verified(answer.find_text("email"), is_verified=answer.is_true("email_verified"))
    return SessionOwner(
        org_id=org_id,
        user_id=_parse_id(UserId, answer.get_text("user_id")),
        username=answer.get_text("preferred_username"),
        email=email,
        email_verified=email is not None,
        active=True,
    )


def _read_chatter_user(answer: JsonAnswer, asked_org_id: OrgId) -> SessionOwner:
    _check_active(answer, name="isActive")
    return SessionOwner(
        org_id=asked_org_id,
        user_id=_parse_id(UserId, answer.get_text("id")),
        username=answer.get_text("username"),
        email=None,
        email_verified=False,
        active=True,
    )


def _check_active(answer: JsonAnswer, *, name: str) -> None:
    if not answer.is_true(name):
        raise DeniedError("the owner of the session is not active", rule="active_owner")


def _parse_id(kind: type[_Id], text: str) -> _Id:
    try:
        return kind.parse(text)
    except MalformedError as error:
        raise UnavailableError(f"the org's answer has an id that is {error}") from error
