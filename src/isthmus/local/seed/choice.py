"""What `--seed` can name: the demo, nothing, or a seed file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isthmus.local.seed.file.reading import SeedFile

DEMO = "demo"
NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedChoice:
    """What a stack holds at its first start; `file` is None without a seed file."""

    has_demo: bool
    file: "SeedFile | None"


def read_seed_choice(text: str) -> SeedChoice:
    """Read `demo`, `none`, or the path of a seed file; raise SeedError for a file that is none."""
    if text in (DEMO, NONE):
        return SeedChoice(has_demo=text == DEMO, file=None)
    from isthmus.local.seed.file.reading import read_seed_file  # noqa: PLC0415  YAML is not always needed

    return SeedChoice(has_demo=False, file=read_seed_file(Path(text)))
