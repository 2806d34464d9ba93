"""Proof Key for Code Exchange."""

import re

from isthmus.flows.web_identity.pkce import code_challenge_of, new_code_verifier
from isthmus.secret import Secret


def test_verifiers_never_repeat_and_have_the_form_of_the_rfc() -> None:
    one, other = new_code_verifier(), new_code_verifier()
    assert one != other
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", one.reveal())


def test_gives_the_challenge_of_rfc_7636_appendix_b() -> None:
    verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert code_challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
