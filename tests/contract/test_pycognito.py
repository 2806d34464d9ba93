"""pycognito, a real client of SRP, against the local user pools over HTTP."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError
from pycognito.aws_srp import (  # type: ignore[import-untyped]  # pycognito has no types
    AWSSRP,
    generate_hash_device,
)
from pycognito.exceptions import (  # type: ignore[import-untyped]  # as above
    ForceChangePasswordException,
    SMSMFAChallengeException,
)

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


class _Device:
    """What an app keeps of its device between sign-ins."""

    def __init__(self, metadata: dict[str, str]) -> None:
        self.key, self.group_key = metadata["DeviceKey"], metadata["DeviceGroupKey"]
        self.secret, self.config = generate_hash_device(self.group_key, self.key)

    def options(self) -> dict[str, str]:
        return {
            "device_key": self.key,
            "device_group_key": self.group_key,
            "device_password": self.secret,
        }


@pytest.fixture(scope="module")
def tracking_pool_id(cognito: "CognitoIdentityProviderClient") -> str:
    """A pool that remembers devices, with a user who has codes by text message as second factor."""
    pool_id = cognito.create_user_pool(
        PoolName="devices",
        MfaConfiguration="OPTIONAL",
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True},
    )["UserPool"]["Id"]
    cognito.admin_create_user(
        UserPoolId=pool_id,
        Username="jane",
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "phone_number", "Value": "+15555550100"}],
    )
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="jane", Password=PASSWORD, Permanent=True)
    return pool_id


def test_pycognito_signs_in_from_a_remembered_device_without_a_second_factor(
    cognito: "CognitoIdentityProviderClient", tracking_pool_id: str
) -> None:
    client = _client(cognito, tracking_pool_id, has_secret=False)
    tokens = AWSSRP("jane", PASSWORD, **client).authenticate_user()["AuthenticationResult"]
    device = _Device(tokens["NewDeviceMetadata"])
    confirmed = cognito.confirm_device(
        AccessToken=tokens["AccessToken"],
        DeviceKey=device.key,
        DeviceName="laptop",
        DeviceSecretVerifierConfig=device.config,
    )
    assert confirmed["UserConfirmationNecessary"] is False
    cognito.set_user_mfa_preference(
        AccessToken=tokens["AccessToken"], SMSMfaSettings={"Enabled": True, "PreferredMfa": True}
    )

    # (1) A thief of the password is asked for the second factor, a thief of the key for its secret.
    with pytest.raises(SMSMFAChallengeException):
        AWSSRP("jane", PASSWORD, **client).authenticate_user()
    wrong = device.options() | {"device_password": "c29tZXRoaW5nIGVsc2U="}
    with pytest.raises(ClientError, match="Incorrect username or password"):
        AWSSRP("jane", PASSWORD, **client, **wrong).authenticate_user()

    # (2) The device itself signs in, more than once, and refreshes.
    AWSSRP("jane", PASSWORD, **client, **device.options()).authenticate_user()
    signed_in = AWSSRP("jane", PASSWORD, **client, **device.options()).authenticate_user()
    assert "NewDeviceMetadata" not in signed_in["AuthenticationResult"]
    refresh_token = signed_in["AuthenticationResult"]["RefreshToken"]
    refreshed = cognito.initiate_auth(
        AuthFlow="REFRESH_TOKEN_AUTH",
        ClientId=client["client_id"],
        AuthParameters={"REFRESH_TOKEN": refresh_token, "DEVICE_KEY": device.key},
    )["AuthenticationResult"]
    (shown,) = cognito.list_devices(AccessToken=refreshed["AccessToken"])["Devices"]
    assert shown["DeviceKey"] == device.key
