"""Every address of the org: who answers it, by which methods, and in which language it refuses."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.salesforce.apex import web as apex
from isthmus.local.salesforce.callouts import endpoint
from isthmus.local.salesforce.oauth2 import (
    approve,
    authorize,
    discovery,
    front_door,
    identity,
    introspect,
    login,
    logout,
    register,
    revoke,
    single_access,
    token,
    userinfo,
)
from isthmus.local.salesforce.pages import static_file
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest import (
    chatter,
    connected_apps,
    deploy_requests,
    limits,
    named_credentials,
    query,
    resources,
    sobjects,
    versions,
)
from isthmus.local.salesforce.setup.routes import SETUP_ADDRESSES
from isthmus.local.salesforce.soap import metadata, partner

Handler: TypeAlias = Callable[[OrgParts, Request], Awaitable[Response]]


class Door(StrEnum):
    """How refusals look at an address."""

    REST = "rest"
    OAUTH = "oauth"
    TEXT = "text"
    PAGE = "page"
    SOAP = "soap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address. `methods` None leaves them to the handler, which has words of its own for them."""

    path: str
    handler: Handler
    door: Door
    methods: tuple[str, ...] | None = None
    has_cors: bool = False


async def home(parts: OrgParts, _request: Request) -> Response:
    """Tell a person who looks in what this is."""
    return parts.pages.render("home.html", form_targets=(), org_id=parts.organization.id)


async def static(_parts: OrgParts, request: Request) -> Response:
    """Give the pages' style sheet and mark."""
    found = static_file(request.path_params["name"])
    if found is None:
        raise versions.not_found()
    return found


_DATA = "/services/data/{version}"
_TOOLING = f"{_DATA}/tooling"
_CREDENTIALS = f"{_DATA}/named-credentials"
_GET, _POST, _FORM = ("GET",), ("POST",), ("GET", "POST")


def _records_of(api: str) -> tuple[Address, ...]:
    """Give the addresses of objects and records, the same in both APIs."""
    return (
        Address(path=f"{api}/sobjects", handler=sobjects.listing, door=Door.REST, methods=_GET),
        Address(path=f"{api}/sobjects/{{object}}", handler=sobjects.collection, door=Door.REST),
        Address(
            path=f"{api}/sobjects/{{object}}/describe",
            handler=sobjects.describe,
            door=Door.REST,
            methods=_GET,
        ),
        Address(path=f"{api}/sobjects/{{object}}/{{id}}", handler=sobjects.record, door=Door.REST),
        Address(
            path=f"{api}/sobjects/{{object}}/{{field}}/{{id}}",
            handler=sobjects.record_by_field,
            door=Door.REST,
        ),
    )


ADDRESSES = (
    Address(path="/", handler=home, door=Door.PAGE, methods=_GET),
    Address(path="/_ui/{name}", handler=static, door=Door.REST, methods=_GET),
    Address(
        path="/.well-known/openid-configuration", handler=discovery.describe, door=Door.REST, methods=_GET
    ),
    Address(path="/id/keys", handler=discovery.keys, door=Door.REST, methods=_GET),
    Address(path="/id/{organization}/{user}", handler=identity.handle, door=Door.TEXT, methods=_FORM),
    Address(path="/login", handler=login.handle, door=Door.PAGE, methods=_FORM),
    Address(path="/services/auth/idp/oidc/logout", handler=logout.handle, door=Door.PAGE, methods=_FORM),
    Address(path="/secur/frontdoor.jsp", handler=front_door.handle, door=Door.PAGE, methods=_FORM),
    Address(path="/secur/logout.jsp", handler=logout.handle, door=Door.PAGE, methods=_FORM),
    Address(
        path="/services/oauth2/singleaccess", handler=single_access.handle, door=Door.TEXT, methods=_FORM
    ),
    Address(path="/services/oauth2/authorize", handler=authorize.handle, door=Door.PAGE),
    Address(path="/services/oauth2/approve", handler=approve.handle, door=Door.PAGE, methods=_FORM),
    Address(path="/services/oauth2/token", handler=token.handle, door=Door.OAUTH, has_cors=True),
    Address(path="/services/oauth2/revoke", handler=revoke.handle, door=Door.OAUTH, has_cors=True),
    Address(path="/services/oauth2/introspect", handler=introspect.handle, door=Door.OAUTH, has_cors=True),
    Address(path="/services/oauth2/register", handler=register.handle, door=Door.OAUTH),
    Address(path="/services/oauth2/userinfo", handler=userinfo.handle, door=Door.TEXT, methods=_FORM),
    Address(path="/services/data", handler=versions.handle, door=Door.REST, methods=_GET),
    Address(path=_DATA, handler=resources.handle, door=Door.REST, methods=_GET),
    Address(path=f"{_DATA}/chatter/users/me", handler=chatter.handle, door=Door.REST, methods=_GET),
    Address(path=f"{_DATA}/limits", handler=limits.handle, door=Door.REST, methods=_GET),
    Address(path=f"{_DATA}/query", handler=query.data, door=Door.REST, methods=_GET),
    Address(path=f"{_DATA}/queryAll", handler=query.data, door=Door.REST, methods=_GET),
    Address(path=f"{_DATA}/query/{{locator}}", handler=query.data_page, door=Door.REST, methods=_GET),
    Address(path=f"{_DATA}/queryAll/{{locator}}", handler=query.data_page, door=Door.REST, methods=_GET),
    Address(
        path=f"{_DATA}/sobjects/User/{{id}}/password",
        handler=sobjects.password,
        door=Door.REST,
        methods=("POST",),
    ),
    *_records_of(_DATA),
    Address(path=_TOOLING, handler=resources.tooling, door=Door.REST, methods=_GET),
    Address(path=f"{_TOOLING}/query", handler=query.tooling, door=Door.REST, methods=_GET),
    Address(path=f"{_TOOLING}/query/{{locator}}", handler=query.tooling_page, door=Door.REST, methods=_GET),
    Address(
        path=f"{_TOOLING}/sobjects/ApexLog/{{id}}/Body",
        handler=sobjects.log_body,
        door=Door.REST,
        methods=_GET,
    ),
    *_records_of(_TOOLING),
    Address(
        path=f"{_CREDENTIALS}/credential",
        handler=named_credentials.credential,
        door=Door.REST,
        methods=("GET", "POST", "PUT", "DELETE"),
    ),
    Address(
        path=f"{_CREDENTIALS}/external-credentials/{{name}}",
        handler=named_credentials.external_credential,
        door=Door.REST,
        methods=_GET,
    ),
    Address(path=f"{_DATA}/tooling/executeAnonymous", handler=apex.tooling, door=Door.REST, methods=_GET),
    Address(path="/services/Soap/s/{version}", handler=apex.soap, door=Door.SOAP, methods=_POST),
    Address(
        path="/services/Soap/s/{version}/{organization}", handler=apex.soap, door=Door.SOAP, methods=_POST
    ),
    Address(
        path=f"{_DATA}/metadata/deployRequest",
        handler=deploy_requests.collection,
        door=Door.REST,
        methods=("POST",),
    ),
    Address(
        path=f"{_DATA}/metadata/deployRequest/{{id}}",
        handler=deploy_requests.status,
        door=Door.REST,
        methods=("GET", "PATCH"),
    ),
    Address(path="/services/Soap/m/{version}", handler=metadata.handle, door=Door.SOAP, methods=("POST",)),
    Address(
        path="/services/Soap/m/{version}/{rest:path}",
        handler=metadata.handle,
        door=Door.SOAP,
        methods=("POST",),
    ),
    Address(path="/services/Soap/u/{version}", handler=partner.handle_partner, door=Door.SOAP, methods=_POST),
    Address(
        path="/services/Soap/u/{version}/{organization}",
        handler=partner.handle_partner,
        door=Door.SOAP,
        methods=_POST,
    ),
    Address(
        path="/services/Soap/c/{version}", handler=partner.handle_enterprise, door=Door.SOAP, methods=_POST
    ),
    Address(
        path="/services/Soap/c/{version}/{organization}",
        handler=partner.handle_enterprise,
        door=Door.SOAP,
        methods=_POST,
    ),
    Address(path="/_local/limits", handler=limits.change, door=Door.REST, methods=("PUT",)),
    Address(path="/_local/connected-apps", handler=connected_apps.load, door=Door.REST, methods=_POST),
    Address(path="/_local/callouts", handler=endpoint.handle, door=Door.REST, methods=("POST",)),
    *(
        Address(path=path, handler=handler, door=Door.PAGE, methods=methods)
        for path, handler, methods in SETUP_ADDRESSES
    ),
)
