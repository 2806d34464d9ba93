"""Time-based one-time passwords: RFC 6238 over RFC 4226, HMAC-SHA-1, six digits, 30 seconds."""

import hashlib
import hmac

STEP_SECONDS = 30
DIGITS = 6
# AWS: codes within 30 seconds before or after (developerguide/user-pool-settings-mfa-totp).
SKEW_STEPS = 1


def one_time_code(secret: bytes, *, step: int) -> str:
    """Compute the code of a time step (RFC 4226 section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def find_step(secret: bytes, *, unverified_code: str, now: float) -> int | None:
    """Give the latest time step around now that has this code, or None."""
    current = int(now) // STEP_SECONDS
    found = None
    for step in range(current - SKEW_STEPS, current + SKEW_STEPS + 1):
        code = one_time_code(secret, step=step)
        if hmac.compare_digest(code.encode(), unverified_code.encode("utf-8", "surrogatepass")):
            found = step
    return found
