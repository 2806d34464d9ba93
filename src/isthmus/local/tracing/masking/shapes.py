"""Secrets known by their looks: tokens, session ids, keys, and long texts that no person would write."""

import re
from collections.abc import Callable

SHORTEST_RANDOM = 20
"""Shorter texts are not called random: too many words would be."""

_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}")
# The org's id and what follows; `%21` is the mark in between in an address.
_SESSION_ID = re.compile(r"00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?(?:!|%21)[^\s\"'<>&;,)\\]*", re.IGNORECASE)
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)
_SCHEME = re.compile(
    r"\b(bearer|basic)\s+(?!tokens?\b|auth|flow|(?:realm|error|scope|charset|error_description)=)"
    r"([A-Za-z0-9+/=._~!%-]{6,})",
    re.IGNORECASE,
)
# RFC 3986 section 3.2.1: a password before the host.
_IN_ADDRESS = re.compile(r"(://[^\s/?#:@\"']*+:)([^\s/?#]+)(?=@)")
_SPELT_IN_FOURS = re.compile(r"\b[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){3,}(?:[ -][A-Z2-7]{1,3})?\b")
_TOLD = re.compile(r"\b(pass(?:word|code)|code|secret|pin)(\s+(?:is|was)\s*:?\s+)(\S+)", re.IGNORECASE)
_SIGNED = re.compile(r"(Signature=)([0-9A-Fa-f]+)")

_RUN = re.compile(r"[A-Za-z0-9+/_=.~!%-]{20,}")
_KNOWN_IDS = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"  # a UUID
    r"|[a-z]{2}(?:-[a-z]{1,12}){1,3}-[0-9]_[A-Za-z0-9]{9}"  # a user pool
    r"|0[A-Za-z0-9]{14}(?:[A-Za-z0-9]{3})?"  # a record of Salesforce
    r"|A[KS]IA[A-Z0-9]{16}"  # an access key's id
    r"|3MVG9[A-Za-z0-9_.]{40,120}"  # a consumer key
    r"|[0-9]{8}T[0-9]{6}Z|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2})?"  # a time
    r")(?![A-Za-z0-9])"
)
_WORD = re.compile(
    r"[A-Z][a-z]{2,}|[a-z]{3,}|[A-Z]{2,}(?![a-z])|[A-Z]{2,}(?=[A-Z][a-z])|(?<![A-Za-z0-9])[a-z]{1,2}(?![A-Za-z0-9])"
)
_CHUNK = re.compile(r"[A-Za-z0-9]+")
_DIGITS_WITHIN = re.compile(r"(?<=[A-Za-z])[0-9]+(?=[A-Za-z])")
MOST_NUMBERS_WITHIN = 1
"""As in `base64url`; what a generator made has more."""
_CONSONANTS = re.compile(r"[b-df-hj-np-tv-xz]{6}", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_LETTERS = re.compile(r"[A-Za-z0-9]")
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[0-9]{1,12}(?![A-Za-z0-9])")
LEAST_WORDS = 0.85
"""The share of letters and digits that has to be in words."""
LEAST_WORDS_IN_PATHS, LEAST_OTHERS_IN_PATHS = 0.6, 8
MOST_IN_PATHS = 10
"""How many more a path or a host name may have: an id in it."""
_LONGEST_WORD_WITHOUT_VOWEL = 4

Replace = Callable[[str], str]


def mask_tokens(text: str, *, replace: Replace) -> str:
    """Replace what is a token, a session id, a key or a credential by its form."""
    # NOTE: looking for a few letters first costs a tenth, and most texts have none of them.
    if "-----BEGIN " in text:
        text = _PEM.sub(lambda found: replace(found[0]), text)
    if "eyJ" in text:
        text = _JWT.sub(lambda found: replace(found[0]), text)
    text = _SESSION_ID.sub(lambda found: replace(found[0]), text)
    text = _SCHEME.sub(lambda found: f"{found[1]} {replace(found[2])}", text)
    if "://" in text:
        text = _IN_ADDRESS.sub(lambda found: found[1] + replace(found[2]), text)
    text = _SPELT_IN_FOURS.sub(lambda found: replace(found[0]), text)
    text = _SIGNED.sub(lambda found: found[1] + replace(found[2]), text)
    return _TOLD.sub(lambda found: found[1] + found[2] + replace(found[3]), text)


def mask_random(text: str, *, replace: Replace) -> str:
    """Replace long runs of characters that are not made of words."""
    return _RUN.sub(lambda found: replace(found[0]) if is_random(found[0]) else found[0], text)


def is_random(run: str) -> bool:
    """Whether a run is more than identifiers, numbers and words put together."""
    rest = _NUMBER.sub("-", _KNOWN_IDS.sub("-", run))
    letters = len(_LETTERS.findall(rest))
    if letters < SHORTEST_RANDOM * 0.6:
        return False
    in_words = sum(map(_in_words, _CHUNK.findall(rest)))
    others = letters - in_words
    if "/" in run or "." in run:
        is_mostly_other = others >= LEAST_OTHERS_IN_PATHS and in_words < LEAST_WORDS_IN_PATHS * letters
        return is_mostly_other or others > max(MOST_IN_PATHS, (1 - LEAST_WORDS) * letters)
    return in_words < LEAST_WORDS * letters


def _in_words(chunk: str) -> int:
    """Count what of a chunk is in words: nothing, if digits stand among its letters again and again."""
    if len(_DIGITS_WITHIN.findall(chunk)) > MOST_NUMBERS_WITHIN:
        return 0
    return sum(len(word) for word in _WORD.findall(chunk) if _is_word(word))


def _is_word(word: str) -> bool:
    if len(word) <= _LONGEST_WORD_WITHOUT_VOWEL:
        return True
    return _VOWEL.search(word) is not None and _CONSONANTS.search(word) is None
