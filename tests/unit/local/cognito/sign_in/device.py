"""A device of a user: a real client's arithmetic (pycognito), without its network."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

from pycognito.aws_srp import AWSSRP, generate_hash_device  # type: ignore[import-untyped]  # no types

from unit.local.cognito.local_pools import Json
from unit.local.cognito.sign_in.factors_app import FactorsApp


class Device:
    """One device, as an app keeps it."""

    def __init__(self, app: FactorsApp, signed_in: Json, *, username: str = "jane") -> None:
        tokens = signed_in["AuthenticationResult"]
        self._app = app
        self._username = username
        self.access_token: str = tokens["AccessToken"]
        self.refresh_token: str = tokens["RefreshToken"]
        self.key: str = tokens["NewDeviceMetadata"]["DeviceKey"]
        self.group_key: str = tokens["NewDeviceMetadata"]["DeviceGroupKey"]
        self.secret, self.config = generate_hash_device(self.group_key, self.key)

    def confirm(self, **changes: Any) -> Json:
        request = {
            "AccessToken": self.access_token,
            "DeviceKey": self.key,
            "DeviceName": "phone",
            "DeviceSecretVerifierConfig": self.config,
        }
        return self._app.local.call("ConfirmDevice", **(request | changes))

    def srp(self) -> AWSSRP:
        return AWSSRP(
            self._username,
            "",
            self._app.pool_id,
            self._app.client_id,
            client=object(),
            device_key=self.key,
            device_group_key=self.group_key,
            device_password=self.secret,
        )

    def begin(self, asked: Json, srp: AWSSRP, **changes: str) -> Json:
        """Answer DEVICE_SRP_AUTH."""
        responses = {
            "USERNAME": self._username,
            "DEVICE_KEY": self.key,
            "SRP_A": f"{srp.large_a_value:x}",
        } | changes
        return self._app.respond("DEVICE_SRP_AUTH", asked.get("Session"), **responses)

    def claim(self, begun: Json, srp: AWSSRP) -> dict[str, str]:
        """Sign the claim at the time of the stopped clock."""
        parameters = begun["ChallengeParameters"]
        key = srp.get_device_authentication_key(
            self.group_key, self.key, self.secret, int(parameters["SRP_B"], 16), parameters["SALT"]
        )
        timestamp = srp.get_cognito_formatted_timestamp(
            datetime.fromtimestamp(self._app.local.clock.now(), UTC)
        )
        message = f"{self.group_key}{self.key}".encode()
        message += base64.b64decode(parameters["SECRET_BLOCK"]) + timestamp.encode()
        signature = hmac.new(bytes(key), message, hashlib.sha256).digest()
        return {
            "USERNAME": parameters["USERNAME"],
            "DEVICE_KEY": self.key,
            "TIMESTAMP": timestamp,
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
        }

    def prove(self, asked: Json) -> Json:
        srp = self.srp()
        begun = self.begin(asked, srp)
        return self._app.respond("DEVICE_PASSWORD_VERIFIER", None, **self.claim(begun, srp))
