"""Who asks: a system of ours within whose exchange it was asked, a browser, or any other client."""

import re

from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.hop import Party
from isthmus.local.tracing.naming.answerers import Answerer
from isthmus.local.tracing.reading import Reading

_PRODUCT = re.compile(r"([A-Za-z][A-Za-z0-9._-]{0,40})(?:/|$)")
_PROGRAMS = {
    "boto3": "boto3",
    "aws-cli": "AWS CLI",
    "aws-sdk-js": "AWS SDK for JavaScript",
    "curl": "curl",
    "terraform": "Terraform",
    "sfdx": "sf CLI",
    "jsforce": "jsforce",
    "python-requests": "Python requests",
    "python-httpx2": "Python httpx2",
    "python-urllib": "Python",
    "node": "Node.js",
}


def name_asker(reading: Reading, *, parent: Answerer | None) -> tuple[Party, str]:
    """Name who asked; `parent` is who answers the exchange within which it was asked."""
    if parent is not None:
        return _of_parent(parent)
    agent = reading.request_headers.get("user-agent", "")
    is_fetched = any(name.startswith("sec-fetch-") for name in reading.request_headers)
    if is_fetched or "mozilla/" in agent.lower():
        return Party.BROWSER, "Browser"
    if agent.startswith("SFDC-Callout"):
        return Party.SALESFORCE, "Salesforce org"
    if reading.exchange.receiver is Receiver.FUNCTION:
        return Party.COGNITO, "Cognito user pool"
    product = _PRODUCT.match(agent)
    return Party.CLIENT, _PROGRAMS.get(product[1].lower(), product[1]) if product else "Client"


def _of_parent(parent: Answerer) -> tuple[Party, str]:
    """What API Gateway serves is a function, and the function asks."""
    if parent.party is Party.API_GATEWAY:
        return Party.FUNCTION, parent.operation.rpartition("/")[2] or "function"
    return parent.party, parent.name
