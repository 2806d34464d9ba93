"""/api/salesforce: what stands in the org, and the few actions that break or mend a flow by hand."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from isthmus.errors import DeniedError
from isthmus.local.console.answering import ConsoleError, check_names, read_object
from isthmus.local.salesforce.app import Org


def org_routes(org: Org) -> list[BaseRoute]:
    """Give the org's addresses."""

    async def show(_: Request) -> Response:
        return JSONResponse({**org.describe(), "setup_url": f"{org.issuer}/setup"})

    async def expire(request: Request) -> Response:
        check_names(await read_object(request), known=frozenset())
        if not org.expire_session_by_id(request.path_params["session"]):
            raise ConsoleError("not_found", "There is no such session.", status=404)
        return JSONResponse({"done": "The session has expired."})

    async def rotate_keys(request: Request) -> Response:
        check_names(await read_object(request), known=frozenset())
        org.rotate_signing_key()
        return JSONResponse({"done": "ID tokens are signed with a new key."})

    permission_set = "/api/salesforce/permission-sets/{name}"
    return [
        Route("/api/salesforce", show),
        Route("/api/salesforce/sessions/{session}/expire", expire, methods=["POST"]),
        Route("/api/salesforce/rotate-keys", rotate_keys, methods=["POST"]),
        Route(f"{permission_set}/assign", _assignment(org, assigns=True), methods=["POST"]),
        Route(f"{permission_set}/unassign", _assignment(org, assigns=False), methods=["POST"]),
    ]


def _assignment(org: Org, *, assigns: bool) -> Callable[[Request], Awaitable[Response]]:
    change = org.assign_permission_set if assigns else org.unassign_permission_set

    async def answer(request: Request) -> Response:
        document = await read_object(request)
        check_names(document, known=frozenset({"username"}))
        username, name = document.get("username"), request.path_params["name"]
        user_id = org.find_user_id(username) if isinstance(username, str) else None
        if user_id is None:
            raise ConsoleError("not_found", "There is no user of this username.", status=404)
        try:
            change(user_id, permission_set=name)
        except DeniedError as error:
            raise ConsoleError("not_found", "There is no such permission set.", status=404) from error
        return JSONResponse({"done": f"{username} {'has' if assigns else 'no longer has'} {name}."})

    return answer
