"""The one path through every guard: request to `AccessToken`, and refusal to log line and answer.

Verifying a token whose key is at hand takes microseconds and stays on the event loop; only what has to fetch
keys goes to a thread.
"""

import asyncio
import logging
from collections.abc import Sequence

from isthmus.cognito.tokens import AccessToken
from isthmus.errors import DeniedError, MalformedError, UnavailableError
from isthmus.flows.m2m.callers import Callers
from isthmus.guard.bearer import Refusal, check_realm, make_refusal, parse_bearer

_logger = logging.getLogger("isthmus.guard")


class Gate:
    """Let the requests of accepted callers through."""

    def __init__(self, *, callers: Callers, realm: str) -> None:
        self._callers = callers
        self._realm = check_realm(realm)

    def admit(self, unverified_authorizations: Sequence[str], *, unverified_query: str) -> AccessToken:
        """Give the caller's token, or raise one of `bearer.REFUSED`; fetching keys blocks this thread."""
        unverified_token = parse_bearer(unverified_authorizations, unverified_query=unverified_query)
        return self._callers.verify(unverified_token)

    async def admit_async(
        self, unverified_authorizations: Sequence[str], *, unverified_query: str
    ) -> AccessToken:
        """Do as `admit`, and leave the event loop for a thread if keys have to be fetched."""
        unverified_token = parse_bearer(unverified_authorizations, unverified_query=unverified_query)
        if self._callers.needs_fetch(unverified_token):
            return await asyncio.to_thread(self._callers.verify, unverified_token)
        return self._callers.verify(unverified_token)

    def refuse(self, error: DeniedError | MalformedError | UnavailableError) -> Refusal:
        """Log by which rule a request was refused, and word the answer, which does not say it."""
        refusal = make_refusal(error, realm=self._realm)
        rule = error.rule if isinstance(error, DeniedError) else "-"
        _logger.warning("refused: status=%d code=%s rule=%s", refusal.status, error.code, rule)
        return refusal
