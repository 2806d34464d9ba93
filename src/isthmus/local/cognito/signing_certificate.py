"""The certificate of a pool's key: self-signed and valid for ten years, as API_GetSigningCertificate says."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from isthmus.local.cognito.keys import SigningKey
from isthmus.local.cognito.pools import Pool

_TEN_YEARS = timedelta(days=3652)


def signing_certificate(pool: Pool, key: SigningKey) -> str:
    """Give the certificate as AWS does: Base64 of its DER, without lines around it.

    The same pool and key give the same certificate: nothing of it has to be kept.
    """
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, pool.id)])
    starts_at = datetime.fromtimestamp(int(pool.created_at), tz=UTC)
    serial = int.from_bytes(hashlib.sha256(f"{pool.id} {key.kid}".encode()).digest()[:8], "big") | 1
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.private_key.public_key())
        .serial_number(serial)
        .not_valid_before(starts_at)
        .not_valid_after(starts_at + _TEN_YEARS)
        .sign(key.private_key, hashes.SHA256())
    )
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
