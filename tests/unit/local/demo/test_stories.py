"""What can be chosen in the real stories, and that their faults and settings exist."""

from pathlib import Path

import pytest

from isthmus.local.demo.stories import STORIES
from isthmus.local.faults.assembly import ABOUTS
from isthmus.local.faults.settings import read_values
from unit.local.demo.sample_stories import a_ready_document


@pytest.mark.parametrize("flow", STORIES)
def test_the_faults_of_a_story_take_its_settings(flow: str) -> None:
    known = {about.fault: about.settings for about in ABOUTS}
    for fault, settings in STORIES[flow].faults.items():
        assert settings.items() <= read_values(settings, settings=known[fault]).items()


@pytest.mark.parametrize("flow", STORIES)
def test_somebody_can_be_chosen_in_each_story(flow: str, tmp_path: Path) -> None:
    options = STORIES[flow].options(a_ready_document(tmp_path))
    assert set(options["user"]) == {"ada", "bea"}
    assert STORIES[flow].flow == flow


def test_who_may_call_out_comes_first(tmp_path: Path) -> None:
    options = STORIES["m2m"].options(a_ready_document(tmp_path))
    assert options == {
        "user": ("bea", "ada"),
        "scope": ("api/read", "api/write", "all"),
        "secret_in": ("basic", "body"),
    }
