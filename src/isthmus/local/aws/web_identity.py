"""STS AssumeRoleWithWebIdentity: a token of a registered provider, or of an identity pool, for a role.

Source: AWS STS API Reference, AssumeRoleWithWebIdentity; the texts are recorded answers.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from xml.sax.saxutils import escape

from starlette.responses import Response

from isthmus.errors import UnavailableError
from isthmus.local.aws.providers import EmulatorProviders
from isthmus.local.aws.roles import (
    COGNITO_IDENTITY,
    AssumedRole,
    EmulatorRoles,
    RefusedByStsError,
    WebIdentity,
)
from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.awsjson.model import ServiceModel, read_model
from isthmus.local.awsjson.validation import verify_input
from isthmus.local.cognito.identity.session_tags import SessionTagError, read_session_tags
from isthmus.local.cognito.identity.tokens import ISSUER, IdentityTokens
from isthmus.local.openid import (
    MissingClaimError,
    NotATokenError,
    OpenIdClaims,
    OpenIdError,
    OpenIdVerifier,
    ProviderUnreachableError,
    TokenExpiredError,
    UnverifiedToken,
    WrongAudienceError,
    parse_token,
)

ACTION = "AssumeRoleWithWebIdentity"
NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
DEFAULT_SECONDS = 3600
NOT_A_TOKEN = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"  # noqa: S105  AWS's text
NO_KEY = (
    "Couldn't retrieve verification key from your identity provider,  "
    "please reference AssumeRoleWithWebIdentity documentation for requirements"
)


class WebIdentities:
    """Serve the operation."""

    def __init__(
        self,
        *,
        providers: EmulatorProviders,
        verifier: OpenIdVerifier,
        identity_tokens: IdentityTokens,
        roles: EmulatorRoles,
        account_id: str,
    ) -> None:
        self._providers = providers
        self._verifier = verifier
        self._identity_tokens = identity_tokens
        self._roles = roles
        self._account_id = account_id

    async def answer(self, parameters: Sequence[tuple[str, str]], *, request_id: str) -> Response:
        """Give the role's credentials, or raise AwsError."""
        request = verify_input(
            self._model,
            "AssumeRoleWithWebIdentityRequest",
            _read_parameters(parameters),
            error_code="ValidationError",
        )
        session_policy = _read_policy(request)
        try:
            claims, identity = await self._verify(request["WebIdentityToken"])
            assumed = await self._roles.assume_with_web_identity(
                request["RoleArn"],
                identity=identity,
                session_name=request["RoleSessionName"],
                duration_seconds=request.get("DurationSeconds", DEFAULT_SECONDS),
                session_policy=session_policy,
            )
        except OpenIdError as error:
            raise _worded(error) from error
        except SessionTagError as error:
            raise _refused_tags(error) from error
        except RefusedByStsError as error:
            status = 403 if error.sts_code == "AccessDenied" else 400
            raise AwsError(error.sts_code, error.message, status=status) from error
        except UnavailableError as error:
            raise AwsError("ServiceUnavailable", "STS is not available", status=503) from error
        return _response(assumed, claims=claims, provider=identity.provider, request_id=request_id)

    async def check_token(self, unverified_token: str) -> str:
        """Give whose token it is, by the provider; raise AwsError as the operation does. No role is asked."""
        try:
            _, identity = await self._verify(unverified_token)
        except OpenIdError as error:
            raise _worded(error) from error
        except SessionTagError as error:
            raise _refused_tags(error) from error
        return identity.provider

    async def _verify(self, unverified_token: str) -> tuple[OpenIdClaims, WebIdentity]:
        """Give what the token proves, and the identity that trust policies see."""
        token = parse_token(unverified_token)
        if token.issuer == ISSUER:
            claims = await self._identity_tokens.verify_token(token)
            return claims, WebIdentity(
                provider=COGNITO_IDENTITY,
                host=COGNITO_IDENTITY,
                claims={"aud": claims.audience, "sub": claims.subject, "amr": _methods(claims)},
                tags=read_session_tags(claims.claims),
            )
        return await self._verify_oidc(token)

    async def _verify_oidc(self, token: UnverifiedToken) -> tuple[OpenIdClaims, WebIdentity]:
        host = token.issuer.removeprefix("https://").rstrip("/")
        arn = f"arn:aws:iam::{self._account_id}:oidc-provider/{host}"
        provider = await self._providers.find_provider(arn) if host else None
        if provider is None or provider.issuer != token.issuer:
            raise AwsError(
                "InvalidIdentityToken",
                f"No OpenIDConnect provider found in your account for {token.issuer}",
            )
        claims = await self._verifier.verify_token(token, provider=provider)
        seen: dict[str, str | list[str]] = {"aud": claims.audience, "sub": claims.subject}
        if "amr" in claims.claims:
            seen["amr"] = _methods(claims)
        tags = read_session_tags(claims.claims)
        return claims, WebIdentity(provider=arn, host=host, claims=seen, tags=tags)

    @cached_property
    def _model(self) -> ServiceModel:
        return read_model("sts", more_enum_values={}, other_patterns={})


def _read_parameters(parameters: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Give the request as the model has it."""
    request: dict[str, Any] = dict(parameters)
    if any(name.startswith("PolicyArns.") for name in request):
        raise UnsupportedError("PolicyArns")
    if "ProviderId" in request:
        raise AwsError(
            "ValidationError", "ProviderId is for OAuth 2.0 access tokens, not for OpenID Connect ID tokens"
        )
    seconds = request.get("DurationSeconds")
    if seconds is not None:
        if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 10):  # noqa: PLR2004  fits any integer
            raise AwsError("MalformedInput", "DurationSeconds is no number")
        request["DurationSeconds"] = int(seconds)
    return request


def _read_policy(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if "Policy" not in request:
        return None
    try:
        policy = json.loads(request["Policy"])
    except (ValueError, RecursionError) as error:
        raise AwsError("MalformedPolicyDocument", "This policy contains invalid Json") from error
    if not isinstance(policy, dict) or not policy.get("Statement"):
        raise AwsError("MalformedPolicyDocument", "Syntax errors in policy.")
    return policy


def _methods(claims: OpenIdClaims) -> list[str]:
    methods = claims.claims.get("amr")
    return [method for method in methods if isinstance(method, str)] if isinstance(methods, list) else []


def _refused_tags(error: SessionTagError) -> AwsError:
    return AwsError("InvalidIdentityToken", f"The session tags are refused: {error}")


def _worded(error: OpenIdError) -> AwsError:
    """Say it in STS's words; whatever has none of its own is a key or signature that proves nothing."""
    if isinstance(error, TokenExpiredError):
        return AwsError(
            "ExpiredTokenException",
            f"Token expired: current date/time {error.now} must be before the expiration date/time "
            f"{error.expires_at}",
        )
    if isinstance(error, ProviderUnreachableError):
        return AwsError(
            "IDPCommunicationError",
            "The request could not be fulfilled because the identity provider (IDP) that was asked to verify "
            "the incoming identity token could not be reached.",
        )
    return AwsError("InvalidIdentityToken", _reason(error))


def _reason(error: OpenIdError) -> str:
    if isinstance(error, NotATokenError):
        return NOT_A_TOKEN
    if isinstance(error, WrongAudienceError):
        return "Incorrect token audience"
    if isinstance(error, MissingClaimError):
        return f"Missing a required claim: {error.name}"
    return NO_KEY


def _response(assumed: AssumedRole, *, claims: OpenIdClaims, provider: str, request_id: str) -> Response:
    credentials = assumed.credentials
    expiration = datetime.fromtimestamp(credentials.expires_at, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = (
        f'<{ACTION}Response xmlns="{NAMESPACE}"><{ACTION}Result>'
        f"<Audience>{escape(claims.audience)}</Audience>"
        f"<AssumedRoleUser><AssumedRoleId>{escape(assumed.assumed_role_id)}</AssumedRoleId>"
        f"<Arn>{escape(assumed.arn)}</Arn></AssumedRoleUser>"
        f"<Provider>{escape(provider)}</Provider>"
        f"<Credentials><AccessKeyId>{credentials.access_key_id}</AccessKeyId>"
        f"<SecretAccessKey>{escape(credentials.secret_access_key.reveal())}</SecretAccessKey>"
        f"<SessionToken>{escape(credentials.session_token.reveal())}</SessionToken>"
        f"<Expiration>{expiration}</Expiration></Credentials>"
        f"<SubjectFromWebIdentityToken>{escape(claims.subject)}</SubjectFromWebIdentityToken>"
        f"</{ACTION}Result><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{ACTION}Response>"
    )
    return Response(body, media_type="text/xml", headers={"x-amzn-requestid": request_id})
