"""Stories for tests, and a ready document with sample secrets."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from isthmus.local.certificates import ensure_certificates
from isthmus.local.demo.choices import Chosen
from isthmus.local.demo.guest import Guest
from isthmus.local.demo.stories import Story
from isthmus.local.demo.telling import Teller, require
from isthmus.local.faults.settings import Values
from isthmus.local.faults.switch import FaultId

SESSION = "00DSAMPLE0000001!sample.session"
Tell = Callable[[Guest, Teller, Chosen], None]


class SteppingClock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def now(self) -> float:
        self.seconds += 1
        return self.seconds


class StandingClock:
    """A clock that stands, unless a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def now(self) -> float:
        return self.seconds


def a_ready_document(folder: Path) -> dict[str, Any]:
    certificates = ensure_certificates(folder / "tls", clock=SteppingClock())
    users = [
        {
            "username": name,
            "password": "Sample-passw0rd",
            "user_id": f"005{name}",
            "session_id": SESSION,
            "has_permission_set": name == "bea",
        }
        for name in ("ada", "bea")
    ]
    return {
        "ca_bundle": str(certificates.ca_bundle),
        "admin": {"access_key_id": "AKIASAMPLE", "secret_access_key": "sample-secret-key"},
        "m2m": {"client_secret": "sample-client-secret", "scopes": ["api/read", "api/write"]},
        "salesforce_org": {"users": users},
    }


def a_story(tell: Tell, *, faults: Mapping[FaultId, Values] | None = None) -> Story:
    return Story(
        flow="m2m",
        title="A sample",
        words="somebody does something",
        agent="Sample/1.0",
        options=lambda _: {"user": ("ada", "bea")},
        tell=tell,
        faults=faults or {},
    )


def tell_nothing(guest: Guest, teller: Teller, chosen: Chosen) -> None:
    del guest
    with teller.hop("the only hop"):
        teller.tell("user", chosen["user"])


def fail(guest: Guest, teller: Teller, chosen: Chosen) -> None:
    del guest, chosen
    with teller.hop("the first hop"):
        pass
    with teller.hop("the second hop"):
        require(False, "it broke")  # noqa: FBT003  a condition
