"""A client from what one has at hand: the validator's address, a region and an app client."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from typing import Self

from isthmus.aws.endpoints import endpoint_of
from isthmus.aws.json_call import USER_POOLS, JsonService
from isthmus.cognito.sign_in import CustomAuth, UserPoolTokens
from isthmus.errors import ConfigurationError
from isthmus.flows.session_sso.patience import Patience
from isthmus.flows.session_sso.sign_in import SignIns, Validator, sign_in
from isthmus.flows.session_sso.validator_client import ValidatorClient
from isthmus.origin import Origin
from isthmus.salesforce.session_id import SessionId
from isthmus.secret import Secret

ClientSecret = Secret | Callable[[], Secret]
"""A secret, or what gives it: that is called for every sign-in, and knows of a rotation."""

PATIENCE_SECONDS = 20.0
_POOL_TIMEOUT_SECONDS = 16.0
"""Three triggers of five seconds each run in one answer: verify, define, create."""


class SessionClient:
    """Sign the owners of Salesforce sessions in. Safe to use from several threads and event loops.

    Made by `session_client`. `sign_ins` is called once for every sign-in; `origins` are those whose
    connections `close`, or the end of a `with` block, closes.
    """

    def __init__(
        self,
        *,
        validator: Validator,
        sign_ins: Callable[[], SignIns],
        patience_seconds: float,
        origins: Iterable[Origin] = (),
    ) -> None:
        if not patience_seconds > 0:
            raise ConfigurationError("patience is a number of seconds")
        self._validator = validator
        self._sign_ins = sign_ins
        self._patience_seconds = patience_seconds
        self._origins = tuple(origins)

    def sign_in(self, session_id: SessionId) -> UserPoolTokens:
        """Give the user-pool tokens of the session's owner.

        Raises `DeniedError` if the validator or the pool refuses, `ConfigurationError` if client or pool are
        not made for this, `ThrottledError` if one of them stays too busy, and `UnavailableError` if there is
        no usable answer. What may be tried again was tried; a sign-in that is begun anew takes a new
        challenge.
        """
        return self._sign_in(session_id, given_up=threading.Event())

    async def sign_in_async(self, session_id: SessionId) -> UserPoolTokens:
        """Do as `sign_in`, without blocking the event loop. Once cancelled, it makes no further call."""
        given_up = threading.Event()
        try:
            return await asyncio.to_thread(self._sign_in, session_id, given_up=given_up)
        finally:
            given_up.set()

    def close(self) -> None:
        """Close the connections that are kept for the next sign-in; the client stays usable."""
        for origin in self._origins:
            origin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sign_in(self, session_id: SessionId, *, given_up: threading.Event) -> UserPoolTokens:
        patience = Patience(seconds=self._patience_seconds, monotonic=time.monotonic, wait=given_up.wait)
        return sign_in(session_id, validator=self._validator, sign_ins=self._sign_ins(), patience=patience)


def session_client(
    validator: str | ValidatorClient,
    *,
    region: str,
    client_id: str,
    client_secret: ClientSecret | None,
    endpoint: Origin | None = None,
    patience_seconds: float = PATIENCE_SECONDS,
) -> SessionClient:
    """Ask the token validator at `https://host/path`, then the user pools of `region` for an app client.

    Make one and share it: it keeps connections open. Only a written None says that the app client has no
    secret. No call begins later than `patience_seconds` after the first; one to the validator takes 10
    seconds at most, one to the pool 16. `endpoint` is AWS's own for the region, unless written; for a local
    stack it is an `Origin`, and `validator` a `ValidatorClient`, made by `parse_insecure_http`. Raises
    `MalformedError` if `validator` is no https address, `ConfigurationError` for a region that is not known
    and for a secret that is a bare text.
    """
    if not (client_secret is None or isinstance(client_secret, Secret) or callable(client_secret)):
        raise ConfigurationError(
            "client_secret is None, a Secret, or a function that gives one: Secret(text)"
        )
    origin = endpoint or Origin.parse(endpoint_of("cognito-idp", region=region))
    api = JsonService(origin=origin, protocol=USER_POOLS, signer=None, timeout_seconds=_POOL_TIMEOUT_SECONDS)
    validator = ValidatorClient.parse(validator) if isinstance(validator, str) else validator
    return SessionClient(
        validator=validator,
        sign_ins=lambda: CustomAuth(client_id=client_id, client_secret=_read_secret(client_secret), api=api),
        patience_seconds=patience_seconds,
        origins=(validator.origin, origin),
    )


def _read_secret(client_secret: ClientSecret | None) -> Secret | None:
    return client_secret() if callable(client_secret) else client_secret
