"""OpenID tokens verified as AWS does it for an OIDC provider of IAM: for the doubles of Cognito and STS.

The provider is fixed by IAM, never by the token; what the token says of itself only picks one of its keys.
How a failure is worded to the caller is its user's affair: Cognito and STS each have their own texts.
"""

from isthmus.local.openid.errors import (
    BadSignatureError,
    MissingClaimError,
    NotATokenError,
    NotYetValidError,
    OpenIdError,
    ProviderRefusedError,
    ProviderUnreachableError,
    TokenExpiredError,
    WrongAudienceError,
    WrongIssuerError,
)
from isthmus.local.openid.provider_http import ProviderHttp
from isthmus.local.openid.provider_keys import ProviderKeys
from isthmus.local.openid.tokens import (
    SKEW_SECONDS,
    OpenIdClaims,
    UnverifiedToken,
    check_audience,
    check_issuer,
    check_times,
    parse_token,
    verify_signature,
)
from isthmus.local.openid.verifier import OpenIdProvider, OpenIdVerifier

__all__ = [
    "SKEW_SECONDS",
    "BadSignatureError",
    "MissingClaimError",
    "NotATokenError",
    "NotYetValidError",
    "OpenIdClaims",
    "OpenIdError",
    "OpenIdProvider",
    "OpenIdVerifier",
    "ProviderHttp",
    "ProviderKeys",
    "ProviderRefusedError",
    "ProviderUnreachableError",
    "TokenExpiredError",
    "UnverifiedToken",
    "WrongAudienceError",
    "WrongIssuerError",
    "check_audience",
    "check_issuer",
    "check_times",
    "parse_token",
    "verify_signature",
]
