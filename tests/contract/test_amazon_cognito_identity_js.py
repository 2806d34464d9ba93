"""amazon-cognito-identity-js, the client of older Amplify apps, against the local user pools."""

from typing import Any

import pytest

from contract.javascript_clients import ClientError, JavaScript
from contract.sample_app import PASSWORD, SampleApp, authenticator_code, make_sample_app, new_name, other_code
from flows.driving import Stack, jwt_claims
from flows.test_session_sso import username_of

OTHER_PASSWORD = "Another-pass-2"


def refusal(clients: JavaScript, call: str, **given: Any) -> tuple[str, str]:
    """Give the name and the message that the app sees."""
    with pytest.raises(ClientError) as refused:
        clients.call(call, **given)
    return refused.value.name, refused.value.message


def open_user(clients: JavaScript, app: SampleApp, username: str, *, key: str | None = None) -> str:
    clients.call("openUser", key=key or username, username=username, **app.at_client())
    return key or username


def signed_in(clients: JavaScript, app: SampleApp, username: str) -> dict[str, Any]:
    open_user(clients, app, username)
    session: dict[str, Any] = clients.call("signIn", key=username, password=PASSWORD)
    assert "accessToken" in session, session
    return session


WRONG = ("NotAuthorizedException", "Incorrect username or password.")


@pytest.mark.parametrize("flow", ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"])
def test_a_wrong_password_and_an_unknown_user_look_the_same(
    clients: JavaScript, app: SampleApp, flow: str
) -> None:
    username = open_user(clients, app, app.new_user())
    nobody = open_user(clients, app, new_name())
    assert refusal(clients, "signIn", key=username, password="Wrong-pass-1", flow=flow) == WRONG
    assert refusal(clients, "signIn", key=nobody, password=PASSWORD, flow=flow) == WRONG


@pytest.mark.parametrize("flow", ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"])
def test_signs_in(clients: JavaScript, app: SampleApp, flow: str) -> None:
    username = open_user(clients, app, app.new_user())
    session = clients.call("signIn", key=username, password=PASSWORD, flow=flow)
    assert session["isValid"]
    assert jwt_claims(session["accessToken"])["username"] == username
    assert clients.call("attributesOf", key=username)["email"] == f"{username}@example.com"


def test_signs_up_and_confirms_with_the_code_of_the_outbox(clients: JavaScript, app: SampleApp) -> None:
    username = new_name()
    new = {"username": username, "attributes": {"email": f"{username}@example.com"}, **app.at_client()}
    name, message = refusal(clients, "signUp", password="short", **new)
    assert name == "InvalidPasswordException"
    assert message.startswith("Password did not conform with policy: ")
    made = clients.call("signUp", password=PASSWORD, **new)
    assert (made["username"], made["userConfirmed"], made["destination"]) == (username, False, "p***@e***")
    taken = refusal(clients, "signUp", password=PASSWORD, **new)
    assert taken == ("UsernameExistsException", "User already exists")

    open_user(clients, app, username)
    unconfirmed = refusal(clients, "signIn", key=username, password=PASSWORD)
    assert unconfirmed == ("UserNotConfirmedException", "User is not confirmed.")
    first = app.newest_code(username)
    wrong = refusal(clients, "confirmSignUp", key=username, code=other_code(first))
    assert wrong == ("CodeMismatchException", "Invalid verification code provided, please try again.")
    clients.call("resendCode", key=username)
    assert clients.call("confirmSignUp", key=username, code=app.newest_code(username)) == "SUCCESS"
    assert clients.call("signIn", key=username, password=PASSWORD)["isValid"]


def test_sets_the_new_password_that_a_temporary_one_asks_for(clients: JavaScript, app: SampleApp) -> None:
    username = open_user(clients, app, app.new_user(is_permanent=False))
    asked = clients.call("signIn", key=username, password=PASSWORD)
    assert asked["challenge"] == "NEW_PASSWORD_REQUIRED"
    assert asked["first"]["email"] == f"{username}@example.com"
    assert asked["second"] == []
    assert clients.call("completeNewPassword", key=username, password=OTHER_PASSWORD)["isValid"]
    assert refusal(clients, "signIn", key=username, password=PASSWORD) == WRONG
    assert clients.call("signIn", key=username, password=OTHER_PASSWORD)["isValid"]


def test_changes_the_password(clients: JavaScript, app: SampleApp) -> None:
    username = app.new_user()
    signed_in(clients, app, username)
    change = {"key": username, "proposed": OTHER_PASSWORD}
    assert refusal(clients, "changePassword", previous="Wrong-pass-1", **change) == WRONG
    assert clients.call("changePassword", previous=PASSWORD, **change) == "SUCCESS"
    assert refusal(clients, "signIn", key=username, password=PASSWORD) == WRONG
    assert clients.call("signIn", key=username, password=OTHER_PASSWORD)["isValid"]


def test_recovers_a_forgotten_password(clients: JavaScript, app: SampleApp) -> None:
    username = open_user(clients, app, app.new_user())
    sent = clients.call("forgotPassword", key=username)
    assert sent["CodeDeliveryDetails"]["Destination"] == "p***@e***"
    code = app.newest_code(username)
    change = {"key": username, "password": OTHER_PASSWORD}
    name, _ = refusal(clients, "confirmPassword", code=other_code(code), **change)
    assert name == "CodeMismatchException"
    assert clients.call("confirmPassword", code=code, **change) == "SUCCESS"
    name, _ = refusal(clients, "confirmPassword", code=code, **change)
    assert name == "ExpiredCodeException"
    assert clients.call("signIn", key=username, password=OTHER_PASSWORD)["isValid"]


def test_asks_for_the_code_of_an_authenticator_app(clients: JavaScript, app: SampleApp) -> None:
    app.admin.set_user_pool_mfa_config(
        UserPoolId=app.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    username = app.new_user()
    signed_in(clients, app, username)
    secret = clients.call("associateSoftwareToken", key=username)
    present = authenticator_code(secret, steps_ahead=0)
    name, _ = refusal(clients, "verifySoftwareToken", key=username, code=other_code(present))
    assert name == "EnableSoftwareTokenMFAException"
    assert clients.call("verifySoftwareToken", key=username, code=present)["Status"] == "SUCCESS"
    assert clients.call("preferSoftwareToken", key=username) == "SUCCESS"

    assert clients.call("signIn", key=username, password=PASSWORD)["challenge"] == "SOFTWARE_TOKEN_MFA"
    name, _ = refusal(clients, "answerMfa", key=username, code=present)
    assert name == "CodeMismatchException", "a code is good once"
    answer = {"key": username, "code": authenticator_code(secret, steps_ahead=1)}
    assert clients.call("answerMfa", **answer)["isValid"]


def test_a_remembered_device_stands_in_for_the_authenticator_app(clients: JavaScript, stack: Stack) -> None:
    app = make_sample_app(
        stack,
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
    )
    app.admin.set_user_pool_mfa_config(
        UserPoolId=app.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    username = app.new_user()
    signed_in(clients, app, username)
    assert clients.call("deviceKeys", key=username) == [], "remembered devices alone are listed"
    secret = clients.call("associateSoftwareToken", key=username)
    code = authenticator_code(secret, steps_ahead=0)
    clients.call("verifySoftwareToken", key=username, code=code)
    clients.call("preferSoftwareToken", key=username)
    asked = clients.call("signIn", key=username, password=PASSWORD)
    assert asked["challenge"] == "SOFTWARE_TOKEN_MFA", "the device is known, but not remembered"

    answer = {"key": username, "code": authenticator_code(secret, steps_ahead=1)}
    clients.call("answerMfa", **answer)
    assert clients.call("rememberDevice", key=username) == "SUCCESS"
    [device_key] = clients.call("deviceKeys", key=username)
    session = clients.call("signIn", key=username, password=PASSWORD)
    assert jwt_claims(session["accessToken"])["device_key"] == device_key
    assert clients.call("forgetDevice", key=username) == "SUCCESS"
    assert clients.call("deviceKeys", key=username) == []


def test_refreshes_and_signs_out_everywhere(clients: JavaScript, app: SampleApp) -> None:
    username = app.new_user()
    first = signed_in(clients, app, username)
    second = clients.call("refresh", key=username, refreshToken=first["refreshToken"])
    assert second["accessToken"] != first["accessToken"]
    assert second["refreshToken"] == first["refreshToken"]
    assert clients.call("globalSignOut", key=username) == "SUCCESS"
    open_user(clients, app, username)
    revoked = refusal(clients, "refresh", key=username, refreshToken=first["refreshToken"])
    assert revoked == ("NotAuthorizedException", "Refresh Token has been revoked")
    with pytest.raises(app.admin.exceptions.NotAuthorizedException, match="Access Token has been revoked"):
        app.admin.get_user(AccessToken=second["accessToken"])


def test_updates_attributes_and_deletes_the_user(clients: JavaScript, app: SampleApp) -> None:
    username = app.new_user()
    signed_in(clients, app, username)
    name, _ = refusal(clients, "updateAttributes", key=username, attributes={"email": "no address"})
    assert name == "InvalidParameterException"
    assert clients.call("updateAttributes", key=username, attributes={"name": "Jane"}) == "SUCCESS"
    assert clients.call("attributesOf", key=username)["name"] == "Jane"
    assert clients.call("deleteUser", key=username) == "SUCCESS"
    assert refusal(clients, "signIn", key=username, password=PASSWORD) == WRONG


def test_answers_a_custom_challenge_with_a_session_of_salesforce(clients: JavaScript, stack: Stack) -> None:
    sso, person = stack["session_sso"], stack.user()
    username = username_of(stack, person)
    at_client = {"endpoint": stack["aws_endpoint"], "poolId": sso["user_pool_id"]}
    clients.call("openUser", key="sso", username=username, clientId=sso["client_id"], **at_client)
    assert clients.call("startCustomAuth", key="sso")["challenge"] == "CUSTOM_CHALLENGE"
    assert refusal(clients, "answerCustomChallenge", key="sso", answer="garbage") == WRONG
    assert clients.call("startCustomAuth", key="sso")["challenge"] == "CUSTOM_CHALLENGE"
    session = clients.call("answerCustomChallenge", key="sso", answer=person["session_id"])
    assert jwt_claims(session["accessToken"])["username"] == username
