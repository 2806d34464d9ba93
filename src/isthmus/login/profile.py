"""What a sign-in needs to know, by name: a `Profile`, kept in a file without a secret."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from isthmus.errors import ConfigurationError, MalformedError, UnavailableError
from isthmus.jose.strict_json import parse_object
from isthmus.origin import Origin
from isthmus.private_files import PrivateFolder
from isthmus.ready_file import refuse_ready_file
from isthmus.salesforce.ids import OrgId

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_POOL_ID = re.compile(r"(?P<region>[a-z0-9-]{5,20}):[0-9a-f-]{36}", re.ASCII)
_PORTS = range(1024, 65536)
CALLBACK_PATH = "/callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One org, its External Client App, and the identity pool that trusts it.

    `insecure_aws_endpoint` is for a local stack; None is AWS itself. `ca_bundle` is what the org's
    certificate is checked by beside the system's; None is the system's alone.
    """

    org: str
    org_id: str
    client_id: str
    identity_pool_id: str
    callback_port: int
    ca_bundle: str | None = None
    insecure_aws_endpoint: str | None = None

    def __post_init__(self) -> None:
        """Check every member; raise `MalformedError` naming the one that is wrong."""
        Origin.parse(self.org)
        OrgId.parse(self.org_id)
        if not self.client_id or not self.client_id.isprintable():
            raise MalformedError("client_id is the consumer key of the External Client App")
        if not _POOL_ID.fullmatch(self.identity_pool_id):
            raise MalformedError("identity_pool_id is <region>:<uuid>, and not the pool's name")
        if self.callback_port not in _PORTS:
            raise MalformedError("callback_port is a port from 1024 to 65535")

    @property
    def region(self) -> str:
        """The region of the identity pool."""
        return self.identity_pool_id.partition(":")[0]

    @property
    def ca_path(self) -> Path | None:
        """Where the CA bundle is, or None."""
        return None if self.ca_bundle is None else Path(self.ca_bundle)

    @property
    def place(self) -> str:
        """A mark of the org, the app and the identity pool: what was got of others is not used here."""
        whole = [self.org, self.org_id, self.client_id, self.identity_pool_id, self.insecure_aws_endpoint]
        return hashlib.sha256(json.dumps(whole).encode()).hexdigest()

    @property
    def redirect_uri(self) -> str:
        """The callback that the app has to have, letter by letter."""
        return f"http://localhost:{self.callback_port}{CALLBACK_PATH}"


def make_profile(
    *,
    org: str | None,
    org_id: str | None,
    client_id: str | None,
    identity_pool_id: str | None,
    callback_port: int,
) -> Profile:
    """Make a profile of all its parts; raise `ConfigurationError` naming those that are missing."""
    given = {"org": org, "org_id": org_id, "client_id": client_id, "identity_pool_id": identity_pool_id}
    present = {name: value for name, value in given.items() if value}
    if len(present) < len(given):
        missing = ", ".join(f"--{name.replace('_', '-')}" for name in given if name not in present)
        raise ConfigurationError(f"also needed: {missing}")
    return Profile(**present, callback_port=callback_port)


def read_ready_profile(ready_file: Path) -> Profile:
    """Make the profile of a local stack from its ready file; raise `ConfigurationError` if it is none."""
    try:
        ready = parse_object(ready_file.read_bytes())
        return Profile(
            org=ready["salesforce"],
            org_id=ready["salesforce_org"]["org_id"],
            client_id=ready["login"]["client_id"],
            identity_pool_id=ready["web_identity"]["identity_pool_id"],
            callback_port=ready["login"]["callback_port"],
            ca_bundle=ready["ca_bundle"],
            insecure_aws_endpoint=ready["aws_endpoint"],
        )
    except (OSError, KeyError, TypeError, MalformedError) as error:
        raise refuse_ready_file(ready_file, error, wanted="a running stack") from error


class Profiles:
    """The profiles of a folder, a JSON file each.

    SECURITY: nothing in them is secret, but they say where a refresh token is sent: nobody else writes them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = PrivateFolder(folder)

    def get(self, name: str) -> Profile:
        """Read a profile; raise `ConfigurationError` saying what to do if it is not there or unusable."""
        file_name = _file_name_of(name)
        try:
            content = self._files.find(file_name)
            if content is not None:
                return Profile(**parse_object(content))
        except (MalformedError, TypeError, UnavailableError) as error:
            raise ConfigurationError(
                f"{self._folder / file_name} is no profile: make it anew ({error})"
            ) from error
        raise ConfigurationError(
            f"there is no profile {name}: give isthmus login --org, --org-id, --client-id and"
            " --identity-pool-id once"
        )

    def keep(self, name: str, profile: Profile) -> None:
        """Write a profile."""
        text = json.dumps(asdict(profile), indent=2) + "\n"
        self._files.keep(_file_name_of(name), text.encode("utf-8"))


def _file_name_of(name: str) -> str:
    # SECURITY: the name becomes the name of a file.
    if not _NAME.fullmatch(name):
        raise ConfigurationError("a profile's name is made of letters, digits, _ and -")
    return f"{name}.json"
