"""The proof of a remembered device: SRP with the secret that the device chose when it was confirmed.

    DEVICE_SRP_AUTH ─▶ DEVICE_PASSWORD_VERIFIER ─▶ tokens, or the second factor

It follows a first factor and is none. Page: developerguide/amazon-cognito-user-pools-device-tracking,
"Signing in with a device".
"""

import base64
import hmac
from collections.abc import Mapping
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.devices import Device, Devices, device_not_found
from isthmus.local.cognito.errors import incorrect_credentials
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters
from isthmus.local.cognito.sign_in.srp import (
    check_clock_skew,
    consume_secret_block,
    decoded,
    parse_public_number,
    read_exchange,
    write_exchange,
)
from isthmus.local.cognito.sign_in.timestamps import parse_timestamp, write_timestamp
from isthmus.local.cognito.srp import claim_signature, session_key, start_exchange

DEVICE_SRP_AUTH = "DEVICE_SRP_AUTH"
DEVICE_PASSWORD_VERIFIER = "DEVICE_PASSWORD_VERIFIER"  # noqa: S105  a challenge's name


class DeviceProof:
    """Ask a device for the proof, and check it."""

    def __init__(self, *, sessions: ChallengeSessions, devices: Devices, clock: Clock) -> None:
        self._sessions = sessions
        self._devices = devices
        self._clock = clock

    def find_device(self, attempt: Attempt) -> Device | None:
        """Give the device that has to prove itself: a remembered one that the app named.

        Raises ResourceNotFoundException for a key that is no confirmed device of the user.
        """
        key = attempt.unverified_device_key
        if key is None or not attempt.pool.tracks_devices:
            return None
        device = self._devices.get(attempt.known_user(), key)
        return device if device.is_remembered else None

    def ask(self, attempt: Attempt, device: Device, *, state: Mapping[str, Any]) -> Challenge:
        """Ask for the device's public number. `state` comes back with the proof."""
        session = attempt.pending(DEVICE_SRP_AUTH, state=state)
        return Challenge(
            name=DEVICE_SRP_AUTH,
            session=self._sessions.issue(session, client=attempt.client),
            parameters={"USERNAME": attempt.username, "DEVICE_KEY": device.key},
        )

    def consume_without_session(
        self, sent: SentParameters, *, client: AppClient, username: str
    ) -> ChallengeSession:
        """Take back the question that was last put to this device of this user.

        WIRE: Session was not required here for long (aws-sdk-android #2337), and pycognito sends none.
        Whoever answers still has to prove the device, after somebody proved the password.
        """
        return self._sessions.consume_latest(
            client=client, challenge=DEVICE_SRP_AUTH, username=username, device_key=sent.get("DEVICE_KEY")
        )

    def start(self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters) -> Challenge:
        """Answer the device's public number with ours. SECRET_BLOCK carries the session."""
        device = self._device_of(attempt, session)
        exchange = start_exchange(device.verifier, client_public=parse_public_number(sent))
        following = attempt.pending(
            DEVICE_PASSWORD_VERIFIER, state={**session.state, **write_exchange(exchange)}
        )
        token = self._sessions.issue(following, client=attempt.client)
        return Challenge(
            name=DEVICE_PASSWORD_VERIFIER,
            session=None,
            parameters={
                "USERNAME": attempt.username,
                "DEVICE_KEY": device.key,
                "SALT": device.verifier.salt,
                "SRP_B": f"{exchange.server_public:x}",
                "SECRET_BLOCK": base64.b64encode(token.encode()).decode(),
            },
        )

    def consume(self, sent: SentParameters, *, client: AppClient, username: str) -> ChallengeSession:
        """Take the session out of the secret block back, once."""
        return consume_secret_block(
            self._sessions, sent, client=client, challenge=DEVICE_PASSWORD_VERIFIER, username=username
        )

    def verify(self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters) -> None:
        """Check the proof, or raise NotAuthorizedException: the sign-in starts over with the password."""
        device = self._device_of(attempt, session)
        time = parse_timestamp(sent.get("TIMESTAMP"))
        expected = claim_signature(
            session_key(read_exchange(session), device.verifier),
            identity=f"{device.group_key}{device.key}",
            secret_block=decoded(sent, "PASSWORD_CLAIM_SECRET_BLOCK"),
            timestamp=write_timestamp(time),
        )
        if not hmac.compare_digest(expected, decoded(sent, "PASSWORD_CLAIM_SIGNATURE")):
            raise incorrect_credentials("the device's secret is another")
        check_clock_skew(time, now=self._clock.now())

    def _device_of(self, attempt: Attempt, session: ChallengeSession) -> Device:
        """SECURITY: the device of the session, of this user, still remembered; another key is refused."""
        key = session.device_key
        if key is None or attempt.unverified_device_key != key:
            raise device_not_found()
        device = self._devices.get(attempt.known_user(), key)
        if not device.is_remembered:
            raise device_not_found()
        return device
