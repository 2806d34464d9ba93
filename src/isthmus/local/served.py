"""A stack whose addresses answer: where it is, and what happens in it."""

from dataclasses import dataclass

from isthmus.local.ready import Ready
from isthmus.local.tracing.tracer import Tracer
from isthmus.local.tracing.traffic import Traffic


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What `running_stack` gives."""

    ready: Ready
    tracer: Tracer
    traffic: Traffic
