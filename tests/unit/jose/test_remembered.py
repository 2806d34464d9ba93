"""Tokens seen before count as long as their key does."""

import threading

from isthmus.jose.jwks import JwksKeys
from isthmus.jose.keys import VerificationKey
from isthmus.jose.remembered import RememberedTokens, digest_token
from unit.jose.issuing import KID, SetClock, a_jwk, a_jwks, a_private_key, some_keys


def the_key() -> VerificationKey:
    key = some_keys().find_key(KID)
    assert key is not None
    return key


def test_does_not_find_a_token_it_has_not_seen() -> None:
    remembered = RememberedTokens[str](keys=some_keys(), capacity=2)
    assert remembered.find(digest_token("a")) is None


def test_does_not_find_a_token_whose_key_is_another_object() -> None:
    remembered = RememberedTokens[str](keys=some_keys(), capacity=2)
    remembered.remember(digest_token("a"), key=the_key(), value="A")
    assert remembered.find(digest_token("a")) is None


def test_does_not_find_a_token_after_its_key_was_replaced_or_removed() -> None:
    for later in (a_jwk(a_private_key("two")), a_jwk(kid="other")):
        answers = iter([a_jwks(), a_jwks(later)])
        clock = SetClock()
        keys = JwksKeys(fetch=answers.__next__, clock=clock)
        remembered = RememberedTokens[str](keys=keys, capacity=2)
        key = keys.find_key(KID)
        assert key is not None
        remembered.remember(digest_token("a"), key=key, value="A")
        clock.time += 3600
        assert remembered.find(digest_token("a")) is None


def test_remembers_nothing_where_the_capacity_is_none() -> None:
    keys = some_keys()
    remembered = RememberedTokens[str](keys=keys, capacity=0)
    key = keys.find_key(KID)
    assert key is not None
    remembered.remember(digest_token("a"), key=key, value="A")
    assert remembered.find(digest_token("a")) is None


def test_holds_no_token_itself() -> None:
    keys = some_keys()
    key = keys.find_key(KID)
    assert key is not None
    remembered = RememberedTokens[str](keys=keys, capacity=1)
    remembered.remember(digest_token("a.sample.token"), key=key, value="A")
    assert "a.sample.token" not in repr(vars(remembered))
    assert remembered.find(digest_token("a.sample.tokem")) is None
    assert remembered.find(digest_token("\ud800")) is None


def test_forgets_the_oldest_when_it_is_full() -> None:
    keys = some_keys()
    key = keys.find_key(KID)
    assert key is not None
    remembered = RememberedTokens[str](keys=keys, capacity=2)
    for token in "abc":
        remembered.remember(digest_token(token), key=key, value=token.upper())
    assert [remembered.find(digest_token(token)) for token in "abc"] == [None, "B", "C"]


def test_holds_its_capacity_when_threads_write_at_once() -> None:
    keys = some_keys()
    key = keys.find_key(KID)
    assert key is not None
    remembered = RememberedTokens[int](keys=keys, capacity=10)

    def write(start: int) -> None:
        for number in range(start, start + 200):
            remembered.remember(digest_token(str(number)), key=key, value=number)

    threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 800, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(remembered.find(digest_token(str(number))) is not None for number in range(800)) == 10


def test_finds_a_token_whose_key_is_unchanged_after_a_refresh() -> None:
    clock = SetClock()
    keys = JwksKeys(fetch=lambda: a_jwks(a_jwk(), a_jwk(a_private_key("two"), kid="two")), clock=clock)
    remembered = RememberedTokens[str](keys=keys, capacity=2)
    key = keys.find_key(KID)
    assert key is not None
    remembered.remember(digest_token("a"), key=key, value="A")
    clock.time += 3600
    assert remembered.find(digest_token("a")) == "A"
