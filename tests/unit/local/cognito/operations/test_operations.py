import importlib
import inspect
import re
from pathlib import Path

import isthmus.local.cognito.operations as package
from unit.local.cognito.local_pools import LocalPools


def _served(local: LocalPools) -> set[str]:
    return set(local.pools.service._operations)


def test_every_operation_is_one_that_aws_has(local: LocalPools) -> None:
    assert all(local.pools.service.knows(name) for name in _served(local))


def test_every_operation_has_a_file_of_its_name(local: LocalPools) -> None:
    folder = Path(package.__path__[0])
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    word = r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])"
    assert files == {re.sub(word, "_", name).lower() for name in _served(local)}
    for name in files:
        module = importlib.import_module(f"{package.__name__}.{name}")
        assert inspect.iscoroutinefunction(getattr(module, name))


def test_what_aws_has_and_we_do_not_is_unsupported(local: LocalPools) -> None:
    assert local.pools.service.knows("CreateUserImportJob")
    assert not local.pools.service.is_supported("CreateUserImportJob")
