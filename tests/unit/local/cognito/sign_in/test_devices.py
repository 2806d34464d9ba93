import base64
from typing import Any

import pytest

from unit.local.cognito.local_pools import (
    CHALLENGE_TRIGGERS,
    DEFINE,
    Json,
    LocalPools,
    RefusedError,
    claims_of,
)
from unit.local.cognito.sign_in.device import Device
from unit.local.cognito.sign_in.factors_app import SMS, FactorsApp
from unit.local.cognito.sign_in.srp_client import SrpClient

SMS_ON: Json = {"SMSMfaSettings": {"Enabled": True, "PreferredMfa": True}}
TRACKING = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
ON_PROMPT = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
NOT_FOUND = ("ResourceNotFoundException", "Device does not exist.")
REFUSED = ("NotAuthorizedException", "Incorrect username or password.")
N_HEX_BYTES = 385


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> FactorsApp:
    app = FactorsApp(local, pool_id, DeviceConfiguration=TRACKING)
    app.set_mfa("OPTIONAL")
    return app


@pytest.fixture
def device(app: FactorsApp) -> Device:
    """A remembered device of jane, who has a second factor by text message."""
    device = Device(app, app.start())
    assert device.confirm() == {"UserConfirmationNecessary": False}
    app.prefer(**SMS_ON)
    return device


def _refusal(error: pytest.ExceptionInfo[RefusedError]) -> tuple[str, str]:
    return error.value.code, error.value.message


def _track(app: FactorsApp, **configuration: bool) -> None:
    request: dict[str, Any] = {"SmsConfiguration": SMS, "DeviceConfiguration": configuration}
    app.local.call("UpdateUserPool", UserPoolId=app.pool_id, **request)


def _refresh(app: FactorsApp, token: str, **more: str) -> Json:
    parameters = {"USERNAME": "", "PASSWORD": "", "REFRESH_TOKEN": token} | more
    return app.start("REFRESH_TOKEN_AUTH", **parameters)


def test_refuses_a_wrong_secret(app: FactorsApp, device: Device) -> None:
    device.secret = "c29tZXRoaW5nIGVsc2U="
    with pytest.raises(RefusedError) as refused:
        device.prove(app.start(DEVICE_KEY=device.key))
    assert _refusal(refused) == REFUSED


def test_refuses_the_key_of_another_user_after_the_password_only(app: FactorsApp, device: Device) -> None:
    app.add_user("joe")
    with pytest.raises(RefusedError) as refused:
        app.start(USERNAME="joe", DEVICE_KEY=device.key)
    assert _refusal(refused) == NOT_FOUND
    with pytest.raises(RefusedError) as refused:
        app.start(USERNAME="joe", PASSWORD="Wrong-pass-1", DEVICE_KEY=device.key)
    assert _refusal(refused) == REFUSED


@pytest.mark.parametrize("key", ["us-east-1_0a", "us-east-1_00000000-0000-4000-8000-000000000000"])
def test_refuses_an_unknown_key(app: FactorsApp, device: Device, key: str) -> None:
    assert device.key != key
    with pytest.raises(RefusedError) as refused:
        app.start(DEVICE_KEY=key)
    assert _refusal(refused) == NOT_FOUND


@pytest.mark.parametrize("key", ["x", "us-east-1_0G", "us-east-1_" + "0" * 100])
def test_refuses_what_cannot_be_a_key(app: FactorsApp, key: str) -> None:
    with pytest.raises(RefusedError, match="Invalid device key given"):
        app.start(DEVICE_KEY=key)


def test_refuses_a_device_that_is_not_confirmed(app: FactorsApp) -> None:
    device = Device(app, app.start())
    with pytest.raises(RefusedError) as refused:
        app.start(DEVICE_KEY=device.key)
    assert _refusal(refused) == NOT_FOUND


def test_refuses_a_proof_without_a_password_before(device: Device) -> None:
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        device.begin({}, device.srp())
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        device.begin({"Session": "x" * 20}, device.srp())


def test_refuses_a_question_and_a_proof_twice(app: FactorsApp, device: Device) -> None:
    asked, srp = app.start(DEVICE_KEY=device.key), device.srp()
    begun = device.begin(asked, srp)
    for answer in (asked, {}):
        with pytest.raises(RefusedError, match="session can only be used once"):
            device.begin(answer, srp)
    claim = device.claim(begun, srp)
    app.respond("DEVICE_PASSWORD_VERIFIER", None, **claim)
    with pytest.raises(RefusedError) as refused:
        app.respond("DEVICE_PASSWORD_VERIFIER", None, **claim)
    assert _refusal(refused) == REFUSED


def test_refuses_another_device_of_the_same_user_in_the_middle(app: FactorsApp, device: Device) -> None:
    app.prefer(SMSMfaSettings={"Enabled": False})
    other = Device(app, app.start())
    other.confirm()
    asked = app.start(DEVICE_KEY=device.key)
    with pytest.raises(RefusedError) as refused:
        other.begin(asked, other.srp())
    assert _refusal(refused) == NOT_FOUND
    srp = device.srp()
    begun = device.begin(app.start(DEVICE_KEY=device.key), srp)
    claim = device.claim(begun, srp) | {"DEVICE_KEY": other.key}
    with pytest.raises(RefusedError) as refused:
        app.respond("DEVICE_PASSWORD_VERIFIER", None, **claim)
    assert _refusal(refused) == NOT_FOUND


def test_refuses_a_secret_block_of_a_password_and_the_other_way_round(
    app: FactorsApp, device: Device
) -> None:
    srp = device.srp()
    claim = device.claim(device.begin(app.start(DEVICE_KEY=device.key), srp), srp)
    with pytest.raises(RefusedError) as refused:
        app.respond("PASSWORD_VERIFIER", None, **claim)
    assert _refusal(refused) == REFUSED
    browser = SrpClient(app.local, app.pool_id, app.client_id, password="Secret-123")
    block = browser.start()["ChallengeParameters"]["SECRET_BLOCK"]
    with pytest.raises(RefusedError) as refused:
        app.respond("DEVICE_PASSWORD_VERIFIER", None, **(claim | {"PASSWORD_CLAIM_SECRET_BLOCK": block}))
    assert _refusal(refused) == REFUSED


@pytest.mark.parametrize("seconds", [-301, 301])
def test_refuses_a_claim_of_another_time(app: FactorsApp, device: Device, seconds: float) -> None:
    srp = device.srp()
    begun = device.begin(app.start(DEVICE_KEY=device.key), srp)
    app.local.clock.forward(seconds)
    claim = device.claim(begun, srp)
    app.local.clock.forward(-seconds)
    with pytest.raises(RefusedError) as refused:
        app.respond("DEVICE_PASSWORD_VERIFIER", None, **claim)
    assert _refusal(refused) == REFUSED


def test_refuses_a_device_that_was_forgotten_or_is_not_remembered_meanwhile(
    app: FactorsApp, device: Device
) -> None:
    srp = device.srp()
    begun = device.begin(app.start(DEVICE_KEY=device.key), srp)
    claim = device.claim(begun, srp)
    app.admin("AdminUpdateDeviceStatus", DeviceKey=device.key, DeviceRememberedStatus="not_remembered")
    with pytest.raises(RefusedError) as refused:
        app.respond("DEVICE_PASSWORD_VERIFIER", None, **claim)
    assert _refusal(refused) == NOT_FOUND
    app.admin("AdminUpdateDeviceStatus", DeviceKey=device.key, DeviceRememberedStatus="remembered")
    asked = app.start(DEVICE_KEY=device.key)
    app.admin("AdminForgetDevice", DeviceKey=device.key)
    with pytest.raises(RefusedError) as refused:
        device.begin(asked, device.srp())
    assert _refusal(refused) == NOT_FOUND


@pytest.mark.parametrize("operation", ["AdminUserGlobalSignOut", "AdminDisableUser"])
def test_refuses_the_proof_once_an_administrator_acted(
    app: FactorsApp, device: Device, operation: str
) -> None:
    srp = device.srp()
    begun = device.begin(app.start(DEVICE_KEY=device.key), srp)
    app.admin(operation)
    with pytest.raises(RefusedError) as refused:
        app.respond("DEVICE_PASSWORD_VERIFIER", None, **device.claim(begun, srp))
    assert refused.value.code == "NotAuthorizedException"


def test_refuses_to_confirm_any_device_but_the_token_s_and_once(app: FactorsApp, device: Device) -> None:
    app.prefer(SMSMfaSettings={"Enabled": False})
    other = Device(app, app.start())
    with pytest.raises(RefusedError, match="Invalid device key given"):
        other.confirm(DeviceKey=device.key)
    with pytest.raises(RefusedError, match="Invalid device key given"):
        device.confirm(DeviceKey=other.key)
    with pytest.raises(RefusedError) as refused:
        device.confirm()
    assert refused.value.code == "DeviceKeyExistsException"


def _base64(number: int, *, length: int) -> str:
    return base64.b64encode(number.to_bytes(length)).decode()


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"PasswordVerifier": "AQ=="},
        {"Salt": "AQ=="},
        {"PasswordVerifier": "no", "Salt": "AQ=="},
        {"PasswordVerifier": "AA==", "Salt": "AQ=="},
        {"PasswordVerifier": _base64(1 << 3073, length=N_HEX_BYTES), "Salt": "AQ=="},
        {"PasswordVerifier": "AQ==", "Salt": _base64(1 << 600, length=76)},
    ],
)
def test_refuses_a_secret_that_is_none(app: FactorsApp, config: Json) -> None:
    device = Device(app, app.start())
    with pytest.raises(RefusedError) as refused:
        device.confirm(DeviceSecretVerifierConfig=config)
    assert refused.value.code == "InvalidParameterException"


def test_refuses_devices_in_a_pool_that_tracks_none(local: LocalPools, pool_id: str) -> None:
    app = FactorsApp(local, pool_id)
    tokens = app.start(DEVICE_KEY="us-east-1_0a")["AuthenticationResult"]
    assert "NewDeviceMetadata" not in tokens
    assert "device_key" not in claims_of(tokens["AccessToken"])
    with pytest.raises(RefusedError, match="Invalid device key given"):
        app.local.call("ConfirmDevice", AccessToken=tokens["AccessToken"], DeviceKey="us-east-1_0a")


def test_refuses_a_refresh_from_another_device_or_an_unconfirmed_one(app: FactorsApp) -> None:
    device = Device(app, app.start())
    for more in ({}, {"DEVICE_KEY": "us-east-1_0a"}, {"DEVICE_KEY": device.key}):
        with pytest.raises(RefusedError, match="Invalid Refresh Token"):
            _refresh(app, device.refresh_token, **more)
    device.confirm()
    app.local.call("CreateUserPoolDomain", UserPoolId=app.pool_id, Domain="sample-domain")
    form = f"grant_type=refresh_token&client_id={app.client_id}&refresh_token={device.refresh_token}"
    assert app.local.post_token(form).json() == {"error": "invalid_grant"}
    with pytest.raises(RefusedError, match="Invalid Refresh Token"):
        app.local.call("GetTokensFromRefreshToken", ClientId=app.client_id, RefreshToken=device.refresh_token)


@pytest.mark.parametrize("operation", ["GetDevice", "ForgetDevice", "UpdateDeviceStatus"])
def test_refuses_the_device_of_another_user_to_every_operation(
    app: FactorsApp, device: Device, operation: str
) -> None:
    app.add_user("joe")
    token = app.start(USERNAME="joe")["AuthenticationResult"]["AccessToken"]
    with pytest.raises(RefusedError) as refused:
        app.local.call(operation, AccessToken=token, DeviceKey=device.key)
    assert _refusal(refused) == NOT_FOUND
    with pytest.raises(RefusedError) as refused:
        app.admin(f"Admin{operation}", "joe", DeviceKey=device.key)
    assert _refusal(refused) == NOT_FOUND
    if operation != "UpdateDeviceStatus":
        with pytest.raises(RefusedError, match="Missing required parameter AccessToken"):
            app.local.call(operation, DeviceKey=device.key)


def test_refuses_a_token_that_continues_another_user_s_list(app: FactorsApp) -> None:
    for _ in range(2):
        Device(app, app.start()).confirm()
    token = app.admin("AdminListDevices", Limit=1)["PaginationToken"]
    app.add_user("joe")
    with pytest.raises(RefusedError, match="Invalid pagination token"):
        app.admin("AdminListDevices", "joe", Limit=1, PaginationToken=token)


def test_a_remembered_device_stands_for_the_second_factor(app: FactorsApp, device: Device) -> None:
    sent = app.codes_sent()
    asked = app.start(DEVICE_KEY=device.key)
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
    tokens = device.prove(asked)["AuthenticationResult"]
    assert "NewDeviceMetadata" not in tokens
    assert claims_of(tokens["AccessToken"])["device_key"] == device.key
    assert app.codes_sent() == sent
    assert app.start()["ChallengeName"] == "SMS_MFA"  # without the key


def test_the_question_needs_no_session_once_the_password_is_proven(app: FactorsApp, device: Device) -> None:
    browser = SrpClient(app.local, app.pool_id, app.client_id, password="Secret-123")
    asked = browser.sign_in(DEVICE_KEY=device.key)
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert "AuthenticationResult" in device.prove({})


def test_a_second_factor_follows_where_devices_do_not_replace_it(app: FactorsApp, device: Device) -> None:
    _track(app, ChallengeRequiredOnNewDevice=False)
    assert device.prove(app.start(DEVICE_KEY=device.key))["ChallengeName"] == "SMS_MFA"


def test_a_device_is_remembered_when_the_user_wants_it(app: FactorsApp) -> None:
    _track(app, **ON_PROMPT)
    device = Device(app, app.start())
    assert device.confirm() == {"UserConfirmationNecessary": True}
    app.prefer(**SMS_ON)
    own = {"AccessToken": device.access_token, "DeviceKey": device.key}
    assert app.start(DEVICE_KEY=device.key)["ChallengeName"] == "SMS_MFA"
    with pytest.raises(RefusedError) as refused:
        app.local.call("GetDevice", **own)
    assert _refusal(refused) == NOT_FOUND
    app.local.call("UpdateDeviceStatus", **own, DeviceRememberedStatus="remembered")
    assert app.start(DEVICE_KEY=device.key)["ChallengeName"] == "DEVICE_SRP_AUTH"
    listed = app.local.call("ListDevices", AccessToken=device.access_token)["Devices"]
    assert listed == [app.local.call("GetDevice", **own)["Device"]]
    app.local.call("ForgetDevice", **own)
    assert app.admin("AdminListDevices") == {"Devices": []}


def test_a_second_factor_keeps_the_device_of_its_sign_in(app: FactorsApp) -> None:
    _track(app, **ON_PROMPT)
    device = Device(app, app.start())
    device.confirm()
    app.prefer(**SMS_ON)
    asked = app.start(DEVICE_KEY=device.key)
    tokens = app.answer_code(asked, app.newest_code())["AuthenticationResult"]
    assert claims_of(tokens["AccessToken"])["device_key"] == device.key


def test_custom_authentication_ends_with_the_device(app: FactorsApp, device: Device) -> None:
    app.local.call(
        "UpdateUserPool",
        UserPoolId=app.pool_id,
        LambdaConfig=CHALLENGE_TRIGGERS,
        SmsConfiguration=SMS,
        DeviceConfiguration=TRACKING,
    )
    app.local.functions.respond(DEFINE, issueTokens=True, failAuthentication=False)
    asked = app.start("CUSTOM_AUTH", PASSWORD="", DEVICE_KEY=device.key)
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert "AuthenticationResult" in device.prove(asked)


def test_the_device_refreshes(app: FactorsApp) -> None:
    device = Device(app, app.start())
    device.confirm()
    refreshed = _refresh(app, device.refresh_token, DEVICE_KEY=device.key)["AuthenticationResult"]
    assert claims_of(refreshed["AccessToken"])["device_key"] == device.key
    answered = app.local.call(
        "GetTokensFromRefreshToken",
        ClientId=app.client_id,
        RefreshToken=device.refresh_token,
        DeviceKey=device.key,
    )
    assert "AuthenticationResult" in answered


def test_devices_are_shown_page_by_page_to_administrators(app: FactorsApp) -> None:
    keys = []
    for _ in range(3):
        device = Device(app, app.start())
        device.confirm()
        keys.append(device.key)
    Device(app, app.start())  # not confirmed
    first = app.admin("AdminListDevices", Limit=2)
    rest = app.admin("AdminListDevices", Limit=2, PaginationToken=first["PaginationToken"])
    shown = [device["DeviceKey"] for device in (*first["Devices"], *rest["Devices"])]
    assert (shown, "PaginationToken" in rest) == (sorted(keys), False)
    attributes = {each["Name"]: each["Value"] for each in first["Devices"][0]["DeviceAttributes"]}
    assert attributes == {
        "device_status": "valid",
        "device_name": "phone",
        "dev:device_arn": f"arn:aws:cognito-idp:us-east-1:123456789012:owner/jane.{app.pool_id}"
        f"/device/{shown[0]}",
        "dev:device_owner": f"jane.{app.pool_id}",
        "dev:device_remembered_status": "remembered",
        "dev:device_sdk": "aws-sdk-unknown-unknown",
    }
    assert app.admin("AdminGetDevice", DeviceKey=shown[0])["Device"] == first["Devices"][0]


def test_a_device_survives_a_restart_and_goes_with_its_user(app: FactorsApp, device: Device) -> None:
    app.local.restart()
    assert "AuthenticationResult" in device.prove(app.start(DEVICE_KEY=device.key))
    app.admin("AdminDeleteUser")
    app.add_user("jane")
    with pytest.raises(RefusedError) as refused:
        app.start(DEVICE_KEY=device.key)
    assert _refusal(refused) == NOT_FOUND
