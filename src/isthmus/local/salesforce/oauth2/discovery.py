"""/.well-known/openid-configuration and /id/keys, as Salesforce writes them for a My Domain.

WIRE: there is no `grant_types_supported` and no `code_challenge_methods_supported`, though S256 is required.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.parts import OrgParts

_SCOPES = (
    "cdp_ingest_api custom_permissions cdp_segment_api content cdp_api chatbot_api "
    "cdp_identityresolution_api interaction_api wave_api web cdp_calculated_insight_api einstein_gpt_api "
    "offline_access id api data_cloud_user_claims eclair_api email pardot_api lightning visualforce "
    "cdp_query_api sfap_api address openid profile scrt_api cdp_profile_api refresh_token phone "
    "user_registration_api pwdless_login_api chatter_api mcp_api full forgot_password"
)
_DPOP = "RS256 RS384 RS512 ES256 ES384 ES512 EdDSA"
_CLAIMS = (
    "active address email email_verified family_name given_name is_app_installed language locale name "
    "nickname organization_id phone_number phone_number_verified photos picture preferred_username profile "
    "sub updated_at urls user_id user_type zoneinfo"
)


async def describe(parts: OrgParts, _request: Request) -> Response:
    """Answer the discovery document."""
    host = parts.origin
    return JSONResponse(
        {
            "issuer": host,
            "authorization_endpoint": f"{host}/services/oauth2/authorize",
            "token_endpoint": f"{host}/services/oauth2/token",
            "revocation_endpoint": f"{host}/services/oauth2/revoke",
            "userinfo_endpoint": f"{host}/services/oauth2/userinfo",
            "jwks_uri": f"{host}/id/keys",
            "registration_endpoint": f"{host}/services/oauth2/register",
            "introspection_endpoint": f"{host}/services/oauth2/introspect",
            "scopes_supported": _SCOPES.split(),
            "response_types_supported": ["code", "token", "token id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "dpop_signing_alg_values_supported": _DPOP.split(),
            "display_values_supported": ["page", "popup", "touch"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "client_secret_basic",
                "private_key_jwt",
            ],
            "claims_supported": _CLAIMS.split(),
            "end_session_endpoint": f"{host}/services/auth/idp/oidc/logout",
            "frontchannel_logout_supported": True,
            "frontchannel_logout_session_supported": False,
        }
    )


async def keys(parts: OrgParts, _request: Request) -> Response:
    """Answer the public keys."""
    return JSONResponse(parts.signing_keys.to_jwks())
