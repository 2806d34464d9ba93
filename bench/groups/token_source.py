"""Many callers need a token at once: how often the token endpoint is asked, and how long it takes."""

from bench.environments import python_environment
from bench.figures import Budget, Figure
from bench.processes import BenchError
from bench.run import Run
from bench.slow_endpoint import SlowEndpoint
from bench.workers import Library, Worker, workers

CALLERS = 1000
ANSWER_SECONDS = 0.2
AUTHLIB = python_environment("authlib==1.9.9", "requests==2.34.2", "httpx==0.28.1")
REQUESTS_OAUTHLIB = python_environment("requests-oauthlib==2.0.0")
LIBRARIES = (
    Library(name="isthmus", program="asking.py", argument="isthmus", install=None),
    Library(name="Authlib", program="asking.py", argument="authlib", install=AUTHLIB),
    Library(
        name="requests-oauthlib", program="asking.py", argument="requests-oauthlib", install=REQUESTS_OAUTHLIB
    ),
)
KINDS = {"threads": ("isthmus", "Authlib", "requests-oauthlib"), "tasks": ("isthmus", "Authlib")}


def measure(run: Run) -> list[Figure]:
    """Let a crowd of threads and one of tasks ask each library, which has an expired token or none."""
    endpoint = SlowEndpoint(answers_after_seconds=ANSWER_SECONDS)
    with endpoint.running(), workers(run, LIBRARIES, setup={"url": endpoint.url}) as started:
        return [
            figure
            for kind, names in KINDS.items()
            for figure in _crowd(
                run, endpoint, kind, {name: started[name] for name in names if name in started}
            )
        ]


def _crowd(run: Run, endpoint: SlowEndpoint, kind: str, crowds: dict[str, Worker]) -> list[Figure]:
    asked: dict[str, float | str] = {}
    seconds: dict[str, float | str] = {}
    for name, worker in crowds.items():
        run.say(f"{CALLERS:,} {kind} ask {name} for a token")
        before = endpoint.asked
        try:
            seconds[name] = worker.ask({"as": kind, "callers": CALLERS})
            asked[name] = float(endpoint.asked - before)
        except BenchError as error:
            seconds[name] = asked[name] = str(error)
    ours_asked, ours_seconds = float(asked.pop("isthmus")), float(seconds.pop("isthmus"))
    return [
        Figure(
            what=f"token requests for {CALLERS:,} {kind} at once",
            unit="",
            better="less",
            ours=ours_asked,
            others=asked,
            budget=Budget(says="1", value=ours_asked, limit=1, better="less"),
            note="each is on Cognito's bill",
        ),
        Figure(
            what=f"until all {CALLERS:,} {kind} have it",
            unit="s",
            better="less",
            ours=ours_seconds,
            others=seconds,
            note=f"the endpoint answers after {1000 * ANSWER_SECONDS:.0f} ms",
        ),
    ]
