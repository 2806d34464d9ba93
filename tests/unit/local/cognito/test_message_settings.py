import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError

ROLE = "arn:aws:iam::123456789012:role/sms"
IDENTITY = "arn:aws:ses:us-east-1:123456789012:identity/example.com"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"AdminCreateUserConfig": {"InviteMessageTemplate": {"EmailMessage": "Welcome."}}},
            "Value 'Welcome.' at 'adminCreateUserConfig.inviteMessage.emailMessage' failed",
        ),
        (
            {"AdminCreateUserConfig": {"InviteMessageTemplate": {"SMSMessage": "Welcome."}}},
            "Value 'Welcome.' at 'adminCreateUserConfig.inviteMessage.smsMessage' failed",
        ),
        (
            {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}},
            "Source ARN is required to use DEVELOPER email sending owner",
        ),
        ({"EmailConfiguration": {"From": "nobody"}}, "Provided From email address is invalid"),
        ({"EmailConfiguration": {"From": "<nobody>"}}, "Provided From email address is invalid"),
        (
            {"SmsConfiguration": {"SnsCallerArn": ROLE, "SnsRegion": "eu-west-1"}},
            "Invalid snsRegion. Allowed SNS region for us-east-1 is us-east-1",
        ),
        (
            {"EmailConfiguration": {"SourceArn": IDENTITY.replace("us-east-1", "sa-east-1")}},
            (
                "Invalid EmailConfiguration.SourceArn. Provided SourceArn must be in one of the following "
                "SES regions: eu-west-1, us-east-1, us-west-2."
            ),
        ),
    ],
)
def test_refuses_messages_that_aws_refuses(local: LocalPools, settings: Json, message: str) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call("CreateUserPool", PoolName="p", **settings)
    assert refused.value.code == "InvalidParameterException"
    assert message in refused.value.message


def test_refuses_the_role_of_another_account(local: LocalPools, pool_id: str) -> None:
    foreign = ROLE.replace("123456789012", "999999999999")
    group = {"UserPoolId": pool_id, "GroupName": "staff"}
    local.call("CreateGroup", RoleArn=ROLE, **group)
    calls: list[tuple[str, Json]] = [
        ("CreateUserPool", {"PoolName": "p", "SmsConfiguration": {"SnsCallerArn": foreign}}),
        ("CreateGroup", group | {"GroupName": "other", "RoleArn": foreign}),
        ("UpdateGroup", group | {"RoleArn": foreign}),
    ]
    for operation, request in calls:
        with pytest.raises(RefusedError, match="Cross-account pass role is not allowed") as refused:
            local.call(operation, **request)
        assert refused.value.code == "AccessDeniedException"


@pytest.mark.parametrize(
    "settings",
    [
        {"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": IDENTITY}},
        {"EmailConfiguration": {"SourceArn": IDENTITY, "From": "Sample <no-reply@example.com>"}},
        {"SmsConfiguration": {"SnsCallerArn": ROLE, "ExternalId": "sample", "SnsRegion": "us-east-1"}},
        {"SmsConfiguration": {}},
    ],
)
def test_keeps_how_messages_are_sent(local: LocalPools, settings: Json) -> None:
    pool = local.call("CreateUserPool", PoolName="p", **settings)["UserPool"]
    (name,) = settings
    default = {"EmailSendingAccount": "COGNITO_DEFAULT"} if name == "EmailConfiguration" else {}
    assert pool[name] == default | settings[name]


def test_the_template_and_its_older_members_show_the_same_texts(local: LocalPools) -> None:
    template = {"EmailMessage": "one {####}", "EmailSubject": "two", "SmsMessage": "three {####}"}
    older = {
        "EmailVerificationMessage": "one {####}",
        "EmailVerificationSubject": "two",
        "SmsVerificationMessage": "three {####}",
    }
    for given in ({"VerificationMessageTemplate": template}, older):
        pool = local.call("CreateUserPool", PoolName="p", **given)["UserPool"]
        assert {name: pool[name] for name in older} == older
        assert pool["VerificationMessageTemplate"] == {"DefaultEmailOption": "CONFIRM_WITH_CODE"} | template


def test_an_update_keeps_the_template_until_another_is_given(local: LocalPools) -> None:
    template = {"EmailMessage": "one {####}", "EmailSubject": "two"}
    created = local.call("CreateUserPool", PoolName="p", VerificationMessageTemplate=template)
    pool_id = created["UserPool"]["Id"]
    local.call("UpdateUserPool", UserPoolId=pool_id)
    assert local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["EmailVerificationSubject"] == "two"
    local.call("UpdateUserPool", UserPoolId=pool_id, VerificationMessageTemplate={"EmailSubject": "three"})
    pool = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    assert pool["EmailVerificationSubject"] == "three"
    assert "EmailVerificationMessage" not in pool
