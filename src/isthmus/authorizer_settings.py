"""The settings of the API authorizer: whose tokens it accepts, and how it answers.

They are read through `settings.Environment`, which knows the names; this module knows the types.
"""

from enum import StrEnum
from typing import NamedTuple

from isthmus import settings
from isthmus.cognito.pool import UserPool
from isthmus.errors import ConfigurationError, MalformedError
from isthmus.settings import Environment

_ANYTHING = r"(?s:.+)"
_EVERY = "*"
_CLIENT_IDS = r"[\w+]{1,128}(?: +[\w+]{1,128})*"
_SCOPES = r"[!#-\[\]-~]+(?: +[!#-\[\]-~]+)*"  # RFC 6749 section 3.3


class AuthorizerAnswer(StrEnum):
    """How API Gateway wants to be answered."""

    POLICY = "policy"
    SIMPLE = "simple"


class AuthorizerSettings(NamedTuple):
    """Whose tokens open the API. None accepts every client, or a token whatever its scopes."""

    pool: UserPool
    client_ids: frozenset[str] | None
    scopes: frozenset[str] | None
    answer: AuthorizerAnswer


def load_authorizer_settings(environment: Environment) -> AuthorizerSettings:
    """Read the settings of the API authorizer; raise `ConfigurationError` saying what to set.

    Clients and scopes have no default: to accept all of them is written, too.
    """
    answer = environment.get(
        settings.AUTHORIZER_ANSWER, pattern="|".join(AuthorizerAnswer), default=AuthorizerAnswer.POLICY
    )
    return AuthorizerSettings(
        pool=_load_pool(environment),
        client_ids=_load_words(environment, settings.ACCEPTED_CLIENT_IDS, pattern=_CLIENT_IDS),
        scopes=_load_words(environment, settings.REQUIRED_SCOPES, pattern=_SCOPES),
        answer=AuthorizerAnswer(answer),
    )


def _load_pool(environment: Environment) -> UserPool:
    pool_id = environment.get(settings.USER_POOL_ID, pattern=_ANYTHING)
    issuer = environment.get(settings.POOL_ISSUER, pattern="original|updated", default="original")
    flag = environment.get(settings.INSECURE_HTTP_AWS_ENDPOINT, pattern="true|false", default="false")
    try:
        match flag, issuer:
            # NOTE: whatever AWS_ENDPOINT_URL is: an endpoint of one's own for AWS is no issuer.
            case "false", "original":
                return UserPool.of(pool_id)
            case "false", _:
                return UserPool.of_updated_issuer(pool_id)
            case _, "original":
                endpoint = environment.get("AWS_ENDPOINT_URL", pattern=_ANYTHING)
                return UserPool.at_insecure_issuer(f"{endpoint.removesuffix('/')}/{pool_id}")
    except MalformedError as error:
        raise ConfigurationError(f"{settings.USER_POOL_ID}: {error}") from error
    raise ConfigurationError(f"{settings.POOL_ISSUER}: the local stack has the original issuer only")


def _load_words(environment: Environment, name: str, *, pattern: str) -> frozenset[str] | None:
    text = environment.get(name, pattern=pattern if environment.find(name) != _EVERY else r"\*")
    words = frozenset(text.split())
    if words == {_EVERY}:
        return None
    if _EVERY in words:
        raise ConfigurationError(f"{name}: {_EVERY} stands alone")
    return words
