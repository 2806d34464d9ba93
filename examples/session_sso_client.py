"""`session_sso`: swap a Salesforce session for user-pool tokens. Argument: the ready file of `isthmus up`.

Here the session is that of the demo's first user; yours is the one your application holds. On AWS, write the
validator's address as a text, and no endpoint.
"""

import json
import sys
from pathlib import Path

from isthmus.origin import Origin
from isthmus.session_sso import SessionId, ValidatorClient, session_client

if not sys.argv[1:]:
    sys.exit(__doc__)
ready = json.loads(Path(sys.argv[1]).read_text())

client = session_client(  # make one and share it: it keeps connections open
    ValidatorClient.parse_insecure_http(ready["session_sso"]["validator_url"]),
    region=ready["region"],
    client_id=ready["session_sso"]["client_id"],
    client_secret=None,
    endpoint=Origin.parse_insecure_http(ready["aws_endpoint"]),
)
with client:
    tokens = client.sign_in(SessionId.parse(ready["salesforce_org"]["users"][0]["session_id"]))
print("signed in as", tokens.username, "for", tokens.expires_in_seconds, "seconds")
