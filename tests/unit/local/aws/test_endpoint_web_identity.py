"""Web identities through the real endpoint: identity pools, STS, and what their credentials may do."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError

from isthmus.local.addresses import ACCOUNT_ID, REGION
from isthmus.local.awsjson import AwsError
from unit.local.aws.running_endpoint import RunningEndpoint
from unit.local.openid.fake_provider import CLIENT_ID, SUBJECT, an_rsa_key

TABLE = "ProductCatalog"
TABLE_ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table/{TABLE}"
SCAN = {"Action": "dynamodb:Scan", "Resource": TABLE_ARN}
NOW = int(time.time())
Forge = Callable[[RunningEndpoint], str]


def unsigned_token(endpoint: RunningEndpoint) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"216"}').rstrip(b"=").decode()
    return f"{header}.{endpoint.provider.token().split('.')[1]}."


BAD_TOKENS: dict[str, tuple[Forge, str, str, str]] = {
    "garbage": (
        lambda _: "garbage",
        "Invalid login token. Not a valid OpenId Connect identity token.",
        "InvalidIdentityToken",
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    ),
    "forged": (
        lambda endpoint: endpoint.provider.token(key=an_rsa_key()),
        "Invalid login token. Couldn't verify signed token.",
        "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider",
    ),
    "unsigned": (
        unsigned_token,
        "Invalid login token. Couldn't verify signed token.",
        "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider",
    ),
    "another issuer's": (
        lambda endpoint: endpoint.provider.token(iss="https://evil.example"),
        "Invalid login token. Issuer doesn't match providerName",
        "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for https://evil.example",
    ),
    "another client's": (
        lambda endpoint: endpoint.provider.token(aud="somebody"),
        "Token is not from a supported provider of this identity pool.",
        "InvalidIdentityToken",
        "Incorrect token audience",
    ),
    "expired": (
        lambda endpoint: endpoint.provider.token(iat=NOW - 4000, exp=NOW - 3600),
        f">= {NOW - 3600}",
        "ExpiredTokenException",
        f"must be before the expiration date/time {NOW - 3600}",
    ),
    "without an audience": (
        lambda endpoint: endpoint.provider.token(aud=None),
        "Invalid login token. Missing a required claim: aud",
        "InvalidIdentityToken",
        "Missing a required claim: aud",
    ),
}


@pytest.fixture(scope="module")
def pool_id(endpoint: RunningEndpoint) -> str:
    """Give an identity pool whose people scan one table."""
    pools = endpoint.client("cognito-identity")
    pool_id: str = pools.create_identity_pool(
        IdentityPoolName="Salesforce",
        AllowUnauthenticatedIdentities=False,
        AllowClassicFlow=True,
        OpenIdConnectProviderARNs=[endpoint.provider_arn],
    )["IdentityPoolId"]
    role_arn = endpoint.make_role("people", trust=trust_of_pool(pool_id), allowed=[SCAN])
    pools.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={"authenticated": role_arn})
    endpoint.client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "N"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return pool_id


@pytest.fixture(scope="module")
def direct_role(endpoint: RunningEndpoint) -> str:
    """Give a role that trusts the provider itself, for one person."""
    name = endpoint.provider_name
    condition = {"StringEquals": {f"{name}:aud": CLIENT_ID, f"{name}:sub": SUBJECT}}
    trust = {
        "Principal": {"Federated": endpoint.provider_arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return endpoint.make_role("direct", trust=trust, allowed=[SCAN])


def trust_of_pool(pool_id: str, **changes: Any) -> dict[str, Any]:
    trust = {
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": pool_id},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
        },
    }
    return trust | changes


def get_id(endpoint: RunningEndpoint, pool_id: str, token: str) -> str:
    found = endpoint.unsigned_client("cognito-identity").get_id(
        IdentityPoolId=pool_id, Logins={endpoint.provider_name: token}
    )
    return str(found["IdentityId"])


def get_credentials(endpoint: RunningEndpoint, identity_id: str, token: str) -> dict[str, str]:
    given = endpoint.unsigned_client("cognito-identity").get_credentials_for_identity(
        IdentityId=identity_id, Logins={endpoint.provider_name: token}
    )["Credentials"]
    assert 3500 < given["Expiration"].timestamp() - time.time() < 3700
    return {
        "aws_access_key_id": given["AccessKeyId"],
        "aws_secret_access_key": given["SecretKey"],
        "aws_session_token": given["SessionToken"],
    }


def assume(endpoint: RunningEndpoint, role_arn: str, token: str, **more: Any) -> Any:
    return endpoint.unsigned_client("sts").assume_role_with_web_identity(
        RoleArn=role_arn, RoleSessionName="sample", WebIdentityToken=token, **more
    )


def error_of(refused: pytest.ExceptionInfo[ClientError]) -> tuple[str, str]:
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_get_id_refuses_a_token_that_is(endpoint: RunningEndpoint, pool_id: str, name: str) -> None:
    forge, words, _, _ = BAD_TOKENS[name]
    with pytest.raises(ClientError) as refused:
        get_id(endpoint, pool_id, forge(endpoint))
    code, message = error_of(refused)
    assert code == "NotAuthorizedException"
    assert words in message


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_credentials_are_refused_for_a_token_that_is(
    endpoint: RunningEndpoint, pool_id: str, name: str
) -> None:
    forge, words, _, _ = BAD_TOKENS[name]
    identity_id = get_id(endpoint, pool_id, endpoint.provider.token())
    with pytest.raises(ClientError) as refused:
        get_credentials(endpoint, identity_id, forge(endpoint))
    code, message = error_of(refused)
    assert code == "NotAuthorizedException"
    assert words in message


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_sts_refuses_a_token_that_is(endpoint: RunningEndpoint, direct_role: str, name: str) -> None:
    forge, _, code, words = BAD_TOKENS[name]
    with pytest.raises(ClientError) as refused:
        assume(endpoint, direct_role, forge(endpoint))
    assert error_of(refused)[0] == code
    assert words in error_of(refused)[1]


def test_sts_asks_no_provider_that_is_not_registered(endpoint: RunningEndpoint, direct_role: str) -> None:
    key = an_rsa_key()
    for issuer in (endpoint.url, f"{endpoint.provider.issuer}/", endpoint.provider.issuer.upper(), ""):
        token = jwt.encode(
            {"iss": issuer, "sub": "x", "aud": CLIENT_ID, "iat": NOW, "exp": NOW + 60},
            key,
            algorithm="RS256",
            headers={"kid": "216"},
        )
        with pytest.raises(ClientError, match="InvalidIdentityToken.*No OpenIDConnect provider found"):  # noqa: RUF043  two parts of one text
            assume(endpoint, direct_role, token)


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "other-client", "azp": CLIENT_ID, "sub": "somebody else"},
        {"sub": "https://login.salesforce.com/id/00D000000000001EAA/005000000000002AAA"},
    ],
)
def test_sts_refuses_whom_the_trust_policy_does_not_name(
    endpoint: RunningEndpoint, direct_role: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(ClientError) as refused:
        assume(endpoint, direct_role, endpoint.provider.token(**changes))
    assert error_of(refused) == ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")


def test_sts_refuses_a_role_that_trusts_the_identity_pool_only(
    endpoint: RunningEndpoint, pool_id: str
) -> None:
    assert pool_id
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(endpoint, f"arn:aws:iam::{ACCOUNT_ID}:role/people", endpoint.provider.token())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"RoleArn": f"arn:aws:iam::{ACCOUNT_ID}:role/absent"}, "AccessDenied"),
        ({"RoleArn": "arn:aws:iam::210987654321:role/direct"}, "AccessDenied"),
        ({"RoleArn": f"arn:aws:iam::{ACCOUNT_ID}:role/path/direct"}, "AccessDenied"),
        ({"RoleArn": f"arn:aws:iam::{ACCOUNT_ID}:user/direct"}, "ValidationError"),
        ({"RoleArn": "x" * 30}, "ValidationError"),
        ({"RoleSessionName": "a b"}, "ValidationError"),
        ({"RoleSessionName": "x" * 65}, "ValidationError"),
        ({"DurationSeconds": 60}, "ValidationError"),
        ({"DurationSeconds": 3601}, "ValidationError"),
        ({"DurationSeconds": 99_999}, "ValidationError"),
        ({"ProviderId": "www.amazon.com"}, "ValidationError"),
        ({"Policy": "{"}, "MalformedPolicyDocument"),
        (
            {"PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]},
            "UnsupportedOperationException",
        ),
    ],
)
def test_sts_refuses_a_request_with(
    endpoint: RunningEndpoint, direct_role: str, changes: dict[str, Any], code: str
) -> None:
    request = {
        "RoleArn": direct_role,
        "RoleSessionName": "sample",
        "WebIdentityToken": endpoint.provider.token(),
    } | changes
    with pytest.raises(ClientError) as refused:
        endpoint.unsigned_client("sts").assume_role_with_web_identity(**request)
    assert error_of(refused)[0] == code


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"RoleArn": ""},
        {"RoleArn": "x" * 20, "RoleSessionName": "ab", "WebIdentityToken": "abcd", "DurationSeconds": "x"},
        {
            "RoleArn": "x" * 20,
            "RoleSessionName": "ab",
            "WebIdentityToken": "abcd",
            "DurationSeconds": "9" * 99,
        },
        {"RoleArn": "x" * 20, "RoleSessionName": "ab", "WebIdentityToken": "<&>"},
    ],
)
def test_sts_answers_a_malformed_request_with_its_own_kind_of_error(
    endpoint: RunningEndpoint, form: dict[str, str]
) -> None:
    with endpoint.http() as http:
        answer = http.post("/", data={"Action": "AssumeRoleWithWebIdentity", **form})
    assert answer.status_code == 400
    assert answer.text.startswith('<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">')


def test_sts_refuses_a_login_by_saml(endpoint: RunningEndpoint) -> None:
    with pytest.raises(ClientError, match="UnsupportedOperation"):
        endpoint.unsigned_client("sts").assume_role_with_saml(
            RoleArn="x" * 30, PrincipalArn="y" * 30, SAMLAssertion="eA=="
        )


def test_a_session_policy_of_the_caller_limits_the_role(
    endpoint: RunningEndpoint, direct_role: str, pool_id: str
) -> None:
    assert pool_id
    policy = {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    given = assume(endpoint, direct_role, endpoint.provider.token(), Policy=json.dumps(policy))["Credentials"]
    with pytest.raises(ClientError, match="AccessDenied"):
        endpoint.client("dynamodb", **keys_of(given)).scan(TableName=TABLE)


def test_sts_gives_what_it_verified(endpoint: RunningEndpoint, direct_role: str, pool_id: str) -> None:
    assert pool_id
    answer = assume(endpoint, direct_role, endpoint.provider.token(), DurationSeconds=900)
    assert answer["SubjectFromWebIdentityToken"] == SUBJECT
    assert answer["Audience"] == CLIENT_ID
    assert answer["Provider"] == endpoint.provider_arn
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/direct/sample"
    assert 800 < answer["Credentials"]["Expiration"].timestamp() - time.time() < 1000
    assert endpoint.client("dynamodb", **keys_of(answer["Credentials"])).scan(TableName=TABLE)["Items"] == []


def test_sts_takes_the_call_by_get(endpoint: RunningEndpoint, direct_role: str) -> None:
    parameters = {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": direct_role,
        "RoleSessionName": "sample",
        "WebIdentityToken": endpoint.provider.token(),
    }
    with endpoint.http() as http:
        answer = http.get("/", params=parameters)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"


def keys_of(credentials: dict[str, str]) -> dict[str, str]:
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials["SessionToken"],
    }


def test_credentials_scan_the_table_and_nothing_else(endpoint: RunningEndpoint, pool_id: str) -> None:
    token = endpoint.provider.token()
    keys = get_credentials(endpoint, get_id(endpoint, pool_id, token), token)
    dynamodb = endpoint.client("dynamodb", **keys)
    with pytest.raises(ClientError, match="not authorized to perform: dynamodb:PutItem"):
        dynamodb.put_item(TableName=TABLE, Item={"Id": {"N": "1"}})
    with pytest.raises(ClientError, match="AccessDenied"):
        dynamodb.get_item(TableName=TABLE, Key={"Id": {"N": "1"}})
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        endpoint.client("dynamodb", **keys | {"aws_secret_access_key": "x" * 40}).scan(TableName=TABLE)
    assert dynamodb.scan(TableName=TABLE)["Items"] == []
    arn = endpoint.client("sts", **keys).get_caller_identity()["Arn"]
    assert arn == f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/people/CognitoIdentityCredentials"


def test_credentials_call_no_identity_pool_whatever_the_role_allows(endpoint: RunningEndpoint) -> None:
    pools = endpoint.client("cognito-identity")
    pool_id = pools.create_identity_pool(
        IdentityPoolName="mighty",
        AllowUnauthenticatedIdentities=False,
        OpenIdConnectProviderARNs=[endpoint.provider_arn],
    )["IdentityPoolId"]
    everything = {"Action": "*", "Resource": "*"}
    role_arn = endpoint.make_role("mighty", trust=trust_of_pool(pool_id), allowed=[everything])
    pools.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={"authenticated": role_arn})
    token = endpoint.provider.token()
    keys = get_credentials(endpoint, get_id(endpoint, pool_id, token), token)
    with pytest.raises(ClientError, match="explicit deny"):
        endpoint.client("cognito-identity", **keys).list_identity_pools(MaxResults=1)
    assert endpoint.client("cognito-idp", **keys).list_user_pools(MaxResults=1)


@pytest.mark.parametrize(
    "condition",
    [
        {
            "StringEquals": {
                "cognito-identity.amazonaws.com:aud": f"{REGION}:11111111-1111-1111-1111-111111111111"
            }
        },
        {
            "StringLike": {"cognito-identity.amazonaws.com:aud": "*"},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "unauthenticated"},
        },
        {
            "StringLike": {"cognito-identity.amazonaws.com:aud": "*"},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "graph.facebook.com"},
        },
        {
            "StringLike": {"cognito-identity.amazonaws.com:aud": "*"},
            "StringEquals": {"cognito-identity.amazonaws.com:sub": "somebody"},
        },
    ],
)
def test_a_role_that_does_not_trust_the_identity_is_a_configuration_error(
    endpoint: RunningEndpoint, condition: dict[str, Any]
) -> None:
    name = f"untrusting-{time.monotonic_ns()}"
    with pytest.raises(ClientError) as refused:
        credentials_of_role(endpoint, name, trust=trust_of_pool("", Condition=condition))
    assert error_of(refused) == (
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
    )


def test_trust_conditions_on_pool_and_login_hold(endpoint: RunningEndpoint) -> None:
    condition = {
        "StringLike": {"cognito-identity.amazonaws.com:aud": f"{REGION}:*"},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": endpoint.provider_name},
    }
    trust = trust_of_pool("", Condition=condition)
    assert credentials_of_role(endpoint, f"trusting-{time.monotonic_ns()}", trust=trust)


def credentials_of_role(endpoint: RunningEndpoint, name: str, *, trust: dict[str, Any]) -> dict[str, str]:
    pools = endpoint.client("cognito-identity")
    pool_id = pools.create_identity_pool(
        IdentityPoolName=name,
        AllowUnauthenticatedIdentities=False,
        OpenIdConnectProviderARNs=[endpoint.provider_arn],
    )["IdentityPoolId"]
    role_arn = endpoint.make_role(name, trust=trust, allowed=[SCAN])
    pools.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={"authenticated": role_arn})
    token = endpoint.provider.token()
    return get_credentials(endpoint, get_id(endpoint, pool_id, token), token)


def test_the_basic_flow_goes_by_sts(endpoint: RunningEndpoint, pool_id: str) -> None:
    identities, token = endpoint.unsigned_client("cognito-identity"), endpoint.provider.token()
    identity_id = get_id(endpoint, pool_id, token)
    open_id_token = identities.get_open_id_token(
        IdentityId=identity_id, Logins={endpoint.provider_name: token}
    )["Token"]
    with endpoint.http() as http:
        keys = jwt.PyJWKSet.from_dict(http.get("/.well-known/jwks_uri").json())
    header = jwt.get_unverified_header(open_id_token)
    claims = jwt.decode(open_id_token, keys[header["kid"]], algorithms=["RS512"], audience=pool_id)
    assert claims["sub"] == identity_id
    assert claims["amr"] == ["authenticated", endpoint.provider_name]
    answer = assume(endpoint, f"arn:aws:iam::{ACCOUNT_ID}:role/people", open_id_token)
    assert (answer["Provider"], answer["Audience"]) == ("cognito-identity.amazonaws.com", pool_id)
    assert endpoint.client("dynamodb", **keys_of(answer["Credentials"])).scan(TableName=TABLE)["Items"] == []


def test_a_forged_token_of_the_identity_pools_is_refused(endpoint: RunningEndpoint, pool_id: str) -> None:
    claims = {
        "iss": "https://cognito-identity.amazonaws.com",
        "aud": pool_id,
        "sub": f"{REGION}:x",
        "amr": ["authenticated"],
        "iat": NOW,
        "exp": NOW + 60,
    }
    with endpoint.http() as http:
        kid = http.get("/.well-known/jwks_uri").json()["keys"][0]["kid"]
    token = jwt.encode(claims, an_rsa_key(), algorithm="RS512", headers={"kid": kid})
    with pytest.raises(ClientError, match="InvalidIdentityToken"):
        assume(endpoint, f"arn:aws:iam::{ACCOUNT_ID}:role/people", token)


def test_an_id_token_of_a_user_pool_is_a_login_and_an_access_token_is_not(
    endpoint: RunningEndpoint,
) -> None:
    users, pools = endpoint.client("cognito-idp"), endpoint.client("cognito-identity")
    user_pool_id = users.create_user_pool(PoolName="logins")["UserPool"]["Id"]
    client_id = users.create_user_pool_client(
        UserPoolId=user_pool_id,
        ClientName="app",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    users.admin_create_user(UserPoolId=user_pool_id, Username="jane", MessageAction="SUPPRESS")
    users.admin_set_user_password(
        UserPoolId=user_pool_id, Username="jane", Password="Sample-123", Permanent=True
    )
    tokens = endpoint.unsigned_client("cognito-idp").initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=client_id,
        AuthParameters={"USERNAME": "jane", "PASSWORD": "Sample-123"},
    )["AuthenticationResult"]
    name = f"cognito-idp.{REGION}.amazonaws.com/{user_pool_id}"
    pool_id = pools.create_identity_pool(
        IdentityPoolName="logins",
        AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{"ProviderName": name, "ClientId": client_id}],
    )["IdentityPoolId"]
    identities = endpoint.unsigned_client("cognito-identity")
    with pytest.raises(ClientError, match="Missing a required claim: aud"):
        identities.get_id(IdentityPoolId=pool_id, Logins={name: tokens["AccessToken"]})
    found = identities.get_id(IdentityPoolId=pool_id, Logins={name: tokens["IdToken"]})
    local_name = f"{endpoint.url.removeprefix('http://')}/{user_pool_id}"
    again = identities.get_id(IdentityPoolId=pool_id, Logins={local_name: tokens["IdToken"]})
    assert found["IdentityId"] == again["IdentityId"]


@pytest.mark.parametrize(
    "url",
    ["http://org.example", "org.example", "https://", "https://a:b@org.example", "https://org.example?x=1"],
)
def test_iam_registers_no_provider_at(endpoint: RunningEndpoint, url: str) -> None:
    with pytest.raises(ClientError, match="ValidationError"):
        endpoint.client("iam").create_open_id_connect_provider(Url=url, ClientIDList=["x"])


def test_iam_refuses_a_role_for_every_identity_pool_of_the_world(endpoint: RunningEndpoint) -> None:
    for condition in (
        {},
        {"ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"}},
    ):
        with pytest.raises(ClientError, match="MalformedPolicyDocument"):
            endpoint.make_role("open", trust=trust_of_pool("", Condition=condition), allowed=[])


def test_a_client_that_is_added_to_the_provider_is_taken(endpoint: RunningEndpoint, pool_id: str) -> None:
    iam, token = endpoint.client("iam"), endpoint.provider.token(aud="second")
    with pytest.raises(ClientError, match="not from a supported provider"):
        get_id(endpoint, pool_id, token)
    iam.add_client_id_to_open_id_connect_provider(
        OpenIDConnectProviderArn=endpoint.provider_arn, ClientID="second"
    )
    assert get_id(endpoint, pool_id, token)
    iam.remove_client_id_from_open_id_connect_provider(
        OpenIDConnectProviderArn=endpoint.provider_arn, ClientID="second"
    )
    with pytest.raises(ClientError, match="not from a supported provider"):
        get_id(endpoint, pool_id, token)


@pytest.mark.parametrize("bad", BAD_TOKENS)
def test_a_checked_token_is_refused_in_the_words_of_sts(endpoint: RunningEndpoint, bad: str) -> None:
    forge, _, code, message = BAD_TOKENS[bad]
    with pytest.raises(AwsError) as refused:
        endpoint.run(endpoint.endpoint.check_web_identity(forge(endpoint)))
    assert refused.value.code == code
    assert message in refused.value.message


def test_a_checked_token_names_its_provider(endpoint: RunningEndpoint) -> None:
    checked = endpoint.endpoint.check_web_identity(endpoint.provider.token())
    assert endpoint.run(checked) == endpoint.provider_arn
