"""The discovery document of a pool (OpenID Connect Discovery 1.0), with AWS's members.

Every address in it answers.
"""

from isthmus.local.cognito.pools import Pool

_SCOPES = ("openid", "email", "phone", "profile")


def discovery_document(pool: Pool) -> dict[str, object]:
    """Give the document; `issuer` equals the tokens' `iss` byte for byte."""
    base = pool.issuer.rpartition("/")[0]
    return {
        "authorization_endpoint": f"{base}/oauth2/authorize",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": pool.issuer,
        "jwks_uri": f"{pool.issuer}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "scopes_supported": list(_SCOPES),
        "subject_types_supported": ["public"],
        "token_endpoint": f"{base}/oauth2/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": f"{base}/oauth2/userInfo",
    }
