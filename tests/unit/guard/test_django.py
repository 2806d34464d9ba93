"""The decorator for Django's views, synchronous and not."""

import inspect
import json

import pytest
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from isthmus.errors import ConfigurationError
from isthmus.guard.django import AsyncView, RequireToken, View, token_of
from unit.cognito.pools import CLIENT, a_machine_token
from unit.guard.callers import outage, some_callers
from unit.guard.refusals import REFUSED, Refused

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True, scope="module")
def django_settings() -> None:
    if not settings.configured:
        settings.configure(DEFAULT_CHARSET="utf-8")


def show_order(request: HttpRequest, number: int) -> HttpResponseBase:
    return JsonResponse({"number": number, "client_id": token_of(request).client_id})


async def show_order_async(request: HttpRequest, number: int) -> HttpResponseBase:
    return show_order(request, number)


def a_guard() -> RequireToken:
    return RequireToken(callers=some_callers(), realm="api")


def a_request(authorization: str | None = None, *, query: str = "") -> HttpRequest:
    headers = {} if authorization is None else {"Authorization": authorization}
    return RequestFactory(headers=headers).get(f"/orders/7?{query}")


async def call(view: View | AsyncView, request: HttpRequest) -> HttpResponseBase:
    answer = view(request, number=7)
    return await answer if inspect.isawaitable(answer) else answer


@pytest.mark.parametrize("view", [show_order, show_order_async])
@pytest.mark.parametrize("refused", REFUSED)
async def test_django_refuses_before_the_view_sees_the_request(
    refused: Refused, view: View | AsyncView
) -> None:
    answer = await call(a_guard()(view), a_request(refused.authorization, query=refused.query))
    assert answer.status_code == refused.status
    assert answer.headers["WWW-Authenticate"] == refused.challenge


async def test_django_answers_unavailable_when_the_keys_can_not_be_had() -> None:
    guard = RequireToken(callers=some_callers(fetch=outage), realm="api")
    answer = await call(guard(show_order), a_request(f"Bearer {a_machine_token()}"))
    assert answer.status_code == 503


def test_django_has_no_token_in_a_view_that_is_not_guarded() -> None:
    with pytest.raises(ConfigurationError):
        show_order(a_request(f"Bearer {a_machine_token()}"), 7)


@pytest.mark.parametrize("view", [show_order, show_order_async])
async def test_django_gives_the_token_of_an_accepted_caller_to_the_view(view: View | AsyncView) -> None:
    guarded = a_guard()(view)
    assert inspect.iscoroutinefunction(guarded) is inspect.iscoroutinefunction(view)
    answer = await call(guarded, a_request(f"Bearer {a_machine_token()}"))
    assert isinstance(answer, JsonResponse)
    assert json.loads(answer.content) == {"number": 7, "client_id": CLIENT}
