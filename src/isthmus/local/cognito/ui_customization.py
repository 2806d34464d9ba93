"""The style of the classic pages: a style sheet and a logo, for all clients of a pool or for one."""

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime

from isthmus.clock import Clock
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.database import Database

ALL_CLIENTS = "ALL"
# developerguide/hosted-ui-classic-branding.
LARGEST_IMAGE = 100 * 1024
_IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UiCustomization:
    """One style. `version` changes with it, so that its addresses do."""

    pool_id: str
    client_id: str
    css: str | None
    image: bytes | None = field(repr=False)
    version: str
    created_at: float
    modified_at: float


class UiCustomizations:
    """Keep the styles."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, pool_id: str, *, client_id: str, css: str | None, image: bytes | None) -> UiCustomization:
        """Set style sheet and logo together; AWS can't set one of them alone."""
        now = self._clock.now()
        self._database.execute(
            "INSERT INTO ui_customization (pool_id, client_id, css, image, version, created_at, modified_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pool_id, client_id) DO UPDATE SET css = excluded.css,"
            " image = excluded.image, version = excluded.version, modified_at = excluded.modified_at",
            (pool_id, client_id, css, image, _version(now), now, now),
        )
        found = self.find(pool_id, client_id=client_id)
        assert found is not None
        return found

    def find(self, pool_id: str, *, client_id: str) -> UiCustomization | None:
        """Give the style of exactly this client, or of ALL."""
        row = self._database.find_row(
            "SELECT * FROM ui_customization WHERE pool_id = ? AND client_id = ?", (pool_id, client_id)
        )
        return None if row is None else _customization(row)

    def find_for(self, pool_id: str, *, client_id: str) -> UiCustomization | None:
        """Give the style that the pages of a client have: its own, or the pool's."""
        own = self.find(pool_id, client_id=client_id)
        return own or self.find(pool_id, client_id=ALL_CLIENTS)


def image_type(image: bytes) -> str:
    """Give the media type of a logo, or raise InvalidParameterException for what is no PNG or JPEG."""
    if len(image) > LARGEST_IMAGE:
        raise invalid_parameter("The image is larger than 100 KB.")
    for start, media_type in _IMAGES.items():
        if image.startswith(start):
            return media_type
    raise invalid_parameter("The image is neither PNG nor JPEG.")


def asset_path(style: UiCustomization, name: str) -> str:
    """Give the path of a style's `style.css` or `image`; below /login, where AWS has a host of its own."""
    return f"/login/assets/{style.pool_id}/{style.client_id}/{style.version}/{name}"


def _version(now: float) -> str:
    """WIRE: 20250115191928 (API_SetUICustomization)."""
    return datetime.fromtimestamp(now, tz=UTC).strftime("%Y%m%d%H%M%S")


def _customization(row: sqlite3.Row) -> UiCustomization:
    return UiCustomization(**{name: row[name] for name in row.keys()})  # noqa: SIM118  a Row iterates over values
