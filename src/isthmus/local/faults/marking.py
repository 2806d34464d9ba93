"""Writes to the exchange that is being answered which faults acted on it."""

from isthmus.local.faults.switch import Mark
from isthmus.local.tracing.tracer import Tracer


def marking(tracer: Tracer) -> Mark:
    """Give what marks the tracer's current exchange; outside of all, and untraced, nothing is marked."""

    def mark(fault: str) -> None:
        exchange = tracer.current()
        if exchange is not None and fault not in exchange.faults:
            exchange.faults = (*exchange.faults, fault)

    return mark
