import pytest

from isthmus.errors import DeniedError, IsthmusError, MalformedError, UnavailableError
from isthmus.local.awsjson import AwsError
from isthmus.local.openid import NotATokenError
from isthmus.local.salesforce.errors import RestError, TextError
from isthmus.local.tracing.doors.door import Door, try_door

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (
            AwsError("NotAuthorizedException", "Invalid Access Token"),
            "NotAuthorizedException: Invalid Access Token",
        ),
        (DeniedError("exp has passed", rule="expiry"), "The rule expiry: exp has passed."),
        (MalformedError("not a Salesforce session id"), "Its form: not a Salesforce session id."),
        (UnavailableError("silent"), "Nobody can tell at the moment: who has to be asked does not answer."),
        (TextError("Bad_OAuth_Token", status=403), "403 Bad_OAuth_Token"),
        (
            RestError("Session expired or invalid", status=401, error_code="INVALID_SESSION_ID"),
            "INVALID_SESSION_ID: Session expired or invalid",
        ),
        (IsthmusError("unheard of"), "unheard of."),
        (NotATokenError("not three parts"), "not three parts."),
    ],
)
async def test_a_refusal_in_whatever_words_keeps_the_door_shut(error: Exception, why: str) -> None:
    async def refuse(_: str) -> str:
        raise error

    opening = await try_door(Door(name="sample", check=refuse), "token")
    assert (opening.opens, opening.why) == (False, why)


async def test_a_fault_of_ours_is_no_answer() -> None:
    async def break_down(_: str) -> str:
        raise KeyError("sample")

    with pytest.raises(KeyError):
        await try_door(Door(name="sample", check=break_down), "token")


async def test_a_yes_says_what_opens() -> None:
    async def welcome(token: str) -> str:
        return f"It is {token}."

    opening = await try_door(Door(name="sample", check=welcome), "jane")
    assert (opening.door, opening.opens, opening.why) == ("sample", True, "It is jane.")
