"""AWS credentials: the key id is a name and may be logged, the secret key and the session token never."""

from typing import NamedTuple

from isthmus.secret import Secret


# NOTE: a NamedTuple, for `dataclasses` costs 10 ms at the verify trigger's cold start.
class AwsCredentials(NamedTuple):
    """Keys that sign AWS calls. `expires_at` is in epoch seconds, or None for keys of unknown life."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret | None
    expires_at: float | None
