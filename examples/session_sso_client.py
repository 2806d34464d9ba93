"""`session_sso`: swap a Salesforce session for user-pool tokens. Argument: the ready file of `isthmus up`.

Here the session is that of the demo's first user; yours is the one your application holds.
"""

import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from isthmus.aws.json_call import USER_POOLS, JsonService
from isthmus.cognito.sign_in import CustomAuth
from isthmus.flows.session_sso.sign_in import sign_in
from isthmus.flows.session_sso.validator_client import ValidatorClient
from isthmus.origin import Origin
from isthmus.salesforce.session_id import SessionId

ready = json.loads(Path(sys.argv[1]).read_text())

url = urlsplit(ready["session_sso"]["validator_url"])
validator = ValidatorClient(origin=Origin.parse_insecure_http(f"{url.scheme}://{url.netloc}"), path=url.path)
aws = Origin.parse_insecure_http(ready["aws_endpoint"])
pool = CustomAuth(
    client_id=ready["session_sso"]["client_id"],
    client_secret=None,
    api=JsonService(origin=aws, protocol=USER_POOLS, signer=None),
)
session_id = SessionId.parse(ready["salesforce_org"]["users"][0]["session_id"])
tokens = sign_in(session_id, validator=validator, sign_ins=pool)
print("signed in; the access token lives", tokens.expires_in_seconds, "seconds")
