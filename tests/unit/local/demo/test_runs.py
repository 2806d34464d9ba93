import asyncio
import threading
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from isthmus.errors import DeniedError
from isthmus.local.demo.choices import ChoiceError, Chosen
from isthmus.local.demo.guest import Guest
from isthmus.local.demo.run_record import Run
from isthmus.local.demo.runs import KEPT_RUNS, TIME_LIMIT_SECONDS, FlowIsRunningError, Runs, UnknownFlowError
from isthmus.local.demo.stories import Story
from isthmus.local.demo.telling import Teller
from isthmus.local.faults.errors import FaultIsOnError, FaultSettingError, UnknownFaultError
from isthmus.local.faults.switch import FaultId
from unit.local.demo.sample_stories import (
    SESSION,
    StandingClock,
    a_ready_document,
    a_story,
    fail,
    tell_nothing,
)
from unit.local.faults.boards import Board

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return a_ready_document(tmp_path_factory.mktemp("ready"))


@pytest.fixture
def board() -> Board:
    return Board()


RunsOf = Callable[..., Runs]


@pytest.fixture
def runs_of(ready: dict[str, Any], board: Board) -> RunsOf:
    def build(story: Story, **changes: Any) -> Runs:
        options: dict[str, Any] = {"new_session": "new session of {}".format, "clock": StandingClock()}
        return Runs(
            ready, switchboard=board.faults.switchboard, stories={story.flow: story}, **(options | changes)
        )

    return build


async def start(runs: Runs, flow: object = "m2m", **changes: Any) -> Run:
    asked: dict[str, Any] = {"unverified_choices": {}, "unverified_fault": None, "unverified_settings": {}}
    return await runs.start(
        flow, **(asked | {f"unverified_{name}": value for name, value in changes.items()})
    )


async def ended(runs: Runs, **changes: Any) -> Run:
    run = await start(runs, **changes)
    async with asyncio.timeout(20):
        await asyncio.gather(*runs._tasks)
    return run


class Held:
    """A story that waits within its hop until the test lets it go on."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.has_begun = asyncio.Event()
        self.may_end = threading.Event()

    def tell(self, guest: Guest, teller: Teller, chosen: Chosen) -> None:
        del guest, chosen
        with teller.hop("the first hop"):
            self.loop.call_soon_threadsafe(self.has_begun.set)
            assert self.may_end.wait(20)
        with teller.hop("the second hop"):
            pass


@pytest.mark.parametrize("flow", ["", "nope", None, ["m2m"], 1])
async def test_refuses_a_flow_that_is_not_there(runs_of: RunsOf, flow: object) -> None:
    with pytest.raises(UnknownFlowError, match=r"There is: m2m\."):
        await start(runs_of(a_story(tell_nothing)), flow)


async def test_refuses_every_flow_of_a_stack_without_the_demo(board: Board) -> None:
    runs = Runs(None, new_session=str, switchboard=board.faults.switchboard, clock=StandingClock())
    assert runs.flows() == []
    with pytest.raises(UnknownFlowError, match="started without the demo"):
        await start(runs)


async def test_refuses_a_choice_that_is_not_there(runs_of: RunsOf) -> None:
    runs = runs_of(a_story(tell_nothing))
    with pytest.raises(ChoiceError):
        await start(runs, choices={"user": "eve"})
    assert (await ended(runs)).to_document()["state"] == "passed"


@pytest.mark.parametrize(
    ("fault", "settings", "error"),
    [
        ("nope", {}, UnknownFaultError),
        (["org-down"], {}, UnknownFaultError),
        ("org-slow", {"seconds": 99}, FaultSettingError),
        (None, {"seconds": 1}, FaultSettingError),
        (None, 5, FaultSettingError),
        ("org-slow", None, FaultSettingError),
    ],
)
async def test_refuses_a_fault_that_can_not_be_switched_on(
    runs_of: RunsOf, fault: object, settings: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await start(runs_of(a_story(tell_nothing)), fault=fault, settings=settings)


async def test_refuses_a_fault_that_is_on_already(runs_of: RunsOf, board: Board) -> None:
    await board.on("org-down")
    with pytest.raises(FaultIsOnError):
        await start(runs_of(a_story(tell_nothing)), fault="org-down")
    assert board.is_on("org-down")


async def test_refuses_a_second_run_of_the_flow_at_the_same_time(runs_of: RunsOf) -> None:
    held = Held()
    runs = runs_of(a_story(held.tell))
    run = await start(runs)
    await held.has_begun.wait()
    with pytest.raises(FlowIsRunningError):
        await start(runs)
    held.may_end.set()
    await asyncio.gather(*runs._tasks)
    assert run.to_document()["state"] == "passed"
    assert (await ended(runs)).id != run.id


async def test_a_run_says_which_step_broke(runs_of: RunsOf) -> None:
    shown = (await ended(runs_of(a_story(fail)))).to_document()
    assert (shown["state"], shown["broke_at"]) == ("failed", 2)
    assert [step["state"] for step in shown["steps"]] == ["passed", "failed"]
    assert shown["error"].startswith("m2m, hop 2 (the second hop) failed:")


async def test_a_run_that_takes_too_long_makes_no_further_step(runs_of: RunsOf) -> None:
    held, clock = Held(), StandingClock()
    runs = runs_of(a_story(held.tell), clock=clock)
    run = await start(runs)
    await held.has_begun.wait()
    clock.seconds += TIME_LIMIT_SECONDS + 1
    held.may_end.set()
    await asyncio.gather(*runs._tasks)
    assert (run.to_document()["state"], run.to_document()["broke_at"]) == ("failed", 2)
    assert "the run took too long" in str(run.error)


async def test_a_stack_that_stops_ends_a_run_and_its_fault(runs_of: RunsOf, board: Board) -> None:
    held = Held()
    runs = runs_of(a_story(held.tell))
    run = await start(runs, fault="org-down")
    await held.has_begun.wait()
    assert board.is_on("org-down")
    runs.close()
    await asyncio.gather(*runs._tasks, return_exceptions=True)
    assert (run.state.value, run.error) == ("failed", "the run was ended")
    assert not board.is_on("org-down")
    held.may_end.set()


async def test_no_secret_is_in_the_error_of_a_run(runs_of: RunsOf) -> None:
    def tell(guest: Guest, teller: Teller, chosen: Chosen) -> None:
        del teller, chosen
        raise RuntimeError(guest.ready["m2m"]["client_secret"] + SESSION)

    run = await ended(runs_of(a_story(tell)))
    assert run.error == "******"


async def test_a_fault_is_on_for_the_run_alone_with_the_flows_own_settings(
    runs_of: RunsOf, board: Board
) -> None:
    held = Held()
    runs = runs_of(a_story(held.tell, faults={FaultId.CLOCK_SKEW: {"of": "org"}}))
    run = await start(runs, fault="clock-skew", settings={"seconds": 60})
    await held.has_begun.wait()
    shown = next(each for each in board.faults.switchboard.to_documents() if each["fault"] == "clock-skew")
    assert (shown["is_on"], shown["settings"]) == (True, {"seconds": 60, "of": "org"})
    held.may_end.set()
    await asyncio.gather(*runs._tasks)
    assert not board.is_on("clock-skew")
    assert (run.to_document()["fault"], run.to_document()["state"]) == ("clock-skew", "passed")


async def test_every_request_is_of_the_runs_trace(runs_of: RunsOf) -> None:
    sent: list[str] = []

    def tell(guest: Guest, teller: Teller, chosen: Chosen) -> None:
        del teller, chosen
        for _ in range(2):
            request = httpx2.Request("GET", "http://127.0.0.1/")
            guest.tag(request)
            sent.append(request.headers["traceparent"])
            assert request.headers["user-agent"] == "Sample/1.0"

    run = await ended(runs_of(a_story(tell)))
    parts = [each.split("-") for each in sent]
    assert {(part[0], part[1], part[3]) for part in parts} == {("00", run.trace, "01")}
    assert len({part[2] for part in parts}) == 2


async def test_a_run_works_with_sessions_of_its_own(runs_of: RunsOf) -> None:
    seen: list[str] = []

    def tell(guest: Guest, teller: Teller, chosen: Chosen) -> None:
        del teller, chosen
        seen.extend(user["session_id"] for user in guest.users)

    await ended(runs_of(a_story(tell)))
    assert seen == ["new session of 005ada", "new session of 005bea"]


async def test_a_user_who_can_have_no_session_keeps_the_old_one(runs_of: RunsOf) -> None:
    seen: list[str] = []

    def refuse(_: str) -> str:
        raise DeniedError("this user has no sessions", rule="session_user")

    def tell(guest: Guest, teller: Teller, chosen: Chosen) -> None:
        del teller, chosen
        seen.extend(user["session_id"] for user in guest.users)

    await ended(runs_of(a_story(tell), new_session=refuse))
    assert seen == [SESSION, SESSION]


async def test_the_chosen_option_is_the_storys(runs_of: RunsOf) -> None:
    run = await ended(runs_of(a_story(tell_nothing)), choices={"user": "bea"})
    assert run.to_document()["steps"][0]["details"] == [["user", "bea"]]


async def test_the_oldest_runs_are_forgotten(runs_of: RunsOf) -> None:
    runs = runs_of(a_story(tell_nothing))
    made = [await ended(runs) for _ in range(KEPT_RUNS + 1)]
    assert [runs.find(run.id) for run in made] == [None, *made[1:]]


async def test_describes_the_flows(runs_of: RunsOf) -> None:
    runs = runs_of(a_story(tell_nothing, faults={FaultId.CLOCK_SKEW: {"of": "org"}, FaultId.ORG_DOWN: {}}))
    assert runs.flows() == [
        {
            "flow": "m2m",
            "title": "A sample",
            "story": "Somebody does something.",
            "choices": {"user": ["ada", "bea"]},
            "faults": ["clock-skew", "org-down"],
            "fault_settings": {"clock-skew": {"of": "org"}, "org-down": {}},
        }
    ]
