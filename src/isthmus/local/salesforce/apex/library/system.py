"""System, Assert, UserInfo and Test, as far as they are known here."""

from typing import Any

from isthmus.local.salesforce.apex.errors import ThrownError
from isthmus.local.salesforce.apex.library.tables import methods
from isthmus.local.salesforce.apex.operators import is_same
from isthmus.local.salesforce.apex.runtime import Frame
from isthmus.local.salesforce.apex.values import ApexException, LoggingLevel

_USER_INFO = (
    *("UserId", "UserName", "Name", "FirstName", "LastName", "UserEmail", "UserType"),
    *("OrganizationId", "OrganizationName"),
)
LOGGING_LEVELS = ("NONE", "ERROR", "WARN", "INFO", "DEBUG", "FINE", "FINER", "FINEST")


def _debug(frame: Frame, _none: None, value: Any) -> None:
    _debug_at(frame, _none, LoggingLevel(name="DEBUG"), value)


def _debug_at(frame: Frame, _none: None, level: LoggingLevel, value: Any) -> None:
    text = frame.run.text_of(value)
    shown = "ERROR" if level.name == "NONE" else level.name
    frame.run.log.write(f"USER_DEBUG|[{frame.line}]|{level.name}|{text}", level=shown)


def _failed(frame: Frame, *details: Any) -> ThrownError:
    texts = [frame.run.text_of(detail) for detail in details if detail is not None]
    message = ": ".join(["Assertion Failed", *texts])
    exception = ApexException(type_name="AssertException", message=message)
    return ThrownError(exception, can_be_caught=False)


def _assert(frame: Frame, _none: None, condition: Any, message: Any = None) -> None:
    if condition is not True:
        raise _failed(frame, message)


def _assert_false(frame: Frame, _none: None, condition: Any, message: Any = None) -> None:
    if condition is not False:
        raise _failed(frame, message)


def _assert_equal(frame: Frame, _none: None, expected: Any, actual: Any, message: Any = None) -> None:
    if not is_same(expected, actual):
        texts = [frame.run.text_of(value) for value in (expected, actual)]
        raise _failed(frame, message, f"Expected: {texts[0]}, Actual: {texts[1]}")


def _assert_not_equal(frame: Frame, _none: None, expected: Any, actual: Any, message: Any = None) -> None:
    if is_same(expected, actual):
        raise _failed(frame, message, f"Same value: {frame.run.text_of(expected)}")


def _fail(frame: Frame, _none: None, message: Any = None) -> None:
    raise _failed(frame, message)


def _user_info(name: str) -> Any:
    return lambda frame, _none: frame.run.host.user_info(name)


_EQUALITY = "(Object, Object) void", "(Object, Object, Object) void"
_CONDITION = "(Boolean) void", "(Boolean, Object) void"
STATIC = {
    "system": methods(
        {
            "debug(LoggingLevel, Object) void": _debug_at,
            "debug(Object) void": _debug,
            **{f"assert{parameters}": _assert for parameters in _CONDITION},
            **{f"assertEquals{parameters}": _assert_equal for parameters in _EQUALITY},
            **{f"assertNotEquals{parameters}": _assert_not_equal for parameters in _EQUALITY},
        },
        takes_null=True,
    ),
    "assert": methods(
        {
            **{f"isTrue{parameters}": _assert for parameters in _CONDITION},
            **{f"isFalse{parameters}": _assert_false for parameters in _CONDITION},
            **{f"areEqual{parameters}": _assert_equal for parameters in _EQUALITY},
            **{f"areNotEqual{parameters}": _assert_not_equal for parameters in _EQUALITY},
            "fail() void": _fail,
            "fail(String) void": _fail,
        },
        takes_null=True,
    ),
    "userinfo": methods({f"get{name}() String": _user_info(name) for name in _USER_INFO}),
    "test": methods({"isRunningTest() Boolean": lambda _frame, _none: False}),
}
