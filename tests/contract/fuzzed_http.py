"""What the wild HTTP requests to the browser and OAuth endpoints of the user pools are made of."""

import base64
import random

from contract.sample_app import CALLBACK, GOODBYE, PASSWORD, SampleApp
from contract.wild_http import WildHttp

PATHS = (
    "/oauth2/token",
    "/oauth2/token",
    "/oauth2/authorize",
    "/oauth2/authorize",
    "/oauth2/userInfo",
    "/oauth2/revoke",
    "/oauth2/idpresponse",
    "/oauth2/nothing",
    "/login",
    "/login",
    "/login/style.css",
    "/logout",
    "/signup",
    "/confirmUser",
    "/forgotPassword",
    "/error",
    "/saml2/idpresponse",
    "/_isthmus/health",
    "/_isthmus/outbox",
    "/_isthmus/nothing",
    "/.well-known/openid-configuration",
    "/.well-known/jwks_uri",
    "/us-east-1_AAAAAAAAA/.well-known/jwks.json",
)


def wild_http_of(app: SampleApp, chance: random.Random) -> WildHttp:
    """Give the requests for the endpoints of this app's pool, and values that lead somewhere there."""
    confidential, public = app.new_oauth_client(), app.new_oauth_client(GenerateSecret=False)
    machine = app.new_client(
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["orders/read"],
        AllowedOAuthFlowsUserPoolClient=True,
    )
    username = app.new_user()
    tokens = app.admin.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=app.client_id,
        AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    basic = [
        base64.b64encode(f"{client['ClientId']}:{client['ClientSecret']}".encode()).decode()
        for client in (confidential, machine)
    ]
    token = tokens["AccessToken"]
    documents = tuple(
        f"/{app.pool_id}/.well-known/{name}" for name in ("openid-configuration", "jwks.json", "nothing")
    )
    return WildHttp(
        address=app.endpoint,
        chance=chance,
        paths=PATHS + documents,
        parameters={
            "client_id": (confidential["ClientId"], public["ClientId"], machine["ClientId"], app.client_id),
            "client_secret": (confidential["ClientSecret"], machine["ClientSecret"]),
            "grant_type": ("authorization_code", "client_credentials", "refresh_token"),
            "response_type": ("code", "code", "token"),
            "redirect_uri": (CALLBACK,),
            "logout_uri": (GOODBYE,),
            "scope": ("openid email", "orders/read", "openid"),
            "state": ("s-1",),
            "nonce": ("n-1",),
            "prompt": ("login", "none", "select_account"),
            "login_hint": (username,),
            "code": ("00000000-0000-4000-8000-000000000000",),
            "code_challenge": ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",),
            "code_challenge_method": ("S256", "plain"),
            "code_verifier": ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",),
            "refresh_token": (tokens["RefreshToken"],),
            "token": (tokens["RefreshToken"], token),
            "aws_client_metadata": ('{"a": "b"}', "{", "[]", "1"),
            "username": (username,),
            "password": (PASSWORD, "wrong"),
            "new_password": (PASSWORD,),
            "confirmation": (PASSWORD,),
            "session": ("x" * 128,),
            "_csrf": ("x",),
            "lang": ("en", "de"),
            "max_age": ("0",),
            "resource": ("https://api.example.com",),
            "identity_provider": ("COGNITO", "Other"),
        },
        headers={
            "Authorization": (
                *(f"Basic {each}" for each in basic),
                f"Bearer {token}",
                f"Bearer {tokens['IdToken']}",
            ),
            "Cookie": ("XSRF-TOKEN=abc; cognito=def", 'XSRF-TOKEN="a\\001b"', "=; =;;", "XSRF-TOKEN=é"),
            "Origin": (app.endpoint, "https://evil.example", "null"),
            "Expect": ("100-continue",),
            "Transfer-Encoding": ("identity",),
            "X-Amz-Target": ("AWSCognitoIdentityProviderService.InitiateAuth", "X.Y"),
        },
    )
