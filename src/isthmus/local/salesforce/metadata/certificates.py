"""X.509 certificates that metadata carries as PEM text."""

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from isthmus.errors import MalformedError


def check_rsa_certificate(unverified_pem: str) -> str:
    """Give the text back if it is a certificate of an RSA key; raise MalformedError otherwise."""
    try:
        key = load_pem_x509_certificate(unverified_pem.encode()).public_key()
    except ValueError as error:
        raise MalformedError("certificate is no PEM-encoded X.509 certificate") from error
    if not isinstance(key, RSAPublicKey):
        raise MalformedError("certificate must hold an RSA key")
    return unverified_pem
