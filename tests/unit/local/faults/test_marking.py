from typing import cast

import pytest
from starlette.types import ASGIApp

from isthmus.local.faults.assembly import build_faults
from isthmus.local.faults.marking import marking
from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.functions import traced_functions
from isthmus.local.tracing.inbound import traced
from isthmus.local.tracing.tracer import Tracer
from unit.local.faults.boards import StandingClock, WorkingFunctions, ask


def test_marks_nothing_outside_of_an_exchange() -> None:
    marking(Tracer(clock=StandingClock()))("org-down")


def test_marks_the_exchange_that_is_answered_once_with_each_fault() -> None:
    tracer = Tracer(clock=StandingClock())
    mark = marking(tracer)
    exchange = tracer.begin(receiver=Receiver.AWS, method="GET", target="/", request_headers=[], within=None)
    with tracer.answering(exchange):
        mark("org-slow")
        mark("org-down")
        mark("org-slow")
    assert exchange.faults == ("org-slow", "org-down")


@pytest.mark.anyio
async def test_a_refused_request_is_recorded_with_its_fault() -> None:
    clock = StandingClock()
    tracer = Tracer(clock=clock)
    faults = build_faults(clock=clock, mark=marking(tracer))

    def watched(app: ASGIApp) -> ASGIApp:
        around = faults.around_org(app)
        return cast(
            "ASGIApp",
            traced(around, tracer=tracer, receiver=Receiver.SALESFORCE, unrecorded=frozenset()),
        )

    await ask(watched, "GET", "https://localhost:4443/id/keys")
    await faults.switchboard.switch_on("org-down", unverified_settings={})
    await ask(watched, "GET", "https://localhost:4443/id/keys")
    recorded = [(each.status, each.faults) for each in tracer.exchanges_after(0)]
    assert recorded == [(200, ()), (503, ("org-down",))]


@pytest.mark.anyio
async def test_a_failing_trigger_is_recorded_with_its_fault() -> None:
    clock = StandingClock()
    tracer = Tracer(clock=clock)
    faults = build_faults(clock=clock, mark=marking(tracer))
    functions = traced_functions(faults.around_functions(WorkingFunctions()), tracer=tracer)
    await faults.switchboard.switch_on("trigger-failing", unverified_settings={"trigger": "PreSignUp"})
    payload = b'{"triggerSource": "PreSignUp_SignUp"}'
    answer = await functions.invoke("arn:sample", source_arn="arn:pool", payload=payload)
    (exchange,) = tracer.exchanges_after(0)
    assert (answer.error, exchange.faults) == ("Unhandled", ("trigger-failing",))
