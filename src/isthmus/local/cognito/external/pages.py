"""The way of a browser to a provider and back: /oauth2/authorize leads out, /oauth2/idpresponse in.

Page: developerguide/cognito-user-pools-oidc-flow. What goes wrong at the provider is told to the app, at its
callback; a `state` that is not this browser's is told to the person, because it names no app to believe.
"""

import re
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.external.attempts import ExternalAttempt, ExternalAttempts, plan_attempt
from isthmus.local.cognito.external.provider_answer import ProviderAnswers, ProviderFailedError
from isthmus.local.cognito.external.providers import IdentityProvider, IdentityProviders
from isthmus.local.cognito.external.sign_in import ExternalSignIn
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest, AuthorizationRules
from isthmus.local.cognito.hosted.browser import (
    BROWSER_COOKIE,
    browser_of,
    remember_browser,
    remember_session,
    session_of,
)
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions, SignedInBrowser
from isthmus.local.cognito.hosted.errors import PageError
from isthmus.local.cognito.hosted.granting import Granting
from isthmus.local.cognito.hosted.screens import go_to
from isthmus.local.cognito.oauth2.form import Form, parse_query
from isthmus.local.cognito.oauth2.responses import OAuthError

RETURN_PATH = "/oauth2/idpresponse"
_LONGEST_TOLD = 200
# SECURITY: `name:80@elsewhere` would be a user name and another host.
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
_TELLABLE = re.compile(r"[^\x20-\x7e]")


class ExternalPages:
    """Send browsers to providers and take them back."""

    def __init__(
        self,
        *,
        issuer_base: str,
        domains: Domains,
        rules: AuthorizationRules,
        providers: IdentityProviders,
        attempts: ExternalAttempts,
        answers: ProviderAnswers,
        sign_in: ExternalSignIn,
        sessions: BrowserSessions,
        granting: Granting,
        clock: Clock,
    ) -> None:
        self._issuer_base = issuer_base
        self._domains = domains
        self._rules = rules
        self._providers = providers
        self._attempts = attempts
        self._answers = answers
        self._sign_in = sign_in
        self._sessions = sessions
        self._granting = granting
        self._clock = clock

    def leave(self, request: Request, asked: AuthorizationRequest) -> Response:
        """Redirect to the provider that the app asked for."""
        provider = self._provider(asked)
        host = request.headers.get("host", "")
        attempt = plan_attempt(
            provider,
            client_id=asked.client.id,
            query=request.scope["query_string"],
            host=host,
            redirect_uri=self._redirect_uri(host),
        )
        browser = browser_of(request)
        state = self._attempts.start(attempt, browser=browser)
        response = go_to(_address(provider, attempt, state=state, asked=asked))
        remember_browser(response, request, browser=browser)
        return response

    async def come_back(self, request: Request) -> Response:
        """Take the provider's answer, sign in, and go on to the app."""
        # (1) Is it an attempt of this browser, not used yet, and does the app still ask what it asked?
        sent = _parse(request.scope["query_string"])
        attempt = self._claim(request, sent)
        asked = self._rules.verify(_parse(attempt.query), host=attempt.host)
        if asked.provider != attempt.provider_name:
            raise PageError("invalid_request", "The identity provider was changed meanwhile. Start again.")
        provider = self._provider(asked)
        if asked.nonce is None:
            # AWS: without a nonce of the app, Cognito's own is in its ID token, too.
            asked = replace(asked, nonce=attempt.nonce)

        # (2) Who is it, to the provider and to the pool?
        signed_in = await self._judge(sent, attempt, asked=asked, provider=provider)

        # (3) Back to the app, and remember the browser.
        location = await self._granting.grant(asked, signed_in)
        self._sessions.end(session_of(request, pool_id=asked.pool.id))
        response = go_to(location)
        token = self._sessions.start(asked.pool, signed_in)
        remember_session(response, request, pool_id=asked.pool.id, token=token)
        return response

    def _claim(self, request: Request, sent: Form) -> ExternalAttempt:
        browser, state = request.cookies.get(BROWSER_COOKIE, ""), sent.find("state") or ""
        attempt = self._attempts.claim(state, unverified_browser=browser) if browser else None
        if attempt is None:
            raise PageError(
                "invalid_request",
                "This sign-in is unknown, was used, took over five minutes, or began in another browser."
                " Go back to the app and start again.",
            )
        return attempt

    async def _judge(
        self, sent: Form, attempt: ExternalAttempt, *, asked: AuthorizationRequest, provider: IdentityProvider
    ) -> SignedInBrowser:
        _check_answer(sent, asked=asked, provider=provider)
        code = sent.find("code")
        if code is None:
            asked.refuse("invalid_request", description="code missing", reason="the provider gave no code")
        try:
            answer = await self._answers.get(
                provider, unverified_code=code, redirect_uri=attempt.redirect_uri, nonce=attempt.nonce
            )
            user = await self._sign_in.sign_in(
                answer, pool=asked.pool, client=asked.client, provider=provider
            )
        except ProviderFailedError as error:
            asked.refuse(error.error, description=error.description, reason=str(error))
        except AwsError as error:
            asked.refuse("invalid_request", description=error.message, reason=error.reason or error.code)
        return SignedInBrowser(
            user=user,
            auth_time=int(self._clock.now()),
            has_second_factor=False,
            provider=provider.name,
        )

    def _provider(self, asked: AuthorizationRequest) -> IdentityProvider:
        name = asked.external_provider
        provider = None if name is None else self._providers.find(asked.pool.id, name)
        if provider is None:
            asked.refuse("invalid_request", reason="the identity provider does not exist")
        return provider

    def _redirect_uri(self, host: str) -> str:
        """Give our own address at the provider: the pool's domain if the browser came by it.

        SECURITY: never another host than ours, whatever the request's Host says.
        """
        if not self._domains.is_named(host) or _HOST.fullmatch(host) is None:
            return f"{self._issuer_base}{RETURN_PATH}"
        return f"{urlsplit(self._issuer_base).scheme}://{host.lower()}{RETURN_PATH}"


def _check_answer(sent: Form, *, asked: AuthorizationRequest, provider: IdentityProvider) -> None:
    """Tell the app an error of the provider; refuse an answer of another issuer (RFC 9207)."""
    if sent.find("iss") not in (None, provider.details.issuer):
        asked.refuse("invalid_request", description="Bad issuer", reason="the answer is another issuer's")
    error = sent.find("error")
    if error is not None:
        told = f"{sent.find('error_description') or error} error={error}"
        asked.refuse(
            "invalid_request",
            description=_TELLABLE.sub("?", told)[:_LONGEST_TOLD],
            reason=f"{provider.name} answered with an error",
        )


def _address(
    provider: IdentityProvider, attempt: ExternalAttempt, *, state: str, asked: AuthorizationRequest
) -> str:
    parameters = {
        "client_id": provider.details.client_id,
        "redirect_uri": attempt.redirect_uri,
        "response_type": "code",
        "scope": provider.details.scopes,
        "state": state,
        "nonce": attempt.nonce,
    }
    if asked.login_hint is not None:
        parameters["login_hint"] = asked.login_hint
    address = provider.details.authorize_url
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def _parse(query: bytes) -> Form:
    try:
        return parse_query(query)
    except OAuthError as error:
        raise PageError("invalid_request", f"The request is malformed: {error}.") from error
