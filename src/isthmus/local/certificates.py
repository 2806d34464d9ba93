"""TLS for localhost: a certificate authority made at first start, and one server certificate signed by it.

The CA's key is thrown away once the server certificate is signed: nobody can issue another certificate that a
developer's machine trusts. Name constraints limit the CA to localhost besides.
"""

import datetime as dt
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from isthmus.clock import Clock

LIFETIME = dt.timedelta(days=397)  # browsers refuse server certificates that live longer
RENEW_BEFORE = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """Files of the stack's TLS: what clients trust, and what the servers present."""

    ca_bundle: Path
    certificate: Path
    key: Path


def ensure_certificates(folder: Path, *, clock: Clock) -> Certificates:
    """Give the certificates in `folder`, made anew if they are absent or end within 30 days."""
    certificates = Certificates(
        ca_bundle=folder / "ca.pem", certificate=folder / "localhost.pem", key=folder / "localhost.key"
    )
    now = dt.datetime.fromtimestamp(clock.now(), tz=dt.UTC)
    if not _is_usable(certificates, now=now):
        folder.mkdir(parents=True, exist_ok=True)
        _make(certificates, now=now)
    return certificates


def _is_usable(certificates: Certificates, *, now: dt.datetime) -> bool:
    paths = (certificates.ca_bundle, certificates.certificate, certificates.key)
    if not all(path.is_file() for path in paths):
        return False
    certificate = x509.load_pem_x509_certificate(certificates.certificate.read_bytes())
    return certificate.not_valid_after_utc - RENEW_BEFORE > now


def _make(certificates: Certificates, *, now: dt.datetime) -> None:
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = _ca_certificate(ca_key, now=now)
    server_key = ec.generate_private_key(ec.SECP256R1())
    server = _server_certificate(server_key, ca=ca, ca_key=ca_key, now=now)
    pem = serialization.Encoding.PEM
    _write(certificates.key, _private_pem(server_key), mode=0o600)
    _write(certificates.certificate, server.public_bytes(pem) + ca.public_bytes(pem), mode=0o644)
    _write(certificates.ca_bundle, ca.public_bytes(pem), mode=0o644)


def _ca_certificate(key: ec.EllipticCurvePrivateKey, *, now: dt.datetime) -> x509.Certificate:
    constraints = x509.NameConstraints(
        permitted_subtrees=[
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_network("127.0.0.0/8")),
        ],
        excluded_subtrees=None,
    )
    name = _name("Isthmus local stack CA")
    return (
        _builder(subject=name, issuer=name, public_key=key.public_key(), now=now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(ca=True), critical=True)
        .add_extension(constraints, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _server_certificate(
    key: ec.EllipticCurvePrivateKey,
    *,
    ca: x509.Certificate,
    ca_key: ec.EllipticCurvePrivateKey,
    now: dt.datetime,
) -> x509.Certificate:
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    return (
        _builder(subject=_name("localhost"), issuer=ca.subject, public_key=key.public_key(), now=now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(ca=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(names, critical=False)
        .add_extension(authority, critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _builder(
    *, subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey, now: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + LIFETIME)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _key_usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, *, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
