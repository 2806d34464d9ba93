"""A sign-in that is renewed: what the org gave is kept, for that org alone, whatever fails afterwards."""

import contextlib
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from isthmus.aws.credentials import AwsCredentials
from isthmus.clock import SystemClock
from isthmus.errors import ConfigurationError, IsthmusError, UnavailableError
from isthmus.flows.web_identity.sign_in import Person
from isthmus.local.certificates import Certificates, ensure_certificates
from isthmus.login.keeping import FileStore, KeptSignIn, read_sign_in, write_sign_in
from isthmus.login.profile import Profile
from isthmus.login.session import LoginNeededError, LoginSession
from isthmus.secret import Secret
from unit.salesforce.fake_org import ORG_ID, OTHER_USER_ID, USER_ID
from unit.salesforce.loopback import Answer, Asked, serving
from unit.salesforce.openid_org import ACCESS_TOKEN, CLIENT_ID, NOW, FixedClock, OpenIdOrg, an_id_token

POOL_ID = "us-east-1:00000000-0000-4000-8000-000000000000"
OLD = AwsCredentials(
    access_key_id="ASIAOLD", secret_access_key=Secret("s"), session_token=Secret("t"), expires_at=9.0
)
GIVEN: dict[str, Any] = {
    "AccessKeyId": "ASIANEW",
    "SecretKey": "a",
    "SessionToken": "b",
    "Expiration": NOW + 3600.0,
}


@dataclass(slots=True, kw_only=True)
class Parties:
    """An org that rotates its refresh tokens, and an identity pool; `while_renewing` runs in a renewal."""

    has_keys: bool = True
    has_pool: bool = True
    subject: str = USER_ID
    tokens: list[str] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    while_renewing: Callable[[], None] = lambda: None

    def org(self, asked: Asked) -> Answer:
        issuer = f"https://{asked.headers['host']}"
        if asked.path.endswith("/revoke"):
            self.revoked += parse_qs(asked.body.decode())["token"]
            return Answer()
        if asked.path.endswith("/token"):
            return self._refresh(asked, issuer=issuer)
        if asked.path == "/id/keys" and not self.has_keys:
            return Answer(status=503)
        return OpenIdOrg(
            changes={
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/services/oauth2/authorize",
                "token_endpoint": f"{issuer}/services/oauth2/token",
                "jwks_uri": f"{issuer}/id/keys",
            }
        ).answer(asked)

    def aws(self, asked: Asked) -> Answer:
        if not self.has_pool:
            return Answer(status=500)
        if asked.headers["x-amz-target"].endswith(".GetId"):
            return Answer(body=json.dumps({"IdentityId": POOL_ID}).encode())
        return Answer(body=json.dumps({"Credentials": GIVEN}).encode())

    def _refresh(self, asked: Asked, *, issuer: str) -> Answer:
        self.tokens += parse_qs(asked.body.decode())["refresh_token"]
        self.while_renewing()
        subject = f"https://login.salesforce.com/id/{ORG_ID}/{self.subject}"
        given = {
            "id_token": an_id_token(iss=issuer, sub=subject, nonce=None).reveal(),
            "access_token": ACCESS_TOKEN.reveal(),
            "refresh_token": f"{self.tokens[-1]}+",
        }
        return Answer(body=json.dumps(given).encode())


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return ensure_certificates(tmp_path_factory.mktemp("tls"), clock=SystemClock())


@contextmanager
def a_signed_in(
    parties: Parties, folder: Path, certificates: Certificates
) -> Iterator[tuple[LoginSession, Profile, FileStore]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate, certificates.key)
    with serving(parties.org, context=context) as org, serving(parties.aws) as aws:
        profile = Profile(
            org=str(org.origin).replace("127.0.0.1", "localhost"),
            org_id=ORG_ID,
            client_id=CLIENT_ID,
            identity_pool_id=POOL_ID,
            callback_port=8765,
            ca_bundle=str(certificates.ca_bundle),
            insecure_aws_endpoint=str(aws.origin),
        )
        store = FileStore(folder / "signed-in")
        kept = KeptSignIn(
            place=profile.place,
            person=Person(ORG_ID, USER_ID),
            credentials=OLD,
            refresh_token=Secret("r"),
        )
        store.keep("default", write_sign_in(kept))
        yield a_session(profile, store), profile, store


def a_session(profile: Profile, store: FileStore, *, now: float = NOW) -> LoginSession:
    return LoginSession("default", profile=profile, store=store, clock=FixedClock(now))


def kept_token(store: FileStore) -> str | None:
    found = store.find("default")
    token = None if found is None else read_sign_in(found).refresh_token
    return None if token is None else token.reveal()


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"has_keys": False}, UnavailableError),
        ({"has_pool": False}, UnavailableError),
        ({"subject": OTHER_USER_ID}, LoginNeededError),
    ],
)
def test_keeps_a_rotated_refresh_token_though_the_renewal_fails_afterwards(
    tmp_path: Path, certificates: Certificates, trouble: dict[str, object], error: type[IsthmusError]
) -> None:
    parties = Parties()
    with a_signed_in(parties, tmp_path, certificates) as (session, _, store):
        for name, value in trouble.items():
            setattr(parties, name, value)
        with pytest.raises(error):
            session.get_credentials()
        assert kept_token(store) == "r+"
        for name, value in {"has_keys": True, "has_pool": True, "subject": USER_ID}.items():
            setattr(parties, name, value)
        assert session.get_credentials().access_key_id == "ASIANEW"
    assert parties.tokens == ["r", "r+"]


@pytest.mark.parametrize("change", [{"client_id": "3MVG9.another"}, {"org_id": "00D2w000000AbCdEAK"}])
def test_shows_a_refresh_token_to_no_org_or_app_but_its_own(
    tmp_path: Path, certificates: Certificates, change: dict[str, Any]
) -> None:
    parties = Parties()
    with a_signed_in(parties, tmp_path, certificates) as (_, profile, store):
        session = a_session(replace(profile, **change), store)
        with pytest.raises(LoginNeededError):
            session.get_credentials()
        session.sign_out()
        assert kept_token(store) is None
    assert (parties.tokens, parties.revoked) == ([], [])


@pytest.mark.parametrize("skew", [-600, 600])
def test_a_wrong_clock_is_named_and_nobody_is_sent_to_sign_in(
    tmp_path: Path, certificates: Certificates, skew: float
) -> None:
    with a_signed_in(Parties(), tmp_path, certificates) as (_, profile, store):
        with pytest.raises(ConfigurationError, match="clock"):
            a_session(profile, store, now=NOW + skew).get_credentials()
        assert a_session(profile, store).get_credentials().access_key_id == "ASIANEW"


@pytest.mark.parametrize(("left", "renewals"), [(959, 2), (961, 1)])
def test_renews_before_boto3_asks_before_every_call(
    tmp_path: Path, certificates: Certificates, left: float, renewals: int
) -> None:
    parties = Parties()
    with a_signed_in(parties, tmp_path, certificates) as (session, profile, store):
        session.get_credentials()
        later = a_session(profile, store, now=GIVEN["Expiration"] - left)
        with contextlib.suppress(ConfigurationError):
            later.get_credentials()
    assert len(parties.tokens) == renewals


def test_a_sign_out_waits_for_a_renewal_and_ends_what_it_gave(
    tmp_path: Path, certificates: Certificates
) -> None:
    parties = Parties()
    with a_signed_in(parties, tmp_path, certificates) as (session, profile, store):
        leaving = threading.Thread(target=a_session(profile, store).sign_out)
        parties.while_renewing = leaving.start
        assert session.get_credentials().access_key_id == "ASIANEW"
        leaving.join(10)
        assert kept_token(store) is None
    assert parties.revoked == ["r+"]
