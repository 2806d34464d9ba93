"""One story told in a thread of its own, while the stack's event loop answers it."""

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.clock import Clock
from isthmus.errors import IsthmusError
from isthmus.local.demo.choices import Chosen
from isthmus.local.demo.concealing import Concealing
from isthmus.local.demo.guest import Guest
from isthmus.local.demo.recorder import Recorder, Step
from isthmus.local.demo.stories import Story


class StoryEndedError(IsthmusError):
    """It was told for too long, or the stack stops."""

    code = "story_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryThread:
    """What one story needs. Its requests are sampled members of the W3C trace `trace`.

    No request begins after `ends_at` (epoch seconds), or once `is_stopping` is set.
    """

    story: Story
    ready: dict[str, Any]
    chosen: Chosen
    trace: str
    clock: Clock
    ends_at: float
    is_stopping: threading.Event

    def start(self, *, publish: Callable[[Step], None], finish: Callable[[str | None], None]) -> None:
        """Tell it; `finish` gets the error's words, None if it went well. Both are called in the thread."""
        # NOTE: a daemon, because a process that ends waits for no story.
        thread = threading.Thread(
            target=lambda: finish(self._tell(publish)), name=f"run-{self.story.flow}", daemon=True
        )
        thread.start()

    def _tell(self, publish: Callable[[Step], None]) -> str | None:
        concealing = Concealing(self.ready)
        recorder = Recorder(
            flow=self.story.flow,
            clock=self.clock,
            concealing=concealing,
            publish=publish,
            check=self._check,
        )
        try:
            guest = Guest.of(self.ready, headers=self._headers)
            with guest.http:
                self.story.tell(guest, recorder, self.chosen)
        except Exception as error:  # noqa: BLE001  the thread's edge: whatever it is, the run says it
            return concealing.mask(str(error))
        return None

    def _headers(self) -> Mapping[str, str]:
        """Give the headers of the next request (W3C Trace Context, section 3.2)."""
        self._check()
        traceparent = f"00-{self.trace}-{secrets.token_hex(8)}-01"
        return {"traceparent": traceparent, "user-agent": self.story.agent}

    def _check(self) -> None:
        if self.is_stopping.is_set():
            raise StoryEndedError("the stack stops")
        if self.clock.now() > self.ends_at:
            raise StoryEndedError("the run took too long")
