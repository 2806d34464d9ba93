"""`m2m`, told: the token by `curl`'s two ways, the API's yes and no, the org's callouts."""

from typing import Any

import httpx2

from isthmus.local.demo.guest import Guest, answer_json
from isthmus.local.demo.narrator import Narrator, require

NO_HEADER = httpx2.Auth()


def tell(guest: Guest, narrator: Narrator) -> None:
    """Run the flow once."""
    m2m = guest.ready["m2m"]
    read, write = m2m["scopes"]
    basic = httpx2.BasicAuth(m2m["client_id"], m2m["client_secret"])
    with narrator.hop("a job asks Cognito for a token, client id and secret by HTTP Basic"):
        token = _ask(guest, {"scope": read}, auth=basic)
        narrator.tell("token URL", m2m["token_url"])
        narrator.tell_claims("access token", token)
    with narrator.hop("the same with the secret in the body, scope omitted: all scopes of the client"):
        secret_in_body = {"client_id": m2m["client_id"], "client_secret": m2m["client_secret"]}
        _ask(guest, secret_in_body, auth=NO_HEADER)
    with narrator.hop("the API verifies signature, issuer, client, token_use and scope, and opens"):
        answer_json(_call(guest, token))
    with narrator.hop("the API refuses a spoilt token: 401 invalid_token"):
        answer = _call(guest, token[:-8] + "AAAAAAAA")
        require(answer.status_code == httpx2.codes.UNAUTHORIZED, f"HTTP {answer.status_code}")
        narrator.tell("WWW-Authenticate", answer.headers["www-authenticate"])
    with narrator.hop("the API refuses a token without its scope: 403 insufficient_scope"):
        answer = _call(guest, _ask(guest, {"scope": write}, auth=basic))
        require(answer.status_code == httpx2.codes.FORBIDDEN, f"HTTP {answer.status_code}")
        narrator.tell("WWW-Authenticate", answer.headers["www-authenticate"])
    with narrator.hop("the org refuses a callout by a user without the permission set"):
        answer = _callout(guest, guest.user(has_permission_set=False)["username"])
        require(answer.status_code == httpx2.codes.BAD_REQUEST, f"HTTP {answer.status_code}")
        narrator.tell(answer.json()["exception"], answer.json()["message"])
    with narrator.hop("the org calls the API through its Named Credential for a user who has it"):
        username = guest.user(has_permission_set=True)["username"]
        called = answer_json(_callout(guest, username))
        require(called["status_code"] == httpx2.codes.OK, f"the API answered {called['status_code']}")
        narrator.tell("running user", username)
        narrator.tell("callout", f"{m2m['named_credential']}/test answered {called['status_code']}")


def _ask(guest: Guest, form: dict[str, str], *, auth: httpx2.Auth) -> str:
    body = {"grant_type": "client_credentials"} | form
    answer = guest.http.post(guest.ready["m2m"]["token_url"], data=body, auth=auth)
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
