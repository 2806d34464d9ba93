"""pycognito, a real client of SRP, against the local user pools over HTTP."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP  # type: ignore[import-untyped]  # pycognito has no types
from pycognito.exceptions import ForceChangePasswordException  # type: ignore[import-untyped]  # as above

from contract.cognito_over_http import REGION, serving

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_cognito_idp.client import CognitoIdentityProviderClient

PASSWORD = "Secret-123"


@pytest.fixture(scope="module")
def cognito(tmp_path_factory: pytest.TempPathFactory) -> Iterator["CognitoIdentityProviderClient"]:
    folder: Path = tmp_path_factory.mktemp("pools")
    with serving(folder) as address:
        client = boto3.client(
            "cognito-idp",
            endpoint_url=address,
            region_name=REGION,
            aws_access_key_id="AKIA",
            aws_secret_access_key="secret",
        )
        yield client
        client.close()


@pytest.fixture(scope="module")
def pool_id(cognito: "CognitoIdentityProviderClient") -> str:
    pool_id = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    cognito.admin_create_user(UserPoolId=pool_id, Username="jane", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="jane", Password=PASSWORD, Permanent=True)
    return pool_id


def _client(cognito: "CognitoIdentityProviderClient", pool_id: str, *, has_secret: bool) -> dict[str, Any]:
    created = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="app",
        GenerateSecret=has_secret,
        PreventUserExistenceErrors="ENABLED",
    )["UserPoolClient"]
    return {
        "pool_id": pool_id,
        "client_id": created["ClientId"],
        "client_secret": created.get("ClientSecret"),
        "client": cognito,
    }


@pytest.mark.parametrize(("username", "password"), [("jane", "Wrong-pass-1"), ("nobody", PASSWORD)])
def test_pycognito_is_refused_with_a_wrong_password_or_name(
    cognito: "CognitoIdentityProviderClient", pool_id: str, username: str, password: str
) -> None:
    with pytest.raises(ClientError, match="Incorrect username or password") as refused:
        AWSSRP(username, password, **_client(cognito, pool_id, has_secret=False)).authenticate_user()
    assert refused.value.response["Error"]["Code"] == "NotAuthorizedException"


@pytest.mark.parametrize("has_secret", [False, True])
def test_pycognito_signs_in(
    cognito: "CognitoIdentityProviderClient", pool_id: str, *, has_secret: bool
) -> None:
    for _ in range(3):  # each with other random numbers, some with a leading zero
        signed_in = AWSSRP(
            "jane", PASSWORD, **_client(cognito, pool_id, has_secret=has_secret)
        ).authenticate_user()
        shown = cognito.get_user(AccessToken=signed_in["AuthenticationResult"]["AccessToken"])
        assert shown["Username"] == "jane"


def test_pycognito_sets_a_new_password(cognito: "CognitoIdentityProviderClient", pool_id: str) -> None:
    cognito.admin_create_user(UserPoolId=pool_id, Username="joe", TemporaryPassword=PASSWORD)
    client = _client(cognito, pool_id, has_secret=True)
    with pytest.raises(ForceChangePasswordException):
        AWSSRP("joe", PASSWORD, **client).authenticate_user()
    AWSSRP("joe", PASSWORD, **client).set_new_password_challenge("Another-123")
    assert "AuthenticationResult" in AWSSRP("joe", "Another-123", **client).authenticate_user()
