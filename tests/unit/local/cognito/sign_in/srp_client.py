"""The client's side of SRP: a real one's arithmetic (pycognito), without its network."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from pycognito.aws_srp import AWSSRP  # type: ignore[import-untyped]  # pycognito has no types

from unit.local.cognito.local_pools import Json, LocalPools


class SrpClient:
    """One attempt of one user who types one password."""

    def __init__(
        self, local: LocalPools, pool_id: str, client_id: str, *, password: str, username: str = "jane"
    ) -> None:
        self._local = local
        self._pool_id = pool_id
        self._client_id = client_id
        self._username = username
        self._srp = AWSSRP(username, password, pool_id, client_id, client=object())
        self._password = password

    def start(self, flow: str = "USER_SRP_AUTH", **more: str) -> Json:
        parameters = {"USERNAME": self._username, "SRP_A": f"{self._srp.large_a_value:x}", **more}
        return self._local.call(
            "InitiateAuth", ClientId=self._client_id, AuthFlow=flow, AuthParameters=parameters
        )

    def claim(self, started: Json, **changes: str) -> dict[str, str]:
        """Sign the claim; a change of TIMESTAMP is signed too."""
        parameters = started["ChallengeParameters"]
        key = self._srp.get_password_authentication_key(
            parameters["USER_ID_FOR_SRP"], self._password, int(parameters["SRP_B"], 16), parameters["SALT"]
        )
        now = datetime.fromtimestamp(self._local.clock.now(), UTC)
        timestamp = changes.get("TIMESTAMP") or self._srp.get_cognito_formatted_timestamp(now)
        message = f"{self._pool_id.split('_')[1]}{parameters['USER_ID_FOR_SRP']}".encode()
        message += base64.b64decode(parameters["SECRET_BLOCK"]) + timestamp.encode()
        signature = hmac.new(bytes(key), message, hashlib.sha256).digest()
        return {
            "USERNAME": parameters["USERNAME"],
            "TIMESTAMP": timestamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
            **changes,
        }

    def answer(self, claim: dict[str, str], **more: Any) -> Json:
        return self._local.call(
            "RespondToAuthChallenge",
            ClientId=self._client_id,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=claim,
            **more,
        )

    def sign_in(self, **changes: str) -> Json:
        return self.answer(self.claim(self.start(), **changes))
