from isthmus.local.faults.marking import marking
from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.tracer import Tracer
from unit.local.faults.boards import StandingClock


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
