"""What a running stack tells its users: every address, id and demo secret, as one JSON document.

The document holds secrets of the demo, so its file is written with mode 0600, and in one step: whoever sees
the file sees all of it.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from isthmus.local.addresses import ACCOUNT_ID, REGION, Addresses
from isthmus.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminKey:
    """The access key of the local AWS account's administrator."""

    access_key_id: str
    secret_access_key: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineDemo:
    """What `m2m` needs: the app client, and the credential of the org that uses it."""

    user_pool_id: str
    client_id: str
    client_secret: Secret
    scopes: tuple[str, ...]
    token_url: str
    named_credential: str
    external_credential: str
    permission_set: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebIdentityDemo:
    """What `web_identity` needs: the org's app, the identity pool, the role and its table."""

    client_id: str
    issuer: str
    identity_pool_id: str
    provider_name: str
    role_arn: str
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginDemo:
    """The org's app for `isthmus login`, whose callback is on a port of this machine."""

    client_id: str
    callback_port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSsoDemo:
    """What `session_sso` needs: the user pool with its triggers, and the token validator."""

    user_pool_id: str
    client_id: str
    validator_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalSignInDemo:
    """A user pool whose users sign in at the org. `sign_in_url` is for a browser."""

    user_pool_id: str
    client_id: str
    provider: str
    callback_url: str
    sign_in_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUser:
    """A person of the demo org, with a live session."""

    username: str
    password: Secret
    user_id: str
    email: str
    session_id: Secret
    has_permission_set: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Org:
    """The demo org and its people."""

    org_id: str
    users: tuple[DemoUser, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgOnly:
    """The demo org without an AWS side: what Terraform needs to be told about it."""

    salesforce_org: Org
    client_id: str
    issuer: str
    login: LoginDemo


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """Everything the demo seed made."""

    m2m: MachineDemo
    web_identity: WebIdentityDemo
    login: LoginDemo
    session_sso: SessionSsoDemo
    external_sign_in: ExternalSignInDemo
    salesforce_org: Org


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A stack whose every address answers.

    `demo` is there with `--seed demo` only, `org` with `--seed org` only.
    """

    addresses: Addresses
    ca_bundle: Path
    admin: AdminKey
    demo: Demo | None
    org: OrgOnly | None = None

    def to_document(self) -> dict[str, Any]:
        """Give the JSON document, secrets revealed."""
        document: dict[str, Any] = {
            "aws_endpoint": self.addresses.aws_endpoint,
            "region": REGION,
            "account_id": ACCOUNT_ID,
            "console": self.addresses.console,
            "salesforce": self.addresses.salesforce,
            "ca_bundle": str(self.ca_bundle),
            "admin": _revealed(self.admin),
        }
        if self.org is not None:
            app = {"client_id": self.org.client_id, "issuer": self.org.issuer}
            return document | {
                "salesforce_app": app,
                "login": _revealed(self.org.login),
                "salesforce_org": _revealed(self.org.salesforce_org),
            }
        if self.demo is None:
            return document
        document |= {"api": self.addresses.api, "app": self.addresses.app}
        return document | {name: _revealed(getattr(self.demo, name)) for name in Demo.__dataclass_fields__}

    def secrets(self) -> tuple[Secret, ...]:
        """Give every secret in it."""
        return tuple(_secrets_of(self))

    def write(self, path: Path) -> None:
        """Write the document to `path`, mode 0600, in one step."""
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self.to_document(), file, indent=2)
            file.write("\n")
        partial.replace(path)


def _secrets_of(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _secrets_of(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _secrets_of(getattr(value, name))


def _revealed(value: Any) -> Any:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, tuple):
        return [_revealed(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _revealed(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
