"""What a provider says about who signed in: its code exchanged, its ID token verified, userInfo asked.

Page: developerguide/cognito-user-pools-oidc-flow, "How a user pool processes claims from an OIDC provider".
Measured texts: TimothyJones/github-cognito-openid-wrapper#3 and #100, aws-amplify/amplify-js#3824.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from isthmus.clock import Clock
from isthmus.errors import IsthmusError
from isthmus.local.cognito.external.providers import IdentityProvider
from isthmus.local.openid import (
    MissingClaimError,
    OpenIdError,
    ProviderHttp,
    ProviderRefusedError,
    ProviderUnreachableError,
    UnverifiedToken,
    WrongAudienceError,
    WrongIssuerError,
    check_issuer,
    check_times,
    parse_token,
    verify_signature,
)
from isthmus.secret import Secret

MOST_KEYS = 200
_LONGEST_TOLD = 200


class ProviderFailedError(IsthmusError):
    """The provider gave nobody. `error` and `description` go to the app's callback."""

    code = "provider_failed"

    def __init__(self, error: str, *, description: str, reason: str) -> None:
        super().__init__(reason)
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """Who signed in, and every claim of userInfo and of the ID token, which goes first."""

    subject: str
    claims: Mapping[str, Any] = field(repr=False)


class ProviderAnswers:
    """Ask providers who signed in."""

    def __init__(self, http: ProviderHttp, *, clock: Clock) -> None:
        self._http = http
        self._clock = clock

    async def get(
        self, provider: IdentityProvider, *, unverified_code: str, redirect_uri: str, nonce: str
    ) -> ProviderAnswer:
        """Give who signed in, or raise ProviderFailedError."""
        try:
            # (1) The code for tokens: the secret stands in the form, as Cognito has it.
            tokens = await self._exchange(provider, unverified_code, redirect_uri=redirect_uri)
            id_token, access_token = _text(tokens, "id_token"), Secret(_text(tokens, "access_token"))

            # (2) Is the ID token this provider's, for us, about this attempt?
            subject, claims = await self._verify_id_token(provider, id_token, nonce=nonce)

            # (3) More about the same person.
            more = await self._ask_user_info(provider, access_token, subject=subject)
        except ProviderUnreachableError as error:
            raise _unusable(str(error)) from error
        except OpenIdError as error:
            raise _bad_token(str(error)) from error
        tokens_as_claims = {"id_token": id_token, "access_token": access_token.reveal()}
        return ProviderAnswer(subject=subject, claims={**more, **claims, **tokens_as_claims})

    async def _exchange(
        self, provider: IdentityProvider, unverified_code: str, *, redirect_uri: str
    ) -> dict[str, Any]:
        details = provider.details
        form = {
            "grant_type": "authorization_code",
            "client_id": details.client_id,
            "client_secret": details.client_secret.reveal(),
            "code": unverified_code,
            "redirect_uri": redirect_uri,
        }
        try:
            return await self._http.post(details.token_url, form=form, bearer=None)
        except ProviderRefusedError as error:
            # SECURITY: AWS adds what the provider said; that may quote the request with its secret.
            raise ProviderFailedError(
                "invalid_request",
                description=f"Bad token response: HTTP {error.status}",
                reason=f"the token endpoint of {provider.name} answered {error.status}",
            ) from error

    async def _verify_id_token(
        self, provider: IdentityProvider, unverified_token: str, *, nonce: str
    ) -> tuple[str, Mapping[str, Any]]:
        token = parse_token(unverified_token)
        try:
            check_issuer(token, issuer=provider.details.issuer)
        except WrongIssuerError as error:
            claimed = token.issuer[:_LONGEST_TOLD].encode("ascii", "replace").decode()
            description = f"Bad id_token issuer {claimed}"
            raise ProviderFailedError(
                "invalid_request", description=description, reason=str(error)
            ) from error
        # WIRE: AWS asks for the keys again at each sign-in.
        keys = (await self._http.get(provider.details.jwks_uri, bearer=None)).get("keys")
        if not isinstance(keys, list) or len(keys) > MOST_KEYS:
            raise ProviderUnreachableError("the provider's keys are no list, or too many")
        verify_signature(token, keys=[key for key in keys if isinstance(key, dict)])
        check_times(token, now=self._clock.now(), skew_seconds=0)
        _check_audience(token, client_id=provider.details.client_id)
        _check_nonce(token, nonce=nonce)
        return _subject(token.claims), token.claims

    async def _ask_user_info(
        self, provider: IdentityProvider, access_token: Secret, *, subject: str
    ) -> dict[str, Any]:
        details = provider.details
        if details.attributes_method == "POST":
            answer = await self._http.post(details.attributes_url, form={}, bearer=access_token)
        else:
            answer = await self._http.get(details.attributes_url, bearer=access_token)
        # SECURITY: OpenID Connect Core 5.3.2: another sub is another person.
        if answer.get("sub") != subject:
            raise _bad_token("userInfo is about another sub than the ID token")
        return answer


def _check_audience(token: UnverifiedToken, *, client_id: str) -> None:
    """OpenID Connect Core 3.1.3.7: we are in `aud`, and `azp`, if there is one, is us."""
    audience = token.claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences or token.claims.get("azp", client_id) != client_id:
        raise WrongAudienceError("the ID token is for another client")


def _check_nonce(token: UnverifiedToken, *, nonce: str) -> None:
    given = token.claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(_bytes(given), _bytes(nonce)):
        raise MissingClaimError("nonce")


def _subject(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise MissingClaimError("sub")
    return subject


def _text(document: Mapping[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        raise ProviderUnreachableError(f"the provider's answer has no usable {name}")
    return value


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _unusable(reason: str) -> ProviderFailedError:
    return ProviderFailedError(
        "server_error", description="Exception processing authorization code", reason=reason
    )


def _bad_token(reason: str) -> ProviderFailedError:
    return ProviderFailedError("invalid_request", description="Bad id_token", reason=reason)
