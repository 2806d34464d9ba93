"""A seed as YAML text."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from isthmus.local.seed.file.yaml_values import IMPLICIT_TYPES

_FIRST = ("version", "user_pools", "id", "username", "sub", "PoolName", "ClientName", "IdentityPoolName")
_HEAD = """\
# A seed of the local stack: isthmus up --seed FILE
# It holds client secrets and password digests: keep it as you keep passwords.
# Not in it: signing keys, sessions, authenticator apps, identity providers and who came by them, branding,
# risk configurations, identities of identity pools, and all that is outside Cognito.
"""


def put_seed(document: Mapping[str, Any], *, output: Path | None) -> None:
    """Write the text to a file that only its owner reads, in one step, or to standard output."""
    text = write_seed(document)
    if output is None:
        sys.stdout.write(text)
        return
    partial = output.with_name(f".{output.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(output)


def write_seed(document: Mapping[str, Any]) -> str:
    """Give the text; `read_seed_file` reads the same from it."""
    body = yaml.dump(_ordered(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return f"{_HEAD}{body}"


def _ordered(value: Any) -> Any:
    """Put names first and the rest in the order of the alphabet: the same state is the same text."""
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
        return {name: _ordered(value[name]) for name in names}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


class _Dumper(yaml.CSafeDumper):
    """The safe dumper, which puts in quotes what our reader would take for a number, too."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  PyYAML's own name
        """Write what stands twice twice: our reader takes no aliases."""
        return True


for _tag, _pattern, _first in IMPLICIT_TYPES:
    _Dumper.add_implicit_resolver(_tag, _pattern, _first)
