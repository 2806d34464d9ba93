"""The API's side of `m2m`: RFC 6750 over web frameworks, thin shells around one decision.

`accept` says whose tokens; `asgi`, `wsgi`, `fastapi`, `flask`, `django`, `aws_lambda` and `authorizer` stand
in front of the API.
"""

from isthmus.flows.m2m.callers import require_group
from isthmus.guard.accepting import accept, accept_pool

__all__ = ["accept", "accept_pool", "require_group"]
