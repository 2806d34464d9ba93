"""Swap an ID token for temporary AWS credentials at an identity pool of Cognito, in its enhanced flow.

That is two calls, both unsigned: whose the token is, the pool verifies.
https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html
"""

import re
from collections.abc import Mapping

from isthmus.aws.credentials import AwsCredentials
from isthmus.errors import (
    ConfigurationError,
    DeniedError,
    ExpiredError,
    MalformedError,
    UnavailableError,
)
from isthmus.json_answer import JsonAnswer, JsonApi
from isthmus.secret import Secret

_POOL_ID = re.compile(r"[a-z0-9-]{5,20}:[0-9a-f-]{36}", re.ASCII)
_LATEST_TIME = 253_402_300_799  # the last second of the year 9999
_TOKEN_REFUSALS = frozenset({"NotAuthorizedException", "ResourceConflictException"})
_SETTING_REFUSALS = frozenset(
    {
        "InvalidIdentityPoolConfigurationException",
        "InvalidParameterException",
        "ResourceNotFoundException",
    }
)


class IdentityPool:
    """One identity pool."""

    __slots__ = ("_api", "_pool_id")

    def __init__(self, pool_id: str, *, api: JsonApi) -> None:
        if not _POOL_ID.fullmatch(pool_id):
            # Its name is often taken for its id; the name means nothing to the API.
            raise MalformedError("not the id of an identity pool: <region>:<uuid>")
        self._pool_id = pool_id
        self._api = api

    def get_credentials(self, *, provider_name: str, id_token: Secret) -> AwsCredentials:
        """Swap the token; `provider_name` is its issuer without `https://`, the key of the login.

        Raises `ExpiredError` or `DeniedError` if the pool refuses the token, `ConfigurationError` if it
        refuses for a setting of its own, and `UnavailableError` if there is no usable answer.
        """
        logins = {provider_name: id_token.reveal()}
        identity_id = self._call("GetId", {"IdentityPoolId": self._pool_id, "Logins": logins}).get_text(
            "IdentityId"
        )
        fields = {"IdentityId": identity_id, "Logins": logins}
        given = self._call("GetCredentialsForIdentity", fields).get_object("Credentials")
        return AwsCredentials(
            access_key_id=given.get_text("AccessKeyId"),
            secret_access_key=Secret(given.get_text("SecretKey")),
            session_token=Secret(given.get_text("SessionToken")),
            expires_at=_check_time(given.get_number("Expiration")),
        )

    def _call(self, operation: str, fields: Mapping[str, object]) -> JsonAnswer:
        refusal, answer = self._api.call(
            operation, fields=fields, expected_refusals=_TOKEN_REFUSALS | _SETTING_REFUSALS
        )
        if refusal is None:
            return answer
        reason = f"{operation}: {refusal}: {_known_message(answer.find_text('message'))}"
        if refusal in _SETTING_REFUSALS:
            raise ConfigurationError(reason)
        if "Token expired" in reason:
            raise ExpiredError(reason, rule="identity_pool")
        raise DeniedError(reason, rule="identity_pool")


def _check_time(epoch_seconds: float) -> float:
    if not 0 < epoch_seconds <= _LATEST_TIME:
        raise UnavailableError("the identity pool gave credentials with an Expiration that is no time")
    return epoch_seconds


# SECURITY: only messages known to quote no token are passed on. They say what to mend: the issuer, the
# client id, the token's kind (Amazon Cognito identity pools; github.com/amazon-archives issues 7, 212, 407).
_MESSAGE = re.compile(
    r"Invalid login token\.(?: [A-Z][A-Za-z' ]{3,60}(?:\.|: aud|: \d+ >= \d+)?)?"
    r"|Token is not from a supported provider of this identity pool\."
    r"|Logins don't match\. Please include at least one valid login for this identity or identity pool\."
    r"|Unauthenticated access is not supported for this identity pool\."
    r"|Access to Identity '[\w:-]{1,64}' is forbidden\."
    r"|Invalid identity pool configuration\. Check assigned IAM roles for this pool\."
    r"|IdentityPool '[\w:-]{1,64}' not found\.?"
    r"|Please provide a valid public provider",
    re.ASCII,
)


def _known_message(message: str | None) -> str:
    return message if message and _MESSAGE.fullmatch(message) else "no message that is known"
