"""`m2m`, told: the token by `curl`'s two ways, the API's yes and no, the org's callouts."""

from collections.abc import Mapping
from typing import Any

import httpx2

from isthmus.local.demo.choices import Chosen, Options
from isthmus.local.demo.guest import Guest, answer_json, check_status
from isthmus.local.demo.telling import Teller, require, tell_claims

NO_HEADER = httpx2.Auth()
BASIC, BODY = "basic", "body"
ALL_SCOPES = "all"
WAYS = {BASIC: "by HTTP Basic", BODY: "in the body"}


def options(ready: Mapping[str, Any]) -> Options:
    """Give what can be chosen: whose callout, which scope, and how the first token is asked for."""
    # Those who may call out come first.
    users = sorted(ready["salesforce_org"]["users"], key=lambda user: not user["has_permission_set"])
    return {
        "user": tuple(user["username"] for user in users),
        "scope": (*ready["m2m"]["scopes"], ALL_SCOPES),
        "secret_in": (BASIC, BODY),
    }


def tell(guest: Guest, teller: Teller, chosen: Chosen) -> None:
    """Run the flow once."""
    _, write = guest.ready["m2m"]["scopes"]
    token = _tell_tokens(guest, teller, chosen)
    if chosen["scope"] != write:
        with teller.hop("the API verifies signature, issuer, client, token_use and scope, and opens"):
            answer_json(_call(guest, token))
    with teller.hop("the API refuses a spoilt token: 401 invalid_token"):
        _tell_refusal(_call(guest, token[:-8] + "AAAAAAAA"), teller, status=httpx2.codes.UNAUTHORIZED)
    with teller.hop("the API refuses a token without its scope: 403 insufficient_scope"):
        without = token if chosen["scope"] == write else _ask(guest, scope=write, secret_in=BASIC)
        _tell_refusal(_call(guest, without), teller, status=httpx2.codes.FORBIDDEN)
    _tell_callouts(guest, teller, username=chosen["user"])


def _tell_tokens(guest: Guest, teller: Teller, chosen: Chosen) -> str:
    way = chosen["secret_in"]
    with teller.hop(f"a job asks Cognito for a token, client id and secret {WAYS[way]}"):
        scope = None if chosen["scope"] == ALL_SCOPES else chosen["scope"]
        token = _ask(guest, scope=scope, secret_in=way)
        teller.tell("token URL", guest.ready["m2m"]["token_url"])
        tell_claims(teller, "access token", token)
    other = BODY if way == BASIC else BASIC
    with teller.hop(f"the same with the secret {WAYS[other]}, scope omitted: all scopes of the client"):
        _ask(guest, scope=None, secret_in=other)
    return token


def _tell_refusal(answer: httpx2.Response, teller: Teller, *, status: int) -> None:
    check_status(answer, status)
    teller.tell("WWW-Authenticate", answer.headers["www-authenticate"])


def _tell_callouts(guest: Guest, teller: Teller, *, username: str) -> None:
    user = next(user for user in guest.users if user["username"] == username)
    unable = guest.user(has_permission_set=False) if user["has_permission_set"] else user
    with teller.hop("the org refuses a callout by a user without the permission set"):
        answer = _callout(guest, unable["username"])
        check_status(answer, httpx2.codes.BAD_REQUEST)
        teller.tell(answer.json()["exception"], answer.json()["message"])
    if unable is user:
        return
    with teller.hop("the org calls the API through its Named Credential for a user who has it"):
        called = answer_json(_callout(guest, username))
        require(called["status_code"] == httpx2.codes.OK, f"the API answered {called['status_code']}")
        teller.tell("running user", username)
        named_credential = guest.ready["m2m"]["named_credential"]
        teller.tell("callout", f"{named_credential}/test answered {called['status_code']}")


def _ask(guest: Guest, *, scope: str | None, secret_in: str) -> str:
    m2m = guest.ready["m2m"]
    form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    auth: httpx2.Auth = NO_HEADER
    if secret_in == BASIC:
        auth = httpx2.BasicAuth(m2m["client_id"], m2m["client_secret"])
    else:
        form |= {"client_id": m2m["client_id"], "client_secret": m2m["client_secret"]}
    answer = guest.http.post(m2m["token_url"], data=form, auth=auth)
    return str(answer_json(answer)["access_token"])


def _call(guest: Guest, token: str) -> httpx2.Response:
    return guest.http.get(f"{guest.ready['api']}/test", headers={"Authorization": f"Bearer {token}"})


def _callout(guest: Guest, username: str) -> httpx2.Response:
    administrator = guest.user(has_permission_set=True)
    request: dict[str, Any] = {
        "username": username,
        "named_credential": guest.ready["m2m"]["named_credential"],
        "method": "GET",
        "path": "/test",
    }
    return guest.http.post(
        f"{guest.ready['salesforce']}/_local/callouts",
        json=request,
        headers={"Authorization": f"Bearer {administrator['session_id']}"},
    )
