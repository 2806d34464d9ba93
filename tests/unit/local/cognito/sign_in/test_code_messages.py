import pytest

from unit.local.cognito.local_pools import LocalPools, RefusedError
from unit.local.cognito.sign_in.factors_app import FactorsApp

WORDS = "arn:aws:lambda:us-east-1:123456789012:function:words"
SMS_ON = {"Enabled": True, "PreferredMfa": True}
POLICIES = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}


@pytest.fixture
def app(local: LocalPools, pool_id: str) -> FactorsApp:
    return FactorsApp(
        local,
        pool_id,
        LambdaConfig={"CustomMessage": WORDS},
        MfaConfiguration="OPTIONAL",
        Policies=POLICIES,
    )


def test_refuses_a_sign_in_whose_message_cannot_be_worded(app: FactorsApp) -> None:
    app.local.functions.fail(WORDS, "no words")
    with pytest.raises(RefusedError, match="CustomMessage failed with error no words"):
        app.choose("EMAIL_OTP")
    app.prefer(SMSMfaSettings=SMS_ON)
    with pytest.raises(RefusedError, match="CustomMessage failed with error no words"):
        app.start()
    assert app.codes_sent() == 0


def test_asks_the_function_nothing_about_nobody(app: FactorsApp) -> None:
    assert app.choose("EMAIL_OTP", USERNAME="nobody")["ChallengeName"] == "EMAIL_OTP"
    assert app.local.functions.events == []


@pytest.mark.parametrize("operation", ["AdminUserGlobalSignOut", "AdminDisableUser"])
def test_refuses_the_code_if_an_administrator_acted_while_it_was_worded(
    app: FactorsApp, operation: str
) -> None:
    async def act(event: dict[str, object]) -> dict[str, object]:
        await app.local.answer(operation, {"UserPoolId": app.pool_id, "Username": "jane"})
        return event

    app.local.functions.run[WORDS] = act
    asked = app.choose("EMAIL_OTP")
    with pytest.raises(RefusedError) as refused:
        app.answer_code(asked, app.newest_code())
    assert refused.value.code == "NotAuthorizedException"


def test_the_function_words_the_codes_of_both_factors(app: FactorsApp) -> None:
    app.local.functions.respond(
        WORDS, smsMessage="Text {####}", emailMessage="Mail {####}", emailSubject="Sample"
    )
    app.choose("EMAIL_OTP")
    message = app.local.pools.outbox()[0]
    assert (message.subject, message.text) == ("Sample", f"Mail {message.code}")
    app.prefer(SMSMfaSettings=SMS_ON)
    app.start()
    message = app.local.pools.outbox()[0]
    assert message.text == f"Text {message.code}"
    assert len(app.local.functions.events_of("CustomMessage_Authentication")) == 2
