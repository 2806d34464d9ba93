"""Where the sample apps and the Salesforce metadata lie: in the wheel, or in the checkout."""

from importlib.resources import files
from pathlib import Path

from isthmus.errors import ConfigurationError


def examples_folder() -> Path:
    """Folder of the sample API and the sample web app."""
    return _find("examples", checkout="examples")


def salesforce_project_folder() -> Path:
    """Folder of the Salesforce DX project."""
    return _find("salesforce", checkout="infra/salesforce")


def _find(name: str, *, checkout: str) -> Path:
    package = Path(str(files("isthmus")))
    for candidate in (package / "local" / "assets" / name, package.parents[1] / checkout):
        if candidate.is_dir():
            return candidate
    raise ConfigurationError(f"the folder {checkout} is missing: install 'isthmus[local]' again")
