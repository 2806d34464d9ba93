"""`web_identity`: swap a Salesforce ID token for AWS credentials. Argument: the ready file of `isthmus up`.

The token comes on standard input: what your application got when somebody signed in. It lives two minutes.
"""

import json
import sys
from pathlib import Path

import boto3

from isthmus.aws.identity_pool import IdentityPool
from isthmus.aws.json_call import IDENTITY_POOLS, JsonService
from isthmus.clock import SystemClock
from isthmus.flows.web_identity.sign_in import swap_for_credentials
from isthmus.origin import Origin
from isthmus.salesforce.id_token import IdTokenVerifier
from isthmus.salesforce.ids import OrgId
from isthmus.salesforce.openid import discover, keys_of
from isthmus.secret import Secret

if not sys.argv[1:]:
    sys.exit(__doc__)
ready = json.loads(Path(sys.argv[1]).read_text())
web_identity = ready["web_identity"]
unverified_token = Secret(sys.stdin.readline().strip())

provider = discover(Origin.parse(web_identity["issuer"], ca_bundle=Path(ready["ca_bundle"])))
verifier = IdTokenVerifier(
    provider=provider,
    client_id=web_identity["client_id"],
    org_id=OrgId.parse(ready["salesforce_org"]["org_id"]),
    keys=keys_of(provider, clock=SystemClock()),
    clock=SystemClock(),
)
# Whoever starts the sign-in passes its nonce; this script did not.
id_token = verifier.verify_id_token(unverified_token, nonce=None, access_token=None)

aws = Origin.parse_insecure_http(ready["aws_endpoint"])
pool = IdentityPool(
    web_identity["identity_pool_id"], api=JsonService(origin=aws, protocol=IDENTITY_POOLS, signer=None)
)
credentials = swap_for_credentials(id_token, identity_pool=pool)

dynamodb = boto3.client(
    "dynamodb",
    region_name=ready["region"],
    endpoint_url=ready["aws_endpoint"],
    aws_access_key_id=credentials.access_key_id,
    aws_secret_access_key=credentials.secret_access_key.reveal(),
    aws_session_token=credentials.session_token.reveal() if credentials.session_token else None,
)
items = dynamodb.scan(TableName=web_identity["table"])["Items"]
print("items found:", *sorted(int(item["Id"]["N"]) for item in items))
