"""`asking.py LIBRARY FOLDER`: a crowd of callers needs a token at once. Runs in the library's environment.

The first line says where the token endpoint is; each further line says how many threads or tasks call. The
answer is how many seconds passed until the last had its token; how often it was asked, the endpoint knows.
Where a library renews by itself, the crowd starts with an expired token, which is what it renews.
"""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

Get = Callable[[], object]
GetAsync = Callable[[], Awaitable[object]]
EXPIRED = {"access_token": "old", "token_type": "Bearer", "expires_at": 1, "expires_in": 1}


def main() -> None:
    """Answer until the input ends."""
    setup = json.loads(sys.stdin.readline())
    _say(0.0)
    for line in sys.stdin:
        question = json.loads(line)
        crowd = _threads if question["as"] == "threads" else _tasks
        _say(crowd(LIBRARIES[f"{sys.argv[1]}, {question['as']}"], setup["url"], question["callers"]))


def _threads(make: Callable[[str], Get], url: str, callers: int) -> float:
    get, gate = make(url), threading.Event()
    failed: list[Exception] = []

    def call() -> None:
        gate.wait()
        try:
            get()
        except Exception as error:  # noqa: BLE001  whatever it is, the number would be no number
            failed.append(error)

    threads = [threading.Thread(target=call) for _ in range(callers)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    gate.set()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - began


def _tasks(make: Callable[[str], GetAsync], url: str, callers: int) -> float:
    async def crowd() -> float:
        get = make(url)
        began = time.perf_counter()
        await asyncio.gather(*(get() for _ in range(callers)))
        return time.perf_counter() - began

    return asyncio.run(crowd())


def _source(url: str) -> Any:
    return import_module("isthmus.m2m").token_source(
        import_module("isthmus.origin").Origin.parse_insecure_http(url),
        client_id="sample",
        client_secret=import_module("isthmus.secret").Secret("sample"),
        scopes=None,
    )


def _isthmus(url: str) -> Get:
    get: Get = _source(url).get_token
    return get


def _isthmus_async(url: str) -> GetAsync:
    get: GetAsync = _source(url).get_token_async
    return get


def _authlib(url: str) -> Get:
    session = import_module("authlib.integrations.requests_client").OAuth2Session(
        "sample",
        "sample",
        token_endpoint=f"{url}/oauth2/token",
        token=EXPIRED,
        grant_type="client_credentials",
    )
    return lambda: session.ensure_active_token(session.token)


def _authlib_async(url: str) -> GetAsync:
    client = import_module("authlib.integrations.httpx_client").AsyncOAuth2Client(
        "sample",
        "sample",
        token_endpoint=f"{url}/oauth2/token",
        token=EXPIRED,
        grant_type="client_credentials",
    )

    async def get() -> object:
        return await client.ensure_active_token(client.token)

    return get


def _requests_oauthlib(url: str) -> Get:
    # It renews no token of this grant by itself: its user looks at the time, and asks.
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    client = import_module("oauthlib.oauth2").BackendApplicationClient("sample")
    session = import_module("requests_oauthlib").OAuth2Session(client=client, token=EXPIRED)

    def get() -> object:
        if session.token.get("expires_at", 0) < time.time():
            session.fetch_token(f"{url}/oauth2/token", client_secret="sample")  # noqa: S106  a sample
        return session.token

    return get


def _say(number: float) -> None:
    print(number, flush=True)  # noqa: T201  the parent reads it


LIBRARIES: dict[str, Any] = {
    "isthmus, threads": _isthmus,
    "isthmus, tasks": _isthmus_async,
    "authlib, threads": _authlib,
    "authlib, tasks": _authlib_async,
    "requests-oauthlib, threads": _requests_oauthlib,
}

if __name__ == "__main__":
    main()
