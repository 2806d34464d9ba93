from pathlib import Path

import pytest

from unit.local.salesforce.metadata_changes import (
    EC,
    Change,
    parameter,
    refusal,
    without_parameter,
)
from unit.local.salesforce.orgs import OrgUnderTest, replaced


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (
            EC,
            replaced(">Oauth</authenticationProtocol", ">OAuth</authenticationProtocol"),
            "'OAuth' is not a valid value for the enum 'AuthenticationProtocol'",
        ),
        (
            EC,
            replaced(">Oauth</authenticationProtocol", ">Custom</authenticationProtocol"),
            "authenticationProtocol with the value 'Custom' is not supported by the local org",
        ),
        (
            EC,
            parameter("HttpHeader"),
            "'HttpHeader' is not a valid value for the enum 'ExternalCredentialParamType'",
        ),
        (
            EC,
            parameter("AuthHeader"),
            "parameterType with the value 'AuthHeader' is not supported by the local org",
        ),
        (
            EC,
            without_parameter("AuthProviderUrl"),
            (
                'The authentication protocol "Oauth ClientCredentialsClientSecretBasic" requires '
                "the following external credential parameter types: AuthProtocolVariant, AuthProviderUrl."
            ),
        ),
        (
            EC,
            without_parameter("AuthProtocolVariant"),
            (
                'The authentication protocol "Oauth" requires the following '
                "external credential parameter types: AuthProtocolVariant, AuthProviderUrl."
            ),
        ),
        (EC, parameter("AuthProviderUrl", "https://a.example"), "AuthProviderUrl must be given once"),
        (
            EC,
            replaced("ClientCredentialsClientSecretBasic", "JwtBearer"),
            "AuthProtocolVariant with the value 'JwtBearer' is not supported",
        ),
        (EC, parameter("AuthParameter", name="client_id"), "AuthParameter client_id is not supported"),
        (EC, parameter("AuthParameter", name="Scope"), "the AuthParameter Scope is repeated"),
        (EC, parameter("NamedPrincipal", name="integration"), "a NamedPrincipal is repeated"),
        (
            EC,
            parameter("AdditionalRefreshStatusCode", "500"),
            "takes one 4xx, 6xx, 7xx, 8xx or 9xx code, not '500'",
        ),
        (
            EC,
            parameter("AdditionalRefreshStatusCode", "403", more="<sequenceNumber>1</sequenceNumber>"),
            "sequenceNumber can be set only when parameterType is NamedPrincipal",
        ),
        (
            EC,
            replaced("<sequenceNumber>1", "<sequenceNumber>one"),
            "'one' is not a valid value for sequenceNumber",
        ),
        (
            EC,
            replaced("__COGNITO_TOKEN_URL__", "http://cognito.example/oauth2/token"),
            "is not a valid endpoint URL",
        ),
        (
            EC,
            replaced("__COGNITO_TOKEN_URL__", "https://u:p@cognito.example/"),
            "is not a valid endpoint URL",
        ),
        (EC, replaced("__COGNITO_TOKEN_URL__", "https://[x"), "is not a URL"),
        (EC, replaced("__COGNITO_TOKEN_URL__", "https://a b"), "is not a URL"),
    ],
)
def test_refuses_and_names_the_file_and_the_reason(
    empty: OrgUnderTest, tmp_path: Path, file: str, change: Change, reason: str
) -> None:
    told = refusal(empty, tmp_path, {file: change})
    assert reason in told
    assert file.partition(".")[0] in told.splitlines()[0]
