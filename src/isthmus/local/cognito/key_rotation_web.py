"""The change of a pool's signing keys as an address of the local stack. AWS has no API for it."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.local_access import find_refusal
from isthmus.local.cognito.pools import Pools

ROTATE_KEYS_PATH = "/_isthmus/user-pools/{pool_id}/rotate-keys"


def rotate_keys_endpoint(pools: Pools, keys: Keys) -> Callable[[Request], Awaitable[Response]]:
    """Give the endpoint that makes new keys and tells their ids."""

    async def answer(request: Request) -> Response:
        refusal = find_refusal(request)
        if refusal is not None:
            return refusal
        try:
            pool = pools.get(request.path_params["pool_id"])
            made = await keys.rotate(pool.id)
        except AwsError as error:
            return JSONResponse({"error": error.code, "error_description": error.message}, status_code=404)
        kids = {token_use: key.kid for token_use, key in made.items()}
        return JSONResponse({"user_pool_id": pool.id, "kids": kids})

    return answer
