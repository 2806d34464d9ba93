"""When a token is old enough to ask for another."""

from isthmus.cognito.token_requests import IssuedToken

_SHARE_OF_LIFE_KEPT = 0.75


def renewal_of(issued: IssuedToken, *, margin_seconds: float | None) -> float:
    """Give the time (epoch seconds) from which another is asked for.

    It is `margin_seconds` before the end, or after three quarters of the life where that is None; a margin
    longer than the life would ask for every call, and counts as the three quarters.
    """
    lifetime_seconds = issued.expires_at - issued.asked_at
    if margin_seconds is None or margin_seconds >= lifetime_seconds:
        return issued.asked_at + lifetime_seconds * _SHARE_OF_LIFE_KEPT
    return issued.expires_at - margin_seconds
