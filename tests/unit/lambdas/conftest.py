"""A fake org over TLS and a fake AWS, named in the environment as a deployed function finds them."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from isthmus.aws.json_call import JsonService
from isthmus.lambdas import (
    _validator,
    api_authorizer,
    create_auth_challenge,
    define_auth_challenge,
    verify_auth_challenge,
)
from isthmus.salesforce.session_owners import SessionOwners
from unit.aws.fake_aws import FakeAws, over_http
from unit.aws.fake_table import TABLE, FakeTable
from unit.cognito.fake_user_pool import POOL_ID, FakeUserPool
from unit.lambdas.surroundings import Surroundings
from unit.salesforce.fake_org import ORG_ID, FakeOrg
from unit.salesforce.loopback import serving


@pytest.fixture(autouse=True)
def a_process_of_its_own() -> Iterator[None]:
    """Let each test be the first invocation of a process, and end that."""
    yield
    api_authorizer._open_authorizer.cache_clear()
    define_auth_challenge._max_attempts.cache_clear()
    create_auth_challenge._check_environment.cache_clear()
    if verify_auth_challenge._ports.cache_info().currsize:
        owners, use_once = verify_auth_challenge._ports()
        close(owners, cast("JsonService", use_once._dynamodb))
        verify_auth_challenge._ports.cache_clear()
    if _validator.open_ports.cache_info().currsize:
        owners, directory = _validator.open_ports()
        close(owners, cast("JsonService", directory._api))
        _validator.open_ports.cache_clear()


def close(owners: SessionOwners, service: JsonService) -> None:
    service._origin.close()
    for origin in owners._orgs._origins.values():
        origin.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file with a key and a certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a fake org")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "org.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def surroundings(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Surroundings]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    org, pool, table = FakeOrg(), FakeUserPool(), FakeTable()
    aws = FakeAws({"PutItem": table.put_item, **pool.api.operations})
    with serving(org.answer, context=context) as org_server, serving(over_http(aws)) as aws_server:
        environ = {
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE00000",
            "AWS_SECRET_ACCESS_KEY": "the-secret-key-of-the-function",
            "AWS_SESSION_TOKEN": "the-session-token-of-the-function",
            "AWS_ENDPOINT_URL": str(aws_server.origin),
            "ISTHMUS_INSECURE_HTTP_AWS_ENDPOINT": "true",
            "ISTHMUS_SALESFORCE_ORGS": f"{ORG_ID}={org_server.origin}",
            "ISTHMUS_USE_ONCE_TABLE": TABLE,
            "ISTHMUS_USER_POOL_ID": POOL_ID,
            "SSL_CERT_FILE": str(certificate),
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        yield Surroundings(org=org, pool=pool, table=table, aws=aws, org_server=org_server, environ=environ)
