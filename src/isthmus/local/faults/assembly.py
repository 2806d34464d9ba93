"""All faults, each with its switch, and what the wiring of the stack puts around the systems."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp

from isthmus.clock import Clock
from isthmus.local.cognito.triggers import Functions
from isthmus.local.faults import (
    clock_skew,
    cognito_throttled,
    dynamodb_throttled,
    keys_rotated,
    org_down,
    org_slow,
    permission_set_removed,
    trigger_failing,
    wrong_secret,
)
from isthmus.local.faults.door import DoorFault, FaultyDoor
from isthmus.local.faults.org_conditions import OrgConditions
from isthmus.local.faults.switch import FaultId, Mark, Switch
from isthmus.local.faults.switchboard import Switchboard

ABOUTS = (
    org_down.ABOUT,
    org_slow.ABOUT,
    cognito_throttled.ABOUT,
    keys_rotated.ABOUT,
    clock_skew.ABOUT,
    permission_set_removed.ABOUT,
    wrong_secret.ABOUT,
    trigger_failing.ABOUT,
    dynamodb_throttled.ABOUT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The faults of one stack. The token clocks date what Cognito and the org sign."""

    switchboard: Switchboard
    cognito_token_clock: Clock
    org_token_clock: Clock
    org_conditions: OrgConditions
    keys_rotated: keys_rotated.KeysRotated
    _trigger_failing: Switch
    _at_aws: Sequence[DoorFault]
    _at_org: Sequence[DoorFault]

    def around_aws(self, app: ASGIApp) -> ASGIApp:
        """Put the faults of the AWS endpoint before it."""
        return FaultyDoor(app, faults=self._at_aws)

    def around_org(self, app: ASGIApp) -> ASGIApp:
        """Put the faults of the org's address before it."""
        return FaultyDoor(app, faults=self._at_org)

    def around_functions(self, functions: Functions) -> Functions:
        """Let triggers fail that should."""
        return trigger_failing.FaultyFunctions(functions, switch=self._trigger_failing)


def build_faults(*, clock: Clock, mark: Mark) -> Faults:
    """Build every fault, off. `mark` writes a fault's id to the exchange that is being answered."""
    switches = {about.fault: Switch(about, mark=mark) for about in ABOUTS}
    rotating = keys_rotated.KeysRotated()
    skew = switches[FaultId.CLOCK_SKEW]
    return Faults(
        switchboard=Switchboard(list(switches.values()), actions={FaultId.KEYS_ROTATED: rotating.act}),
        cognito_token_clock=clock_skew.SkewedClock(clock, switch=skew, system="cognito"),
        org_token_clock=clock_skew.SkewedClock(clock, switch=skew, system="org"),
        org_conditions=OrgConditions(
            permission_set=permission_set_removed.PermissionSetRemoved(
                switches[FaultId.PERMISSION_SET_REMOVED]
            ),
            secret=wrong_secret.WrongSecret(switches[FaultId.WRONG_SECRET]),
        ),
        keys_rotated=rotating,
        _trigger_failing=switches[FaultId.TRIGGER_FAILING],
        _at_aws=(
            cognito_throttled.CognitoThrottled(switches[FaultId.COGNITO_THROTTLED]),
            dynamodb_throttled.DynamoDbThrottled(switches[FaultId.DYNAMODB_THROTTLED]),
        ),
        _at_org=(
            org_slow.OrgSlow(switches[FaultId.ORG_SLOW]),
            org_down.OrgDown(switches[FaultId.ORG_DOWN]),
        ),
    )
