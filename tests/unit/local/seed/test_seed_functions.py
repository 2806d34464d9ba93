import pytest

from isthmus.errors import MalformedError
from isthmus.local.seed.functions import cors_for


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*",
        "https://*.vf.force.com",
        "http://sample--c.vf.force.com",
        "https://sample--c.vf.force.com/",
        "https://sample--c.vf.force.com/apex/Cognito_Sign_In",
        "https://sample--c.vf.force.com,https://evil.example",
        "https://user@sample--c.vf.force.com",
        "null",
        "",
    ],
)
def test_refuses_to_open_the_api_to_more_than_one_https_origin(origin: str) -> None:
    with pytest.raises(MalformedError):
        cors_for(origin)


@pytest.mark.parametrize("origin", ["https://sample--c.vf.force.com", "https://localhost:4443"])
def test_opens_the_api_to_posts_with_a_bearer_from_one_origin(origin: str) -> None:
    assert cors_for(origin) == {
        "AllowOrigins": [origin],
        "AllowMethods": ["POST"],
        "AllowHeaders": ["authorization"],
        "AllowCredentials": False,
        "MaxAge": 300,
    }
