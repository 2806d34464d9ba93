"""GetSigningCertificate. Page: API_GetSigningCertificate."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.keys import ID, Keys
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.signing_certificate import signing_certificate

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetSigningCertificateRequestTypeDef


async def get_signing_certificate(
    request: "GetSigningCertificateRequestTypeDef", *, pools: Pools, keys: Keys
) -> dict[str, Any]:
    """Give the certificate of the key that signs the pool's ID tokens."""
    pool = pools.get(request["UserPoolId"])
    return {"Certificate": signing_certificate(pool, keys.get(pool.id, ID))}
