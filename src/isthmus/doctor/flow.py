"""The flows by name; apart from the checks, so that the command line need not load those."""

from enum import StrEnum


class Flow(StrEnum):
    """The flow whose chain a check belongs to."""

    M2M = "m2m"
    WEB_IDENTITY = "web_identity"
    SESSION_SSO = "session_sso"
