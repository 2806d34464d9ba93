"""The org takes the session by which its side of the flow is looked at."""

from isthmus.doctor.check import Check
from isthmus.doctor.flow import Flow
from isthmus.doctor.org_session import UNANSWERED, look_at_session

CHECK = Check(
    name="m2m.org_session",
    flow=Flow.M2M,
    title="the org takes the session",
    needs=(),
    run=look_at_session,
    unanswered=UNANSWERED,
)
