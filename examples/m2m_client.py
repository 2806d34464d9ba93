"""`m2m`: call an API as a machine. Argument: the ready file of `isthmus up`.

On AWS, write `Origin.parse` for the two insecure ones; the first is then your user pool's domain.
"""

import json
import sys
from pathlib import Path

from isthmus.m2m import token_source
from isthmus.origin import Origin
from isthmus.secret import Secret

if not sys.argv[1:]:
    sys.exit(__doc__)
ready = json.loads(Path(sys.argv[1]).read_text())

tokens = token_source(  # make one and share it: it keeps its token and renews it in time
    Origin.parse_insecure_http(ready["aws_endpoint"]),
    client_id=ready["m2m"]["client_id"],
    client_secret=Secret(ready["m2m"]["client_secret"]),
    scopes=ready["m2m"]["scopes"][:1],
)
api = Origin.parse_insecure_http(ready["api"])
headers = {"Authorization": f"Bearer {tokens.get_token().reveal()}"}
reply = api.send("GET", "/test", headers=headers, body=None, timeout_seconds=5, max_bytes=100_000)
print(reply.status, reply.body.decode())
