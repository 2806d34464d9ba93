"""A discovery document that names endpoints on another host, which the local org's never does."""

import json
from contextlib import closing

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed
from isthmus.doctor.patient import Patient, WebIdentity
from isthmus.doctor.web_identity.discovery import CHECK
from isthmus.origin import Origin
from unit.answering import a_web_server


def test_names_endpoints_on_another_host() -> None:
    with a_web_server((200, b"")) as server, closing(Origin.parse_insecure_http(server.url)) as org:
        document = {
            "issuer": server.url,
            "authorization_endpoint": "https://login.salesforce.com/services/oauth2/authorize",
            "token_endpoint": f"{server.url}/services/oauth2/token",
            "jwks_uri": f"{server.url}/id/keys",
        }
        server.answers[:] = [(200, json.dumps(document).encode())]
        web_identity = WebIdentity(org=org, consumer_key="sample", identity_pool_id="us-east-1:sample")
        verdict = CHECK.run(Patient(clock=SystemClock(), web_identity=web_identity))
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the org's discovery document names endpoints on another host"
