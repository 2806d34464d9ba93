"""A real endpoint for the tests: ministack's child, Cognito, and an OpenID provider over TLS."""

import asyncio
import io
import json
import socket
import ssl
import threading
import zipfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import httpx2
import uvicorn
from botocore import UNSIGNED
from botocore.config import Config

from isthmus.clock import SystemClock
from isthmus.local.addresses import ACCOUNT_ID, REGION
from isthmus.local.aws.app import open_aws_endpoint
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.functions import EmulatorFunctions
from isthmus.local.certificates import Certificates, ensure_certificates
from isthmus.local.cognito.app import open_user_pools
from unit.local.openid.fake_provider import CLIENT_ID, FakeProvider

if TYPE_CHECKING:
    from isthmus.local.aws.app import AwsEndpoint
    from isthmus.local.ready import AdminKey

START_SECONDS = 60
ONE_TRY = Config(retries={"max_attempts": 0})


class RunningEndpoint:
    """Serve in a thread until `stop()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.aws_socket, self.provider_socket = _listen(), _listen()
        self.url = f"http://127.0.0.1:{self.aws_socket.getsockname()[1]}"
        self.provider = FakeProvider(f"https://localhost:{self.provider_socket.getsockname()[1]}")
        self.provider_name = self.provider.issuer.removeprefix("https://")
        self.provider_arn = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{self.provider_name}"
        self.admin: AdminKey
        self.endpoint: AwsEndpoint
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._started.wait(START_SECONDS)
        assert self._failure is None, self._failure

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive()

    @property
    def admin_keys(self) -> dict[str, str]:
        return {
            "aws_access_key_id": self.admin.access_key_id,
            "aws_secret_access_key": self.admin.secret_access_key.reveal(),
        }

    def client(self, service: str, **keys: str) -> Any:
        """Give a boto3 client, the administrator's unless `keys` says otherwise."""
        session: Any = boto3.session.Session(region_name=REGION)
        return session.client(service, endpoint_url=self.url, config=ONE_TRY, **(keys or self.admin_keys))

    def unsigned_client(self, service: str) -> Any:
        config = Config(signature_version=UNSIGNED, retries={"max_attempts": 0}, parameter_validation=False)
        session: Any = boto3.session.Session(region_name=REGION)
        return session.client(service, endpoint_url=self.url, config=config)

    def http(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, trust_env=False)

    def run(self, asked: Coroutine[Any, Any, str]) -> str:
        """Ask the endpoint itself, on its own loop."""
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result(START_SECONDS)

    def make_role(self, name: str, *, trust: dict[str, Any], allowed: list[dict[str, Any]]) -> str:
        """Make a role with one inline policy; give its ARN."""
        iam = self.client("iam")
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **trust}]}
        arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))["Role"][
            "Arn"
        ]
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in allowed]}
        iam.put_role_policy(RoleName=name, PolicyName="test", PolicyDocument=json.dumps(policy))
        return arn

    def make_function(self, name: str, *, source: str, role_arn: str) -> str:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as file:
            file.writestr("main.py", source)
        created = self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="main.handler",
            Role=role_arn,
            Code={"ZipFile": archive.getvalue()},
        )
        return str(created["FunctionArn"])

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:  # noqa: BLE001  the test's thread reports it
            self._failure = error
            self._started.set()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self) -> None:
        clock = SystemClock()
        certificates = ensure_certificates(self.folder / "tls", clock=clock)
        async with AsyncExitStack() as stack:
            emulator = Emulator(
                folder=self.folder / "aws", endpoint_url=self.url, region=REGION, account_id=ACCOUNT_ID
            )
            await emulator.start()
            stack.push_async_callback(emulator.stop)
            functions = EmulatorFunctions(emulator, account_id=ACCOUNT_ID)
            context = ssl.create_default_context(cafile=str(certificates.ca_bundle))
            client = httpx2.AsyncClient(verify=context, trust_env=False)
            stack.push_async_callback(client.aclose)
            user_pools = open_user_pools(
                database=self.folder / "cognito.sqlite3",
                issuer_base=self.url,
                region=REGION,
                account_id=ACCOUNT_ID,
                functions=functions,
                provider_client=client,
                clock=clock,
            )
            stack.enter_context(closing(user_pools))
            endpoint = open_aws_endpoint(
                folder=self.folder,
                emulator=emulator,
                functions=functions,
                user_pools=user_pools,
                provider_client=client,
                issuer_base=self.url,
                region=REGION,
                account_id=ACCOUNT_ID,
                clock=clock,
            )
            stack.enter_context(closing(endpoint))
            self.admin = endpoint.admin
            self.endpoint = endpoint
            await emulator.ready()
            stack.push_async_callback(_close_server, _start(endpoint, self.aws_socket, tls=None))
            provider = _start(self._provider_app, self.provider_socket, tls=certificates)
            stack.push_async_callback(_close_server, provider)
            self._started.set()
            await self._stopping.wait()

    async def _provider_app(self, scope: Any, _: Any, send: Any) -> None:
        """Serve the provider's documents."""
        documents = {
            "/.well-known/openid-configuration": self.provider.discovery,
            "/id/keys": self.provider.jwks(),
        }
        document = documents.get(scope["path"])
        status = 404 if document is None else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(document).encode()})


def register_provider(endpoint: RunningEndpoint) -> None:
    """Make IAM's OIDC provider for the fake one."""
    endpoint.client("iam").create_open_id_connect_provider(
        Url=endpoint.provider.issuer, ClientIDList=[CLIENT_ID]
    )


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """Leave signals to pytest."""


Serving = tuple[_Server, "asyncio.Task[None]"]


def _start(app: Any, listener: socket.socket, *, tls: Certificates | None) -> Serving:
    config = uvicorn.Config(
        app,
        interface="asgi3",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=None if tls is None else str(tls.certificate),
        ssl_keyfile=None if tls is None else str(tls.key),
    )
    server = _Server(config)
    return server, asyncio.create_task(server._serve(sockets=[listener]))


async def _close_server(serving: Serving) -> None:
    server, task = serving
    server.should_exit = True
    await task


def _listen() -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener
