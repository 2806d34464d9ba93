"""One run of a story, as people see it. Written on the event loop alone."""

from dataclasses import dataclass, field
from typing import Any

from isthmus.local.demo.recorder import State, Step


@dataclass(slots=True, kw_only=True)
class Run:
    """A run and its steps. `trace` is the W3C trace id of all its requests; `error` has no secret."""

    id: str
    flow: str
    trace: str
    fault: str | None
    state: State = State.RUNNING
    error: str | None = None
    steps: list[Step] = field(default_factory=list)

    def put(self, step: Step) -> None:
        """Add a step, or write how it ended. A run that ended stays as it is."""
        if self.state is not State.RUNNING:
            return
        del self.steps[step.number - 1 :]
        self.steps.append(step)

    def end(self, error: str | None) -> None:
        """End it: failed with an error, passed without."""
        self.state = State.PASSED if error is None else State.FAILED
        self.error = error

    def to_document(self) -> dict[str, Any]:
        """Give what JSON has of it; `broke_at` is the number of the step that failed."""
        broke_at = next((step.number for step in self.steps if step.state is State.FAILED), None)
        return {
            "run": self.id,
            "flow": self.flow,
            "trace": self.trace,
            "fault": self.fault,
            "state": self.state.value,
            "steps": [step.to_document() for step in self.steps],
            "broke_at": broke_at,
            "error": self.error,
        }
