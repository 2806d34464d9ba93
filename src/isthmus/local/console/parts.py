"""What the console is given of the stack."""

from dataclasses import dataclass

from isthmus.local.cognito.app import UserPools
from isthmus.local.cognito.identity.app import IdentityPools
from isthmus.local.demo.runs import Runs
from isthmus.local.faults.switchboard import Switchboard
from isthmus.local.ready import Ready
from isthmus.local.salesforce.app import Org
from isthmus.local.tracing.tokens.inspecting import Inspection
from isthmus.local.tracing.traffic import Traffic


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleParts:
    """A stack whose addresses answer."""

    ready: Ready
    user_pools: UserPools
    identity_pools: IdentityPools
    org: Org
    switchboard: Switchboard
    traffic: Traffic
    inspection: Inspection
    runs: Runs
