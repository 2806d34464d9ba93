"""Sends callouts: access first, then a token, then the request, and once more if the token was rejected."""

import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

import httpx2

from isthmus.local.salesforce.callouts.access import Access, verify_access
from isthmus.local.salesforce.callouts.tokens import Tokens
from isthmus.local.salesforce.callouts.transport import (
    MAX_TIMEOUT_SECONDS,
    METHODS,
    TIMEOUT_SECONDS,
    CalloutResponse,
    check_headers,
    exchange,
)
from isthmus.local.salesforce.conditions import Conditions
from isthmus.local.salesforce.errors import CalloutError
from isthmus.local.salesforce.metadata.catalog import Metadata
from isthmus.local.salesforce.permissions import PermissionBook
from isthmus.local.salesforce.store.principals import Principals
from isthmus.local.salesforce.store.users import User
from isthmus.secret import Secret

_PATH = re.compile(r"(?:[/?][\x21-\x7e]*)?")
_MERGE_FIELD = re.compile(r"\{!\s*\$Credential\b", re.IGNORECASE)


class Callouts:
    """Make callouts on behalf of the org's users."""

    def __init__(
        self,
        *,
        metadata: Metadata,
        permissions: PermissionBook,
        principals: Principals,
        client: httpx2.AsyncClient,
        conditions: Conditions,
    ) -> None:
        self._metadata = metadata
        self._permissions = permissions
        self._principals = principals
        self._client = client
        self._conditions = conditions
        self._tokens = Tokens(principals, client=client)

    async def send(
        self,
        running_user: User,
        named_credential: str,
        *,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: str | None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> CalloutResponse:
        """Send a request to `callout:{named_credential}{path}` as `running_user`; raise CalloutError.

        The API's answer is given whatever its status is. Only 401, and statuses the external credential adds,
        have the token fetched anew, once; what the API says then is final.
        """
        # (1) may the user
        access = verify_access(
            self._permissions.of(running_user),
            named_credential,
            catalog=self._metadata.catalog,
            principals=self._principals,
            conditions=self._conditions,
        )
        # (2) is it a request
        if method not in METHODS:
            raise CalloutError(f"Invalid HTTP method: {method}")
        _check_merge_fields(*headers.values(), body or "")
        url, outgoing, content = _join(access, path), check_headers(headers), (body or "").encode()
        send = partial(
            exchange,
            self._client,
            method,
            url,
            body=content,
            timeout_seconds=min(timeout_seconds, MAX_TIMEOUT_SECONDS),
        )
        # (3) without a token, where the named credential wants none
        if not access.named_credential.generates_authorization:
            return await send(headers=outgoing)
        # (4) with the kept token
        token = await self._tokens.get(access, rejected=None)
        response = await send(headers=_authorized(outgoing, token))
        if response.status_code not in {401, *access.external_credential.refresh_status_codes}:
            return response
        # (5) with a fresh one, once
        fresh = await self._tokens.get(access, rejected=token)
        return await send(headers=_authorized(outgoing, fresh))

    def close(self) -> None:
        """Give up what is under way."""
        self._tokens.close()


def _join(access: Access, path: str) -> str:
    """SECURITY: a path can't lead to another host: the token goes nowhere else."""
    base = access.named_credential.url
    url = base.rstrip("/") + path if path.startswith("/") else base + path
    before, after = urlsplit(base), urlsplit(url)
    if not _PATH.fullmatch(path) or (before.scheme, before.netloc) != (after.scheme, after.netloc):
        raise CalloutError("Invalid URL: the path of a callout begins with / or ?")
    return url


def _check_merge_fields(*texts: str) -> None:
    """SECURITY: credentials never go into what the caller wrote, whatever the named credential allows."""
    if any(_MERGE_FIELD.search(text) for text in texts):
        raise CalloutError("Merge fields ({!$Credential...}) are not supported by the local org")


def _authorized(headers: Mapping[str, str], token: Secret) -> dict[str, str]:
    others = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    return others | {"Authorization": f"Bearer {token.reveal()}"}
