"""What each claim means, in a sentence, for the kind of token that it is in.

Sources: RFC 7519 section 4.1, OpenID Connect Core sections 2 and 3.1.3, Cognito Developer Guide
"Understanding the ID token" and "... the access token", Salesforce Help "OpenID tokens", IAM User Guide on
session tags.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from isthmus.local.tracing.tokens.kinds import TokenKind

_ALL = {
    "iss": "Who made the token; its keys are found below this address.",
    "sub": "Whom the token is about, by an id that never changes.",
    "aud": "For whom the token is meant: everybody else has to refuse it.",
    "azp": "The client that asked for the token; AWS reads it before aud.",
    "client_id": "The app client that got the token; Cognito's access tokens have it in place of aud.",
    "token_use": "Which of Cognito's tokens it is: an API takes access, a sign-in takes id.",
    "scope": "What the token may do, separated by spaces.",
    "scp": "What the token may do at Salesforce, separated by spaces.",
    "auth_time": "When the person, or the machine, proved who they are.",
    "exp": "From this second on the token is refused.",
    "iat": "When the token was made.",
    "nbf": "Before this second the token is refused.",
    "jti": "The token's own id; no other token has it.",
    "origin_jti": "The sign-in that the token comes from: revoking that one ends all of its tokens.",
    "event_id": "Cognito's id of the sign-in, as in its logs.",
    "version": "The version of the access token's form.",
    "username": "The name of the user in the pool.",
    "cognito:username": "The name of the user in the pool.",
    "cognito:groups": "The groups of the pool that the user is in.",
    "cognito:roles": "The IAM roles of those groups; an identity pool may give one of them.",
    "cognito:preferred_role": "The role of the group that comes first.",
    "identities": "At which outside provider the user signed in, and as whom.",
    "device_key": "The remembered device of the sign-in.",
    "at_hash": "A digest of the access token that came along: it binds the two together.",
    "c_hash": "A digest of the code that came along: it binds the two together.",
    "nonce": "What the app sent when the sign-in began; if another comes back, a token is replayed.",
    "amr": "How it was proven who this is.",
    "acr": "How strongly it was proven who this is.",
    "email": "The e-mail address; proof of nothing unless email_verified says so.",
    "email_verified": "Whether the address was seen to belong to the person.",
    "name": "The person's name, to be shown.",
    "given_name": "The person's first name.",
    "family_name": "The person's last name.",
    "nickname": "A name that the person goes by.",
    "preferred_username": "The name that the person signs in with; it may change, so it identifies nobody.",
    "zoneinfo": "The person's time zone.",
    "locale": "The person's language and country.",
    "phone_number": "The person's telephone number.",
    "phone_number_verified": "Whether the number was seen to belong to the person.",
    "updated_at": "When the person's record last changed.",
    "picture": "Where the person's picture is.",
    "profile": "Where the person's page is.",
    "organization_id": "The Salesforce org of the person.",
    "user_id": "The person's id in that org.",
    "custom_attributes": "What the org's app adds of its own.",
    "https://aws.amazon.com/tags": "Session tags that STS gives to the role's session.",
    "https://cognito-identity.amazonaws.com/identity-pool-arn": "The identity pool that made the token.",
    "mty": "How the Salesforce session was made.",
    "sfi": "Salesforce's mark of the session behind the token.",
    "hsc": "Whether the token has scopes that were made to order.",
    "roles": "Roles at Salesforce; none in tokens of people.",
}
_BY_KIND: Mapping[tuple[TokenKind, str], str] = {
    (TokenKind.MACHINE_ACCESS, "sub"): "The app client itself: no person is behind the token.",
    (TokenKind.MACHINE_ACCESS, "auth_time"): "When the machine showed its client secret.",
    (TokenKind.COGNITO_ID, "sub"): "The user, by the id that the pool gave; it never changes.",
    (TokenKind.COGNITO_ACCESS, "sub"): "The user, by the id that the pool gave; it never changes.",
    (TokenKind.COGNITO_ID, "aud"): "The app client that the person signed in to.",
    (TokenKind.COGNITO_ACCESS, "aud"): "The API that the app asked for as its resource.",
    (
        TokenKind.SALESFORCE_ID,
        "aud",
    ): "The consumer key of the org's app; IAM's list of clients has to have it.",
    (TokenKind.SALESFORCE_ID, "sub"): "The person, as an address: the id of the org, then that of the user.",
    (
        TokenKind.SALESFORCE_ID,
        "exp",
    ): "From this second on it is refused; an org gives two minutes unless told otherwise.",
    (TokenKind.SALESFORCE_ACCESS, "sub"): "The person, by the id of the user in the org.",
    (TokenKind.SALESFORCE_ACCESS, "aud"): "The org's own address: the token is for its API alone.",
    (TokenKind.SALESFORCE_ACCESS, "client_id"): "The consumer key of the app that the token was given to.",
    (TokenKind.IDENTITY_POOL, "sub"): "The identity, by the id that the identity pool gave.",
    (TokenKind.IDENTITY_POOL, "aud"): "The identity pool; the role's trust policy has to name it.",
    (
        TokenKind.IDENTITY_POOL,
        "amr",
    ): "Signed in or guest, and by which provider; the role's trust policy looks at it.",
    (TokenKind.BEARER_ASSERTION, "iss"): "The consumer key of the app that signed it with its own key.",
    (TokenKind.BEARER_ASSERTION, "sub"): "The user in whose name the app asks for a session.",
    (TokenKind.BEARER_ASSERTION, "aud"): "The login address of Salesforce that the assertion is for.",
}
_TIMES = frozenset({"exp", "iat", "nbf", "auth_time"})
_PERSON = re.compile(r"https?://[^/]+/id/(00D\w+)/(005\w+)")
_LATEST = 253_402_300_799


def meaning_of(name: str, value: Any, *, kind: TokenKind) -> str:
    """Say what a claim means; of a time also when that is, of a Salesforce subject also who."""
    meaning = _BY_KIND.get((kind, name)) or _ALL.get(name) or _general(name)
    if name in _TIMES and _is_time(value):
        moment = datetime.fromtimestamp(value, tz=UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        return f"{meaning} That is {moment}."
    person = _PERSON.fullmatch(value) if name == "sub" and isinstance(value, str) else None
    return f"{meaning} Org {person[1]}, user {person[2]}." if person else meaning


def _general(name: str) -> str:
    if name.startswith("custom:"):
        return "An attribute that this user pool adds of its own."
    if name.startswith("cognito:"):
        return "One of Cognito's own claims."
    return "A claim without a meaning of its own here; who does not know it passes over it."


def _is_time(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LATEST
