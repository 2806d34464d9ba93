import pytest

from isthmus.local.tracing.masking.names import (
    is_identifier_name,
    is_public_within_secrets,
    is_secret_field,
    is_secret_name,
)

_SECRETS = """
password Password TemporaryPassword PreviousPassword ProposedPassword new_password NEW_PASSWORD newPassword pw
client_secret ClientSecret clientSecret SecretKey SecretAccessKey secret_access_key SecretString SecretBinary
SECRET_HASH SecretHash SECRET_BLOCK PASSWORD_CLAIM_SIGNATURE PASSWORD_CLAIM_SECRET_BLOCK SRP_A SRP_B SALT
access_token AccessToken id_token IdToken refresh_token RefreshToken subject_token actor_token oauth_token
SessionToken X-Amz-Security-Token X-Amz-Signature WebIdentityToken Token token signature Session session_id
sessionId sid code Code code_verifier ANSWER challengeAnswer privateChallengeParameters assertion
client_assertion SAMLResponse SAMLRequest SAMLAssertion csrf _csrf X-XSRF-TOKEN otp EMAIL_OTP_CODE
SMS_MFA_CODE SOFTWARE_TOKEN_MFA_CODE ConfirmationCode UserCode SecretCode verification_code Authorization
Proxy-Authorization Cookie Set-Cookie frontdoor_uri frontdoor_url singleaccess_url Logins Credentials
credentials
Plaintext x-api-key api_key private_key PasswordVerifier ZipFile
"""
_PLAIN = """
token_type token_use TokenType TokenUse token_endpoint token_url AccessTokenValidity IdTokenValidity
RefreshTokenValidity TokenValidityUnits PasswordPolicy TemporaryPasswordValidityDays MinimumLength
token_endpoint_auth_methods_supported code_challenge code_challenge_method response_type errorCode statusCode
status_code EnableTokenRevocation RoleSessionName AuthSessionValidity externalCredential named_credential
GenerateSecret client_id username scope state request NotPrincipal option countryCode nonce sub aud
"""


@pytest.mark.parametrize("name", _SECRETS.split())
def test_what_stands_under_the_name_of_a_secret_is_one(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", _PLAIN.split())
def test_what_is_told_about_secrets_is_none(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize("name", ["state", "request", "RelayState", "code", "password"])
def test_in_a_form_what_binds_a_sign_in_is_a_secret_too(name: str) -> None:
    assert is_secret_field(name)


@pytest.mark.parametrize("name", ["password", "message", "text", "Value", "nonce", "state"])
def test_a_name_that_may_have_anything_behind_it_is_no_identifiers(name: str) -> None:
    assert not is_identifier_name(name)


@pytest.mark.parametrize(
    "name", ["client_id", "ClientId", "cognito:username", "IdentityId", "kid", "code_challenge"]
)
def test_identifiers_may_look_random(name: str) -> None:
    assert is_identifier_name(name)


@pytest.mark.parametrize("name", ["SecretKey", "SessionToken", "value", "anything"])
def test_within_credentials_what_is_not_listed_is_secret(name: str) -> None:
    assert not is_public_within_secrets(name)


def test_within_credentials_the_access_keys_id_is_public() -> None:
    assert is_public_within_secrets("AccessKeyId")
