"""Tokens for aiohttp (3.12 or newer): `token_middleware`, for `ClientSession(middlewares=[...])`.

A request that is answered 401 is sent once more with another token, unless its body was a stream.
"""

from aiohttp import ClientHandlerType, ClientMiddlewareType, ClientRequest, ClientResponse, hdrs
from aiohttp.payload import BytesPayload, StringPayload

from isthmus.flows.m2m.token_source import TokenSource
from isthmus.m2m.target import Target, make_header
from isthmus.origin import Origin

_UNAUTHORIZED = 401


def token_middleware(source: TokenSource, *, api: str | Origin) -> ClientMiddlewareType:
    """Carry a source's token to one API, and raise `ConfigurationError` on a request to any other."""
    target = Target(source, api=api)

    async def carry(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        target.check(str(request.url))
        token = await target.source.get_token_async()
        request.headers[hdrs.AUTHORIZATION] = make_header(token)
        response = await handler(request)
        if response.status != _UNAUTHORIZED or not _can_be_sent_again(request):
            return response
        target.source.forget(token)
        response.release()
        request.headers[hdrs.AUTHORIZATION] = make_header(await target.source.get_token_async())
        return await handler(request)

    return carry


def _can_be_sent_again(request: ClientRequest) -> bool:
    return not request.body or isinstance(request.body, bytes | BytesPayload | StringPayload)
