from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from unit.local.salesforce.assertions import certificate_of
from unit.local.salesforce.metadata_changes import (
    GLOBAL,
    OAUTH,
    POLICIES,
    Change,
    refusal,
)
from unit.local.salesforce.orgs import OrgUnderTest, replaced

OF_A_CURVE = f"<certificate>{certificate_of(ec.generate_private_key(ec.SECP256R1()))}</certificate>"


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (
            OAUTH,
            replaced("OpenID, Profile, Email", "OpenID, Wave"),
            "the OAuth scope 'Wave' is not supported",
        ),
        (OAUTH, replaced("OpenID, Profile, Email", "openid"), "the OAuth scope 'openid' is not supported"),
        (
            OAUTH,
            replaced(">Cognito_OIDC_Sample<", ">Other<"),
            "In field: externalClientApplication - no ExternalClientApplication named Other found",
        ),
        (
            GLOBAL,
            replaced("<idTokenValidityInMinutes>2", "<idTokenValidityInMinutes>721"),
            "idTokenValidityInMinutes must be between 1 and 720, not 721",
        ),
        (
            GLOBAL,
            replaced("<idTokenValidityInMinutes>2", "<idTokenValidityInMinutes>1.5"),
            "'1.5' is not a valid value for idTokenValidityInMinutes",
        ),
        (
            GLOBAL,
            replaced("<isDeviceFlowEnabled>false", "<isDeviceFlowEnabled>true"),
            "isDeviceFlowEnabled with the value 'True' is not supported",
        ),
        (
            GLOBAL,
            replaced("__APP_CALLBACK_URL__", "http://app.example/callback"),
            "is not a valid callback URL",
        ),
        (GLOBAL, replaced("__APP_CALLBACK_URL__", "javascript:alert(1)"), "is not a valid callback URL"),
        (GLOBAL, replaced("__APP_CALLBACK_URL__", "https://app.example/#x"), "is not a valid callback URL"),
        (
            GLOBAL,
            replaced(
                "<externalClientApplication>", "<certificate>x</certificate><externalClientApplication>"
            ),
            "certificate is no PEM-encoded X.509 certificate",
        ),
        (
            GLOBAL,
            replaced("<externalClientApplication>", f"{OF_A_CURVE}<externalClientApplication>"),
            "certificate must hold an RSA key",
        ),
        (
            POLICIES,
            replaced("<label>", "<namedUserJwtTimeout>7</namedUserJwtTimeout><label>"),
            "namedUserJwtTimeout can't be 7 minutes",
        ),
        (
            POLICIES,
            replaced("AllSelfAuthorized", "Everybody"),
            "'Everybody' is not a valid value for the enum 'PermittedUsersPolicyType'",
        ),
        (
            POLICIES,
            replaced("Zero", "SpecificLifetime"),
            "SpecificLifetime requires refreshTokenValidityPeriod",
        ),
        (
            POLICIES,
            replaced("<label>", "<commaSeparatedPermissionSet>Nope</commaSeparatedPermissionSet><label>"),
            "no PermissionSet named Nope found",
        ),
        (
            POLICIES,
            replaced("<label>", "<commaSeparatedProfile>Nope</commaSeparatedProfile><label>"),
            "no Profile named Nope found",
        ),
    ],
)
def test_refuses_and_names_the_file_and_the_reason(
    empty: OrgUnderTest, tmp_path: Path, file: str, change: Change, reason: str
) -> None:
    told = refusal(empty, tmp_path, {file: change})
    assert reason in told
    assert file.partition(".")[0] in told.splitlines()[0]
