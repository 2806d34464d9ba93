"""Export, seed, export: nothing changes on the way."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.local.cognito.seeding.documents import SeededPool
from isthmus.local.cognito.seeding.export import PoolExport, TooManyUsersError
from isthmus.local.seed.file.reading import read_seed_file
from isthmus.local.seed.file.writing import put_seed, write_seed
from isthmus.local.seed.file.yaml_values import read_yaml
from unit.local.cognito.local_pools import LocalPools
from unit.local.seed.seeding import (
    CLIENT_ID,
    PASSWORD,
    a_client,
    a_pool,
    a_user,
    apply,
    seed_of,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)
LOOK_ALIKES = st.sampled_from(
    [
        "yes",
        "NO",
        "null",
        "~",
        "",
        "1",
        "-0",
        "1e5",
        "1.5",
        "0123",
        "2020-01-01",
        "=",
        "<<",
        "!x",
        "&a",
        "*a",
        "# x",
    ]
)


@given(st.dictionaries(TEXT | LOOK_ALIKES, VALUES | LOOK_ALIKES, min_size=1, max_size=4))
@settings(max_examples=200)
def test_whatever_is_written_as_yaml_is_read_as_it_was(document: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seed.yaml"
        put_seed(document, output=path)
        assert read_yaml(path).plain() == document


ATTRIBUTES: list[dict[str, Any]] = [
    {"Name": "team", "AttributeDataType": "String", "Mutable": True},
    {"Name": "size", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "1"}},
    {"Name": "secret", "AttributeDataType": "String", "DeveloperOnlyAttribute": True},
    {"Name": "family_name", "AttributeDataType": "String", "Mutable": False},
]
SETTINGS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"PoolName": st.sampled_from(["sample", "1e5", "yes"])},
    optional={
        "AliasAttributes": st.sampled_from([["email"], ["preferred_username", "email"]]),
        "AutoVerifiedAttributes": st.just(["email"]),
        "DeletionProtection": st.sampled_from(["ACTIVE", "INACTIVE"]),
        "Policies": st.fixed_dictionaries(
            {},
            optional={
                "PasswordPolicy": st.fixed_dictionaries(
                    {},
                    optional={
                        "MinimumLength": st.integers(6, 12),
                        "RequireSymbols": st.booleans(),
                        "TemporaryPasswordValidityDays": st.integers(1, 365),
                    },
                )
            },
        ),
        "AdminCreateUserConfig": st.fixed_dictionaries({"AllowAdminCreateUserOnly": st.booleans()}),
        "UserPoolTags": st.dictionaries(st.sampled_from(["team", "on"]), st.sampled_from(["0123", "no"])),
        "UsernameConfiguration": st.fixed_dictionaries({"CaseSensitive": st.booleans()}),
        "VerificationMessageTemplate": st.just({"EmailMessage": "Your code: {####}", "EmailSubject": "Code"}),
        "EmailVerificationMessage": st.just("The code is {####}"),
        "UserPoolTier": st.sampled_from(["LITE", "ESSENTIALS", "PLUS"]),
        "Schema": st.lists(
            st.sampled_from(ATTRIBUTES),
            min_size=1,
            unique_by=lambda attribute: str(attribute["Name"]),
        ),
    },
)
USERS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.fixed_dictionaries(
        {
            "username": st.sampled_from(["jane", "yes", "0123", "Ælfric", "null", "a-b"]),
            "enabled": st.booleans(),
            "attributes": st.fixed_dictionaries(
                {}, optional={"given_name": st.sampled_from(["Jane", "~", "1e5", "a\n b", "\u2028"])}
            ),
            "groups": st.sampled_from([[], ["admins"]]),
        },
        optional={"status": st.sampled_from(["CONFIRMED", "RESET_REQUIRED", "UNCONFIRMED"])},
    ),
    max_size=3,
    unique_by=lambda user: str(user["username"]).lower(),
)


@given(SETTINGS, USERS, st.sampled_from(["OFF", "ON", "OPTIONAL"]))
@settings(max_examples=8)
def test_export_seed_export_is_a_fixed_point(
    chosen: dict[str, Any], users: list[dict[str, Any]], mfa: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pool = a_pool(settings=chosen, users=[user | {"sub": _sub(i)} for i, user in enumerate(users)])
        if mfa != "OFF":
            pool["mfa"] = {"MfaConfiguration": mfa, "SoftwareTokenMfaConfiguration": {"Enabled": True}}
        first = _exported(folder / "first", pool=pool)
        second = _exported_again(folder, first)
        assert second == first
        assert write_seed({"user_pools": second}) == write_seed({"user_pools": first})
        assert len(first[0].get("users", ())) == len(users)


def _sub(number: int) -> str:
    return f"{number:08x}-2222-4333-8444-555555555555"


def _exported(folder: Path, *, pool: dict[str, Any]) -> list[dict[str, Any]]:
    folder.mkdir()
    local = LocalPools(folder)
    try:
        apply(local, seed_of(folder, pool))
        return local.run(local.pools.export())
    finally:
        local.close()


def _exported_again(folder: Path, pools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    put_seed({"version": 1, "user_pools": pools}, output=folder / "exported.yaml")
    (folder / "second").mkdir()
    local = LocalPools(folder / "second")
    try:
        apply(local, read_seed_file(folder / "exported.yaml"))
        apply(local, read_seed_file(folder / "exported.yaml"))
        return local.run(local.pools.export())
    finally:
        local.close()


@pytest.mark.parametrize("local", ["bare"], indirect=True)
def test_passwords_live_on_in_an_export(local: LocalPools, tmp_path: Path) -> None:
    app = {"ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
    users = [a_user(), {"username": "new", "sub": _sub(1), "temporary_password": PASSWORD}]
    apply(local, seed_of(tmp_path, a_pool(clients=[a_client(secrets=[], settings=app)], users=users)))
    put_seed({"version": 1, "user_pools": local.run(local.pools.export())}, output=tmp_path / "out.yaml")
    assert PASSWORD not in (tmp_path / "out.yaml").read_text()
    assert (tmp_path / "out.yaml").stat().st_mode & 0o777 == 0o600
    (tmp_path / "other").mkdir()
    other = LocalPools(tmp_path / "other")
    apply(other, read_seed_file(tmp_path / "out.yaml"))
    answers = [
        other.call(
            "InitiateAuth",
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=CLIENT_ID,
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )
        for name in ("jane", "new")
    ]
    other.close()
    assert "AuthenticationResult" in answers[0]
    assert answers[1]["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


@pytest.mark.parametrize("local", ["seeded"], indirect=True)
def test_an_export_with_too_many_users_is_refused(local: LocalPools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{PoolExport.__module__}.MOST_USERS", 0)
    with pytest.raises(TooManyUsersError, match="copy the data directory"):
        local.run(local.pools.export())


ROLE = "arn:aws:iam::123456789012:role/sms"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:sample"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555"
SMS = {"SnsCallerArn": ROLE, "ExternalId": "x"}
SENDER = {
    "EmailSendingAccount": "DEVELOPER",
    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
}
BY_PHONE = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_phone_number"}]}


@pytest.mark.parametrize(
    ("pool", "mfa", "domain"),
    [
        ({"SmsConfiguration": SMS, "AutoVerifiedAttributes": ["phone_number"]}, None, None),
        ({"SmsConfiguration": SMS, "MfaConfiguration": "OPTIONAL"}, None, None),
        (
            {"SmsConfiguration": SMS},
            {"MfaConfiguration": "ON", "SmsMfaConfiguration": {"SmsConfiguration": SMS}},
            None,
        ),
        (
            {"EmailConfiguration": SENDER, "AccountRecoverySetting": BY_PHONE},
            {"MfaConfiguration": "ON", "EmailMfaConfiguration": {"Message": "{####}", "Subject": "s"}},
            None,
        ),
        ({"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True}}, None, {"Domain": "sample"}),
        ({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}}, None, None),
        ({"LambdaConfig": {"PreSignUp": FUNCTION}}, None, {"Domain": "sample", "ManagedLoginVersion": 2}),
        (
            {"AdminCreateUserConfig": {"UnusedAccountValidityDays": 3}},
            None,
            {"Domain": "auth.example.com", "CustomDomainConfig": {"CertificateArn": CERTIFICATE}},
        ),
    ],
)
def test_what_the_api_made_is_made_the_same_by_its_export(
    local: LocalPools, tmp_path: Path, pool: dict[str, Any], mfa: dict[str, Any], domain: dict[str, Any]
) -> None:
    pool_id = local.call("CreateUserPool", PoolName="sample", **pool)["UserPool"]["Id"]
    if mfa is not None:
        local.call("SetUserPoolMfaConfig", UserPoolId=pool_id, **mfa)
    if domain is not None:
        local.call("CreateUserPoolDomain", UserPoolId=pool_id, **domain)
    first = local.run(local.pools.export())
    described = local.call("DescribeUserPool", UserPoolId=pool_id)
    local.run(local.pools.ensure_seeded(_read(tmp_path, first)))
    assert _exported_again(tmp_path, first) == first
    assert local.call("DescribeUserPool", UserPoolId=pool_id) == described


def _read(folder: Path, pools: list[dict[str, Any]]) -> SeededPool:
    (seeded,) = seed_of(folder, *pools).user_pools
    return seeded
