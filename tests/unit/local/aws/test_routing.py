import pytest

from isthmus.local.aws.routing import Destination, find_destination

IDP = "AWSCognitoIdentityProviderService.InitiateAuth"
IDENTITY = "AWSCognitoIdentityService.GetId"
HERE = "127.0.0.1:4566"


def destination(path: str, *, method: str = "GET", host: str = HERE, target: str = "") -> Destination:
    return find_destination(method=method, path=path, host=host, target=target)


@pytest.mark.parametrize(
    "path",
    [
        "/_ministack/health",
        "/_ministack/reset",
        "/_ministack",
        "/_localstack/health",
        "/moto-api/reset",
        "/_isthmus/authorize",
        "/_isthmus/assume-role",
        "/_isthmus",
        "/_aws/ses",
        "/_aws/execute-api",
        "/_aws/execute-api/abc",
        "/_aws/lambda-url/",
        "/health",
    ],
)
def test_what_is_inside_answers_nobody(path: str) -> None:
    assert destination(path) is Destination.NOBODY


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/bucket/key",
        "/2015-03-31/functions",
        "/.well-known/other",
        "/loginx",
        "/us-east-1_abc",
        "/no/such/page",
        "/_ministackx",
    ],
)
def test_what_is_not_listed_is_an_api_call(path: str) -> None:
    assert destination(path) is Destination.API


@pytest.mark.parametrize(
    ("method", "path", "target"),
    [("GET", "/", IDP), ("POST", "/other", IDP), ("POST", "/", f"x{IDP}"), ("POST", "/", "")],
)
def test_cognito_is_called_by_post_and_target(method: str, path: str, target: str) -> None:
    assert destination(path, method=method, target=target) is Destination.API


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/_aws/execute-api/abc123/stage/path", HERE),
        ("/_aws/execute-api/abc123/", HERE),
        ("/_aws/lambda-url/abc123", HERE),
        ("/_aws/lambda-url/abc123/path", HERE),
        ("/restapis/abc/prod/_user_request_/path", HERE),
        ("/path", "abc12345.execute-api.localhost:4566"),
        ("/path", "abc12345.lambda-url.us-east-1.on.aws"),
    ],
)
def test_addresses_of_apis_and_functions_are_public(path: str, host: str) -> None:
    assert destination(path, host=host) is Destination.PUBLIC_API


@pytest.mark.parametrize(
    ("path", "host"),
    [
        ("/oauth2/token", HERE),
        ("/login", HERE),
        ("/login/style.css", HERE),
        ("/logout", HERE),
        ("/oauth2/authorize", HERE),
        ("/us-east-1_AbC/.well-known/jwks.json", HERE),
        ("/us-east-1_AbC/.well-known/openid-configuration", HERE),
        ("/anything", "isthmus-m2m.auth.us-east-1.amazoncognito.com"),
        ("/oauth2/token", "isthmus-m2m.auth.localhost:4566"),
    ],
)
def test_pages_of_user_pools(path: str, host: str) -> None:
    assert destination(path, host=host) is Destination.USER_POOLS_WEB


def test_cognitos_apis_and_documents() -> None:
    assert destination("/", method="POST", target=IDP) is Destination.USER_POOLS
    assert destination("/", method="POST", target=IDENTITY) is Destination.IDENTITY_POOLS
    assert destination("/.well-known/jwks_uri") is Destination.IDENTITY_POOLS_WEB
    assert destination("/_isthmus/health") is Destination.HEALTH


def test_the_outbox_and_the_rotation_of_keys_are_the_user_pools() -> None:
    assert destination("/_isthmus/outbox") is Destination.USER_POOLS_WEB
    path = "/_isthmus/user-pools/us-east-1_Ab1/rotate-keys"
    assert destination(path, method="POST") is Destination.USER_POOLS_WEB


@pytest.mark.parametrize(
    "path",
    [
        "/_isthmus/outbox/",
        "/_isthmus/outbox/1",
        "/_isthmus/outboxes",
        "/_ministack/outbox",
        "/_isthmus/user-pools/us-east-1_Ab1",
        "/_isthmus/user-pools/a/b_1/rotate-keys",
        "/_isthmus/user-pools/us-east-1_Ab1/rotate-keys/",
    ],
)
def test_nothing_beside_the_outbox_is_open(path: str) -> None:
    assert destination(path) is Destination.NOBODY
