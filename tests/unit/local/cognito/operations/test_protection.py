import base64

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from unit.local.cognito.local_pools import ACCOUNT_ID, Json, LocalPools, RefusedError

LOG_GROUP = f"arn:aws:logs:us-east-1:{ACCOUNT_ID}:log-group:/sample"
FOREIGN_GROUP = "arn:aws:logs:eu-west-1:999999999999:log-group:x"
BUCKET = "arn:aws:s3:::sample-bucket"
SES = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
NOTIFICATIONS: Json = {
    "EventSource": "userNotification",
    "LogLevel": "ERROR",
    "CloudWatchLogsConfiguration": {"LogGroupArn": LOG_GROUP},
}
EVENTS: Json = {
    "EventSource": "userAuthEvents",
    "LogLevel": "INFO",
    "S3Configuration": {"BucketArn": BUCKET},
}
NOTIFY: Json = {"SourceArn": SES, "BlockEmail": {"Subject": "Blocked", "TextBody": "Blocked."}}
TAKEOVER: Json = {
    "NotifyConfiguration": NOTIFY,
    "Actions": {"HighAction": {"Notify": True, "EventAction": "BLOCK"}},
}


@pytest.fixture
def protected(local: LocalPools) -> str:
    """A pool whose threat protection is on."""
    pool = local.call(
        "CreateUserPool",
        PoolName="p",
        UserPoolTier="PLUS",
        UserPoolAddOns={"AdvancedSecurityMode": "ENFORCED"},
    )
    pool_id: str = pool["UserPool"]["Id"]
    return pool_id


def _refusal(local: LocalPools, operation: str, **request: object) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        local.call(operation, **request)
    return refused.value.code, refused.value.message


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("SetRiskConfiguration", {}),
        ("DescribeRiskConfiguration", {}),
        ("AdminListUserAuthEvents", {"Username": "jane"}),
        ("AdminUpdateAuthEventFeedback", {"Username": "jane", "EventId": "e", "FeedbackValue": "Valid"}),
        (
            "UpdateAuthEventFeedback",
            {"Username": "jane", "EventId": "e", "FeedbackToken": "t", "FeedbackValue": "Valid"},
        ),
    ],
)
@pytest.mark.usefixtures("user")
def test_refuses_without_threat_protection(
    local: LocalPools, pool_id: str, operation: str, request_: Json
) -> None:
    code, message = _refusal(local, operation, UserPoolId=pool_id, **request_)
    assert (code, message) == ("UserPoolAddOnNotEnabledException", "User pool add-ons are not enabled")
    assert _refusal(local, operation, UserPoolId="us-east-1_AAAAAAAAA", **request_)[0] == (
        "ResourceNotFoundException"
    )


def test_refuses_to_make_up_a_history_of_sign_ins(local: LocalPools, protected: str) -> None:
    request = {"UserPoolId": protected, "Username": "jane"}
    assert _refusal(local, "AdminListUserAuthEvents", **request)[0] == "UserNotFoundException"
    local.call("AdminCreateUser", MessageAction="SUPPRESS", **request)
    feedback = {"EventId": "e", "FeedbackValue": "Valid"}
    for operation, more in (
        ("AdminListUserAuthEvents", {}),
        ("AdminUpdateAuthEventFeedback", feedback),
        ("UpdateAuthEventFeedback", feedback | {"FeedbackToken": "t"}),
    ):
        assert _refusal(local, operation, **request, **more)[0] == "UnsupportedOperationException"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"RiskExceptionConfiguration": {"BlockedIPRangeList": ["10.0.0.0"]}}, "Incorrect CIDR format"),
        ({"RiskExceptionConfiguration": {"SkippedIPRangeList": ["10.0.0.0/99"]}}, "Incorrect CIDR format"),
        (
            {
                "AccountTakeoverRiskConfiguration": TAKEOVER
                | {"NotifyConfiguration": {"SourceArn": SES.replace("us-east-1", "sa-east-1")}}
            },
            (
                "Invalid NotifyConfiguration.SourceArn. Provided SourceArn must be in one of the following "
                "SES regions: eu-west-1, us-east-1, us-west-2."
            ),
        ),
    ],
)
def test_refuses_a_risk_configuration_that_aws_refuses(
    local: LocalPools, protected: str, settings: Json, message: str
) -> None:
    refusal = _refusal(local, "SetRiskConfiguration", UserPoolId=protected, **settings)
    assert refusal == ("InvalidParameterException", message)


def test_refuses_the_risks_of_a_client_of_another_pool(
    local: LocalPools, pool_id: str, protected: str
) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    request = {"UserPoolId": protected, "ClientId": client["ClientId"]}
    for operation in ("SetRiskConfiguration", "DescribeRiskConfiguration"):
        assert _refusal(local, operation, **request)[0] == "ResourceNotFoundException"


def test_keeps_the_risks_of_a_pool_and_of_a_client_apart(local: LocalPools, protected: str) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=protected, ClientName="app")["UserPoolClient"]
    whole: Json = {"UserPoolId": protected}
    one: Json = {"UserPoolId": protected, "ClientId": client["ClientId"]}
    compromised: Json = {"EventFilter": ["SIGN_IN"], "Actions": {"EventAction": "BLOCK"}}
    local.call("SetRiskConfiguration", AccountTakeoverRiskConfiguration=TAKEOVER, **whole)
    local.call("SetRiskConfiguration", CompromisedCredentialsRiskConfiguration=compromised, **one)
    local.restart()
    shown = local.call("DescribeRiskConfiguration", **whole)["RiskConfiguration"]
    assert shown["AccountTakeoverRiskConfiguration"] == TAKEOVER
    assert shown["LastModifiedDate"] == local.clock.now()
    shown = local.call("DescribeRiskConfiguration", **one)["RiskConfiguration"]
    assert shown["CompromisedCredentialsRiskConfiguration"] == compromised
    assert shown["ClientId"] == client["ClientId"]
    assert local.call("SetRiskConfiguration", **whole) == {"RiskConfiguration": whole}
    assert local.call("DescribeRiskConfiguration", **whole) == {"RiskConfiguration": whole}


@pytest.mark.parametrize(
    ("configurations", "message"),
    [
        (
            [NOTIFICATIONS, NOTIFICATIONS],
            (
                "Request validation Failed. Following event sources appear more then once in a request: "
                "[userNotification]."
            ),
        ),
        ([NOTIFICATIONS | {"LogLevel": "INFO"}], "is logged at the level ERROR"),
        ([EVENTS | {"LogLevel": "ERROR"}], "is logged at the level INFO"),
        ([{"EventSource": "userAuthEvents", "LogLevel": "INFO"}], "needs exactly one destination"),
        ([NOTIFICATIONS | {"S3Configuration": {"BucketArn": BUCKET}}], "needs exactly one destination"),
        (
            [
                {
                    "EventSource": "userNotification",
                    "LogLevel": "ERROR",
                    "S3Configuration": {"BucketArn": BUCKET},
                }
            ],
            "is logged to CloudWatch Logs only",
        ),
        (
            [NOTIFICATIONS | {"CloudWatchLogsConfiguration": {"LogGroupArn": FOREIGN_GROUP}}],
            (
                f"[CloudWatch log group arn {FOREIGN_GROUP} failed with the following validation errors: ARN "
                "does not belong to invoking account. ARN does not belong to current region. ]"
            ),
        ),
    ],
)
def test_refuses_logs_that_aws_refuses(
    local: LocalPools, protected: str, configurations: list[Json], message: str
) -> None:
    request = {"UserPoolId": protected, "LogConfigurations": configurations}
    code, text = _refusal(local, "SetLogDeliveryConfiguration", **request)
    assert code == "InvalidParameterException"
    assert message in text


def test_refuses_logs_that_the_plan_has_not(local: LocalPools, pool_id: str) -> None:
    request = {"UserPoolId": pool_id, "LogConfigurations": [EVENTS]}
    assert _refusal(local, "SetLogDeliveryConfiguration", **request) == (
        "FeatureUnavailableInTierException",
        "The following feature is not available for the ESSENTIALS pricing tier configured: Log Streaming",
    )


def test_keeps_where_logs_should_go(local: LocalPools, protected: str) -> None:
    empty = {"LogDeliveryConfiguration": {"UserPoolId": protected, "LogConfigurations": []}}
    assert local.call("GetLogDeliveryConfiguration", UserPoolId=protected) == empty
    configurations = [NOTIFICATIONS, EVENTS]
    local.call("SetLogDeliveryConfiguration", UserPoolId=protected, LogConfigurations=configurations)
    shown = local.call("GetLogDeliveryConfiguration", UserPoolId=protected)["LogDeliveryConfiguration"]
    assert shown["LogConfigurations"] == configurations
    answer = local.call("SetLogDeliveryConfiguration", UserPoolId=protected, LogConfigurations=[])
    assert answer == empty


def test_the_certificate_is_that_of_the_key_of_id_tokens(local: LocalPools, pool_id: str) -> None:
    encoded = local.call("GetSigningCertificate", UserPoolId=pool_id)["Certificate"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(encoded))
    public_key = certificate.public_key()
    assert isinstance(public_key, rsa.RSAPublicKey)
    assert certificate.signature_hash_algorithm is not None
    public_key.verify(
        certificate.signature,
        certificate.tbs_certificate_bytes,
        padding.PKCS1v15(),
        certificate.signature_hash_algorithm,
    )
    key = local.request("GET", f"/{pool_id}/.well-known/jwks.json").json()["keys"][0]
    number = int.from_bytes(base64.urlsafe_b64decode(key["n"] + "=="), "big")
    assert public_key.public_numbers().n == number
    years = certificate.not_valid_after_utc.year - certificate.not_valid_before_utc.year
    assert years == 10
    local.restart()
    assert local.call("GetSigningCertificate", UserPoolId=pool_id)["Certificate"] == encoded


def test_the_header_of_an_import_has_every_attribute(local: LocalPools) -> None:
    schema = [{"Name": "org", "AttributeDataType": "String"}]
    pool_id = local.call("CreateUserPool", PoolName="p", Schema=schema)["UserPool"]["Id"]
    answer = local.call("GetCSVHeader", UserPoolId=pool_id)
    assert answer["UserPoolId"] == pool_id
    assert answer["CSVHeader"][:2] == ["name", "given_name"]
    assert answer["CSVHeader"][-3:] == ["custom:org", "cognito:mfa_enabled", "cognito:username"]
    assert len(answer["CSVHeader"]) == 22
