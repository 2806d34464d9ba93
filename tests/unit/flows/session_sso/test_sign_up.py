"""What the token validator does before a sign-in."""

import pytest

from isthmus.errors import DeniedError, MalformedError, UnavailableError
from isthmus.flows.session_sso.sign_up import sign_up
from isthmus.secret import Secret
from unit.flows.session_sso.fakes import USERNAME, FakeDirectory, FakeOwners, an_owner
from unit.salesforce.fake_org import a_session_text


def run(
    session: str = a_session_text(),
    *,
    owners: FakeOwners | None = None,
    directory: FakeDirectory | None = None,
) -> str:
    return sign_up(Secret(session), owners=owners or FakeOwners(), directory=directory or FakeDirectory())


def test_makes_no_user_for_a_text_that_is_no_session() -> None:
    owners, directory = FakeOwners(), FakeDirectory()
    with pytest.raises(MalformedError):
        run("garbage", owners=owners, directory=directory)
    assert (owners.asked, directory.users) == ([], {})


@pytest.mark.parametrize(
    "trouble", [DeniedError("no", rule="active_owner"), UnavailableError("out of order")]
)
def test_makes_no_user_when_the_org_does_not_say_yes(trouble: DeniedError | UnavailableError) -> None:
    directory = FakeDirectory()
    with pytest.raises(type(trouble)):
        run(owners=FakeOwners(trouble=trouble), directory=directory)
    assert directory.users == {}


@pytest.mark.parametrize(
    "trouble", [DeniedError("no", rule="user_enabled"), UnavailableError("out of order")]
)
def test_gives_no_username_when_the_pool_does_not_have_the_user(
    trouble: DeniedError | UnavailableError,
) -> None:
    with pytest.raises(type(trouble)):
        run(directory=FakeDirectory(trouble=trouble))


@pytest.mark.parametrize("email", ["jane.doe@example.com", None])
def test_hands_no_unverified_email_on(email: str | None) -> None:
    directory = FakeDirectory()
    run(
        owners=FakeOwners({a_session_text(): an_owner(email=email, email_verified=False)}),
        directory=directory,
    )
    assert directory.users == {USERNAME: None}


def test_gives_the_username_of_the_owner_who_exists_from_then_on() -> None:
    directory = FakeDirectory()
    assert run(directory=directory) == USERNAME
    assert directory.users == {USERNAME: "jane.doe@example.com"}
