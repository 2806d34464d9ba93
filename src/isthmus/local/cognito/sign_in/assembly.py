"""How users sign in through the API, connected."""

from dataclasses import dataclass

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.custom_message import CustomMessage
from isthmus.local.cognito.decoys import Decoys
from isthmus.local.cognito.invitations import Invitations
from isthmus.local.cognito.pre_token import PreTokenGeneration
from isthmus.local.cognito.sessions import ChallengeSessions
from isthmus.local.cognito.sign_in.after_password import AfterPassword
from isthmus.local.cognito.sign_in.answers import Answers
from isthmus.local.cognito.sign_in.challenge_triggers import ChallengeTriggers
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.custom_auth import CustomAuth
from isthmus.local.cognito.sign_in.device_proof import DeviceProof
from isthmus.local.cognito.sign_in.first_factors import FirstFactors
from isthmus.local.cognito.sign_in.flows import SignIn
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.new_password import NewPassword
from isthmus.local.cognito.sign_in.password import PasswordSignIn
from isthmus.local.cognito.sign_in.password_guesses import PasswordGuesses
from isthmus.local.cognito.sign_in.refresh import Refresh
from isthmus.local.cognito.sign_in.sent_codes import SentCodes
from isthmus.local.cognito.sign_in.software_token_holder import SoftwareTokenHolders
from isthmus.local.cognito.sign_in.srp import SrpProof
from isthmus.local.cognito.sign_in.user_migration import UserMigration
from isthmus.local.cognito.stores import Stores
from isthmus.local.cognito.tokens import Tokens
from isthmus.local.cognito.triggers import Triggers


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInServices:
    """The doors of the API, and the parts of them that the pages share."""

    sign_in: SignIn
    answers: Answers
    refresh: Refresh
    migration: UserMigration
    mfa: Mfa
    guesses: PasswordGuesses
    hooks: SignInHooks
    password: PasswordSignIn
    completion: Completion
    sent_codes: SentCodes


def build_sign_in(
    stores: Stores,
    *,
    triggers: Triggers,
    pre_token: PreTokenGeneration,
    custom_message: CustomMessage,
    invitations: Invitations,
    tokens: Tokens,
) -> SignInServices:
    """Connect flows, challenges and factors."""
    # (1) What every sign-in needs: before, in between and at the end.
    users, sessions, clock = stores.users, stores.sessions, stores.clock
    hooks = SignInHooks(triggers)
    completion = Completion(
        clients=stores.clients,
        hooks=hooks,
        pre_token=pre_token,
        tokens=tokens,
        families=stores.families,
        users=users,
        groups=stores.groups,
        devices=stores.devices,
    )
    guesses = PasswordGuesses(users=users, clock=clock)
    sent_codes = SentCodes(stores.outbox, custom_message=custom_message)
    mfa = build_mfa(stores, sessions=sessions, sent_codes=sent_codes)
    new_password = NewPassword(sessions=sessions, users=users)
    device_proof = DeviceProof(sessions=sessions, devices=stores.devices, clock=clock)
    after_password = AfterPassword(
        new_password=new_password, mfa=mfa, device_proof=device_proof, completion=completion
    )

    # (2) The first factors.
    srp = SrpProof(sessions=sessions, decoys=Decoys(stores.database), guesses=guesses, clock=clock)
    password = PasswordSignIn(hooks=hooks, guesses=guesses, after_password=after_password)
    custom_auth = CustomAuth(
        triggers=ChallengeTriggers(triggers),
        hooks=hooks,
        sessions=sessions,
        after_password=after_password,
        srp=srp,
        new_password=new_password,
    )
    first_factors = FirstFactors(
        sessions=sessions,
        users=users,
        hooks=hooks,
        password=password,
        srp=srp,
        codes=sent_codes,
        guesses=guesses,
        mfa=mfa,
        after_password=after_password,
    )
    migration = UserMigration(triggers, users=users, factors=stores.second_factors, invitations=invitations)
    refresh = Refresh(
        families=stores.families, users=users, devices=stores.devices, completion=completion, clock=clock
    )

    # (3) The two doors: a start, and an answer.
    return SignInServices(
        sign_in=SignIn(
            users=users,
            hooks=hooks,
            custom_auth=custom_auth,
            password=password,
            srp=srp,
            first_factors=first_factors,
            migration=migration,
            refresh=refresh,
        ),
        answers=Answers(
            users=users,
            sessions=sessions,
            custom_auth=custom_auth,
            srp=srp,
            new_password=new_password,
            first_factors=first_factors,
            mfa=mfa,
            device_proof=device_proof,
            after_password=after_password,
        ),
        refresh=refresh,
        migration=migration,
        mfa=mfa,
        guesses=guesses,
        hooks=hooks,
        password=password,
        completion=completion,
        sent_codes=sent_codes,
    )


def build_mfa(stores: Stores, *, sessions: ChallengeSessions, sent_codes: SentCodes) -> Mfa:
    """Connect the second factors of one door: the API's sessions or the pages'."""
    return Mfa(
        sessions=sessions,
        tokens=stores.software_tokens,
        factors=stores.second_factors,
        codes=sent_codes,
        users=stores.users,
        clock=stores.clock,
    )


def build_software_token_holders(
    stores: Stores, *, access_tokens: AccessTokens, sessions: ChallengeSessions
) -> SoftwareTokenHolders:
    """Connect the setup of authenticator apps at one door."""
    return SoftwareTokenHolders(
        access_tokens=access_tokens,
        pools=stores.pools,
        clients=stores.clients,
        users=stores.users,
        sessions=sessions,
        tokens=stores.software_tokens,
    )
