"""Make the challenge: what the application is told, and what only the verify trigger gets to see.

It is the same for known and unknown users, and needs nothing but randomness.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-create-auth-challenge.html
"""

import os
from base64 import urlsafe_b64encode

from isthmus.errors import DeniedError
from isthmus.flows.session_sso.challenge import CUSTOM_CHALLENGE, SALESFORCE_SESSION

_NONCE_BYTES = 24  # 32 characters, without padding


# NOTE: a plain class, for `dataclasses` costs 10 ms at cold start and this trigger may cost 10 in all.
class NewChallenge:
    """A challenge as Cognito takes it. All values of the parameters are texts, as it demands."""

    __slots__ = ("metadata", "private_parameters", "public_parameters")

    def __init__(
        self, *, public_parameters: dict[str, str], private_parameters: dict[str, str], metadata: str
    ) -> None:
        self.public_parameters = public_parameters
        self.private_parameters = private_parameters
        self.metadata = metadata


def create_challenge(challenge_name: str) -> NewChallenge:
    """Make a fresh challenge; raise `DeniedError` if the define trigger asks for another than ours."""
    if challenge_name != CUSTOM_CHALLENGE:
        raise DeniedError("asked to create a challenge that is not custom", rule="foreign_challenge")
    return NewChallenge(
        public_parameters={
            "challenge": SALESFORCE_SESSION,
            "prompt": "Answer with the id of your live Salesforce session",
        },
        private_parameters={"challenge": SALESFORCE_SESSION, "nonce": _new_nonce()},
        metadata=SALESFORCE_SESSION,
    )


def _new_nonce() -> str:
    # NOTE: what secrets.token_urlsafe does; its module loads OpenSSL, which is 5 of the 10 ms there are.
    return urlsafe_b64encode(os.urandom(_NONCE_BYTES)).decode("ascii")
