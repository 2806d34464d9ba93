"""The hops of a stack that runs elsewhere, followed by the server-sent events of its console."""

import http.client
import json
import math
import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from rich.console import Console

from isthmus.errors import ConfigurationError, IsthmusError, MalformedError, UnavailableError
from isthmus.local.hop_log.lines import print_line
from isthmus.local.hop_log.log import HopLog, LoggedHop

ANSWER_SECONDS = 60  # the console says something every 15 seconds
LOOK_SECONDS = 0.2
LARGEST_LINE = 4 * 1024 * 1024
MOST_QUEUED = 1000
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which hops to show: those of a flow (None: all), after an id, or the last few and what follows."""

    flow: str | None
    after: int | None
    last: int


def find_console(*, ready_file: Path | None, console: str) -> str:
    """Find the console's address by a ready file, or take the one given; raise ConfigurationError."""
    if ready_file is not None:
        try:
            console = str(json.loads(ready_file.read_text(encoding="utf-8"))["console"])
        except OSError as error:
            raise ConfigurationError(f"{ready_file} can't be read ({error.strerror})") from error
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(f"{ready_file} is not what a local stack writes") from error
    if urlsplit(console).scheme != "http" or urlsplit(console).hostname not in _LOOPBACK:
        raise ConfigurationError(f"{console} is not an http address of this machine")
    return console


def follow(console: str, *, wanted: Wanted, as_json: bool) -> None:
    """Print hops until the stack stops, as lines or as JSON, one a line. Raises UnavailableError."""
    documents = _Documents(console, wanted=wanted)
    if as_json:
        _print_json(documents)
    else:
        _print_lines(documents)


def _print_json(documents: "_Documents") -> None:
    try:
        for document in documents.stream():
            # One that is open is told again when it is over.
            if document is not None and document.get("duration_ms") is not None:
                sys.stdout.write(f"{json.dumps(document)}\n")
                sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has had enough (`| head`). Without this, Python complains when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_lines(documents: "_Documents") -> None:
    log, terminal = HopLog(), Console(file=sys.stdout)
    for document in documents.stream():
        if document is not None:
            log.take(LoggedHop.parse(document))
        for line in log.due(now=time.time()):
            print_line(terminal, line)
    for line in log.due(now=math.inf):
        print_line(terminal, line)


class _Documents:
    """The hops of a console as JSON has them."""

    def __init__(self, console: str, *, wanted: Wanted) -> None:
        self._console = console
        self._wanted = wanted
        self._queued: queue.Queue[Document | IsthmusError | None] = queue.Queue(MOST_QUEUED)

    def stream(self) -> Iterator[Document | None]:
        """Give hops as they begin and end, and None a few times a second; it ends with the stack."""
        after, told = self._wanted.after, set[int]()
        if after is None:
            recent, newest = self._recent()
            yield from recent
            told = {hop["id"] for hop in recent if hop["duration_ms"] is not None}
            # Those that are open are told again when they are over.
            after = min((hop["id"] - 1 for hop in recent if hop["id"] not in told), default=newest)
        threading.Thread(target=self._read, args=(after,), daemon=True).start()
        while True:
            try:
                taken = self._queued.get(timeout=LOOK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if taken is None:
                return
            if isinstance(taken, IsthmusError):
                raise taken
            if taken.get("id") not in told and self._wanted.flow in (None, taken.get("flow")):
                yield taken

    def _recent(self) -> tuple[list[Document], int]:
        """Give the last hops, and the id of the newest of all. Raises UnavailableError."""
        query: dict[str, Any] = {"limit": max(1, self._wanted.last)}
        if self._wanted.flow is not None:
            query["flow"] = self._wanted.flow
        try:
            with self._ask(f"/api/hops?{urlencode(query)}") as answer:
                document = json.loads(answer.read())
            hops = document["hops"] if self._wanted.last else []
            for hop in hops:
                LoggedHop.parse(hop)
            return hops, int(document["newest"])
        except (KeyError, TypeError, ValueError, MalformedError, OSError, http.client.HTTPException) as error:
            raise self._is_no_console() from error

    def _read(self, after: int) -> None:
        try:
            with self._ask(f"/api/hops/stream?{urlencode({'after': after})}") as answer:
                for document in _events(answer):
                    self._queued.put(document)
        except (OSError, http.client.HTTPException):
            pass  # it broke off: the stack has stopped
        except IsthmusError as error:
            self._queued.put(error)
        self._queued.put(None)

    @contextmanager
    def _ask(self, path: str) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection(urlsplit(self._console).netloc, timeout=ANSWER_SECONDS)
        try:
            with closing(self._answer(connection, path)) as answer:
                yield answer
        finally:
            connection.close()

    def _answer(self, connection: http.client.HTTPConnection, path: str) -> http.client.HTTPResponse:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            message = f"no console answers at {self._console}: start a stack, or name its --ready-file"
            raise UnavailableError(message) from error
        if answer.status != http.client.OK:
            answer.close()
            raise self._is_no_console()
        return answer

    def _is_no_console(self) -> UnavailableError:
        return UnavailableError(f"what answers at {self._console} tells of no hops")


def _events(answer: http.client.HTTPResponse) -> Iterator[Document]:
    """Give the data of the events named `hop`. A hop's JSON is one line; comments keep the connection."""
    while line := answer.readline(LARGEST_LINE):
        if not line.startswith(b"data:"):
            continue
        try:
            document = json.loads(line[5:])
        except ValueError as error:
            raise MalformedError("the console told of a hop that is no JSON") from error
        if isinstance(document, dict):
            yield document
