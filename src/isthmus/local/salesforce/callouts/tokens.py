"""Tokens of principals: fetched with client credentials, kept until the API says 401, one fetch at a time."""

import asyncio
import base64
from typing import Any
from urllib.parse import quote_plus, urlencode

import httpx2

from isthmus.errors import MalformedError
from isthmus.local.salesforce.callouts.access import Access
from isthmus.local.salesforce.callouts.transport import CalloutResponse, exchange
from isthmus.local.salesforce.errors import CalloutError
from isthmus.local.salesforce.metadata.external_credential import Variant
from isthmus.local.salesforce.store.principals import PrincipalKey, Principals
from isthmus.local.salesforce.wire import parse_json
from isthmus.secret import Secret

_SHOWN = 200


class Tokens:
    """Give a principal's token to as many callouts as ask, with one request to the token endpoint."""

    def __init__(self, principals: Principals, *, client: httpx2.AsyncClient) -> None:
        self._principals = principals
        self._client = client
        self._fetches: dict[PrincipalKey, asyncio.Task[Secret]] = {}

    async def get(self, access: Access, *, rejected: Secret | None) -> Secret:
        """Give the kept token, unless it is the one the API rejected; then, or without one, fetch.

        Raises CalloutError if the token endpoint gives none, or if the user may not store what it gives.
        """
        kept = None if access.is_mistyped else self._principals.find_token(access.key)
        if kept is not None and kept != rejected:
            return kept
        if not access.can_store_tokens:
            raise access.denied()
        return await (self._fetch(access) if access.is_mistyped else asyncio.shield(self._fetch_once(access)))

    def close(self) -> None:
        """Give up fetches under way."""
        for task in self._fetches.values():
            task.cancel()

    def _fetch_once(self, access: Access) -> "asyncio.Task[Secret]":
        task = self._fetches.get(access.key)
        if task is None:
            task = asyncio.create_task(self._fetch(access))
            task.add_done_callback(lambda done: self._finish(access.key, done))
            self._fetches[access.key] = task
        return task

    def _finish(self, key: PrincipalKey, task: "asyncio.Task[Secret]") -> None:
        self._fetches.pop(key, None)
        if not task.cancelled():
            task.exception()  # NOTE: seen here, in case every callout that waited for it has gone.

    async def _fetch(self, access: Access) -> Secret:
        headers, body = _token_request(access)
        token = _token_of(
            await exchange(
                self._client,
                "POST",
                access.external_credential.token_url,
                headers=headers,
                body=body.encode(),
            )
        )
        self._principals.put_token(access.key, token, fetched_with=access.credentials)
        return token


def _token_request(access: Access) -> tuple[dict[str, str], str]:
    """RFC 6749, section 4.4.2; the secret goes where the variant says."""
    credentials, scope = access.credentials, access.principal.scope
    form = {**dict(access.principal.auth_parameters), "grant_type": "client_credentials"}
    form |= {"scope": scope} if scope else {}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    if access.external_credential.variant is Variant.BODY:
        form["client_id"] = credentials.client_id
        return headers, urlencode(form | {"client_secret": credentials.client_secret.reveal()})
    pair = f"{quote_plus(credentials.client_id)}:{quote_plus(credentials.client_secret.reveal())}"
    basic = base64.b64encode(pair.encode()).decode()
    return headers | {"Authorization": f"Basic {basic}"}, urlencode(form)


def _token_of(response: CalloutResponse) -> Secret:
    answer = _object_of(response.body)
    token, token_type = answer.get("access_token"), answer.get("token_type", "Bearer")
    is_bearer = isinstance(token_type, str) and token_type.lower() == "bearer"
    is_token = isinstance(token, str) and token.isascii() and token.isprintable() and token
    if response.status_code != httpx2.codes.OK or not is_token or not is_bearer:
        raise _refused(answer)
    return Secret(str(token))


def _object_of(body: str) -> dict[str, Any]:
    try:
        answer = parse_json(body.encode())
    except MalformedError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refused(answer: dict[str, Any]) -> CalloutError:
    """WIRE: this is all Salesforce tells; both parts are empty if the endpoint gave no OAuth error."""
    error, description = (_text(answer.get(name)) for name in ("error", "error_description"))
    return CalloutError(f"Unable to fetch the OAuth token. Error: {error}. Error description: {description}.")


def _text(value: object) -> str:
    return value[:_SHOWN] if isinstance(value, str) else ""
