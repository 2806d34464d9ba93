"""How Setup writes a moment."""

from datetime import UTC, datetime


def written_time(seconds: float) -> str:
    """Write epoch seconds for people."""
    return f"{datetime.fromtimestamp(seconds, tz=UTC):%Y-%m-%d %H:%M:%S} UTC"
