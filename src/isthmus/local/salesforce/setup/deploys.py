"""/setup/deploys: how deployments ended, the metadata that is in the org, and the files it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from isthmus.local.salesforce.setup.door import Visit
from isthmus.local.salesforce.setup.times import written_time
from isthmus.local.salesforce.store.metadata_requests import MetadataRequest, RequestState
from isthmus.local.salesforce.store.users import User, Users

SHOWN = 20
SHOWN_FAILURES = 20
_BADGES = {
    RequestState.SUCCEEDED: "good",
    RequestState.SUCCEEDED_PARTIAL: "bad",
    RequestState.FAILED: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """What is wrong with one component; `place` is its file, with line and column where they are known."""

    place: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A deployment as the page shows it; `unshown` counts the failures that are left out."""

    id: str
    state: RequestState
    badge: str
    is_check: bool
    user: User
    asked: str
    ended: str | None
    components: int
    failures: Sequence[_Failure]
    unshown: int


async def show(visit: Visit) -> Response:
    """Show the newest deployments with their first failures, and every deployed component."""
    newest = visit.parts.metadata_queue.newest_deployments(SHOWN)
    return visit.render(
        "deploys",
        rows=[_row_of(request, users=visit.parts.users) for request in newest],
        limit=SHOWN,
        files=visit.parts.metadata.files(),
    )


def _row_of(request: MetadataRequest, *, users: Users) -> _Row:
    failures = _failures_of(request.result)
    ended = request.completed_at
    return _Row(
        id=request.id,
        state=request.state,
        badge=_BADGES.get(request.state, ""),
        is_check=request.options["check_only"],
        user=users.get(request.person_id),
        asked=written_time(request.created_at),
        ended=None if ended is None else written_time(ended),
        components=len(request.result.get("components", ())),
        failures=failures[:SHOWN_FAILURES],
        unshown=len(failures[SHOWN_FAILURES:]),
    )


def _failures_of(result: Mapping[str, Any]) -> list[_Failure]:
    message = result.get("error_message")
    failures = [_Failure(place="the package", problem=message)] if message else []
    failures += [
        _Failure(place=_place_of(item), problem=item["problem"]) for item in result.get("failures", ())
    ]
    failures += [
        _Failure(place=f"{test['class_name']}.{test['method']}", problem="This Apex test is not run here.")
        for test in result.get("tests", ())
    ]
    return failures


def _place_of(failure: Mapping[str, Any]) -> str:
    """Write file, line and column as compilers do."""
    parts = (failure["file"], failure["line"], failure["column"])
    return ":".join(str(part) for part in parts if part is not None)
