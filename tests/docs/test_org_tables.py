"""`docs/local-stack.md` lists every address, object and metadata type of the local org, and no other."""

import re
from functools import cache
from pathlib import Path

from isthmus.local.salesforce.metadata.types import TYPES
from isthmus.local.salesforce.rest.objects import OBJECTS
from isthmus.local.salesforce.routes import ADDRESSES

PAGE = Path(__file__).parents[2] / "docs" / "local-stack.md"


@cache
def rows(first_column: str) -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").split("\n## Salesforce org\n")[1].split("\n## ")[0]
    table = section.split(f"\n| {first_column} |")[1].split("\n\n")[0]
    lines = [line for line in table.splitlines()[1:] if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def listed(first_column: str, *, support_column: int = 1) -> dict[str, str]:
    """Give each thing's support; names stand in backticks or between commas."""
    found: dict[str, str] = {}
    for row in rows(first_column):
        names = re.findall(r"`([^`]+)`", row[0]) or row[0].split(", ")
        for name in names:
            assert found.setdefault(name, row[support_column]) == row[support_column], name
    return found


def as_documented(path: str) -> str:
    return re.sub(r"\{[^}]+\}|<[^>]+>|v?NN\.0", "*", path)


def test_support_is_full_partial_or_not() -> None:
    for table in (listed("address"), listed("object", support_column=2), listed("metadata type")):
        assert set(table.values()) <= {"full", "partial", "not"}


def test_every_address_of_the_org_is_listed_and_no_other() -> None:
    served = {as_documented(address.path) for address in ADDRESSES}
    pages = {path for path in served if path.startswith("/setup/")}
    documented = {as_documented(path): support for path, support in listed("address").items()}
    assert served - pages == {path for path, support in documented.items() if support != "not"}


def test_every_object_of_the_org_is_listed_under_its_apis() -> None:
    apis = {}
    for item in OBJECTS:
        data, tooling = ([] if item.is_tooling else ["data"]), item.is_tooling or item.has_tooling_twin
        apis[item.name] = ", ".join([*data, *(["tooling"] if tooling else [])])
    documented, support = listed("object"), listed("object", support_column=2)
    assert {name: apis for name, apis in documented.items() if support[name] != "not"} == apis


def test_every_metadata_type_of_the_org_is_listed() -> None:
    documented = listed("metadata type")
    assert set(documented) == {"every other type", *(item.name for item in TYPES)}
