"""The examples are scripts, not packages: tests load them by path."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"


def load_example(path: str) -> ModuleType:
    name = "examples_" + path.removesuffix(".py").replace("/", "_")
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser_app() -> ModuleType:
    return load_example("browser_app/server.py")


@pytest.fixture(scope="session")
def backend_api() -> ModuleType:
    return load_example("backend_api/app.py")
