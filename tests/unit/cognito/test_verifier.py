"""The verifier of one pool: each rule says no first, then the three kinds of token get through."""

import asyncio
import threading
from typing import Any

import pytest

from isthmus.cognito.pool import UserPool
from isthmus.cognito.verifier import CognitoVerifier, keys_of
from isthmus.errors import ConfigurationError, DeniedError, ExpiredError, MalformedError, UnavailableError
from isthmus.jose.jwks import JwksKeys
from unit.answering import a_web_server
from unit.cognito.pools import (
    CLIENT,
    NOW,
    POOL,
    READ,
    WRITE,
    a_machine_token,
    a_verifier,
    id_claims,
    machine_claims,
    person_claims,
)
from unit.jose.issuing import KID, SetClock, a_jwk, a_jwks, a_private_key, sign, some_keys

NO_TEXTS: list[Any] = [None, "", 1, True, [], [CLIENT], {}]


def refuse_access(token: str, *, rule: str, scopes: set[str] | None = None) -> None:
    with pytest.raises(DeniedError) as caught:
        a_verifier().verify_access_token(token, scopes=scopes)
    assert caught.value.rule == rule


def refuse_id(token: str, *, rule: str) -> None:
    with pytest.raises(DeniedError) as caught:
        a_verifier().verify_id_token(token)
    assert caught.value.rule == rule


def test_refuses_a_token_signed_by_somebody_else() -> None:
    refuse_access(sign(machine_claims(), key=a_private_key("two")), rule="signature")
    refuse_id(sign(id_claims(), key=a_private_key("two")), rule="signature")


def test_refuses_an_algorithm_cognito_does_not_sign_with() -> None:
    header = {"alg": "RS512", "kid": KID}
    verifier = a_verifier(keys=some_keys(a_jwk(alg=None)))
    with pytest.raises(DeniedError) as caught:
        verifier.verify_access_token(sign(machine_claims(), header=header, algorithm="RS512"), scopes=None)
    assert caught.value.rule == "algorithm"


@pytest.mark.parametrize(
    "issuer",
    [
        None,
        "",
        1,
        [POOL.issuer],
        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_OTHER",
        "https://cognito-idp.us-east-2.amazonaws.com/us-east-1_EXAMPLE",
        "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
        "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
        POOL.issuer + "/",
        POOL.issuer + "2",
        POOL.issuer[:-1],
    ],
)
def test_refuses_a_token_of_another_pool(issuer: Any) -> None:
    refuse_access(a_machine_token(iss=issuer), rule="issuer")
    refuse_id(sign(id_claims(iss=issuer)), rule="issuer")


def test_refuses_an_id_token_as_access_token() -> None:
    refuse_access(sign(id_claims()), rule="token_use")
    refuse_access(sign(id_claims(client_id=CLIENT, scope=READ)), rule="token_use")


def test_refuses_an_access_token_as_id_token() -> None:
    refuse_id(a_machine_token(), rule="token_use")
    refuse_id(a_machine_token(aud=CLIENT), rule="token_use")


@pytest.mark.parametrize("value", [*NO_TEXTS, "refresh", "Access", "access id"])
def test_refuses_a_token_of_no_known_use(value: Any) -> None:
    refuse_access(a_machine_token(token_use=value), rule="token_use")
    refuse_id(sign(id_claims(token_use=value)), rule="token_use")


@pytest.mark.parametrize("value", [*NO_TEXTS, "other", CLIENT + "x", CLIENT[:-1], CLIENT.upper()])
def test_refuses_a_token_of_another_client(value: Any) -> None:
    refuse_access(a_machine_token(client_id=value), rule="client_id")
    refuse_access(a_machine_token(client_id=value, aud=CLIENT), rule="client_id")
    refuse_id(sign(id_claims(aud=value)), rule="aud")
    refuse_id(sign(id_claims(aud=value, client_id=CLIENT, azp=CLIENT)), rule="aud")


@pytest.mark.parametrize("value", NO_TEXTS)
def test_refuses_a_token_without_a_client_even_if_any_client_will_do(value: Any) -> None:
    verifier = a_verifier(client_ids=None)
    with pytest.raises(DeniedError):
        verifier.verify_access_token(a_machine_token(client_id=value), scopes=None)
    with pytest.raises(DeniedError):
        verifier.verify_id_token(sign(id_claims(aud=value)))


@pytest.mark.parametrize("exp", [NOW, NOW - 1, 1])
def test_refuses_an_expired_token_without_leeway(exp: int) -> None:
    for verify in (
        lambda: a_verifier().verify_access_token(a_machine_token(exp=exp), scopes=None),
        lambda: a_verifier().verify_id_token(sign(id_claims(exp=exp))),
    ):
        with pytest.raises(ExpiredError):
            verify()


@pytest.mark.parametrize("value", [None, "", str(NOW + 60), True, 1e15, [NOW + 60]])
def test_refuses_a_token_whose_expiry_is_no_time(value: Any) -> None:
    refuse_access(a_machine_token(exp=value), rule="expiry")
    refuse_id(sign(id_claims(exp=value)), rule="expiry")


@pytest.mark.parametrize("value", [None, str(NOW), True, NOW + 11, 1e15])
def test_refuses_a_token_issued_in_the_future(value: Any) -> None:
    refuse_access(a_machine_token(iat=value), rule="issued_at")
    refuse_id(sign(id_claims(iat=value)), rule="issued_at")


def test_refuses_a_token_before_its_time() -> None:
    refuse_access(a_machine_token(nbf=NOW + 11), rule="not_before")
    refuse_id(sign(id_claims(nbf=NOW + 11)), rule="not_before")


@pytest.mark.parametrize(
    "scope",
    [
        None,
        "",
        WRITE,
        READ.upper(),
        READ[:-1],
        READ + "x",
        READ + ",x",
        f"x{READ}",
        READ.replace("/", " "),
        f"a\t{READ}",
    ],
)
def test_refuses_a_token_without_the_scope(scope: str | None) -> None:
    refuse_access(a_machine_token(scope=scope), rule="scope", scopes={READ})


def test_refuses_a_token_with_one_of_two_scopes() -> None:
    refuse_access(a_machine_token(scope=READ), rule="scope", scopes={READ, WRITE})


@pytest.mark.parametrize("value", [1, True, [READ], {READ: 1}])
def test_refuses_scopes_that_are_no_text(value: Any) -> None:
    refuse_access(a_machine_token(scope=value), rule="scope")


@pytest.mark.parametrize("name", ["username", "sub"])
@pytest.mark.parametrize("value", [1, True, ["x"], {}])
def test_refuses_a_name_that_is_no_text(name: str, value: Any) -> None:
    refuse_access(a_machine_token(**{name: value}), rule=name)


@pytest.mark.parametrize("value", [None, ""])
def test_refuses_a_token_about_nobody(value: str | None) -> None:
    refuse_access(a_machine_token(sub=value), rule="sub")
    refuse_id(sign(id_claims(sub=value)), rule="sub")


@pytest.mark.parametrize("value", ["admins", 1, [1], [None], {"admins": 1}, ["admins", 1]])
def test_refuses_groups_that_are_no_list_of_texts(value: Any) -> None:
    refuse_access(a_machine_token(**{"cognito:groups": value}), rule="groups")
    refuse_id(sign(id_claims(**{"cognito:groups": value})), rule="groups")


@pytest.mark.parametrize("value", ["abc", "", [], set(), [""], ["a", ""]])
def test_refuses_settings_that_would_skip_a_check_unseen(value: Any) -> None:
    with pytest.raises(ConfigurationError):
        a_verifier(client_ids=value)
    with pytest.raises(ConfigurationError):
        a_verifier().verify_access_token(a_machine_token(), scopes=value)


def test_values_that_can_be_read_only_once_skip_no_check() -> None:
    others: Any = iter([WRITE])
    with pytest.raises(DeniedError):
        a_verifier().verify_access_token(a_machine_token(scope=READ), scopes=others)
    clients: Any = iter(["other"])
    with pytest.raises(DeniedError):
        a_verifier(client_ids=clients).verify_access_token(a_machine_token(), scopes=None)


def test_clients_and_scopes_have_no_default() -> None:
    with pytest.raises(TypeError):
        CognitoVerifier(pool=POOL, keys=some_keys(), clock=SetClock())  # type: ignore[call-arg]  # the point
    with pytest.raises(TypeError):
        a_verifier().verify_access_token(a_machine_token())  # type: ignore[call-arg]  # likewise


def test_a_token_seen_before_expires_all_the_same() -> None:
    clock = SetClock(NOW)
    verifier, token = a_verifier(clock=clock), a_machine_token()
    verifier.verify_access_token(token, scopes=None)
    clock.time = NOW + 3600
    with pytest.raises(ExpiredError):
        verifier.verify_access_token(token, scopes=None)


def test_a_token_seen_before_needs_its_scopes_all_the_same() -> None:
    verifier, token = a_verifier(), a_machine_token(scope=READ)
    verifier.verify_access_token(token, scopes={READ})
    with pytest.raises(DeniedError):
        verifier.verify_access_token(token, scopes={WRITE})


def test_a_token_seen_before_is_held_to_scopes_that_changed_in_their_place() -> None:
    verifier, token, scopes = a_verifier(), a_machine_token(scope=READ), {READ}
    verifier.verify_access_token(token, scopes=scopes)
    scopes.add(WRITE)
    with pytest.raises(DeniedError):
        verifier.verify_access_token(token, scopes=scopes)
    with pytest.raises(DeniedError):
        verifier.verify_access_token(token, scopes=(READ, WRITE))
    assert verifier.verify_access_token(token, scopes=(READ,)).scopes == {READ}


def test_a_token_seen_before_is_refused_once_its_key_is_removed() -> None:
    clock, answers = SetClock(NOW), iter([a_jwks(), a_jwks(a_jwk(kid="other"))])
    verifier = a_verifier(keys=JwksKeys(fetch=answers.__next__, clock=clock), clock=clock)
    token = a_machine_token(exp=NOW + 86_400)
    verifier.verify_access_token(token, scopes=None)
    clock.time += 3600
    with pytest.raises(DeniedError) as caught:
        verifier.verify_access_token(token, scopes=None)
    assert caught.value.rule == "key"


def test_a_token_that_was_refused_is_not_remembered() -> None:
    clock = SetClock(NOW)
    verifier, token = a_verifier(clock=clock), a_machine_token(iat=NOW + 100)
    for _ in range(2):
        with pytest.raises(DeniedError):
            verifier.verify_access_token(token, scopes=None)
    clock.time = NOW + 100
    assert verifier.verify_access_token(token, scopes=None).issued_at == NOW + 100


def test_says_unavailable_and_not_denied_when_the_keys_can_not_be_had() -> None:
    def fetch() -> bytes:
        raise UnavailableError("down")

    verifier = a_verifier(keys=JwksKeys(fetch=fetch, clock=SetClock(NOW)))
    with pytest.raises(UnavailableError):
        verifier.verify_access_token(a_machine_token(), scopes=None)


def test_asking_whether_a_fetch_is_needed_refuses_what_is_no_token() -> None:
    with pytest.raises(MalformedError):
        a_verifier().needs_fetch("x")


def test_tells_whether_a_fetch_is_needed() -> None:
    keys = JwksKeys(fetch=a_jwks, clock=SetClock(NOW))
    verifier, token = a_verifier(keys=keys), a_machine_token()
    assert verifier.needs_fetch(token)
    verifier.verify_access_token(token, scopes=None)
    assert not verifier.needs_fetch(token)
    assert not verifier.needs_fetch(a_machine_token(jti="another"))


def test_refuses_to_remember_fewer_than_none() -> None:
    with pytest.raises(ConfigurationError):
        a_verifier(remembered_tokens=-1)


def test_fetches_keys_off_the_event_loop_and_verifies_on_it_after_that() -> None:
    threads: list[int] = []

    def fetch() -> bytes:
        threads.append(threading.get_ident())
        return a_jwks()

    async def verify() -> None:
        access = await verifier.verify_access_token_async(a_machine_token(), scopes={READ})
        again = await verifier.verify_access_token_async(a_machine_token(jti="x"), scopes=None)
        assert (access.client_id, again.client_id) == (CLIENT, CLIENT)
        assert (await verifier.verify_id_token_async(sign(id_claims()))).client_id == CLIENT
        with pytest.raises(DeniedError):
            await verifier.verify_access_token_async(a_machine_token(exp=NOW), scopes=None)

    verifier = a_verifier(keys=JwksKeys(fetch=fetch, clock=SetClock(NOW)))
    asyncio.run(verify())
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


def test_verifies_an_id_token_off_the_event_loop_where_keys_are_to_be_fetched() -> None:
    verifier = a_verifier(keys=JwksKeys(fetch=a_jwks, clock=SetClock(NOW)))
    assert asyncio.run(verifier.verify_id_token_async(sign(id_claims()))).client_id == CLIENT


def test_checks_the_signature_each_time_where_nothing_is_remembered() -> None:
    verifier, token = a_verifier(remembered_tokens=0), a_machine_token()
    first = verifier.verify_access_token(token, scopes=None)
    assert verifier.verify_access_token(token, scopes=None) is not first


def test_takes_the_token_of_a_machine() -> None:
    token = a_verifier().verify_access_token(a_machine_token(), scopes={READ})
    assert token.sub == token.client_id == CLIENT
    assert token.username is None
    assert token.scopes == {READ, WRITE}
    assert token.groups == frozenset()
    assert token.issuer == POOL.issuer
    assert (token.issued_at, token.expires_at) == (NOW, NOW + 3600)
    assert token.claims == machine_claims()


def test_takes_the_token_of_a_machine_without_any_scope() -> None:
    assert a_verifier().verify_access_token(a_machine_token(scope=None), scopes=None).scopes == frozenset()


def test_takes_the_token_of_a_person() -> None:
    token = a_verifier().verify_access_token(sign(person_claims()), scopes={"aws.cognito.signin.user.admin"})
    assert token.username == "salesforce_00D000000000001AAA_005000000000001AAA"
    assert token.groups == {"readers"}


def test_takes_an_id_token() -> None:
    token = a_verifier().verify_id_token(sign(id_claims()))
    assert (token.sub, token.client_id, token.username) == (id_claims()["sub"], CLIENT, "my-test-user")
    assert token.groups == frozenset()
    assert (token.issued_at, token.expires_at) == (NOW, NOW + 3600)
    assert token.claims["nonce"] == "n-0S6_WzA2Mj"


def test_takes_any_client_only_where_none_is_written() -> None:
    verifier = a_verifier(client_ids=None)
    assert verifier.verify_access_token(a_machine_token(client_id="any"), scopes=None).client_id == "any"
    assert verifier.verify_id_token(sign(id_claims(aud="any"))).client_id == "any"


def test_takes_a_token_of_an_issuer_whose_clock_is_a_little_ahead() -> None:
    token = a_machine_token(iat=NOW + 10, nbf=NOW + 10)
    assert a_verifier().verify_access_token(token, scopes=None).issued_at == NOW + 10


def test_takes_claims_it_does_not_know() -> None:
    token = a_machine_token(acr="x", amr=["mfa"], future={"claim": [1]})
    assert a_verifier().verify_access_token(token, scopes=None).claims["future"] == {"claim": [1]}


def test_does_not_check_the_signature_of_a_token_twice() -> None:
    verifier, token = a_verifier(), a_machine_token()
    first = verifier.verify_access_token(token, scopes={READ})
    assert verifier.verify_access_token(token, scopes={WRITE}) is first


def test_shows_no_claims_in_its_representation() -> None:
    token = a_verifier().verify_id_token(sign(id_claims()))
    assert "my-test-user@example.com" not in repr(token)


def test_refuses_an_answer_of_the_pool_that_is_no_key_set() -> None:
    with a_web_server((500, a_jwks())) as server:
        pool = UserPool.at_insecure_issuer(f"{server.url}/us-east-1_EXAMPLE")
        with pytest.raises(UnavailableError):
            keys_of(pool, clock=SetClock()).find_key(KID)
        pool.origin.close()


def test_fetches_the_keys_of_a_pool_from_its_own_host() -> None:
    with a_web_server((200, a_jwks())) as server:
        pool = UserPool.at_insecure_issuer(f"{server.url}/us-east-1_EXAMPLE")
        assert keys_of(pool, clock=SetClock()).find_key(KID) is not None
        assert [request.path for request in server.requests] == ["/us-east-1_EXAMPLE/.well-known/jwks.json"]
        pool.origin.close()
