"""What `--seed` can name: the demo, the Salesforce org alone, nothing, or a seed file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isthmus.local.cognito.seeding.documents import SeedError

if TYPE_CHECKING:
    from isthmus.local.seed.file.reading import SeedFile

DEMO = "demo"
ORG = "org"
NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedChoice:
    """What a stack holds at its first start; `file` is None without a seed file.

    `has_org` without `has_demo` is the demo's org with its people, and an AWS account with nothing in it.
    """

    has_org: bool
    has_demo: bool
    file: "SeedFile | None"


def read_seed_choice(text: str) -> SeedChoice:
    """Read `demo`, `org`, `none`, or the path of a seed file; raise SeedError for a file that is none."""
    if text in (DEMO, ORG, NONE):
        return SeedChoice(has_org=text != NONE, has_demo=text == DEMO, file=None)
    from isthmus.local.seed.file.reading import read_seed_file  # noqa: PLC0415  YAML is not always needed

    if not Path(text).exists():
        raise SeedError(text, f"no file is there; --seed takes {DEMO}, {ORG}, {NONE} or a seed file")
    return SeedChoice(has_org=False, has_demo=False, file=read_seed_file(Path(text)))
