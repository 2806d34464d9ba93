"""The FastAPI dependency, over HTTP in this process."""

from typing import Annotated, Any

import httpx2
import pytest
from fastapi import Depends, FastAPI

from isthmus.cognito.tokens import AccessToken
from isthmus.guard.fastapi import RequireToken
from unit.cognito.pools import CLIENT, NOW, READ, a_machine_token, id_claims
from unit.guard.callers import outage, some_callers
from unit.jose.issuing import sign

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def an_app(**settings: Any) -> FastAPI:
    app = FastAPI()
    require_token = RequireToken(callers=some_callers(**settings), realm="api")

    @app.get("/test")
    async def test(token: Annotated[AccessToken, Depends(require_token)]) -> dict[str, str]:
        return {"client_id": token.client_id}

    @app.get("/open")
    async def open_to_all() -> dict[str, str]:
        return {}

    return app


async def get(
    path: str, *, authorizations: tuple[str, ...] = (), params: dict[str, str] | None = None, **settings: Any
) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=an_app(**settings))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        headers = [("Authorization", value) for value in authorizations]
        return await client.get(path, headers=headers, params=params or {})


@pytest.mark.parametrize(
    ("authorizations", "params", "status", "challenge"),
    [
        ((), {}, 401, 'Bearer realm="api"'),
        (("Basic YTpi",), {}, 401, 'Bearer realm="api"'),
        (("Bearer",), {}, 400, 'Bearer realm="api", error="invalid_request"'),
        (("Bearer a.b.c", "Bearer a.b.c"), {}, 400, 'Bearer realm="api", error="invalid_request"'),
        ((), {"access_token": "a.b.c"}, 400, 'Bearer realm="api", error="invalid_request"'),
        (("Bearer a.b.c",), {}, 401, 'Bearer realm="api", error="invalid_token"'),
        ((f"Bearer {a_machine_token(exp=NOW)}",), {}, 401, 'Bearer realm="api", error="invalid_token"'),
        ((f"Bearer {sign(id_claims())}",), {}, 401, 'Bearer realm="api", error="invalid_token"'),
        (
            (f"Bearer {a_machine_token(scope='other/read')}",),
            {},
            403,
            f'Bearer realm="api", error="insufficient_scope", scope="{READ}"',
        ),
    ],
)
async def test_refuses_as_rfc_6750_has_it(
    authorizations: tuple[str, ...], params: dict[str, str], status: int, challenge: str
) -> None:
    response = await get("/test", authorizations=authorizations, params=params)
    assert response.status_code == status
    assert response.headers["www-authenticate"] == challenge
    assert response.headers["cache-control"] == "no-store"
    assert list(response.json()) == ["detail"]


async def test_finds_a_token_in_the_query_whatever_the_host_header_says() -> None:
    transport = httpx2.ASGITransport(app=an_app())
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        headers = {"Host": "test#", "Authorization": f"Bearer {a_machine_token()}"}
        response = await client.get("/test?access_token=a.b.c", headers=headers)
    assert response.status_code == 400


async def test_answers_unavailable_when_the_keys_can_not_be_had() -> None:
    response = await get("/test", authorizations=(f"Bearer {a_machine_token()}",), fetch=outage)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert "www-authenticate" not in response.headers


async def test_gives_the_token_of_an_accepted_caller() -> None:
    response = await get("/test", authorizations=(f"Bearer {a_machine_token()}",))
    assert (response.status_code, response.json()) == (200, {"client_id": CLIENT})


async def test_shows_the_lock_in_the_api_description_where_it_is() -> None:
    api = (await get("/openapi.json")).json()
    scheme = api["components"]["securitySchemes"]["Cognito"]
    assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "JWT")
    assert api["paths"]["/test"]["get"]["security"] == [{"Cognito": []}]
    assert "security" not in api["paths"]["/open"]["get"]
