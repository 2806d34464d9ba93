"""The swap at an identity pool."""

from typing import Any

import pytest

from isthmus.aws.credentials import AwsCredentials
from isthmus.aws.identity_pool import IdentityPool
from isthmus.errors import ConfigurationError, DeniedError, ExpiredError, MalformedError, UnavailableError
from isthmus.secret import Secret
from unit.aws.fake_aws import FakeAws, give, refuse

POOL_ID = "us-east-1:11111111-aaaa-2222-bbbb-222222222222"
IDENTITY_ID = "us-east-1:33333333-aaaa-2222-bbbb-222222222222"
PROVIDER = "acme.my.salesforce.com"
TOKEN = Secret("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")
KEYS: dict[str, Any] = {
    "AccessKeyId": "ASIASAMPLE",
    "SecretKey": "a secret key",
    "SessionToken": "a session token",
    "Expiration": 1_800_003_600.0,
}


def an_aws(**operations: Any) -> FakeAws:
    good = {
        "GetId": give(IdentityId=IDENTITY_ID),
        "GetCredentialsForIdentity": give(IdentityId=IDENTITY_ID, Credentials=KEYS),
    }
    return FakeAws(good | operations)


def swap(aws: FakeAws) -> AwsCredentials:
    return IdentityPool(POOL_ID, api=aws).get_credentials(provider_name=PROVIDER, id_token=TOKEN)


@pytest.mark.parametrize("pool_id", ["", "Salesforce", "us-east-1_AbCdEfGhI", f"{POOL_ID}\n", "us-east-1:1"])
def test_refuses_an_id_that_is_no_identity_pools(pool_id: str) -> None:
    with pytest.raises(MalformedError):
        IdentityPool(pool_id, api=an_aws())


KNOWN_MESSAGES = [
    "Invalid login token. Issuer doesn't match providerName",
    "Invalid login token. Couldn't verify signed token.",
    "Invalid login token. Not a valid OpenId Connect identity token.",
    "Invalid login token. Missing a required claim: aud",
    "Invalid login token. Can't pass in a Cognito token.",
    "Token is not from a supported provider of this identity pool.",
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    f"Access to Identity '{IDENTITY_ID}' is forbidden.",
]


@pytest.mark.parametrize("operation", ["GetId", "GetCredentialsForIdentity"])
@pytest.mark.parametrize("message", KNOWN_MESSAGES)
def test_denies_what_the_pool_refuses_and_says_why(operation: str, message: str) -> None:
    with pytest.raises(DeniedError, match="identity_pool") as refused:
        swap(an_aws(**{operation: refuse("NotAuthorizedException", message)}))
    assert str(refused.value).endswith(message)


def test_tells_an_expired_token_apart() -> None:
    message = "Invalid login token. Token expired: 1727419245 >= 1727407607"
    with pytest.raises(ExpiredError):
        swap(an_aws(GetId=refuse("NotAuthorizedException", message)))


@pytest.mark.parametrize("code", ["NotAuthorizedException", "InvalidParameterException"])
def test_does_not_repeat_a_message_that_may_quote_the_token(code: str) -> None:
    message = f"1 validation error detected: Value '{TOKEN.reveal()}' at 'logins' failed"
    with pytest.raises((DeniedError, ConfigurationError)) as refused:
        swap(an_aws(GetId=refuse(code, message)))
    assert TOKEN.reveal() not in str(refused.value)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ResourceNotFoundException", f"IdentityPool '{POOL_ID}' not found."),
        ("InvalidParameterException", "Please provide a valid public provider"),
        (
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
        ),
    ],
)
def test_tells_a_wrong_setting_apart(code: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=code) as refused:
        swap(an_aws(GetId=refuse(code, message)))
    assert message in str(refused.value)


@pytest.mark.parametrize(
    "code", ["TooManyRequestsException", "InternalErrorException", "ExternalServiceException"]
)
def test_is_unavailable_after(code: str) -> None:
    with pytest.raises(UnavailableError):
        swap(an_aws(GetId=refuse(code)))


@pytest.mark.parametrize("missing", KEYS)
def test_is_unavailable_when_the_credentials_are_not_whole(missing: str) -> None:
    keys = {name: value for name, value in KEYS.items() if name != missing}
    with pytest.raises(UnavailableError):
        swap(an_aws(GetCredentialsForIdentity=give(Credentials=keys)))


@pytest.mark.parametrize("expiration", [0, -1, 253_402_300_800, 9e15])
def test_is_unavailable_when_the_credentials_end_at_no_time(expiration: float) -> None:
    with pytest.raises(UnavailableError, match="Expiration"):
        swap(an_aws(GetCredentialsForIdentity=give(Credentials=KEYS | {"Expiration": expiration})))


def test_swaps_the_token_for_credentials() -> None:
    aws = an_aws()
    assert swap(aws) == AwsCredentials(
        access_key_id="ASIASAMPLE",
        secret_access_key=Secret("a secret key"),
        session_token=Secret("a session token"),
        expires_at=1_800_003_600.0,
    )
    logins = {PROVIDER: TOKEN.reveal()}
    assert aws.calls == [
        ("GetId", {"IdentityPoolId": POOL_ID, "Logins": logins}),
        ("GetCredentialsForIdentity", {"IdentityId": IDENTITY_ID, "Logins": logins}),
    ]


def test_credentials_do_not_show_their_secrets() -> None:
    shown = f"{swap(an_aws())!r}"
    assert "a secret key" not in shown
    assert "a session token" not in shown
