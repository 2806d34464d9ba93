"""Sign a POST to `/` of an AWS service with Signature Version 4.

Our own, because `botocore` costs 160 ms of import at a trigger's cold start, and the calls of this library
are all of one form: no path, no query, a body in memory. `botocore.auth` is the judge of the tests.
https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
"""

import hashlib
import hmac
import time
from collections.abc import Mapping

from isthmus.aws.credentials import AwsCredentials
from isthmus.clock import Clock

_ALGORITHM = "AWS4-HMAC-SHA256"


class Signer:
    """Sign calls to one service in one region."""

    __slots__ = ("_clock", "_credentials", "_region", "_service")

    def __init__(self, *, credentials: AwsCredentials, region: str, service: str, clock: Clock) -> None:
        self._credentials = credentials
        self._region = region
        self._service = service
        self._clock = clock

    def sign(self, *, authority: str, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        """Give `headers` and those that sign them; `authority` is the `Host` as it will be sent."""
        # (1) What is sent, with the time, and the session token of temporary credentials.
        timestamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._clock.now()))
        sent = {**headers, "X-Amz-Date": timestamp}
        if self._credentials.session_token is not None:
            sent["X-Amz-Security-Token"] = self._credentials.session_token.reveal()
        # (2) The canonical request.
        signed = {name.lower(): " ".join(value.split()) for name, value in sent.items()} | {"host": authority}
        names = ";".join(sorted(signed))
        lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
        request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        # (3) The text to sign, and its signature.
        scope = f"{timestamp[:8]}/{self._region}/{self._service}/aws4_request"
        text = f"{_ALGORITHM}\n{timestamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.new(self._derive_key(scope), text.encode(), hashlib.sha256).hexdigest()
        sent["Authorization"] = (
            f"{_ALGORITHM} Credential={self._credentials.access_key_id}/{scope}, "
            f"SignedHeaders={names}, Signature={signature}"
        )
        return sent

    def _derive_key(self, scope: str) -> bytes:
        key = f"AWS4{self._credentials.secret_access_key.reveal()}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key
