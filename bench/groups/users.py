"""Reading users: at a thousand, at as many as the others get, and at a million for ours."""

import contextlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Budget, Figure
from bench.filler import fill
from bench.load import run_load
from bench.pools import UserPool, email, make_user_pool, make_users, set_password, username
from bench.run import MISSING, Run
from bench.systems import PEERS, Peer, System, ours

FEW, MANY = 1000, 1_000_000
CLIENTS, SECONDS, ROUNDS = 16, 2.0, 3
MOST_OF_OTHERS, FILL_SECONDS = 10_000, 12.0
FILL_LIMIT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Answers per second with so many users."""

    users: int
    by_name: float
    by_alias: float
    listed: float


def measure(run: Run) -> list[Figure]:
    """Fill ours below its API, others through theirs."""
    few, many, fill_seconds = _measure_ours(run)
    others = {peer.name: rates for peer in PEERS if (rates := _measure_peer(run, peer))}
    at_first = {name: pair[0] for name, pair in others.items()}
    at_most = {name: pair[1] for name, pair in others.items()}
    return [
        _figure("AdminGetUser", "by_name", few, at_first),
        _figure("ListUsers by e-mail", "listed", few, at_first),
        _figure("AdminGetUser", "by_name", many, at_most),
        _figure("ListUsers by e-mail", "listed", many, at_most),
        _independence("lookup by name", few.by_name, many.by_name),
        _independence("lookup by alias", few.by_alias, many.by_alias),
        _independence("ListUsers by e-mail", few.listed, many.listed),
        Figure(
            what="filling a closed data directory with 1,000,000 users",
            unit="s",
            better="less",
            ours=fill_seconds,
            budget=Budget(says="< 60 s", value=fill_seconds, limit=FILL_LIMIT_SECONDS, better="less"),
            note="bench/filler.py, below the API",
        ),
    ]


def _measure_ours(run: Run) -> tuple[Rates, Rates, float]:
    """Run both at once and ask them in turn, so that both see the same machine."""
    with contextlib.ExitStack() as stack:
        filled = []
        for users in (FEW, MANY):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-isthmus-")))
            run.say(f"filling isthmus with {users:,} users")
            pool = _make_first_user(folder)
            seconds = fill(folder, pool_id=pool.id, first=1, last=users)
            filled.append((folder, pool, users, seconds))
        systems = [stack.enter_context(ours(folder, seed="none")) for folder, *_ in filled]
        taken: list[list[Rates]] = [[], []]
        for number in range(ROUNDS):
            run.say(f"reading isthmus, {number + 1} of {ROUNDS}")
            for rates, system, (_, pool, users, _) in zip(taken, systems, filled, strict=True):
                rates.append(_rates(system, pool, users=users, has_aliases=True))
        return _best(taken[0]), _best(taken[1]), filled[1][3]


def _make_first_user(folder: Path) -> UserPool:
    with ours(folder, seed="none") as system:
        pool = make_user_pool(system, AliasAttributes=["email"])
        make_users(system, pool, first=0, last=1, seconds=10)
        set_password(system, pool, number=0)
        return pool


def _best(rates: list[Rates]) -> Rates:
    """Take the fastest of each: the rest is the machine's other work."""
    return Rates(
        users=rates[0].users,
        by_name=max(each.by_name for each in rates),
        by_alias=max(each.by_alias for each in rates),
        listed=max(each.listed for each in rates),
    )


def _measure_peer(run: Run, peer: Peer) -> tuple[Rates, Rates] | None:
    with run.running(peer) as system, contextlib.suppress(*MISSING):
        if system is None:
            return None
        run.say(f"filling {peer.name}")
        pool = make_user_pool(system)
        users = make_users(system, pool, first=0, last=FEW, seconds=2 * FILL_SECONDS)
        few = _rates(system, pool, users=users, has_aliases=False)
        users = make_users(system, pool, first=users, last=MOST_OF_OTHERS, seconds=FILL_SECONDS)
        return few, _rates(system, pool, users=users, has_aliases=False)
    return None


def _rates(system: System, pool: UserPool, *, users: int, has_aliases: bool) -> Rates:
    """Ask for users spread evenly over all."""
    numbers = range(0, users, max(1, users // 64))

    def rate(operation: str, parameters: Callable[[int], dict[str, str]]) -> float:
        requests = [
            system.api_request("cognito-idp", operation, {"UserPoolId": pool.id, **parameters(number)})
            for number in numbers
        ]
        return run_load(port=system.port, requests=requests, clients=CLIENTS, seconds=SECONDS).per_second

    return Rates(
        users=users,
        by_name=rate("AdminGetUser", lambda number: {"Username": username(number)}),
        by_alias=rate("AdminGetUser", lambda number: {"Username": email(number)}) if has_aliases else 0.0,
        listed=rate("ListUsers", lambda number: {"Filter": f'email = "{email(number)}"'}),
    )


def _figure(what: str, field: str, ours_: Rates, others: Mapping[str, Rates]) -> Figure:
    counts = ", ".join(f"{name} with {rates.users:,}" for name, rates in others.items())
    return Figure(
        what=f"{what}, {ours_.users:,} users",
        unit="/s",
        better="more",
        ours=getattr(ours_, field),
        others={name: getattr(rates, field) for name, rates in others.items()},
        note=f"{CLIENTS} connections; {counts}",
    )


def _independence(what: str, few: float, many: float) -> Figure:
    return Figure(
        what=f"{what}: {FEW:,} beside {MANY:,} users",
        unit="times",
        better="less",
        ours=few / many,
        budget=Budget(says="within 1.2 times", value=few / many, limit=1.2, better="less"),
        note="the signed call as a whole",
    )
