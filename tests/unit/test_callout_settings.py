"""The settings of the functions that call out."""

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from isthmus.callout_settings import OwnerLookup, load_validator_settings, load_verify_settings
from isthmus.errors import ConfigurationError, DeniedError
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from isthmus.secret import Secret
from isthmus.settings import SETTINGS, Environment

ORG_ID = OrgId.parse("00D1t000000rXxREAU")
AWS = {
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE00000",
    "AWS_SECRET_ACCESS_KEY": "a-secret-key",
    "AWS_SESSION_TOKEN": "a-session-token",
}
ORGS = {"ISTHMUS_SALESFORCE_ORGS": f"{ORG_ID}=https://acme.my.salesforce.com"}
VERIFY = {**AWS, **ORGS, "ISTHMUS_USE_ONCE_TABLE": "isthmus-use-once"}
VALIDATOR = {**AWS, **ORGS, "ISTHMUS_USER_POOL_ID": "us-east-1_AbCdEfGhI"}


def verify(**changes: str) -> Any:
    return load_verify_settings(Environment(VERIFY | changes))


def validator(**changes: str) -> Any:
    return load_validator_settings(Environment(VALIDATOR | changes))


LOADERS: list[Callable[..., Any]] = [verify, validator]


@pytest.mark.parametrize("missing", [name for name in VERIFY if name != "AWS_SESSION_TOKEN"])
@pytest.mark.parametrize("how", ["absent", "empty"])
def test_verify_refuses_to_start_without(missing: str, how: str) -> None:
    environ = {name: value for name, value in VERIFY.items() if name != missing}
    with pytest.raises(ConfigurationError, match=f"set {missing}: "):
        load_verify_settings(Environment(environ | ({missing: ""} if how == "empty" else {})))


@pytest.mark.parametrize(
    "missing", [*ORGS, "ISTHMUS_USER_POOL_ID", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
)
def test_the_validator_refuses_to_start_without(missing: str) -> None:
    environ = {name: value for name, value in VALIDATOR.items() if name != missing}
    with pytest.raises(ConfigurationError, match=f"set {missing}: "):
        load_validator_settings(Environment(environ))


BAD_VALUES = [
    ("ISTHMUS_OWNER_LOOKUP", "Userinfo"),
    ("ISTHMUS_OWNER_LOOKUP", "soap"),
    ("ISTHMUS_API_VERSION", "66.0"),
    ("ISTHMUS_API_VERSION", "v66.0/.."),
    ("ISTHMUS_USE_ONCE_TABLE", "a"),
    ("ISTHMUS_USE_ONCE_TABLE", "a table"),
    ("ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT", "yes"),
    ("ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT", "True"),
    ("AWS_REGION", "us-east-1.evil.example"),
    ("AWS_REGION", "Frankfurt"),
    ("AWS_ACCESS_KEY_ID", "short"),
    ("AWS_ACCESS_KEY_ID", "AKIA/EXAMPLE/0000"),
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
    ("AWS_ENDPOINT_URL", "https://127.0.0.1:4566/path"),
    ("AWS_ENDPOINT_URL", "127.0.0.1:4566"),
]


@pytest.mark.parametrize(("name", "value"), BAD_VALUES)
def test_refuses_a_value_and_names_the_setting(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        verify(**{name: value})


@pytest.mark.parametrize("name", [*SETTINGS, "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL"])
def test_no_refusal_quotes_a_value(name: str) -> None:
    value = "https://user:the-password@host"
    for load in LOADERS:
        with contextlib.suppress(ConfigurationError):
            load(**{name: value})
            continue
        with pytest.raises(ConfigurationError) as refused:
            load(**{name: value})
        assert "the-password" not in str(refused.value)


@pytest.mark.parametrize(
    "value", ["isthmus-session-sso", "us-east-1:11111111", "us-east-1_", "us-east-1_a/b"]
)
def test_refuses_the_id_of_a_user_pool(value: str) -> None:
    with pytest.raises(ConfigurationError, match="ISTHMUS_USER_POOL_ID"):
        validator(ISTHMUS_USER_POOL_ID=value)


BAD_ORGS = [
    str(ORG_ID),
    f"{ORG_ID}=",
    "=https://acme.my.salesforce.com",
    f"{ORG_ID}=http://acme.my.salesforce.com",
    f"{ORG_ID}=https://acme.my.salesforce.com/",
    f"{ORG_ID}=https://acme.my.salesforce.com/services",
    f"{ORG_ID}=https://user@acme.my.salesforce.com",
    f"{ORG_ID}=acme.my.salesforce.com",
    f"{ORG_ID}=https://*.my.salesforce.com",
    "00D1t000000rXxREAA=https://acme.my.salesforce.com",
    "*=https://acme.my.salesforce.com",
    f"{ORG_ID}=https://acme.my.salesforce.com,",
    f"{ORG_ID}=https://acme.my.salesforce.com;{ORG_ID}=https://b.my.salesforce.com",
    f"{ORG_ID}=https://acme.my.salesforce.com,{ORG_ID[:15]}=https://evil.my.salesforce.com",
]


@pytest.mark.parametrize("value", BAD_ORGS)
@pytest.mark.parametrize("flag", ["true", "false"])
def test_refuses_orgs(value: str, flag: str) -> None:
    with pytest.raises(ConfigurationError, match="ISTHMUS_SALESFORCE_ORGS"):
        verify(ISTHMUS_SALESFORCE_ORGS=value, ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT=flag)


def test_no_secret_shows_in_the_settings_or_in_an_error() -> None:
    shown = f"{verify().aws!r} {verify().aws.secret_access_key} {verify().aws.session_token!r}"
    with pytest.raises(ConfigurationError) as refused:
        verify(ISTHMUS_USE_ONCE_TABLE="", ISTHMUS_OWNER_LOOKUP="")
    for secret in ("a-secret-key", "a-session-token"):
        assert secret not in shown
        assert secret not in str(refused.value)


def test_reads_what_verify_needs() -> None:
    settings = verify()
    assert settings.salesforce.orgs.get_origin(ORG_ID) == Origin.parse("https://acme.my.salesforce.com")
    assert (settings.salesforce.owner_lookup, settings.salesforce.api_version) == (
        OwnerLookup.USERINFO,
        "v66.0",
    )
    assert settings.use_once_table == "isthmus-use-once"
    assert (settings.aws.region, settings.aws.access_key_id) == ("eu-central-1", "ASIAEXAMPLE00000")
    assert settings.aws.secret_access_key == Secret("a-secret-key")
    assert settings.aws.session_token == Secret("a-session-token")
    assert settings.aws.endpoint is None


def test_reads_several_orgs_by_either_form_of_their_ids() -> None:
    text = f"{ORG_ID[:15]} = https://acme.my.salesforce.com , 00D2w000000AbCd=https://localhost:4443"
    orgs = verify(ISTHMUS_SALESFORCE_ORGS=text).salesforce.orgs
    assert str(orgs.get_origin(ORG_ID)) == "https://acme.my.salesforce.com"
    assert str(orgs.get_origin(OrgId.parse("00D2w000000AbCd"))) == "https://localhost:4443"
    with pytest.raises(DeniedError):
        orgs.get_origin(OrgId.parse("00D000000000000"))


def test_the_validator_works_in_the_region_of_its_pool() -> None:
    settings = validator(ISTHMUS_OWNER_LOOKUP="chatter", ISTHMUS_API_VERSION="v68.0")
    assert (settings.aws.region, settings.user_pool_id) == ("us-east-1", "us-east-1_AbCdEfGhI")
    assert (settings.salesforce.owner_lookup, settings.salesforce.api_version) == (
        OwnerLookup.CHATTER,
        "v68.0",
    )


@pytest.mark.parametrize(
    ("url", "flag", "origin"),
    [
        ("https://127.0.0.1:4566", "false", "https://127.0.0.1:4566"),
        ("http://127.0.0.1:4566", "true", "http://127.0.0.1:4566"),
        ("http://127.0.0.1:4566/", "true", "http://127.0.0.1:4566"),
    ],
)
def test_takes_another_endpoint_and_plain_http_only_if_told(url: str, flag: str, origin: str) -> None:
    settings = verify(AWS_ENDPOINT_URL=url, ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT=flag)
    assert str(settings.aws.endpoint) == origin


def test_keys_of_a_person_have_no_session_token() -> None:
    assert verify(AWS_SESSION_TOKEN="").aws.session_token is None
