"""What shows the traffic of a stack and the tokens in it, put together."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from isthmus.clock import Clock
from isthmus.local.tracing.doors.api import api_doors
from isthmus.local.tracing.doors.aws import identity_pool_doors, sts_door, user_pool_doors
from isthmus.local.tracing.doors.door import Door
from isthmus.local.tracing.doors.org import org_doors, validator_door
from isthmus.local.tracing.tokens.inspecting import Inspection
from isthmus.local.tracing.tokens.issuers import Issuers
from isthmus.local.tracing.tokens.showing import TokenInspector
from isthmus.local.tracing.traffic import Exchanges, Traffic

if TYPE_CHECKING:
    from isthmus.local.cognito.app import UserPools
    from isthmus.local.cognito.identity.app import IdentityPools
    from isthmus.local.ready import Ready
    from isthmus.local.salesforce.app import Org


def build_traffic(tracer: Exchanges, *, issuers: Issuers, ready: "Ready", clock: Clock) -> Traffic:
    """Give the hops of what a tracer keeps; the secrets of the ready file are in none of them."""
    secrets = ready.secrets()
    return Traffic(tracer, inspector=TokenInspector(issuers=issuers, clock=clock), secrets=lambda: secrets)


def build_inspection(
    *,
    issuers: Issuers,
    ready: "Ready",
    user_pools: "UserPools",
    identity_pools: "IdentityPools",
    check_web_identity: Callable[[str], Awaitable[str]],
    org: "Org",
    clock: Clock,
) -> Inspection:
    """Give the inspection of pasted tokens, with the doors that the stack has.

    `check_web_identity` is STS's: give the provider that a token is of, or raise AwsError.
    """

    def doors() -> tuple[Door, ...]:
        of_the_demo: tuple[Door, ...] = ()
        if ready.demo is not None:
            of_the_demo = api_doors(
                ready.demo,
                aws_endpoint=ready.addresses.aws_endpoint,
                find_keys=user_pools.find_public_keys,
                clock=clock,
            )
        return (
            *of_the_demo,
            *user_pool_doors(user_pools),
            *identity_pool_doors(identity_pools),
            sts_door(check_web_identity),
            *org_doors(org),
            *((validator_door(org),) if ready.demo is not None else ()),
        )

    return Inspection(issuers=issuers, doors=doors, whose_session=org.check_identity_session, clock=clock)
