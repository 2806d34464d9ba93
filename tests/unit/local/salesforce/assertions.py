"""Signed assertions for the JWT bearer grant, made by another library than the org's."""

import datetime as dt
from functools import cache
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from unit.local.salesforce.orgs import ORIGIN, OrgUnderTest

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@cache
def a_key(name: str) -> rsa.RSAPrivateKey:
    """Give the key of this name, always the same one."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    """Make a self-signed certificate."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "app.example")])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=3650))
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def claims_for(made: OrgUnderTest, **changes: Any) -> dict[str, Any]:
    """Give the claims of a good assertion; a change to None leaves one out."""
    claims = {
        "iss": made.client_id,
        "sub": "bea@isthmus.example",
        "aud": ORIGIN,
        "exp": int(made.clock.now()) + 120,
    } | changes
    return {name: value for name, value in claims.items() if value is not None}


def an_assertion(made: OrgUnderTest, *, key: str = "app", **changes: Any) -> str:
    """Sign an assertion with RS256."""
    payload = claims_for(made, **changes)
    issuer = payload.pop("iss", None)
    return jwt.encode(payload | ({"iss": issuer} if issuer else {}), a_key(key), algorithm="RS256")
