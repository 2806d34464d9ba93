"""A person's sign-in from the first browser window to the last renewal: `LoginSession`."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from isthmus.aws.credentials import AwsCredentials
from isthmus.aws.endpoints import endpoint_of
from isthmus.aws.identity_pool import IdentityPool
from isthmus.aws.json_call import IDENTITY_POOLS, JsonService
from isthmus.clock import Clock
from isthmus.errors import ConfigurationError, DeniedError, UnavailableError
from isthmus.flows.web_identity.sign_in import (
    Codes,
    PendingSignIn,
    SignedIn,
    finish_sign_in,
    renew_sign_in,
    start_sign_in,
    swap_for_credentials,
)
from isthmus.login.keeping import KeptSignIn, SecretStore, read_sign_in, write_sign_in
from isthmus.login.profile import Profile
from isthmus.origin import Origin
from isthmus.salesforce.id_token import IdTokenVerifier
from isthmus.salesforce.ids import OrgId
from isthmus.salesforce.openid import Provider, discover, keys_of
from isthmus.salesforce.token_endpoint import RedeemedTokens, TokenEndpoint
from isthmus.secret import Secret

_SCOPES = ("openid", "refresh_token")
# NOTE: boto3 asks again, before every call, for what has less than 15 minutes to live.
_RENEW_BEFORE_SECONDS = 16 * 60
_RULES_OF_TIME = frozenset({"expiry", "issued_at"})


class LoginNeededError(DeniedError):
    """There is no sign-in, or it can't be renewed: a person has to sign in."""

    code = "login_needed"


class LoginSession:
    """The sign-in of one profile, kept in a store."""

    def __init__(self, name: str, *, profile: Profile, store: SecretStore, clock: Clock) -> None:
        self._name = name
        self._profile = profile
        self._store = store
        self._clock = clock

    def sign_in(self, *, visit: Callable[[PendingSignIn], str]) -> KeptSignIn:
        """Sign a person in: `visit` sends them to the org, and gives the URL they came back to.

        Raises `AuthorizationDeniedError` if they said no, and as the flow does.
        """
        with self._discover() as provider:
            pending = start_sign_in(
                provider=provider,
                client_id=self._profile.client_id,
                redirect_uri=self._profile.redirect_uri,
                scopes=_SCOPES,
            )
            with _as_a_wrong_clock():
                signed_in = finish_sign_in(
                    pending,
                    unverified_callback_url=visit(pending),
                    codes=self._endpoint_of(provider),
                    id_tokens=self._verifier_of(provider),
                )
        credentials = self._swap(signed_in)
        with self._store.lock(self._name):  # else whoever renews the one before keeps that in its place
            return self._keep(signed_in, credentials=credentials)

    def get_credentials(self) -> AwsCredentials:
        """Give credentials with 15 minutes to live or more, renewing them without a browser if need be.

        Raises `LoginNeededError` if that is not possible, `UnavailableError` if there is no usable answer.
        """
        kept = self._get_kept()
        if not self._is_fresh(kept):
            with self._store.lock(self._name):
                kept = self._get_kept()
                if not self._is_fresh(kept):
                    kept = self._renew(kept)
        return kept.credentials

    def sign_out(self) -> None:
        """Forget the sign-in, and end the refresh token at the org.

        Raises `UnavailableError` if the org does not answer: it is forgotten here all the same.
        """
        with self._store.lock(self._name):  # else whoever renews it meanwhile keeps it anew
            kept = self._find()
            self._store.drop(self._name)
        if kept is not None and kept.refresh_token is not None:
            with self._discover() as provider:
                self._endpoint_of(provider).revoke(kept.refresh_token)

    def _renew(self, kept: KeptSignIn) -> KeptSignIn:
        needed = f"the sign-in has ended: isthmus login --profile {self._name}"
        if kept.refresh_token is None:
            raise LoginNeededError(needed, rule="login")
        with self._discover() as provider:
            codes = _KeepingCodes(
                self._endpoint_of(provider), keep=lambda token: self._replace_token(kept, token)
            )
            try:
                with _as_a_wrong_clock():
                    signed_in = renew_sign_in(
                        kept.refresh_token,
                        person=kept.person,
                        codes=codes,
                        id_tokens=self._verifier_of(provider),
                    )
            except DeniedError as error:
                raise LoginNeededError(f"{needed} ({error})", rule="login") from error
        return self._keep(signed_in, credentials=self._swap(signed_in))

    def _replace_token(self, kept: KeptSignIn, refresh_token: Secret) -> None:
        self._store.keep(self._name, write_sign_in(replace(kept, refresh_token=refresh_token)))

    def _swap(self, signed_in: SignedIn) -> AwsCredentials:
        profile = self._profile
        if profile.insecure_aws_endpoint is None:
            origin = Origin.parse(endpoint_of("cognito-identity", region=profile.region))
        else:
            origin = Origin.parse_insecure_http(profile.insecure_aws_endpoint)
        with contextlib.closing(origin):
            api = JsonService(origin=origin, protocol=IDENTITY_POOLS, signer=None)
            pool = IdentityPool(profile.identity_pool_id, api=api)
            return swap_for_credentials(signed_in.id_token, identity_pool=pool)

    def _keep(self, signed_in: SignedIn, *, credentials: AwsCredentials) -> KeptSignIn:
        kept = KeptSignIn(
            place=self._profile.place,
            person=signed_in.person,
            credentials=credentials,
            refresh_token=signed_in.refresh_token,
        )
        self._store.keep(self._name, write_sign_in(kept))
        return kept

    def _get_kept(self) -> KeptSignIn:
        kept = self._find()
        if kept is None:
            raise LoginNeededError(f"nobody is signed in: isthmus login --profile {self._name}", rule="login")
        return kept

    def _is_fresh(self, kept: KeptSignIn) -> bool:
        return self._clock.now() < (kept.credentials.expires_at or 0) - _RENEW_BEFORE_SECONDS

    def _find(self) -> KeptSignIn | None:
        text = self._store.find(self._name)
        try:
            kept = None if text is None else read_sign_in(text)
        except UnavailableError:
            return None  # it is not ours to mend: a new sign-in takes its place
        # SECURITY: a profile made anew may name another org, and this token is for the org that gave it.
        return kept if kept is not None and kept.place == self._profile.place else None

    @contextlib.contextmanager
    def _discover(self) -> Iterator[Provider]:
        with contextlib.closing(Origin.parse(self._profile.org, ca_bundle=self._profile.ca_path)) as origin:
            yield discover(origin)

    def _endpoint_of(self, provider: Provider) -> TokenEndpoint:
        return TokenEndpoint(provider=provider, client_id=self._profile.client_id)

    def _verifier_of(self, provider: Provider) -> IdTokenVerifier:
        return IdTokenVerifier(
            provider=provider,
            client_id=self._profile.client_id,
            org_id=OrgId.parse(self._profile.org_id),
            keys=keys_of(provider, clock=self._clock),
            clock=self._clock,
        )


@contextlib.contextmanager
def _as_a_wrong_clock() -> Iterator[None]:
    try:
        yield
    except DeniedError as error:
        if error.rule not in _RULES_OF_TIME:
            raise
        # A token that was issued this second: no other sign-in would help.
        raise ConfigurationError(
            f"the org's fresh ID token does not hold at this time ({error}): set this machine's clock"
        ) from error


class _KeepingCodes:
    """Keep a rotated refresh token before anything else can fail: the one before it is good no more."""

    def __init__(self, codes: Codes, *, keep: Callable[[Secret], None]) -> None:
        self._codes = codes
        self._keep = keep

    def redeem_code(self, code: Secret, *, code_verifier: Secret, redirect_uri: str) -> RedeemedTokens:
        """Redeem a code."""
        return self._codes.redeem_code(code, code_verifier=code_verifier, redirect_uri=redirect_uri)

    def refresh(self, refresh_token: Secret) -> RedeemedTokens:
        """Refresh, and keep what came in the place of the refresh token."""
        tokens = self._codes.refresh(refresh_token)
        if tokens.refresh_token is not None:
            self._keep(tokens.refresh_token)
        return tokens
