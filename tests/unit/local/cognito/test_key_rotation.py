import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, header_of
from unit.local.cognito.sample_app import App, make_app

DAY = 86_400


@pytest.fixture
def joe(local: LocalPools, pool_id: str) -> App:
    local.call("UpdateUserPool", UserPoolId=pool_id, AutoVerifiedAttributes=["email"])
    app = make_app(local, pool_id)
    app.change_client(AccessTokenValidity=1, TokenValidityUnits={"AccessToken": "days"})
    app.sign_up_confirmed("joe")
    return app


def _rotate(local: LocalPools, pool_id: str, **headers: str) -> tuple[int, Json]:
    response = local.request("POST", f"/_isthmus/user-pools/{pool_id}/rotate-keys", headers=headers)
    return response.status_code, response.json()


def _kids(local: LocalPools, pool_id: str) -> list[str]:
    response = local.request("GET", f"/{pool_id}/.well-known/jwks.json")
    return [key["kid"] for key in response.json()["keys"]]


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "localhost.evil.example:4566"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:4566"},
    ],
)
def test_refuses_web_sites(local: LocalPools, pool_id: str, headers: dict[str, str]) -> None:
    before = _kids(local, pool_id)
    assert _rotate(local, pool_id, **headers) == (403, {"error": "forbidden"})
    assert _kids(local, pool_id) == before


def test_refuses_an_unknown_pool_and_reading(local: LocalPools, pool_id: str) -> None:
    status, answer = _rotate(local, "us-east-1_AAAAAAAAA")
    assert (status, answer["error"]) == (404, "ResourceNotFoundException")
    assert local.request("GET", f"/_isthmus/user-pools/{pool_id}/rotate-keys").status_code == 405


def test_refuses_a_pool_that_is_deleted_while_its_keys_are_made(local: LocalPools, pool_id: str) -> None:
    keys = local.pools._services.keys

    async def rotate_and_delete() -> None:
        made = keys.generate

        async def generate() -> object:
            await local.answer("DeleteUserPool", {"UserPoolId": pool_id})
            return await made()

        keys.generate = generate  # type: ignore[method-assign,assignment]  # deletes at the moment that counts
        await keys.rotate(pool_id)

    with pytest.raises(Exception, match=f"User pool {pool_id} does not exist"):
        local.run(rotate_and_delete())


def test_refuses_tokens_of_the_keys_before_the_last(joe: App) -> None:
    token = joe.sign_in()["AccessToken"]
    _rotate(joe.local, joe.pool_id)
    _rotate(joe.local, joe.pool_id)
    assert header_of(token)["kid"] not in _kids(joe.local, joe.pool_id)
    with pytest.raises(RefusedError, match="Invalid Access Token"):
        joe.local.call("GetUser", AccessToken=token)


def test_the_keys_before_are_published_and_taken_for_a_day(joe: App) -> None:
    before = _kids(joe.local, joe.pool_id)
    token = joe.sign_in()["AccessToken"]
    status, answer = _rotate(joe.local, joe.pool_id)
    kids = answer["kids"]
    assert status == 200
    assert _kids(joe.local, joe.pool_id) == [kids["id"], kids["access"], *before]
    joe.local.restart()
    joe.local.clock.forward(DAY - 1)
    assert joe.local.call("GetUser", AccessToken=token)["Username"] == "joe"
    assert len(_kids(joe.local, joe.pool_id)) == 4
    joe.local.clock.forward(1)
    assert _kids(joe.local, joe.pool_id) == [kids["id"], kids["access"]]


def test_fresh_tokens_name_the_fresh_keys(joe: App) -> None:
    _, answer = _rotate(joe.local, joe.pool_id)
    tokens = joe.sign_in()
    assert header_of(tokens["AccessToken"])["kid"] == answer["kids"]["access"]
    assert header_of(tokens["IdToken"])["kid"] == answer["kids"]["id"]
    joe.local.restart()
    assert joe.local.call("GetUser", AccessToken=tokens["AccessToken"])["Username"] == "joe"
