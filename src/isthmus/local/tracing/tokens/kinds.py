"""Which of the look-alikes a token is, by its own words. Whether they are true, its checks say."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

IDENTITY_ISSUER = "https://cognito-identity.amazonaws.com"
_PERSON = re.compile(r"https?://[^/]+/id/00D\w+/005\w+")


class TokenKind(StrEnum):
    """What a token is."""

    COGNITO_ID = "Cognito ID token"
    COGNITO_ACCESS = "Cognito access token"
    MACHINE_ACCESS = "Cognito access token of a machine"
    SALESFORCE_ID = "Salesforce ID token"
    SALESFORCE_ACCESS = "Salesforce access token (JWT)"
    IDENTITY_POOL = "OpenID token of an identity pool"
    BEARER_ASSERTION = "JWT bearer assertion"
    UNKNOWN = "unknown JWT"


def kind_of(header: Mapping[str, Any], claims: Mapping[str, Any]) -> TokenKind:  # noqa: PLR0911  a list of rules, one a line
    """Tell what a token says it is."""
    if claims.get("iss") == IDENTITY_ISSUER:
        return TokenKind.IDENTITY_POOL
    if header.get("tty") == "sfdc-core-token" or ("sfi" in claims and "scp" in claims):
        return TokenKind.SALESFORCE_ACCESS
    if claims.get("token_use") == "id":
        return TokenKind.COGNITO_ID
    if claims.get("token_use") == "access":
        is_machine = "username" not in claims and claims.get("sub") == claims.get("client_id")
        return TokenKind.MACHINE_ACCESS if is_machine else TokenKind.COGNITO_ACCESS
    if isinstance(claims.get("sub"), str) and _PERSON.fullmatch(claims["sub"]):
        return TokenKind.SALESFORCE_ID
    if str(claims.get("iss", "")).startswith("3MVG") and "kid" not in header:
        return TokenKind.BEARER_ASSERTION
    return TokenKind.UNKNOWN
