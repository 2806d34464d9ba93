"""What follows a right first factor: a new password for a temporary one, the device, the second factor."""

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import incorrect_credentials
from isthmus.local.cognito.sessions import ChallengeSession
from isthmus.local.cognito.sign_in.attempt import Attempt, SignInResult
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.device_proof import DeviceProof
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.new_password import NewPassword
from isthmus.local.cognito.user import FORCE_CHANGE_PASSWORD

_SIGN_IN = "TokenGeneration_Authentication"


class AfterPassword:
    """Choose the next step; however the first factor was proven, it is the same."""

    def __init__(
        self, *, new_password: NewPassword, mfa: Mfa, device_proof: DeviceProof, completion: Completion
    ) -> None:
        self._new_password = new_password
        self._mfa = mfa
        self._device_proof = device_proof
        self._completion = completion

    async def proceed(self, attempt: Attempt) -> SignInResult:
        """Go on after the password."""
        user = attempt.known_user()
        if user.status == FORCE_CHANGE_PASSWORD:
            return self._new_password.ask(attempt, user, state={})
        return await self._ask_device(attempt, source=_SIGN_IN, has_second_factor=True)

    async def proceed_with_new_password(self, attempt: Attempt) -> SignInResult:
        """Go on after the user set a new password."""
        source = "TokenGeneration_NewPasswordChallenge"
        return await self._ask_device(attempt, source=source, has_second_factor=True)

    async def proceed_with_code(self, attempt: Attempt) -> SignInResult:
        """Go on after a code as the first factor. Who has a second factor does not get past it so."""
        if self._mfa.is_needed(attempt):
            raise incorrect_credentials("a second factor was turned on meanwhile")
        return await self._ask_device(attempt, source=_SIGN_IN, has_second_factor=False)

    async def proceed_after_custom_auth(self, attempt: Attempt) -> SignInResult:
        """Go on after Define gave tokens: AWS applies no second factor here, but asks the device."""
        return await self._ask_device(attempt, source=_SIGN_IN, has_second_factor=False)

    async def proceed_with_device(self, attempt: Attempt, *, session: ChallengeSession) -> SignInResult:
        """Go on after the device proved itself, which may stand for the second factor."""
        source = session.state["source"]
        if session.state["has_second_factor"] and not attempt.pool.devices_replace_mfa:
            return await self._ask_second_factor(attempt, source=source)
        return await self.complete(attempt, source=source)

    async def complete(self, attempt: Attempt, *, source: str) -> SignInResult:
        """Give tokens, after the last factor."""
        return await self._completion.sign_in(attempt, source=source)

    def check_no_mfa(self, attempt: Attempt) -> None:
        """Refuse a second factor inside of custom authentication, where Define would have to ask for it."""
        if self._mfa.is_needed(attempt):
            raise UnsupportedError("MFA in custom authentication")

    async def _ask_device(self, attempt: Attempt, *, source: str, has_second_factor: bool) -> SignInResult:
        device = self._device_proof.find_device(attempt)
        if device is not None:
            state = {"source": source, "has_second_factor": has_second_factor}
            return self._device_proof.ask(attempt, device, state=state)
        if has_second_factor:
            return await self._ask_second_factor(attempt, source=source)
        return await self.complete(attempt, source=source)

    async def _ask_second_factor(self, attempt: Attempt, *, source: str) -> SignInResult:
        if self._mfa.is_needed(attempt):
            return await self._mfa.ask(attempt, source=source)
        return await self.complete(attempt, source=source)
