"""Why Apex did not compile, and what it threw while it ran."""

from isthmus.errors import IsthmusError
from isthmus.local.salesforce.apex.values import ApexException


class CompileError(IsthmusError):
    """The code can't be compiled. `line` and `column` count from 1; `unit` names the class, if it is one."""

    code = "apex_compile"

    def __init__(self, problem: str, *, line: int, column: int) -> None:
        super().__init__(problem)
        self.line = line
        self.column = column


class ThrownError(IsthmusError):
    """An Apex exception on its way to a `catch`; `catch` passes over those that can't be caught."""

    code = "apex_thrown"

    def __init__(self, exception: ApexException, *, can_be_caught: bool = True) -> None:
        super().__init__(str(exception))
        self.exception = exception
        self.can_be_caught = can_be_caught


def thrown(name: str, message: str | None) -> ThrownError:
    """Give an exception of the System namespace."""
    return ThrownError(ApexException(type_name=name, message=message))


def limit_exceeded(message: str) -> ThrownError:
    """Give System.LimitException, which no code can catch."""
    return ThrownError(ApexException(type_name="LimitException", message=message), can_be_caught=False)


def null_receiver() -> ThrownError:
    """Give the exception of a method or field of null."""
    return thrown("NullPointerException", "Attempt to de-reference a null object")
