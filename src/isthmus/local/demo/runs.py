"""Stories told on the running stack for whoever looks: one run per flow at a time, with its own trace."""

import asyncio
import contextlib
import secrets
import threading
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from isthmus.clock import Clock
from isthmus.errors import DeniedError, IsthmusError
from isthmus.local.demo.choices import Chosen, read_choices
from isthmus.local.demo.guest import TIMEOUT_SECONDS
from isthmus.local.demo.recorder import State
from isthmus.local.demo.run_record import Run
from isthmus.local.demo.stories import STORIES, Story
from isthmus.local.demo.story_thread import StoryThread
from isthmus.local.faults.errors import FaultSettingError
from isthmus.local.faults.switchboard import Switchboard

TIME_LIMIT_SECONDS = 60.0
KEPT_RUNS = 50
_TOO_LONG = "the run took too long, and hangs in a request"


class UnknownFlowError(IsthmusError):
    """There is no such flow, or its demo is not in this stack."""

    code = "unknown_flow"


class FlowIsRunningError(IsthmusError):
    """A run of the flow has not ended."""

    code = "flow_is_running"


class Runs:
    """Start runs, and keep the last 50. All methods are called on the event loop's thread.

    `ready` is the ready document of a stack with the demo; None is one without, which has no flows.
    `new_session` gives a live session of a user of the org by id, so that a run needs no old one.
    """

    def __init__(
        self,
        ready: Mapping[str, Any] | None,
        *,
        new_session: Callable[[str], str],
        switchboard: Switchboard,
        clock: Clock,
        stories: Mapping[str, Story] = STORIES,
    ) -> None:
        self._ready = ready or {}
        self._new_session = new_session
        self._switchboard = switchboard
        self._clock = clock
        self._stories = stories if ready is not None else {}
        self._runs: dict[str, Run] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_stopping = threading.Event()

    def flows(self) -> list[dict[str, Any]]:
        """Describe every flow that can be run."""
        return [_describe(story, ready=self._ready) for story in self._stories.values()]

    def find(self, run_id: str) -> Run | None:
        """Find one of the last runs."""
        return self._runs.get(run_id)

    async def start(
        self,
        unverified_flow: object,
        *,
        unverified_choices: object,
        unverified_fault: object,
        unverified_settings: object,
    ) -> Run:
        """Start a run; its fault, if it has one, is on until it ends.

        Raises UnknownFlowError, ChoiceError, FlowIsRunningError, or a FaultError of the switchboard.
        """
        # (1) Is it a flow, with choices of its own, that is not running?
        story = self._get(unverified_flow)
        chosen = read_choices(unverified_choices, options=story.options(self._ready))
        if any(run.flow == story.flow and run.state is State.RUNNING for run in self._runs.values()):
            raise FlowIsRunningError(f"{story.flow} is running: wait for its end.")

        # (2) Can its fault be switched on?
        settings = _settings_for(story, unverified_fault, unverified_settings=unverified_settings)
        if unverified_fault is None and unverified_settings != {}:
            raise FaultSettingError("settings are those of a fault, and there is none.")
        if unverified_fault is not None:
            self._switchboard.check_free(unverified_fault, unverified_settings=settings)

        # (3) Run it.
        fault = None if unverified_fault is None else str(unverified_fault)
        run = Run(id=secrets.token_hex(8), flow=story.flow, trace=secrets.token_hex(16), fault=fault)
        self._keep(run)
        task = asyncio.create_task(self._play(run, story=story, chosen=chosen, settings=settings))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    def close(self) -> None:
        """End what runs: no further request is made."""
        self._is_stopping.set()
        for task in self._tasks:
            task.cancel()

    async def _play(self, run: Run, *, story: Story, chosen: Chosen, settings: object) -> None:
        error: str | None = "the run was ended"
        try:
            async with AsyncExitStack() as stack:
                if run.fault is not None:
                    await stack.enter_async_context(self._switchboard.held(run.fault, settings=settings))
                error = await self._told(run, story=story, chosen=chosen)
        except IsthmusError as refused:
            error = str(refused)
        finally:
            # Whoever sees it ended may start the next: the fault is off.
            run.end(error)

    async def _told(self, run: Run, *, story: Story, chosen: Chosen) -> str | None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[str | None] = loop.create_future()

        def finish(error: str | None) -> None:
            if not ended.done():
                ended.set_result(error)

        thread = StoryThread(
            story=story,
            ready=self._with_live_sessions(),
            chosen=chosen,
            trace=run.trace,
            clock=self._clock,
            ends_at=self._clock.now() + TIME_LIMIT_SECONDS,
            is_stopping=self._is_stopping,
        )
        thread.start(
            publish=lambda step: _on_loop(loop, lambda: run.put(step)),
            finish=lambda error: _on_loop(loop, lambda: finish(error)),
        )
        try:
            async with asyncio.timeout(TIME_LIMIT_SECONDS + 2 * TIMEOUT_SECONDS):
                return await ended
        except TimeoutError:
            return _TOO_LONG

    def _get(self, unverified_flow: object) -> Story:
        story = self._stories.get(unverified_flow) if isinstance(unverified_flow, str) else None
        if story is None:
            there = ", ".join(self._stories) or "none, because the stack was started without the demo"
            raise UnknownFlowError(f"There is no such flow. There is: {there}.")
        return story

    def _keep(self, run: Run) -> None:
        self._runs[run.id] = run
        while len(self._runs) > KEPT_RUNS:
            del self._runs[next(iter(self._runs))]

    def _with_live_sessions(self) -> dict[str, Any]:
        org = self._ready["salesforce_org"]
        users = [user | {"session_id": self._live_session(user)} for user in org["users"]]
        return {**self._ready, "salesforce_org": {**org, "users": users}}

    def _live_session(self, user: Mapping[str, Any]) -> str:
        with contextlib.suppress(DeniedError):
            return self._new_session(user["user_id"])
        return str(user["session_id"])  # of a user who was deactivated: the story tells


def _describe(story: Story, *, ready: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "flow": story.flow,
        "title": story.title,
        "story": f"{story.words[0].upper()}{story.words[1:]}.",
        "choices": {name: list(options) for name, options in story.options(ready).items()},
        "faults": [fault.value for fault in story.faults],
        "fault_settings": {fault.value: dict(values) for fault, values in story.faults.items()},
    }


def _settings_for(story: Story, fault: object, *, unverified_settings: object) -> object:
    """Give the flow's own settings of a fault, under those that are asked for."""
    if not isinstance(unverified_settings, Mapping):
        return unverified_settings
    own = next((values for known, values in story.faults.items() if known == fault), {})
    return {**own, **unverified_settings}


def _on_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Call it on the loop, unless that has ended and nobody looks any more."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call)
