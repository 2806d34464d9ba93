"""Why a fault can't be switched."""

from isthmus.errors import IsthmusError


class FaultError(IsthmusError):
    """The message is for whoever asked."""


class UnknownFaultError(FaultError):
    """There is no such fault."""

    code = "unknown_fault"


class FaultSettingError(FaultError):
    """A setting that the fault does not have, or a value out of its bounds."""

    code = "fault_setting"


class FaultIsOnError(FaultError):
    """A run wants a fault for itself that is on already."""

    code = "fault_is_on"
