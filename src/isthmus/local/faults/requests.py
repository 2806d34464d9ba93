"""What a fault at the AWS endpoint asks about a request: whose it is."""

from starlette.types import Scope

from isthmus.local.aws.routing import Destination, find_destination

TARGET = b"x-amz-target"


def destination_of(scope: Scope) -> Destination:
    """Give which system the endpoint would have answer."""
    return find_destination(
        method=scope["method"],
        path=scope["path"],
        host=header_of(scope, b"host"),
        target=header_of(scope, TARGET),
    )


def header_of(scope: Scope, wanted: bytes) -> str:
    """Give a header's first value, empty if it is absent."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name.lower() == wanted), "")
