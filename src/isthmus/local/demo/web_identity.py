"""`web_identity`, told: sign in at the org, swap the ID token, scan the table, be refused everything else."""

import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from isthmus.flows.web_identity.pkce import code_challenge_of, new_code_verifier
from isthmus.local.demo.guest import Guest, answer_json, follow, submit
from isthmus.local.demo.narrator import HopFailedError, Narrator, require

IDENTITY = "AWSCognitoIdentityService"


def tell(guest: Guest, narrator: Narrator) -> None:
    """Run the flow once."""
    web, user = guest.ready["web_identity"], guest.users[0]
    callback_url = f"{guest.ready['app']}/callback.html"
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    verifier = new_code_verifier()
    with narrator.hop("the web app's page offers Sign In with Salesforce"):
        page = guest.http.get(guest.ready["app"])
        require("Sign In with Salesforce" in page.text, f"HTTP {page.status_code}")
    with narrator.hop("the app sends the browser to the org: code flow with PKCE, state and nonce"):
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
    with narrator.hop("the person logs in at the org, and chooses Allow"):
        fields = {"username": user["username"], "password": user["password"]}
        consent = follow(guest.http, submit(guest.http, page, fields), until=callback_url)
        answer = follow(guest.http, submit(guest.http, consent, {"decision": "allow"}), until=callback_url)
        returned = _query(answer.headers.get("location", ""))
        require(secrets.compare_digest(returned.get("state", ""), state), "the state did not come back")
        narrator.tell("person", user["username"])
    with narrator.hop("the app redeems the code with its PKCE verifier, and reads the ID token"):
        form = {
            "grant_type": "authorization_code",
            "code": returned["code"],
            "client_id": web["client_id"],
            "redirect_uri": callback_url,
            "code_verifier": verifier.reveal(),
        }
        tokens = answer_json(guest.http.post(f"{web['issuer']}/services/oauth2/token", data=form))
        narrator.tell_claims("ID token", tokens["id_token"])
    _tell_exchange(guest, narrator, id_token=tokens["id_token"])


def _tell_exchange(guest: Guest, narrator: Narrator, *, id_token: str) -> None:
    web = guest.ready["web_identity"]
    logins = {web["provider_name"]: id_token}
    with narrator.hop("the identity pool refuses the same token with its signature spoilt"):
        spoilt = {web["provider_name"]: id_token[:-8] + "AAAAAAAA"}
        request = {"IdentityPoolId": web["identity_pool_id"], "Logins": spoilt}
        answer = guest.aws_json(f"{IDENTITY}.GetId", request)
        require(answer.is_client_error, f"HTTP {answer.status_code}")
        narrator.tell(answer.json()["__type"], answer.json()["message"])
    with narrator.hop("the identity pool verifies the token by the org's keys and knows the person"):
        request = {"IdentityPoolId": web["identity_pool_id"], "Logins": logins}
        identity_id = answer_json(guest.aws_json(f"{IDENTITY}.GetId", request))["IdentityId"]
        narrator.tell("identity", identity_id)
    with narrator.hop("the identity pool gives temporary credentials of its role"):
        answer = guest.aws_json(
            f"{IDENTITY}.GetCredentialsForIdentity", {"IdentityId": identity_id, "Logins": logins}
        )
        credentials = answer_json(answer)["Credentials"]
        narrator.tell("role", web["role_arn"])
        narrator.tell("access key", f"{credentials['AccessKeyId']}, secret ***, session token ***")
    with narrator.hop(f"the credentials scan the table {web['table']}"):
        items = _dynamodb(guest, credentials).scan(TableName=web["table"])["Items"]
        narrator.tell("items found", " ".join(sorted(item["Id"]["N"] for item in items)))
    with narrator.hop("the same credentials may not write to it"):
        _require_refusal(
            lambda: _dynamodb(guest, credentials).put_item(TableName=web["table"], Item={"Id": {"N": "1"}}),
            narrator,
        )
    with narrator.hop("the same access key with a wrong secret is refused"):
        wrong = credentials | {"SecretKey": "wrong" * 8}
        _require_refusal(lambda: _dynamodb(guest, wrong).scan(TableName=web["table"]), narrator)


def _dynamodb(guest: Guest, credentials: dict[str, str]) -> Any:
    return boto3.session.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretKey"],
        aws_session_token=credentials["SessionToken"],
        region_name=guest.ready["region"],
    ).client("dynamodb", endpoint_url=guest.ready["aws_endpoint"], config=Config(retries={"max_attempts": 0}))


def _require_refusal(call: Any, narrator: Narrator) -> None:
    try:
        call()
    except ClientError as refused:
        error = refused.response["Error"]
        narrator.tell(error["Code"], error["Message"])
        return
    raise HopFailedError("it was allowed")


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
