"""A guard for the views of Django: `RequireToken`, a decorator, and `token_of`.

require_token = RequireToken(callers=callers, realm="orders")

@require_token
def list_orders(request): ...

A class-based view takes it by `method_decorator(require_token, name="dispatch")`. Exempt the view from CSRF
checks (`csrf_exempt`): a bearer token is not sent by a browser on its own.
"""

import functools
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any, cast, overload

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from isthmus.cognito.tokens import AccessToken
from isthmus.errors import ConfigurationError
from isthmus.flows.m2m.callers import Callers
from isthmus.guard.bearer import REFUSED, Refusal
from isthmus.guard.gate import Gate
from isthmus.guard.wsgi import read_authorizations

_NAME = "isthmus_token"
View = Callable[..., HttpResponseBase]
AsyncView = Callable[..., Awaitable[HttpResponseBase]]


class RequireToken:
    """Let only requests with the token of an accepted caller into a view."""

    def __init__(self, *, callers: Callers, realm: str) -> None:
        self._gate = Gate(callers=callers, realm=realm)

    @overload
    def __call__(self, view: AsyncView) -> AsyncView: ...

    @overload
    def __call__(self, view: View) -> View: ...

    def __call__(self, view: View | AsyncView) -> View | AsyncView:
        """Guard a view, synchronous or not."""
        if iscoroutinefunction(view):
            return self._guard_async(view)
        return self._guard(cast("View", view))

    def _guard(self, view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                token = self._gate.admit(read_authorizations(request.META), unverified_query=_query(request))
            except REFUSED as error:
                return _answer(self._gate.refuse(error))
            setattr(request, _NAME, token)
            return view(request, *args, **kwargs)

        return guarded

    def _guard_async(self, view: AsyncView) -> AsyncView:
        @functools.wraps(view)
        async def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                token = await self._gate.admit_async(
                    read_authorizations(request.META), unverified_query=_query(request)
                )
            except REFUSED as error:
                return _answer(self._gate.refuse(error))
            setattr(request, _NAME, token)
            return await view(request, *args, **kwargs)

        return guarded


def token_of(request: HttpRequest) -> AccessToken:
    """Give the caller's token inside a guarded view; raise `ConfigurationError` in any other."""
    token = getattr(request, _NAME, None)
    if not isinstance(token, AccessToken):
        raise ConfigurationError("the view is not guarded: put RequireToken on it")
    return token


def _query(request: HttpRequest) -> str:
    unverified: str = request.META.get("QUERY_STRING", "")
    return unverified


def _answer(refusal: Refusal) -> HttpResponse:
    return HttpResponse(refusal.body, status=refusal.status, headers=refusal.http_headers)
