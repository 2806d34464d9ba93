"""/setup/apps: External Client Apps, their keys and policies. A secret is shown on demand, to a POST."""

from dataclasses import dataclass

from starlette.responses import Response

from isthmus.local.salesforce.metadata.external_client_app import ExternalClientApp
from isthmus.local.salesforce.setup.door import Form, Visit, nothing_here


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An app with its consumer key."""

    app: ExternalClientApp
    consumer_key: str


async def show(visit: Visit) -> Response:
    """Show every app, without a secret."""
    return visit.render("apps", rows=_rows(visit), revealed=None, secret=None)


async def reveal(visit: Visit, _form: Form) -> Response:
    """Show one app's consumer secret."""
    consumer = visit.parts.consumers.find_by_app(visit.argument("app"))
    if consumer is None:
        raise nothing_here()
    # SECURITY: a page of a POST is kept nowhere: not in the history, not in a cache.
    secret = consumer.secret.reveal()
    return visit.render("apps", rows=_rows(visit), revealed=consumer.app, secret=secret)


def _rows(visit: Visit) -> list[_Row]:
    rows = []
    for app in visit.parts.metadata.catalog.apps():
        consumer = visit.parts.consumers.find_by_app(app.name)
        if consumer is not None:
            rows.append(_Row(app=app, consumer_key=consumer.key))
    return rows
