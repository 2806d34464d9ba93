"""A user pool of the tests' own and the tokens it would issue, in the shapes AWS documents."""

from collections.abc import Collection
from typing import Any

from isthmus.cognito.pool import UserPool
from isthmus.cognito.verifier import CognitoVerifier
from isthmus.jose.keys import KeySource
from unit.jose.issuing import SetClock, sign, some_keys

POOL = UserPool.of("us-east-1_EXAMPLE")
CLIENT = "2719ej7ft6qak1p9iauen2ps89"
READ = "default-m2m-resource-server-pc9tin/read"
WRITE = "default-m2m-resource-server-pc9tin/write"
NOW = 1_727_000_000


def machine_claims(**changes: Any) -> dict[str, Any]:
    """Claims of an M2M access token; a change to None leaves the claim out."""
    claims = {
        "sub": CLIENT,
        "token_use": "access",
        "scope": f"{READ} {WRITE}",
        "auth_time": NOW,
        "iss": POOL.issuer,
        "exp": NOW + 3600,
        "iat": NOW,
        "version": 2,
        "jti": "02d89794-3227-415e-a57e-4b5c8efe60ec",
        "client_id": CLIENT,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def person_claims(**changes: Any) -> dict[str, Any]:
    """Claims of a person's access token, from the API."""
    return machine_claims(
        sub="91192d26-7031-7069-06eb-8ed870233366",
        scope="aws.cognito.signin.user.admin",
        version=None,
        origin_jti="d2fcf5a4-0000-4000-8000-000000000000",
        username="salesforce_00D000000000001AAA_005000000000001AAA",
        **{"cognito:groups": ["readers"], **changes},
    )


def id_claims(**changes: Any) -> dict[str, Any]:
    """Claims of an ID token."""
    claims = {
        "sub": "a1b2c3d4-5678-90ab-cdef-1234567890ab",
        "iss": POOL.issuer,
        "aud": CLIENT,
        "cognito:username": "my-test-user",
        "email": "my-test-user@example.com",
        "email_verified": True,
        "token_use": "id",
        "auth_time": NOW,
        "iat": NOW,
        "exp": NOW + 3600,
        "nonce": "n-0S6_WzA2Mj",
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


def a_machine_token(**changes: Any) -> str:
    return sign(machine_claims(**changes))


def a_verifier(
    *,
    pool: UserPool = POOL,
    client_ids: Collection[str] | None = frozenset({CLIENT}),
    keys: KeySource | None = None,
    clock: SetClock | None = None,
    remembered_tokens: int = 1024,
) -> CognitoVerifier:
    return CognitoVerifier(
        pool=pool,
        client_ids=client_ids,
        keys=keys or some_keys(),
        clock=clock or SetClock(NOW),
        remembered_tokens=remembered_tokens,
    )
