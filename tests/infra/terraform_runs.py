"""Run the real Terraform on a copy of the example, with whatever AWS provider lies on this machine.

Nothing is fetched: providers come from TERRAFORM_PLUGIN_DIR (a mirror that its owner filled), and from
`.make/terraform-plugins`, which `make terraform-plugins` fills from PyPI with provider 3.39.0.
"""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TERRAFORM = ROOT / "infra" / "terraform"
MIRRORS = (os.environ.get("TERRAFORM_PLUGIN_DIR", ""), str(ROOT / ".make" / "terraform-plugins"))
AWS = Path("registry.terraform.io") / "hashicorp" / "aws"
OLD_ENDPOINTS = {"logs": "cloudwatchlogs", "apigatewayv2": "apigateway"}
SERVICES = (
    "apigatewayv2",
    "cloudwatch",
    "cognitoidentity",
    "cognitoidp",
    "dynamodb",
    "iam",
    "lambda",
    "logs",
    "secretsmanager",
    "sts",
)
RUN_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An AWS provider in a mirror folder."""

    version: str
    mirror: Path

    @property
    def is_old(self) -> bool:
        """Whether it lacks what stands in the files that README.md says to delete."""
        return int(self.version.split(".")[0]) < 5


def find_providers() -> list[Provider]:
    """Give the newest provider of each mirror."""
    found = []
    for mirror in (Path(text) for text in MIRRORS if text):
        names = [path.name for path in (mirror / AWS).glob("*")]
        versions = [match[0] for name in names if (match := re.search(r"\d+\.\d+\.\d+", name))]
        if versions:
            newest = max(versions, key=lambda version: [int(part) for part in version.split(".")])
            found.append(Provider(version=newest, mirror=mirror))
    return found


def why_not() -> str | None:
    """Say what is missing here, or None."""
    if shutil.which("terraform") is None:
        return "Terraform is not installed"
    return (
        None if find_providers() else "no AWS provider: `make terraform-plugins`, or set TERRAFORM_PLUGIN_DIR"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A copy of the example that is pointed at a local stack."""

    folder: Path
    keys: dict[str, str]

    def allow_destroy(self) -> None:
        """Delete what README.md says to delete before a destroy."""
        for path in self.folder.parents[1].glob("modules/*/prevent_destroy_override.tf"):
            path.unlink()

    def run(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> "subprocess.CompletedProcess[str]":
        """Run terraform, and see that it ends with one of `codes`."""
        # No state, plug-ins or settings of the developer's own.
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TF_IN_AUTOMATION": "true"}
        environment |= self.keys
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        assert done.returncode in codes, f"terraform {arguments[0]}:\n{done.stdout[-4000:]}\n{done.stderr}"
        return done

    def outputs_text(self) -> str:
        """Give `terraform output -json`."""
        return self.run("output", "-json").stdout


def make_workspace(
    folder: Path, provider: Provider, *, example: str, ready: dict[str, Any], variables: dict[str, Any]
) -> Workspace:
    """Copy the modules and the examples, without what an old provider lacks, and initialise one."""
    copied = folder / "terraform"
    shutil.copytree(
        TERRAFORM, copied, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "*.tfvars*")
    )
    if provider.is_old:
        drop_what_it_lacks(copied)
    admin = ready["admin"]
    keys = {"AWS_ACCESS_KEY_ID": admin["access_key_id"], "AWS_SECRET_ACCESS_KEY": admin["secret_access_key"]}
    workspace = Workspace(folder=copied / "examples" / example, keys=keys)
    (workspace.folder / "local_override.tf").write_text(local_provider(provider, ready["aws_endpoint"]))
    (workspace.folder / "terraform.tfvars.json").write_text(json.dumps(variables))
    workspace.run("init", "-input=false", f"-plugin-dir={provider.mirror}")
    return workspace


def drop_what_it_lacks(terraform: Path) -> None:
    """Delete what README.md says to delete for a provider older than 5.0."""
    for name in ("newer_provider_override.tf", "principal_tags.tf"):
        for path in terraform.glob(f"modules/*/{name}"):
            path.unlink()


def local_provider(provider: Provider, endpoint: str) -> str:
    """Give the file that points a provider at a stack; keys are in the environment."""
    names = [OLD_ENDPOINTS.get(name, name) if provider.is_old else name for name in SERVICES]
    # It would ask the real EC2, and wait for it.
    old = "  skip_get_ec2_platforms      = true" if provider.is_old else ""
    endpoints = "\n".join(f'    {name} = "{endpoint}"' for name in names)
    return f"""
provider "aws" {{
  skip_credentials_validation = true
  skip_metadata_api_check     = true
{old}

  endpoints {{
{endpoints}
  }}
}}
"""
