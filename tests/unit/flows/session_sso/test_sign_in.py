"""A sign-in as an application does it."""

from typing import Any

import pytest

from isthmus.errors import DeniedError, UnavailableError
from isthmus.flows.session_sso.sign_in import sign_in
from isthmus.salesforce.session_id import SessionId
from unit.flows.session_sso.fakes import OTHER_USERNAME, TOKENS, USERNAME, FakeSignIns, FakeValidator
from unit.salesforce.fake_org import a_session_text

SESSION = SessionId.parse(a_session_text())


@pytest.mark.parametrize("trouble", [DeniedError("no", rule="validator"), UnavailableError("out of order")])
def test_starts_nothing_when_the_validator_does_not_say_yes(trouble: DeniedError | UnavailableError) -> None:
    sign_ins = FakeSignIns()
    with pytest.raises(type(trouble)):
        sign_in(SESSION, validator=FakeValidator(trouble=trouble), sign_ins=sign_ins)
    assert sign_ins.begun == []


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("foreign_challenge", {"parameters": {}}),
        ("foreign_challenge", {"parameters": {"challenge": "MAGIC_LINK"}}),
        ("same_user", {"username": OTHER_USERNAME}),
    ],
)
def test_gives_the_session_to_no_other_question(rule: str, changes: dict[str, Any]) -> None:
    sign_ins = FakeSignIns(**changes)
    with pytest.raises(DeniedError) as refused:
        sign_in(SESSION, validator=FakeValidator(), sign_ins=sign_ins)
    assert refused.value.rule == rule
    assert sign_ins.answers == []


def test_answers_once_even_if_asked_again() -> None:
    sign_ins = FakeSignIns(asks_again=True)
    with pytest.raises(DeniedError) as refused:
        sign_in(SESSION, validator=FakeValidator(), sign_ins=sign_ins)
    assert refused.value.rule == "right_answer"
    assert len(sign_ins.answers) == 1


def test_gives_the_tokens_of_the_owner() -> None:
    sign_ins = FakeSignIns()
    assert sign_in(SESSION, validator=FakeValidator(), sign_ins=sign_ins) == TOKENS
    assert (sign_ins.begun, sign_ins.answers) == ([USERNAME], [a_session_text()])
