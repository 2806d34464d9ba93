"""The TIMESTAMP that a password claim signs: `EEE MMM d HH:mm:ss z yyyy`, in English, in UTC."""

import re
from datetime import UTC, datetime

from isthmus.local.cognito.errors import invalid_parameter

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FORMAT = re.compile(
    rf"(?:{'|'.join(_DAYS)}) ({'|'.join(_MONTHS)}) (\d{{1,2}})"
    r" (\d{1,2}):(\d{2}):(\d{2}) [A-Z]{3} (\d{4})",
    re.ASCII,
)


def parse_timestamp(unverified: str) -> datetime:
    """Read a timestamp, or raise InvalidParameterException in AWS's words.

    A day of two digits, another weekday or zone is read, as AWS does, and then signs something else than
    `write_timestamp` (measured: ministack #1758).
    """
    found = _FORMAT.fullmatch(unverified)
    if found is None:
        raise _malformed()
    month, *numbers = found.groups()
    day, hour, minute, second, year = map(int, numbers)
    try:
        return datetime(year, _MONTHS.index(month) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise _malformed() from error


def write_timestamp(time: datetime) -> str:
    """Write a timestamp as the signature has to cover it."""
    return f"{_DAYS[time.weekday()]} {_MONTHS[time.month - 1]} {time.day} {time:%H:%M:%S} UTC {time.year:04}"


def _malformed() -> Exception:
    return invalid_parameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
