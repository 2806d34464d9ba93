"""From a person at Salesforce to AWS credentials."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from isthmus.aws.credentials import AwsCredentials
from isthmus.errors import DeniedError, ExpiredError, IsthmusError, UnavailableError
from isthmus.flows.web_identity.callback import AuthorizationDeniedError
from isthmus.flows.web_identity.pkce import code_challenge_of
from isthmus.flows.web_identity.sign_in import (
    PendingSignIn,
    Person,
    SignedIn,
    finish_sign_in,
    renew_sign_in,
    start_sign_in,
    swap_for_credentials,
)
from isthmus.salesforce.token_endpoint import RedeemedTokens
from isthmus.secret import Secret
from unit.salesforce.fake_org import ORG_ID, OTHER_ORG_ID, OTHER_USER_ID, USER_ID
from unit.salesforce.openid_org import (
    ACCESS_TOKEN,
    CLIENT_ID,
    ISSUER,
    a_provider,
    a_verifier,
    an_id_token,
)

BACK = "http://localhost:1717/callback"
CODE = "aPrx.code=="
REFRESH_TOKEN = Secret("5Aep.sample.refresh")
PERSON = Person(ORG_ID, USER_ID)
CREDENTIALS = AwsCredentials(
    access_key_id="ASIASAMPLE", secret_access_key=Secret("s"), session_token=Secret("t"), expires_at=1.0
)


@dataclass(slots=True)
class FakeCodes:
    """Redeem one code, once, for whoever knows its verifier; the ID token repeats the request's nonce."""

    pending: PendingSignIn
    nonce: Secret | None = None
    trouble: IsthmusError | None = None
    used: list[str] = field(default_factory=list)
    rotated: Secret | None = None

    def redeem_code(self, code: Secret, *, code_verifier: Secret, redirect_uri: str) -> RedeemedTokens:
        if self.trouble is not None:
            raise self.trouble
        request = parse_qs(urlsplit(self.pending.authorization_url).query)
        is_same_asker = request["code_challenge"] == [code_challenge_of(code_verifier)]
        if code.reveal() in self.used or not is_same_asker or request["redirect_uri"] != [redirect_uri]:
            raise DeniedError("invalid_grant", rule="token_endpoint")
        self.used.append(code.reveal())
        nonce = self.nonce or Secret(request["nonce"][0])
        return RedeemedTokens(
            id_token=an_id_token(nonce=nonce.reveal()), access_token=ACCESS_TOKEN, refresh_token=REFRESH_TOKEN
        )

    def refresh(self, refresh_token: Secret) -> RedeemedTokens:
        if refresh_token != REFRESH_TOKEN:
            raise DeniedError("invalid_grant", rule="token_endpoint")
        return RedeemedTokens(
            id_token=an_id_token(nonce=None), access_token=ACCESS_TOKEN, refresh_token=self.rotated
        )


@dataclass(slots=True)
class FakeIdentityPool:
    trouble: IsthmusError | None = None
    swapped: list[tuple[str, Secret]] = field(default_factory=list)

    def get_credentials(self, *, provider_name: str, id_token: Secret) -> AwsCredentials:
        if self.trouble is not None:
            raise self.trouble
        self.swapped.append((provider_name, id_token))
        return CREDENTIALS


def start() -> PendingSignIn:
    return start_sign_in(provider=a_provider(), client_id=CLIENT_ID, redirect_uri=BACK)


def come_back(pending: PendingSignIn, **changes: str) -> str:
    return f"{BACK}?{urlencode({'code': CODE, 'state': pending.state.reveal()} | changes)}"


def finish(pending: PendingSignIn, codes: FakeCodes, url: str | None = None) -> SignedIn:
    return finish_sign_in(
        pending,
        unverified_callback_url=url or come_back(pending),
        codes=codes,
        id_tokens=a_verifier(),
    )


def test_redeems_nothing_for_a_callback_to_another_sign_in() -> None:
    pending = start()
    codes = FakeCodes(pending)
    with pytest.raises(DeniedError) as refused:
        finish(pending, codes, come_back(start()))
    assert refused.value.rule == "state"
    assert codes.used == []


def test_redeems_nothing_after_a_denial() -> None:
    pending = start()
    codes = FakeCodes(pending)
    with pytest.raises(AuthorizationDeniedError):
        finish(pending, codes, come_back(pending, error="access_denied"))
    assert codes.used == []


def test_refuses_a_token_of_another_sign_in() -> None:
    pending = start()
    with pytest.raises(DeniedError) as refused:
        finish(pending, FakeCodes(pending, nonce=start().nonce))
    assert refused.value.rule == "nonce"


def test_a_code_of_another_asker_is_worth_nothing() -> None:
    pending = start()
    with pytest.raises(DeniedError) as refused:
        finish(pending, FakeCodes(start()))
    assert refused.value.rule == "token_endpoint"


def test_a_code_is_good_for_one_use() -> None:
    pending = start()
    codes = FakeCodes(pending)
    finish(pending, codes)
    with pytest.raises(DeniedError):
        finish(pending, codes)


def test_passes_an_outage_on() -> None:
    pending = start()
    with pytest.raises(UnavailableError):
        finish(pending, FakeCodes(pending, trouble=UnavailableError("out of order")))


def test_what_is_pending_shows_no_secret() -> None:
    pending = start()
    shown = repr(pending).replace(pending.authorization_url, "")
    assert pending.code_verifier.reveal() not in repr(pending)
    assert pending.state.reveal() not in shown
    assert pending.nonce.reveal() not in shown


def test_each_sign_in_has_a_state_a_nonce_and_a_verifier_of_its_own() -> None:
    one, other = start(), start()
    values = [value for each in (one, other) for value in (each.state, each.nonce, each.code_verifier)]
    assert len({value.reveal() for value in values}) == 6


def test_asks_for_a_code_with_pkce_state_and_nonce() -> None:
    pending = start_sign_in(
        provider=a_provider(), client_id=CLIENT_ID, redirect_uri=BACK, scopes=("openid", "email")
    )
    address, _, query = pending.authorization_url.partition("?")
    assert address == f"{ISSUER}/services/oauth2/authorize"
    assert parse_qs(query) == {
        "response_type": ["code"],
        "client_id": [CLIENT_ID],
        "redirect_uri": [BACK],
        "scope": ["openid email"],
        "state": [pending.state.reveal()],
        "nonce": [pending.nonce.reveal()],
        "code_challenge": [code_challenge_of(pending.code_verifier)],
        "code_challenge_method": ["S256"],
    }


def test_gives_the_verified_token_of_who_signed_in() -> None:
    pending = start()
    assert finish(pending, FakeCodes(pending)).person == Person(ORG_ID, USER_ID)


@pytest.mark.parametrize("trouble", [ExpiredError("too late", rule="identity_pool"), UnavailableError("x")])
def test_passes_on_what_the_identity_pool_refuses(trouble: IsthmusError) -> None:
    pending = start()
    with pytest.raises(type(trouble)):
        swap_for_credentials(
            finish(pending, FakeCodes(pending)).id_token, identity_pool=FakeIdentityPool(trouble)
        )


def test_swaps_the_token_under_the_issuer_without_its_scheme() -> None:
    pending, pool = start(), FakeIdentityPool()
    id_token = finish(pending, FakeCodes(pending)).id_token
    assert swap_for_credentials(id_token, identity_pool=pool) == CREDENTIALS
    assert pool.swapped == [("acme.my.salesforce.com", id_token.encoded)]


def renew(codes: FakeCodes, refresh_token: Secret = REFRESH_TOKEN, *, person: Person = PERSON) -> SignedIn:
    return renew_sign_in(refresh_token, person=person, codes=codes, id_tokens=a_verifier())


def test_refuses_a_renewal_with_another_token() -> None:
    with pytest.raises(DeniedError):
        renew(FakeCodes(start()), Secret("5Aep.of.somebody.else"))


@pytest.mark.parametrize("person", [Person(ORG_ID, OTHER_USER_ID), Person(OTHER_ORG_ID, USER_ID)])
def test_refuses_a_renewal_that_is_of_another_person(person: Person) -> None:
    with pytest.raises(DeniedError) as refused:
        renew(FakeCodes(start()), person=person)
    assert refused.value.rule == "subject"


def test_renews_the_sign_in_of_the_same_person_and_keeps_the_token_that_is_good_next() -> None:
    pending = start()
    first = finish(pending, FakeCodes(pending))
    assert first.refresh_token == REFRESH_TOKEN
    assert renew(FakeCodes(pending)).refresh_token == REFRESH_TOKEN
    rotated = renew(FakeCodes(pending, rotated=Secret("5Aep.second")))
    assert rotated.refresh_token == Secret("5Aep.second")
    assert rotated.person == first.person
