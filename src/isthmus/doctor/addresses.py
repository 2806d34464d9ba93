"""Addresses as they may be shown: where something is, without what may be a key to it."""

from urllib.parse import urlsplit

NO_ADDRESS = "no address"


def show_address(text: str | None) -> str:
    """Give scheme, host and path of a URL.

    SECURITY: user, query and fragment are left out: administrators do write passwords and API keys there.
    """
    try:
        url = urlsplit(text or "")
        port = f":{url.port}" if url.port else ""
    except ValueError:
        return NO_ADDRESS
    return f"{url.scheme}://{url.hostname}{port}{url.path}" if url.hostname else NO_ADDRESS
