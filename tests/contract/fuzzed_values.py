"""What the fuzzed Cognito has at the start, and the values that lead to it."""

from collections.abc import Mapping
from typing import Any

from contract.wild_requests import WILD_TEXTS, Known
from unit.local.cognito.identity.local_identity_pools import LocalIdentityPools
from unit.local.cognito.local_pools import LocalPools

PASSWORD = "Sample-pass-1"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:wild"
FLOWS = (
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_CUSTOM_AUTH",
)
_TRIGGERS = (
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "PreTokenGeneration",
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
)
_PAGES = ("x", "AAAA", "é", "999999999999999999999999", "-1")
_MADE_UP_ID = "us-east-1:00000000-0000-0000-0000-000000000000"
_MADE_UP_DEVICE = "us-east-1_00000000-0000-4000-8000-000000000000"
_CODES = ("123456", "000000")
_EVERYWHERE: Mapping[str, tuple[Any, ...]] = {
    "Username": ("jane", "jane", "joe", "new", "nobody", "newcomer", "jane@example.com"),
    "Scopes": (["api/read"], ["x"]),
    "GroupName": ("readers", "readers", "nogroup"),
    "Identifier": ("api", "other"),
    "Domain": ("fuzzed", "other"),
    "Password": (PASSWORD, "short"),
    "PreviousPassword": (PASSWORD, "wrong"),
    "ProposedPassword": (PASSWORD, "short"),
    "TemporaryPassword": (PASSWORD, "short"),
    "ConfirmationCode": _CODES,
    "Code": _CODES,
    "UserCode": _CODES,
    "Name": ("email", "email", "name", "custom:a", "sub", "email_verified", "phone_number", "nothing"),
    "Value": ("a@example.com", "true", "+15550100", "x"),
    "UserAttributeNames": (["email"], ["sub"], ["custom:a", "name"]),
    "AttributeName": ("email", "phone_number", "name"),
    "Filter": (
        'email = "jane@example.com"',
        'username ^= "j"',
        'sub = ""',
        "status = 1",
        '"',
        'name ^= "%_"',
    ),
    "PaginationToken": _PAGES,
    "NextToken": _PAGES,
    "LambdaArn": (FUNCTION, "arn:x"),
    "ProviderName": ("org", "org", "Cognito", "COGNITO", "other"),
    "IdentityProviderName": ("org.example", "other"),
    "DeveloperProviderName": ("org.example", "other"),
    "LoginsToRemove": (["org.example"], ["x"]),
    "AccountId": ("123456789012",),
    **dict.fromkeys(_TRIGGERS, (FUNCTION,)),
}


def make_known(local: LocalPools, identity: LocalIdentityPools) -> Known:
    """Make one of everything and give the values that lead to it."""
    return Known(values={**_EVERYWHERE, **_user_pool(local), **_identity_pool(identity)})


def _user_pool(local: LocalPools) -> dict[str, tuple[Any, ...]]:
    pool = local.call(
        "CreateUserPool",
        PoolName="fuzzed",
        AutoVerifiedAttributes=["email"],
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": True},
        UserPoolTier="PLUS",
        UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"},
    )["UserPool"]
    pool_id = pool["Id"]
    _fill(local, pool_id)
    app = {"UserPoolId": pool_id, "ClientName": "app", "ExplicitAuthFlows": list(FLOWS)}
    client_id = local.call("CreateUserPoolClient", **app)["UserPoolClient"]["ClientId"]
    machine = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="machine",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
        AllowedOAuthFlowsUserPoolClient=True,
    )["UserPoolClient"]
    secret = machine["ClientSecret"]
    return {
        "UserPoolId": (pool_id, pool_id, pool_id, "us-east-1_AAAAAAAAA"),
        "ClientId": (client_id, client_id, machine["ClientId"], "nosuchclient"),
        "ClientSecret": (secret,),
        "Secret": (secret, "A" * 30),
        "ResourceArn": (pool["Arn"], pool["Arn"][:-1]),
        **_sign_ins(local, client_id),
    }


def _fill(local: LocalPools, pool_id: str) -> None:
    at_pool = {"UserPoolId": pool_id}
    totp = {"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    local.call("SetUserPoolMfaConfig", **at_pool, **totp)
    local.call("CreateUserPoolDomain", **at_pool, Domain="fuzzed")
    scopes = [{"ScopeName": "read", "ScopeDescription": "read"}]
    local.call("CreateResourceServer", **at_pool, Identifier="api", Name="api", Scopes=scopes)
    local.call("CreateGroup", **at_pool, GroupName="readers")
    issuer = {"client_id": "c", "client_secret": "s", "oidc_issuer": "https://org.example"}
    issuer |= {f"{name}_url": f"https://org.example/{name}" for name in ("authorize", "token", "attributes")}
    issuer |= {"jwks_uri": "https://org.example/keys"}
    issuer |= {"authorize_scopes": "openid", "attributes_request_method": "GET"}
    provider = {"ProviderName": "org", "ProviderType": "OIDC", "ProviderDetails": issuer}
    local.call("CreateIdentityProvider", **at_pool, **provider)
    for name in ("jane", "joe"):
        at_user = {**at_pool, "Username": name}
        address = [
            {"Name": "email", "Value": f"{name}@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ]
        local.call("AdminCreateUser", **at_user, MessageAction="SUPPRESS", UserAttributes=address)
        local.call("AdminSetUserPassword", **at_user, Password=PASSWORD, Permanent=True)


def _sign_ins(local: LocalPools, client_id: str) -> dict[str, tuple[Any, ...]]:
    address = [{"Name": "email", "Value": "new@example.com"}]
    local.call("SignUp", ClientId=client_id, Username="new", Password=PASSWORD, UserAttributes=address)
    tokens = local.call(
        "InitiateAuth",
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=client_id,
        AuthParameters={"USERNAME": "jane", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    asked = local.call(
        "InitiateAuth",
        AuthFlow="USER_SRP_AUTH",
        ClientId=client_id,
        AuthParameters={"USERNAME": "jane", "SRP_A": "abcdef0123456789"},
    )
    access, refresh = tokens["AccessToken"], tokens["RefreshToken"]
    parameters = _parameters(refresh, asked["ChallengeParameters"]["SECRET_BLOCK"])
    return {
        "AccessToken": (access, access, access, access, tokens["IdToken"], "a.b.c", f"{access[:-4]}AAAA"),
        "RefreshToken": (refresh, refresh, "x"),
        "Token": (refresh, access, "x"),
        "DeviceKey": (tokens["NewDeviceMetadata"]["DeviceKey"], _MADE_UP_DEVICE),
        "Session": (asked.get("Session") or "A" * 40, "A" * 40),
        "AuthParameters": parameters,
        "ChallengeResponses": parameters,
    }


def _parameters(refresh_token: str, secret_block: str) -> tuple[dict[str, str], ...]:
    """Give what InitiateAuth and RespondToAuthChallenge take: everything at once, and each by itself."""
    values: Mapping[str, tuple[str, ...]] = {
        "USERNAME": ("jane", "joe", "nobody", "new"),
        "PASSWORD": (PASSWORD, "wrong"),
        "SRP_A": ("abcdef0123456789", "0", "-1", "zz", "f" * 5000),
        "REFRESH_TOKEN": (refresh_token,),
        "SECRET_HASH": ("AAAA", ""),
        "PASSWORD_CLAIM_SIGNATURE": ("AAAA", "é"),
        "PASSWORD_CLAIM_SECRET_BLOCK": (secret_block, "AAAA", "é"),
        "TIMESTAMP": ("Sat Nov 21 12:00:00 UTC 2026", "Xxx Foo 99 99:99:99 UTC 0", "é"),
        "NEW_PASSWORD": (PASSWORD,),
        "userAttributes.email": ("a@example.com", "é"),
        "ANSWER": ("x",),
        "SOFTWARE_TOKEN_MFA_CODE": ("123456", "é", "1e5", "\u0663\u0664\u0665\u0666\u0667\u0668"),
        "DEVICE_KEY": ("us-east-1_aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "x"),
        "CHALLENGE_NAME": ("SRP_A", "PASSWORD_VERIFIER"),
        "PREFERRED_CHALLENGE": ("PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "x"),
    }
    whole = [{name: each[number % len(each)] for name, each in values.items()} for number in range(3)]
    single = [
        {"USERNAME": "jane", name: value}
        for name, each in values.items()
        for value in (*each, *WILD_TEXTS[:6])
    ]
    return (*whole, *single)


def _identity_pool(identity: LocalIdentityPools) -> dict[str, tuple[Any, ...]]:
    pool_id, login = identity.create_pool(AllowUnauthenticatedIdentities=True), identity.login()
    identity_id = identity.get_id(pool_id, login)
    broken = ({"org.example": "a.b.c"}, {"org.example": "é"})
    return {
        "IdentityPoolId": (pool_id, pool_id, _MADE_UP_ID),
        "IdentityId": (identity_id, identity_id, _MADE_UP_ID),
        "IdentityIdsToDelete": ([identity_id], ["x"]),
        "Logins": (login, {}, identity.user_pool_login(), *broken),
    }
