"""Credentials of an identity pool for a user's ID token."""

import contextlib
import json
import tempfile
from pathlib import Path

from bench.figures import Figure
from bench.load import run_load
from bench.pools import PASSWORD, UserPool, make_user_pool, make_users, set_password, username
from bench.run import MISSING, Run
from bench.systems import MINISTACK, MOTO, REGION, System, ours

CLIENTS, SECONDS = 16, 3.0


def measure(run: Run) -> list[Figure]:
    """Exchange one ID token again and again."""
    run.say("credentials on isthmus")
    with (
        tempfile.TemporaryDirectory(prefix="bench-isthmus-") as folder,
        ours(Path(folder), seed="none") as it,
    ):
        rate = _rate(it)
    others: dict[str, float | str] = {}
    for peer in (MOTO, MINISTACK):
        with run.running(peer) as system:
            if system is None:
                continue
            others[peer.name] = "fails"
            with contextlib.suppress(*MISSING):
                others[peer.name] = _rate(system) or "fails"
    note = f"{CLIENTS} connections; ours verifies the token and the role's trust, the others take any token"
    return [
        Figure(
            what="GetCredentialsForIdentity", unit="/s", better="more", ours=rate, others=others, note=note
        )
    ]


def _rate(system: System) -> float:
    pool = make_user_pool(system)
    make_users(system, pool, first=0, last=1, seconds=10)
    set_password(system, pool, number=0)
    provider = f"cognito-idp.{REGION}.amazonaws.com/{pool.id}"
    identities = system.client("cognito-identity")
    identity_pool = identities.create_identity_pool(
        IdentityPoolName="bench",
        AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{"ProviderName": provider, "ClientId": pool.client_id}],
    )["IdentityPoolId"]
    with contextlib.suppress(*MISSING if system.name == MOTO.name else ()):
        role = _make_role(system, identity_pool)
        identities.set_identity_pool_roles(IdentityPoolId=identity_pool, Roles={"authenticated": role})
    logins = {provider: _id_token(system, pool)}
    identity = identities.get_id(IdentityPoolId=identity_pool, Logins=logins)["IdentityId"]
    request = system.api_request(
        "cognito-identity", "GetCredentialsForIdentity", {"IdentityId": identity, "Logins": logins}
    )
    return run_load(port=system.port, requests=[request], clients=CLIENTS, seconds=SECONDS).per_second


def _id_token(system: System, pool: UserPool) -> str:
    signed_in = system.client("cognito-idp").admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username(0), "PASSWORD": PASSWORD},
    )
    token: str = signed_in["AuthenticationResult"]["IdToken"]
    return token


def _make_role(system: System, identity_pool: str) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool}},
            }
        ],
    }
    role: str = system.client("iam").create_role(
        RoleName="bench-people", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]["Arn"]
    return role
