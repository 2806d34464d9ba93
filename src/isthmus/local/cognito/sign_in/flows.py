"""The flows that a sign-in can start with, in one table, each behind the client's switch for it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Flag, auto

from isthmus.local.cognito.clients import REFRESH_FLOW, AppClient
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sign_in.attempt import (
    Attempt,
    SentParameters,
    SignInResult,
    begin,
    find_device_key,
)
from isthmus.local.cognito.sign_in.custom_auth import CustomAuth
from isthmus.local.cognito.sign_in.first_factors import FirstFactors
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_in.password import PasswordSignIn
from isthmus.local.cognito.sign_in.refresh import Refresh
from isthmus.local.cognito.sign_in.srp import SrpProof, parse_public_number
from isthmus.local.cognito.sign_in.user_migration import UserMigration
from isthmus.local.cognito.users import Users


class Caller(Flag):
    """Who starts a sign-in: an app by InitiateAuth, or a server by AdminInitiateAuth."""

    APP = auto()
    SERVER = auto()


ANYBODY = Caller.APP | Caller.SERVER


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """What both operations are asked for."""

    pool: Pool
    client: AppClient
    sent: SentParameters
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    """One flow. `refusal` is AWS's words where the client does not allow it."""

    callers: Caller
    switch: str
    refusal: str
    start: Callable[[StartRequest], Awaitable[SignInResult]]


class SignIn:
    """Start flows, for InitiateAuth and AdminInitiateAuth."""

    def __init__(
        self,
        *,
        users: Users,
        hooks: SignInHooks,
        custom_auth: CustomAuth,
        password: PasswordSignIn,
        srp: SrpProof,
        first_factors: FirstFactors,
        migration: UserMigration,
        refresh: Refresh,
    ) -> None:
        self._users = users
        self._hooks = hooks
        self._custom_auth = custom_auth
        self._password = password
        self._srp = srp
        self._first_factors = first_factors
        self._migration = migration
        self._refresh = refresh
        self._flows = self._table()

    async def start(self, flow_name: str, request: StartRequest, *, caller: Caller) -> SignInResult:
        """Start a flow, or raise InvalidParameterException if the operation or the client has it not."""
        flow = self._flows.get(flow_name)
        if flow is None or caller not in flow.callers:
            raise invalid_parameter("Initiate Auth method not supported")
        if flow.switch not in request.client.flows:
            raise invalid_parameter(flow.refusal)
        return await flow.start(request)

    def _table(self) -> dict[str, _Flow]:
        by_server = _Flow(
            callers=Caller.SERVER,
            switch="ALLOW_ADMIN_USER_PASSWORD_AUTH",
            refusal="Auth flow not enabled for this client",
            start=self._start_password,
        )
        refresh = _Flow(
            callers=ANYBODY,
            switch=REFRESH_FLOW,
            refusal="REFRESH_TOKEN_AUTH flow not enabled for this client",
            start=self._start_refresh,
        )
        return {
            "ADMIN_NO_SRP_AUTH": by_server,
            "ADMIN_USER_PASSWORD_AUTH": by_server,
            "CUSTOM_AUTH": _Flow(
                callers=ANYBODY,
                switch="ALLOW_CUSTOM_AUTH",
                refusal="CUSTOM_AUTH is not enabled for the client.",
                start=self._start_custom_auth,
            ),
            "REFRESH_TOKEN": refresh,
            "REFRESH_TOKEN_AUTH": refresh,
            "USER_AUTH": _Flow(
                callers=ANYBODY,
                switch="ALLOW_USER_AUTH",
                # NOTE: no record of AWS's words was found; these are those of the other flows.
                refusal="USER_AUTH is not enabled for the client.",
                start=self._start_choice,
            ),
            "USER_PASSWORD_AUTH": _Flow(
                callers=Caller.APP,
                switch="ALLOW_USER_PASSWORD_AUTH",
                refusal="USER_PASSWORD_AUTH flow not enabled for this client",
                start=self._start_password,
            ),
            "USER_SRP_AUTH": _Flow(
                callers=ANYBODY,
                switch="ALLOW_USER_SRP_AUTH",
                refusal="USER_SRP_AUTH is not enabled for the client.",
                start=self._start_srp,
            ),
        }

    async def _start_custom_auth(self, request: StartRequest) -> SignInResult:
        return await self._custom_auth.start(self._begin(request), request.sent)

    async def _start_password(self, request: StartRequest) -> SignInResult:
        password = request.sent.get("PASSWORD")
        await self._migration.run_for_sign_in(
            request.pool,
            client=request.client,
            sent=request.sent,
            unverified_password=password,
            metadata=request.metadata,
        )
        return await self._password.start(self._begin(request), request.sent)

    async def _start_srp(self, request: StartRequest) -> SignInResult:
        parse_public_number(request.sent)
        attempt = self._begin(request)
        await self._hooks.before(attempt)
        return self._srp.ask(attempt, request.sent, state={})

    async def _start_choice(self, request: StartRequest) -> SignInResult:
        return await self._first_factors.start(self._begin(request), request.sent)

    async def _start_refresh(self, request: StartRequest) -> SignInResult:
        """Exchange a refresh token. SECRET_HASH is over the real username here."""
        sent, client = request.sent, request.client
        token = sent.get("REFRESH_TOKEN")
        family, user = self._refresh.verify(
            token, pool=request.pool, client=client, unverified_device_key=find_device_key(sent)
        )
        client.verify_secret_hash(
            sent.find("SECRET_HASH"),
            username=user.username,
            mismatch=f"SecretHash does not match for the client: {client.id}",
        )
        return await self._refresh.exchange(
            token, family, user, pool=request.pool, client=client, metadata={}
        )

    def _begin(self, request: StartRequest) -> Attempt:
        return begin(
            pool=request.pool,
            client=request.client,
            users=self._users,
            sent=request.sent,
            metadata=request.metadata,
        )
