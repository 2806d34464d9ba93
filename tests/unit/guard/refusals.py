"""What every guard refuses, and with what: the table that the shells' tests share."""

from typing import NamedTuple

from unit.cognito.pools import NOW, READ, a_machine_token, id_claims
from unit.jose.issuing import sign


class Refused(NamedTuple):
    authorization: str | None
    query: str
    status: int
    challenge: str


REFUSED = [
    Refused(None, "", 401, 'Bearer realm="api"'),
    Refused("Basic YTpi", "", 401, 'Bearer realm="api"'),
    Refused("Bearer", "", 400, 'Bearer realm="api", error="invalid_request"'),
    Refused("Bearer a.b.c, Bearer a.b.c", "", 400, 'Bearer realm="api", error="invalid_request"'),
    Refused("Bearer a.b.c", "access_token=a.b.c", 400, 'Bearer realm="api", error="invalid_request"'),
    Refused("Bearer a.b.c", "access%5Ftoken=a.b.c", 400, 'Bearer realm="api", error="invalid_request"'),
    Refused("Bearer a.b.c", "", 401, 'Bearer realm="api", error="invalid_token"'),
    Refused(f"Bearer {a_machine_token(exp=NOW)}", "", 401, 'Bearer realm="api", error="invalid_token"'),
    Refused(f"Bearer {sign(id_claims())}", "", 401, 'Bearer realm="api", error="invalid_token"'),
    Refused(
        f"Bearer {a_machine_token(scope='other/read')}",
        "",
        403,
        f'Bearer realm="api", error="insufficient_scope", scope="{READ}"',
    ),
]
