import pytest

from isthmus.local.faults.assembly import ABOUTS
from isthmus.local.faults.errors import FaultIsOnError, FaultSettingError, UnknownFaultError
from isthmus.local.faults.permission_set_removed import PERMISSION_SET as REMOVED
from isthmus.local.faults.switch import FaultId
from isthmus.local.faults.switchboard import Switchboard
from isthmus.local.seed.m2m import PERMISSION_SET
from unit.local.faults.boards import Board

pytestmark = pytest.mark.anyio


@pytest.fixture
def switchboard(board: Board) -> Switchboard:
    return board.faults.switchboard


@pytest.mark.parametrize("fault", ["", "org_down", "ORG-DOWN", None, 1, ["org-down"], {"org-down": 1}])
async def test_refuses_a_fault_that_is_not_there(switchboard: Switchboard, fault: object) -> None:
    with pytest.raises(UnknownFaultError, match="There are: org-down, org-slow"):
        await switchboard.switch_on(fault, unverified_settings={})
    with pytest.raises(UnknownFaultError):
        switchboard.switch_off(fault)


async def test_a_refused_setting_leaves_the_fault_as_it_was(board: Board) -> None:
    with pytest.raises(FaultSettingError):
        await board.on("org-slow", seconds=31)
    assert not board.is_on("org-slow")
    await board.on("org-slow", seconds=3)
    with pytest.raises(FaultSettingError):
        await board.on("org-slow", seconds=31)
    shown = next(each for each in board.faults.switchboard.to_documents() if each["fault"] == "org-slow")
    assert shown["settings"] == {"seconds": 3}


async def test_nobody_holds_a_fault_that_is_on_already(board: Board, switchboard: Switchboard) -> None:
    await board.on("org-down")
    with pytest.raises(FaultIsOnError, match="switch it off first"):
        async with switchboard.held("org-down", settings={}):
            pass
    assert board.is_on("org-down")


async def test_a_held_fault_is_off_again_after_a_failure(board: Board, switchboard: Switchboard) -> None:
    async def fail() -> None:
        async with switchboard.held("org-down", settings={}):
            assert board.is_on("org-down")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert not board.is_on("org-down")


def test_every_fault_is_off_at_the_start(switchboard: Switchboard) -> None:
    assert [each["fault"] for each in switchboard.to_documents()] == list(FaultId)
    assert not any(each["is_on"] for each in switchboard.to_documents())


async def test_all_go_off_at_once_and_forget_their_settings(board: Board, switchboard: Switchboard) -> None:
    before = switchboard.to_documents()
    await board.on("org-slow", seconds=3)
    await board.on("clock-skew", of="org", seconds=60)
    assert [each["fault"] for each in switchboard.to_documents() if each["is_on"]] == [
        "org-slow",
        "clock-skew",
    ]
    switchboard.all_off()
    assert switchboard.to_documents() == before


@pytest.mark.parametrize(
    ("of", "done"), [("both", ["org", "pools"]), ("cognito", ["pools"]), ("org", ["org"])]
)
async def test_keys_rotate_once_and_nothing_stays_on(board: Board, of: str, done: list[str]) -> None:
    rotated: list[str] = []

    async def rotate_pools() -> None:
        rotated.append("pools")

    board.faults.keys_rotated.connect(pools=rotate_pools, org=lambda: rotated.append("org"))
    await board.on("keys-rotated", of=of)
    assert rotated == done
    assert not board.is_on("keys-rotated")


async def test_keys_of_systems_that_do_not_run_yet_stay(board: Board) -> None:
    await board.on("keys-rotated")
    assert not board.is_on("keys-rotated")


def test_says_of_each_fault_what_it_does(switchboard: Switchboard) -> None:
    for shown in switchboard.to_documents():
        assert shown["title"]
        assert shown["what"].endswith(".")
        assert [choice["name"] for choice in shown["choices"]] == list(shown["settings"])
    assert len(ABOUTS) == len(FaultId)


def test_the_removed_permission_set_is_the_demos_unless_told() -> None:
    assert REMOVED.default == PERMISSION_SET
