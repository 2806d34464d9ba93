import base64
import hashlib
import hmac
from typing import Any

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError
from unit.local.cognito.sign_in.srp_client import SrpClient

PASSWORD = "Secret-123"


@pytest.fixture
def client_id(local: LocalPools, pool_id: str) -> str:
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"],
    )["UserPoolClient"]
    found: str = client["ClientId"]
    return found


@pytest.fixture(autouse=True)
def jane(local: LocalPools, pool_id: str, user: Json) -> None:
    name = user["Username"]
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username=name, Password=PASSWORD, Permanent=True)


def _set_mode(local: LocalPools, pool_id: str, mode: str) -> Json:
    return local.call(
        "SetUserPoolMfaConfig",
        UserPoolId=pool_id,
        MfaConfiguration=mode,
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )


def _start(local: LocalPools, client_id: str) -> Json:
    return local.call(
        "InitiateAuth",
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "jane", "PASSWORD": PASSWORD},
    )


def _code(local: LocalPools, secret_code: str, *, steps: int = 0) -> str:
    """Compute the code as an authenticator app does, apart from the code under test."""
    key = base64.b32decode(secret_code + "=" * (-len(secret_code) % 8))
    step = int(local.clock.now()) // 30 + steps
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[19] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def _answer(local: LocalPools, client_id: str, session: str, code: str) -> Json:
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=session,
        ChallengeResponses={"USERNAME": "jane", "SOFTWARE_TOKEN_MFA_CODE": code},
    )


def _finish_setup(local: LocalPools, client_id: str, session: str) -> Json:
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="MFA_SETUP",
        Session=session,
        ChallengeResponses={"USERNAME": "jane"},
    )


@pytest.fixture
def secret_code(local: LocalPools, pool_id: str, client_id: str) -> str:
    """Jane's key: verified and turned on, where MFA is optional. The code that verified it is old."""
    _set_mode(local, pool_id, "OPTIONAL")
    token = _start(local, client_id)["AuthenticationResult"]["AccessToken"]
    found: str = local.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    verified = local.call("VerifySoftwareToken", AccessToken=token, UserCode=_code(local, found))
    assert verified == {"Status": "SUCCESS"}
    settings = {"Enabled": True, "PreferredMfa": True}
    local.call("SetUserMFAPreference", AccessToken=token, SoftwareTokenMfaSettings=settings)
    local.clock.forward(60)
    return found


def test_refuses_a_wrong_code_and_keeps_the_session(
    local: LocalPools, client_id: str, secret_code: str
) -> None:
    session = _start(local, client_id)["Session"]
    right = _code(local, secret_code)
    with pytest.raises(RefusedError) as refused:
        _answer(local, client_id, session, _wrong(right))
    assert refused.value.code == "CodeMismatchException"
    assert "AuthenticationResult" in _answer(local, client_id, session, right)


def test_refuses_a_code_twice(local: LocalPools, client_id: str, secret_code: str) -> None:
    code = _code(local, secret_code)
    _answer(local, client_id, _start(local, client_id)["Session"], code)
    with pytest.raises(RefusedError) as refused:
        _answer(local, client_id, _start(local, client_id)["Session"], code)
    assert refused.value.code == "CodeMismatchException"


@pytest.mark.parametrize("steps", [-2, 2])
def test_refuses_a_code_of_another_time(
    local: LocalPools, client_id: str, secret_code: str, steps: int
) -> None:
    with pytest.raises(RefusedError) as refused:
        _answer(local, client_id, _start(local, client_id)["Session"], _code(local, secret_code, steps=steps))
    assert refused.value.code == "CodeMismatchException"


def test_refuses_guesses_after_five_wrong_codes(local: LocalPools, client_id: str, secret_code: str) -> None:
    session, right = _start(local, client_id)["Session"], _code(local, secret_code)
    for _ in range(5):
        with pytest.raises(RefusedError, match="Invalid code received for user"):
            _answer(local, client_id, session, _wrong(right))
    with pytest.raises(RefusedError, match="Code attempts exceeded"):
        _answer(local, client_id, session, right)


def test_refuses_an_answer_without_a_code(local: LocalPools, client_id: str, secret_code: str) -> None:
    assert secret_code
    with pytest.raises(RefusedError, match="Missing required parameter SOFTWARE_TOKEN_MFA_CODE"):
        _answer(local, client_id, _start(local, client_id)["Session"], "")


def test_refuses_an_app_where_the_pool_has_none(local: LocalPools, client_id: str) -> None:
    token = _start(local, client_id)["AuthenticationResult"]["AccessToken"]
    with pytest.raises(RefusedError, match="has not been enabled by the userPool") as refused:
        local.call("AssociateSoftwareToken", AccessToken=token)
    assert refused.value.code == "SoftwareTokenMFANotFoundException"


@pytest.mark.parametrize("given", [{}, {"AccessToken": "a", "Session": "x" * 20}])
def test_refuses_an_association_for_nobody(local: LocalPools, given: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="Exactly one of AccessToken and Session"):
        local.call("AssociateSoftwareToken", **given)


def test_refuses_to_verify_a_wrong_code_or_no_key(local: LocalPools, pool_id: str, client_id: str) -> None:
    _set_mode(local, pool_id, "OPTIONAL")
    token = _start(local, client_id)["AuthenticationResult"]["AccessToken"]
    with pytest.raises(RefusedError, match="There is no software token to verify"):
        local.call("VerifySoftwareToken", AccessToken=token, UserCode="123456")
    secret = local.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    with pytest.raises(RefusedError, match="Code mismatch") as refused:
        local.call("VerifySoftwareToken", AccessToken=token, UserCode=_wrong(_code(local, secret)))
    assert refused.value.code == "EnableSoftwareTokenMFAException"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"SoftwareTokenMfaSettings": {"Enabled": True}},
            "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        ),
        ({"SoftwareTokenMfaSettings": {"PreferredMfa": True}}, "cannot be preferred"),
        ({"SMSMfaSettings": {"Enabled": True}}, "User does not have delivery config set to turn on SMS_MFA"),
        (
            {"EmailMfaSettings": {"Enabled": True}},
            "User does not have delivery config set to turn on EMAIL_OTP",
        ),
    ],
)
def test_refuses_a_preference_for_what_is_not_there(
    local: LocalPools, pool_id: str, settings: Json, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        local.call("AdminSetUserMFAPreference", UserPoolId=pool_id, Username="jane", **settings)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"MfaConfiguration": "ON"}, "can't turn on MFA without configuring an MFA"),
        (
            {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": False}},
            "can't turn on MFA without configuring an MFA",
        ),
        (
            {"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
            "can't disable MFA and configure an MFA together",
        ),
        ({"MfaConfiguration": "OFF", "EmailMfaConfiguration": {}}, "can't disable MFA and configure an MFA"),
        ({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}, "EmailSendingAccount DEVELOPER"),
        ({"WebAuthnConfiguration": {"RelyingPartyId": "a.example"}}, "is not supported by the local stack"),
    ],
)
def test_refuses_a_pool_s_mfa_that_cannot_work(
    local: LocalPools, pool_id: str, request_: Json, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        local.call("SetUserPoolMfaConfig", UserPoolId=pool_id, **request_)


def test_refuses_to_finish_a_setup_that_is_not_verified(
    local: LocalPools, pool_id: str, client_id: str
) -> None:
    _set_mode(local, pool_id, "ON")
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        _finish_setup(local, client_id, _start(local, client_id)["Session"])
    session = _start(local, client_id)["Session"]
    associated = local.call("AssociateSoftwareToken", Session=session)
    with pytest.raises(RefusedError, match="session can only be used once"):
        local.call("AssociateSoftwareToken", Session=session)
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        _finish_setup(local, client_id, associated["Session"])


def test_refuses_another_app_for_who_has_only_the_password(
    local: LocalPools, pool_id: str, client_id: str, secret_code: str
) -> None:
    assert secret_code
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        local.call("AssociateSoftwareToken", Session=_start(local, client_id)["Session"])
    with pytest.raises(RefusedError, match="Invalid session for the user"):
        local.call("AssociateSoftwareToken", Session="x" * 20)
    assert pool_id


def test_refuses_mfa_inside_of_custom_authentication(
    local: LocalPools, pool_id: str, client_id: str, custom_client: str, secret_code: str
) -> None:
    assert custom_client
    assert secret_code

    def define(event: Json) -> Json:
        event["response"]["challengeName"] = "PASSWORD_VERIFIER"
        return event

    local.functions.run["arn:aws:lambda:us-east-1:123456789012:function:define"] = define
    browser = SrpClient(local, pool_id, client_id, password=PASSWORD)
    started = browser.start("CUSTOM_AUTH", CHALLENGE_NAME="SRP_A")
    with pytest.raises(RefusedError, match="MFA in custom authentication is not supported"):
        browser.answer(browser.claim(started), Session=started["Session"])


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_right_code_gives_tokens_after_either_way_to_prove_the_password(
    local: LocalPools, pool_id: str, client_id: str, secret_code: str, steps: int
) -> None:
    asked: Any = _start(local, client_id)
    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert asked["ChallengeParameters"] == {"USER_ID_FOR_SRP": "jane"}
    code = _code(local, secret_code, steps=steps)
    assert "AuthenticationResult" in _answer(local, client_id, asked["Session"], code)
    local.clock.forward(90)
    asked = SrpClient(local, pool_id, client_id, password=PASSWORD).sign_in()
    code = _code(local, secret_code)
    assert "AuthenticationResult" in _answer(local, client_id, asked["Session"], code)


def test_who_needs_a_factor_sets_it_up_on_the_way(local: LocalPools, pool_id: str, client_id: str) -> None:
    assert _set_mode(local, pool_id, "ON") == {
        "MfaConfiguration": "ON",
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
    }
    asked = _start(local, client_id)
    assert asked["ChallengeName"] == "MFA_SETUP"
    assert asked["ChallengeParameters"]["MFAS_CAN_SETUP"] == '["SOFTWARE_TOKEN_MFA"]'
    associated = local.call("AssociateSoftwareToken", Session=asked["Session"])
    code = _code(local, associated["SecretCode"])
    with pytest.raises(RefusedError, match="Code mismatch"):
        local.call("VerifySoftwareToken", Session=associated["Session"], UserCode=_wrong(code))
    verified = local.call("VerifySoftwareToken", Session=associated["Session"], UserCode=code)
    assert "AuthenticationResult" in _finish_setup(local, client_id, verified["Session"])
    assert _start(local, client_id)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_the_factor_is_shown_and_can_be_turned_off(
    local: LocalPools, pool_id: str, client_id: str, secret_code: str
) -> None:
    assert secret_code
    shown = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")
    assert shown["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]
    assert shown["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    off = {"Enabled": False}
    local.call("AdminSetUserMFAPreference", UserPoolId=pool_id, Username="jane", SoftwareTokenMfaSettings=off)
    assert "AuthenticationResult" in _start(local, client_id)


def test_the_pool_s_mfa_survives_updates_and_can_be_turned_off(
    local: LocalPools, pool_id: str, client_id: str, secret_code: str
) -> None:
    assert secret_code
    local.call("UpdateUserPool", UserPoolId=pool_id)
    local.call("UpdateUserPool", UserPoolId=pool_id, MfaConfiguration="OPTIONAL")
    local.restart()
    assert _start(local, client_id)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    local.call("SetUserPoolMfaConfig", UserPoolId=pool_id, MfaConfiguration="OFF")
    assert local.call("GetUserPoolMfaConfig", UserPoolId=pool_id) == {"MfaConfiguration": "OFF"}
    assert "AuthenticationResult" in _start(local, client_id)
