"""The settings of the API authorizer."""

import pytest

from isthmus.authorizer_settings import AuthorizerAnswer, AuthorizerSettings, load_authorizer_settings
from isthmus.errors import ConfigurationError
from isthmus.settings import Environment

SETTINGS = {
    "ISTHMUS_USER_POOL_ID": "us-east-1_AbCdEfGhI",
    "ISTHMUS_ACCEPTED_CLIENT_IDS": "2719ej7ft6qak1p9iauen2ps89",
    "ISTHMUS_REQUIRED_SCOPES": "orders/read",
}


def load(**changes: str) -> AuthorizerSettings:
    return load_authorizer_settings(Environment(SETTINGS | changes))


@pytest.mark.parametrize("missing", SETTINGS)
def test_refuses_to_start_without(missing: str) -> None:
    with pytest.raises(ConfigurationError, match=f"set {missing}: "):
        load(**{missing: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISTHMUS_USER_POOL_ID", "AbCdEfGhI"),
        ("ISTHMUS_USER_POOL_ID", "us-east-1_AbCdEfGhI/../x"),
        ("ISTHMUS_USER_POOL_ID", "evil-place-1_AbCdEfGhI"),
        ("ISTHMUS_ACCEPTED_CLIENT_IDS", " "),
        ("ISTHMUS_ACCEPTED_CLIENT_IDS", "one,two"),
        ("ISTHMUS_ACCEPTED_CLIENT_IDS", "one *"),
        ("ISTHMUS_ACCEPTED_CLIENT_IDS", "**"),
        ("ISTHMUS_REQUIRED_SCOPES", " "),
        ("ISTHMUS_REQUIRED_SCOPES", 'orders/"read"'),
        ("ISTHMUS_REQUIRED_SCOPES", "orders/read *"),
        ("ISTHMUS_POOL_ISSUER", "https://evil.example"),
        ("ISTHMUS_POOL_ISSUER", "Updated"),
        ("ISTHMUS_AUTHORIZER_ANSWER", "Policy"),
        ("ISTHMUS_AUTHORIZER_ANSWER", "yes"),
        ("ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT", "yes"),
    ],
)
def test_refuses_a_value_it_can_not_use(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load(**{name: value})


def test_an_endpoint_for_aws_calls_is_no_issuer() -> None:
    assert load(AWS_ENDPOINT_URL="https://vpce.example").pool.issuer == (
        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI"
    )


def test_a_local_stack_is_an_issuer_only_where_it_says_insecure() -> None:
    local = load(AWS_ENDPOINT_URL="http://127.0.0.1:4566", ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT="true")
    assert local.pool.issuer == "http://127.0.0.1:4566/us-east-1_AbCdEfGhI"
    with pytest.raises(ConfigurationError, match="AWS_ENDPOINT_URL"):
        load(ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT="true")


def test_refuses_an_updated_issuer_beside_a_local_stack() -> None:
    with pytest.raises(ConfigurationError, match="ISTHMUS_POOL_ISSUER"):
        load(
            ISTHMUS_POOL_ISSUER="updated",
            AWS_ENDPOINT_URL="http://127.0.0.1:4566",
            ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT="true",
        )


def test_the_updated_issuer_is_that_of_aws() -> None:
    assert load(ISTHMUS_POOL_ISSUER="updated").pool.issuer == (
        "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI"
    )


def test_reads_whose_tokens_open_the_api() -> None:
    loaded = load(ISTHMUS_ACCEPTED_CLIENT_IDS="one two", ISTHMUS_REQUIRED_SCOPES="orders/read orders/write")
    assert (loaded.client_ids, loaded.scopes) == (
        frozenset({"one", "two"}),
        frozenset({"orders/read", "orders/write"}),
    )
    assert loaded.answer is AuthorizerAnswer.POLICY
    assert load(ISTHMUS_AUTHORIZER_ANSWER="simple").answer is AuthorizerAnswer.SIMPLE


def test_every_client_and_every_scope_is_accepted_only_where_it_is_written() -> None:
    loaded = load(ISTHMUS_ACCEPTED_CLIENT_IDS="*", ISTHMUS_REQUIRED_SCOPES="*")
    assert (loaded.client_ids, loaded.scopes) == (None, None)
