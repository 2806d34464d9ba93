"""The sample API and the sample web app, loaded from the files that users copy, and set up for the demo."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from isthmus.cognito.pool import UserPool
from isthmus.local.addresses import REGION
from isthmus.local.assets import examples_folder
from isthmus.local.ready import Demo

if TYPE_CHECKING:
    from isthmus.local.addresses import Addresses


def build_sample_api(demo: Demo, addresses: "Addresses") -> Any:
    """Make the API: it takes the machine's tokens with the read scope, and those of people who signed in."""
    api = _load("backend_api", examples_folder() / "backend_api" / "app.py")
    machines = api.AcceptedClient(
        pool=_pool(addresses, demo.m2m.user_pool_id),
        client_id=demo.m2m.client_id,
        scope=demo.m2m.scopes[0],
    )
    people = api.AcceptedClient(
        pool=_pool(addresses, demo.session_sso.user_pool_id), client_id=demo.session_sso.client_id, scope=None
    )
    return api.build_app(api.ApiSettings(accepted=(machines, people)))


def build_sample_app(demo: Demo, addresses: "Addresses") -> Any:
    """Make the web app's server."""
    app = _load("browser_app", examples_folder() / "browser_app" / "server.py")
    web = demo.web_identity
    return app.build_app(
        app.AppSettings(
            region=REGION,
            issuer=web.issuer,
            client_id=web.client_id,
            redirect_uri=f"{addresses.app}/callback.html",
            identity_pool_id=web.identity_pool_id,
            table=web.table,
            aws_endpoint=addresses.aws_endpoint,
        )
    )


def _pool(addresses: "Addresses", user_pool_id: str) -> UserPool:
    return UserPool.at_insecure_issuer(f"{addresses.aws_endpoint}/{user_pool_id}")


def _load(name: str, path: Path) -> ModuleType:
    module_name = f"isthmus_sample_{name}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module  # NOTE: before it runs, for dataclasses look their module up there
    spec.loader.exec_module(module)
    return module
