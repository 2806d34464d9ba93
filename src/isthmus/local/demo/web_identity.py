"""`web_identity`, told: sign in at the org, swap the ID token, scan the table, be refused everything else."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from isthmus.flows.web_identity.pkce import code_challenge_of, new_code_verifier
from isthmus.local.demo.choices import Chosen, Options
from isthmus.local.demo.guest import TIMEOUT_SECONDS, Guest, answer_json, check_status, follow, said, submit
from isthmus.local.demo.telling import HopFailedError, Teller, require, tell_claims

IDENTITY = "AWSCognitoIdentityService"
OK = 200


def options(ready: Mapping[str, Any]) -> Options:
    """Give what can be chosen: who signs in."""
    return {"user": tuple(user["username"] for user in ready["salesforce_org"]["users"])}


def tell(guest: Guest, teller: Teller, chosen: Chosen) -> None:
    """Run the flow once."""
    web = guest.ready["web_identity"]
    user = next(user for user in guest.users if user["username"] == chosen["user"])
    callback_url = f"{guest.ready['app']}/callback.html"
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    verifier = new_code_verifier()
    with teller.hop("the web app's page offers Sign In with Salesforce"):
        page = guest.http.get(guest.ready["app"])
        require("Sign In with Salesforce" in page.text, said(page))
    with teller.hop("the app sends the browser to the org: code flow with PKCE, state and nonce"):
        asked = {
            "response_type": "code",
            "client_id": web["client_id"],
            "redirect_uri": callback_url,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": code_challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        page = guest.http.get(f"{web['issuer']}/services/oauth2/authorize", params=asked)
        page = follow(guest.http, page, until=callback_url)
        check_status(page, OK)
    with teller.hop("the person logs in at the org, and chooses Allow"):
        fields = {"username": user["username"], "password": user["password"]}
        consent = follow(guest.http, submit(guest.http, page, fields), until=callback_url)
        answer = follow(guest.http, submit(guest.http, consent, {"decision": "allow"}), until=callback_url)
        returned = _query(answer.headers.get("location", ""))
        require(secrets.compare_digest(returned.get("state", ""), state), "the state did not come back")
        teller.tell("person", user["username"])
    with teller.hop("the app redeems the code with its PKCE verifier, and reads the ID token"):
        form = {
            "grant_type": "authorization_code",
            "code": returned["code"],
            "client_id": web["client_id"],
            "redirect_uri": callback_url,
            "code_verifier": verifier.reveal(),
        }
        tokens = answer_json(guest.http.post(f"{web['issuer']}/services/oauth2/token", data=form))
        tell_claims(teller, "ID token", tokens["id_token"])
    _tell_exchange(guest, teller, id_token=tokens["id_token"])


def _tell_exchange(guest: Guest, teller: Teller, *, id_token: str) -> None:
    web = guest.ready["web_identity"]
    logins = {web["provider_name"]: id_token}
    with teller.hop("the identity pool refuses the same token with its signature spoilt"):
        spoilt = {web["provider_name"]: id_token[:-8] + "AAAAAAAA"}
        request = {"IdentityPoolId": web["identity_pool_id"], "Logins": spoilt}
        answer = guest.aws_json(f"{IDENTITY}.GetId", request)
        require(answer.is_client_error, said(answer))
        teller.tell(answer.json()["__type"], answer.json()["message"])
    with teller.hop("the identity pool verifies the token by the org's keys and knows the person"):
        request = {"IdentityPoolId": web["identity_pool_id"], "Logins": logins}
        identity_id = answer_json(guest.aws_json(f"{IDENTITY}.GetId", request))["IdentityId"]
        teller.tell("identity", identity_id)
    with teller.hop("the identity pool gives temporary credentials of its role"):
        answer = guest.aws_json(
            f"{IDENTITY}.GetCredentialsForIdentity", {"IdentityId": identity_id, "Logins": logins}
        )
        credentials = answer_json(answer)["Credentials"]
        teller.tell("role", web["role_arn"])
        teller.tell("access key", f"{credentials['AccessKeyId']}, secret ***, session token ***")
    with teller.hop(f"the credentials scan the table {web['table']}"):
        items = _dynamodb(guest, credentials).scan(TableName=web["table"])["Items"]
        teller.tell("items found", " ".join(sorted(item["Id"]["N"] for item in items)))
    with teller.hop("the same credentials may not write to it"):
        _require_refusal(
            lambda: _dynamodb(guest, credentials).put_item(TableName=web["table"], Item={"Id": {"N": "1"}}),
            teller,
        )
    with teller.hop("the same access key with a wrong secret is refused"):
        wrong = credentials | {"SecretKey": "wrong" * 8}
        _require_refusal(lambda: _dynamodb(guest, wrong).scan(TableName=web["table"]), teller)


def _dynamodb(guest: Guest, credentials: dict[str, str]) -> Any:
    import boto3  # noqa: PLC0415  half a second, which those who tell other flows need not wait
    from botocore.config import Config  # noqa: PLC0415  the same

    client = boto3.session.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretKey"],
        aws_session_token=credentials["SessionToken"],
        region_name=guest.ready["region"],
    ).client(
        "dynamodb",
        endpoint_url=guest.ready["aws_endpoint"],
        config=Config(
            retries={"max_attempts": 0}, connect_timeout=TIMEOUT_SECONDS, read_timeout=TIMEOUT_SECONDS
        ),
    )
    # Before it is sent, and after it is signed: the headers are not of the request itself.
    client.meta.events.register("before-send.dynamodb", guest.tag)
    return client


def _require_refusal(call: Any, teller: Teller) -> None:
    from botocore.exceptions import ClientError  # noqa: PLC0415  as in _dynamodb

    try:
        call()
    except ClientError as refused:
        error = refused.response["Error"]
        teller.tell(error["Code"], error["Message"])
        return
    raise HopFailedError("it was allowed")


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
