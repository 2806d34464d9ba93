"""Opens an org, serves it, and is its Python API for whoever runs it: the local stack, and tests."""

import logging
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from isthmus.clock import Clock
from isthmus.errors import DeniedError
from isthmus.local.salesforce import refusals
from isthmus.local.salesforce.callouts.engine import Callouts
from isthmus.local.salesforce.conditions import Conditions, Undisturbed
from isthmus.local.salesforce.metadata.deployment import DeployedComponent
from isthmus.local.salesforce.oauth2.clients import find_client
from isthmus.local.salesforce.oauth2.cors import allowed_origin, answer_preflight, with_cors
from isthmus.local.salesforce.oauth2.userinfo import verify_identity_session
from isthmus.local.salesforce.opening import open_parts
from isthmus.local.salesforce.overview import describe_org
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import find_rest_session
from isthmus.local.salesforce.routes import ADDRESSES, Address
from isthmus.local.salesforce.store.sessions import NewSession, SessionKind
from isthmus.local.salesforce.store.users import STANDARD, NewUser
from isthmus.secret import Secret

_GZIP_FROM = 1024
_LOOPBACK = "127.0.0.1"
log = logging.getLogger("isthmus.local.salesforce")


class Org:
    """A running org. Every method is called on the event loop's thread."""

    def __init__(self, parts: OrgParts) -> None:
        self._parts = parts
        self.asgi: ASGIApp = _Door(parts)

    @property
    def org_id(self) -> str:
        """The org's 18-character id."""
        return self._parts.organization.id

    @property
    def issuer(self) -> str:
        """The issuer of its ID tokens: its own origin."""
        return self._parts.origin

    @property
    def callouts(self) -> Callouts:
        """Callouts through named credentials."""
        return self._parts.callouts

    def deploy_project(self, folder: Path, replacements: Mapping[str, str]) -> tuple[DeployedComponent, ...]:
        """Deploy a Salesforce DX project, all or nothing; raise DeployError that names files and elements.

        `replacements` stands for the environment that the project's own `replaceWithEnv` would read.
        """
        by = self.find_automated_process_id()
        return self._parts.deployments.deploy_project(folder, replacements=replacements, by=by)

    def create_user(
        self,
        *,
        username: str,
        password: Secret | None,
        email: str,
        email_verified: bool,
        last_name: str,
        first_name: str | None = None,
        profile: str = STANDARD,
        alias: str | None = None,
    ) -> str:
        """Make a user and give the 18-character id; raise DeniedError if the username is taken."""
        new = NewUser(
            username=username,
            password=password,
            email=email,
            email_verified=email_verified,
            last_name=last_name,
            first_name=first_name,
            profile=profile,
            alias=alias,
        )
        return self._parts.users.create(new).id

    def find_user_id(self, username: str) -> str | None:
        """Find a user's id by username."""
        user = self._parts.users.find_by_username(username)
        return user.id if user else None

    def find_automated_process_id(self) -> str:
        """Give the id of the Automated Process user."""
        user_id = self.find_user_id(f"autoproc@{self.org_id.lower()}")
        assert user_id is not None
        return user_id

    def assign_permission_set(self, user_id: str, *, permission_set: str) -> None:
        """Assign a permission set by its API name; one that is assigned stays so."""
        sets = self._parts.permission_sets
        if not self.has_permission_set(user_id, permission_set=permission_set):
            sets.assign(user_id, permission_set_id=sets.get(permission_set).id)

    def has_permission_set(self, user_id: str, *, permission_set: str) -> bool:
        """Whether a permission set is assigned."""
        assigned = self._parts.permission_sets.assigned_to(user_id)
        return permission_set.lower() in {name.lower() for name in assigned}

    def create_session(
        self,
        user_id: str,
        *,
        kind: SessionKind | str = SessionKind.API,
        lifetime_seconds: float = 7200,
        locked_address: str | None = None,
    ) -> str:
        """Make a session and give its id; raise DeniedError for who has none, such as Automated Process."""
        user = self._parts.users.get(user_id)
        if user.is_automated_process or not user.is_active:
            raise DeniedError("this user has no sessions", rule="session_user")
        new = NewSession(
            user_id=user_id,
            kind=SessionKind(kind),
            lifetime_seconds=lifetime_seconds,
            locked_address=locked_address,
        )
        return self._parts.sessions.create(new)

    def expire_session(self, session_id: str) -> None:
        """Let a session's time run out now."""
        self._parts.sessions.expire(session_id)

    def revoke_session(self, session_id: str) -> None:
        """End a session."""
        self._parts.sessions.revoke(session_id)

    def lock_session(self, session_id: str, *, address: str) -> None:
        """Let a session be used from one IP address only."""
        self._parts.sessions.lock(session_id, address=address)

    def set_soap_login(self, *, allowed: bool) -> None:
        """Setup, User Interface: switch SOAP's login() on or off; it is off in a new org."""
        self._parts.org_settings.set_soap_login(allowed=allowed)

    def consumer_key_of(self, app: str) -> str:
        """Give the consumer key of an External Client App by its API name."""
        consumer = self._parts.consumers.find_by_app(app)
        if consumer is None:
            raise DeniedError(f"there is no External Client App {app}", rule="app")
        return consumer.key

    def consumer_secret_of(self, app: str) -> Secret:
        """Give the consumer secret of an External Client App by its API name."""
        consumer = self._parts.consumers.find_by_key(self.consumer_key_of(app))
        assert consumer is not None
        return consumer.secret

    def describe(self) -> Mapping[str, Any]:
        """Tell what stands in the org, without a secret."""
        return describe_org(self._parts)

    def expire_session_by_id(self, session_id: str) -> bool:
        """Let the time of a session run out now, by its record's id; False if there is none."""
        return self._parts.sessions.expire_by_id(session_id)

    def unassign_permission_set(self, user_id: str, *, permission_set: str) -> None:
        """Take a permission set away by its API name; one that is not assigned stays so."""
        sets = self._parts.permission_sets
        sets.unassign(user_id, permission_set_id=sets.get(permission_set).id)

    def find_public_keys(self, issuer: str) -> dict[str, Any] | None:
        """Give the JSON Web Key Set of this issuer; None for any other."""
        return self._parts.signing_keys.to_jwks() if issuer == self.issuer else None

    def has_consumer_key(self, consumer_key: str) -> bool:
        """Tell whether an app of the org has this consumer key."""
        return find_client(self._parts, consumer_key) is not None

    def check_identity_session(self, unverified_token: str) -> str:
        """Give the username of a session that userinfo takes from this machine, or raise TextError."""
        return verify_identity_session(self._parts, unverified_token, address=_LOOPBACK)[1].username

    def check_api_session(self, unverified_token: str) -> str:
        """Give the username of a session that REST takes from this machine, or raise RestError."""
        return find_rest_session(self._parts, unverified_token, address=_LOOPBACK, scope="api").user.username

    def rotate_signing_key(self) -> None:
        """Sign ID tokens with a fresh key, as each release does; the two before it stay published."""
        self._parts.signing_keys.rotate()

    def close(self) -> None:
        """Give up callouts under way and close the database."""
        self._parts.callouts.close()
        self._parts.database.close()


def open_org(
    *,
    database: Path,
    origin: str,
    org_id: str | None,
    clock: Clock,
    callout_client: httpx2.AsyncClient,
    conditions: Conditions | None = None,
    token_clock: Clock | None = None,
) -> Org:
    """Open the org that `database` holds, made at first. `origin` is its My Domain and its issuer.

    `conditions` is what befalls it, nothing without it; `token_clock` dates the JWTs that leave it, `clock`
    without it. The key that locks its secrets is in a file beside the database; both are readable by their
    owner only. Raises DatabaseError for a file in use, and ConfigurationError for another org's id or key.
    """
    parts = open_parts(
        database=database,
        origin=origin,
        org_id=org_id,
        clock=clock,
        callout_client=callout_client,
        conditions=conditions or Undisturbed(),
        token_clock=token_clock or clock,
    )
    return Org(parts)


class _Door:
    """The ASGI app: an address with a slash too many is the same address."""

    def __init__(self, parts: OrgParts) -> None:
        app = Starlette(routes=[_route(parts, address) for address in ADDRESSES])
        app.router.redirect_slashes = False
        app.router.default = refusals.nothing_here
        self._app = GZipMiddleware(app, minimum_size=_GZIP_FROM, compresslevel=1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and len(scope["path"]) > 1:
            scope = {**scope, "path": "/" + scope["path"].strip("/")}
        await self._app(scope, receive, send)


def _route(parts: OrgParts, address: Address) -> Route:
    async def answer(request: Request) -> Response:
        return await _answer(parts, address, request)

    route = Route(address.path, answer)
    route.methods = None  # NOTE: which methods are right is told in the address's own language
    return route


async def _answer(parts: OrgParts, address: Address, request: Request) -> Response:
    if request.method == "HEAD":
        request.scope["method"] = "GET"
    if address.has_cors and request.method == "OPTIONS":
        return answer_preflight(parts, request)
    response = await _answer_safely(parts, address, request)
    limit_info = getattr(request.state, "limit_info", None)
    if limit_info:
        response.headers["Sforce-Limit-Info"] = limit_info
    origin = allowed_origin(parts, request) if address.has_cors else None
    return with_cors(response, origin=origin) if origin else response


async def _answer_safely(parts: OrgParts, address: Address, request: Request) -> Response:
    try:
        if address.methods is not None and request.method not in address.methods:
            return refusals.wrong_method(request.method, address=address)
        return await address.handler(parts, request)
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception as error:  # noqa: BLE001  the edge: what nobody named becomes Salesforce's UNKNOWN_EXCEPTION
        known = refusals.find_answer(error, parts=parts, door=address.door)
        if known is not None:
            return known
        return _unexpected(error, address=address)


def _unexpected(error: Exception, *, address: Address) -> Response:
    # SECURITY: frames, never the message: it may quote what a client sent.
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("unexpected %s at %s\n%s", type(error).__name__, address.path, frames)
    return refusals.unexpected()
