"""What the local org acts on, of the elements that Salesforce's metadata types have (`wsdl.py` says which).

`_OFF` marks switches that must be off. What is not named here is refused as not supported by the local org.
"""

from collections.abc import Mapping

from isthmus.local.salesforce.metadata.documents import NOT_SUPPORTED, Enum, Field
from isthmus.local.salesforce.metadata.wsdl import Acts

_OFF: frozenset[str | bool] = frozenset({False})


def _any(*names: str) -> Acts:
    return dict.fromkeys(names)


def _off(*names: str) -> Acts:
    return dict.fromkeys(names, _OFF)


EXTERNAL_CREDENTIAL: Acts = {
    "authenticationProtocol": frozenset({"Oauth"}),
    "externalCredentialParameters": {
        "parameterType": frozenset(
            {
                *("AdditionalRefreshStatusCode", "AuthParameter", "AuthProtocolVariant"),
                *("AuthProviderUrl", "NamedPrincipal"),
            }
        ),
        **_any("description", "parameterGroup", "parameterName", "parameterValue", "sequenceNumber"),
    },
    **_any("description", "label"),
}
NAMED_CREDENTIAL: Acts = {
    "namedCredentialParameters": {
        "parameterType": frozenset({"Url", "Authentication"}),
        **_any("description", "externalCredential", "parameterName", "parameterValue", "sequenceNumber"),
    },
    "namedCredentialType": frozenset({"SecuredEndpoint"}),
    **_off("allowMergeFieldsInBody", "allowMergeFieldsInHeader"),
    **_any("calloutStatus", "generateAuthorizationHeader", "label"),
}
PERMISSION_SET: Acts = {
    "classAccesses": _any("apexClass", "enabled"),
    "externalCredentialPrincipalAccesses": _any("enabled", "externalCredentialPrincipal"),
    "objectPermissions": {
        "object": frozenset({"UserExternalCredential"}),
        **_any("allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords"),
        **_any("viewAllFields", "viewAllRecords"),
    },
    "pageAccesses": _any("apexPage", "enabled"),
    "userPermissions": {
        "enabled": None,
        "name": frozenset(
            {"ApiEnabled", "AuthorApex", "CustomizeApplication", "ManageNamedCredentials", "UseAnyApiAuth"}
        ),
    },
    **_off("hasActivationRequired"),
    **_any("description", "label"),
}
APEX_CLASS: Acts = {"apiVersion": None, "status": frozenset({"Active"})}
APEX_PAGE: Acts = {
    **_any("apiVersion", "availableInTouch", "description", "label"),
    "confirmationTokenRequired": None,
}
CORS_ORIGIN: Acts = _any("urlPattern")
CSP_TRUSTED_SITE: Acts = {
    **_any("canAccessCamera", "canAccessMicrophone", "context", "description", "endpointUrl", "isActive"),
    **_any("isApplicableToConnectSrc", "isApplicableToFontSrc", "isApplicableToFrameSrc"),
    **_any("isApplicableToImgSrc", "isApplicableToMediaSrc", "isApplicableToStyleSrc"),
}
SECURITY_SETTINGS: Acts = {
    "passwordPolicies": _any("lockoutInterval", "maxLoginAttempts"),
    "sessionSettings": {
        **_any("enableOauthCorsPolicy", "lockSessionsToIp", "sessionTimeout"),
        **_off("enforceIpRangesEveryRequest"),
    },
}
OAUTH_OIDC_SETTINGS: Acts = {"blockOAuthUsrAgtFlow": None, "blockOAuthUnPwFlow": frozenset({True})}
CHATTER_SETTINGS: Acts = _any("enableChatter")
CONNECTED_APP_SETTINGS: Acts = _off(
    "enableAdminApprovedAppsOnly", "enableAdminApprovedAppsOnlyForExternalUser"
)

APPLICATION: Acts = {
    "distributionState": frozenset({"Local"}),
    **_any("contactEmail", "contactPhone", "description", "iconUrl", "infoUrl", "isProtected", "label"),
    **_any("logoUrl", "orgScopedExternalApp"),
}
OAUTH_SETTINGS: Acts = {
    **_any("commaSeparatedOauthScopes", "externalClientApplication", "label", "oauthLink"),
    **_off("areAttributesIncludedInAssetToken", "areCustomPermsIncludedInAssetToken"),
    **_off("isFirstPartyAppEnabled"),
}
GLOBAL_OAUTH_SETTINGS: Acts = {
    "idTokenConfig": {
        **_off("idTokenIncludeAttributes", "idTokenIncludeCustomPermissions"),
        **_any("idTokenAudience", "idTokenIncludeStandardClaims", "idTokenValidityInMinutes"),
    },
    **_off("isCodeCredFlowEnabled", "isCodeCredPostOnly", "isDeviceFlowEnabled", "isTokenExchangeEnabled"),
    **_off("shouldRotateConsumerKey", "shouldRotateConsumerSecret"),
    **_any("certificate", "isClientCredentialsFlowEnabled", "isNamedUserJwtEnabled"),
    **_any("isRefreshTokenRotationEnabled"),
    **_any("callbackUrl", "consumerKey", "consumerSecret", "externalClientApplication", "label"),
    **_any("isConsumerSecretOptional", "isIntrospectAllTokens", "isPkceRequired"),
    **_any("isSecretRequiredForRefreshToken", "isSecretRequiredForTokenExchange"),
}
OAUTH_POLICIES: Acts = {
    "ipRelaxationPolicyType": frozenset({"Enforce", "Bypass", "Bypass_2factor", "Enforce_RelaxRefresh"}),
    "refreshTokenValidityUnit": frozenset({"Hours", "Days", "Months"}),
    "requiredSessionLevel": frozenset({"LOW", "STANDARD"}),
    **_off("isGuestCodeCredFlowEnabled", "isTokenExchangeFlowEnabled"),
    **_any("clientCredentialsFlowUser", "isClientCredentialsFlowEnabled", "isNamedUserJwtEnabled"),
    **_any("namedUserJwtTimeout"),
    **_any("commaSeparatedPermissionSet", "commaSeparatedProfile", "externalClientApplication", "label"),
    **_any("permittedUsersPolicyType", "refreshTokenPolicyType", "refreshTokenValidityPeriod"),
    **_any("sessionTimeoutInMinutes", "startUrl"),
}
POLICIES: Acts = {
    **_any("externalClientApplication", "isEnabled", "isMobilePluginEnabled", "isNotificationPluginEnabled"),
    **_any("isOauthPluginEnabled", "isPushPluginEnabled", "isSamlPluginEnabled", "label", "startPage"),
    **_any("startUrl"),
}

CONNECTED_APP: Acts = {
    "oauthConfig": {
        "idTokenConfig": {
            **_off("idTokenIncludeAttributes", "idTokenIncludeCustomPerms"),
            **_any("idTokenAudience", "idTokenIncludeStandardClaims", "idTokenValidity"),
        },
        **_off("isCodeCredentialEnabled", "isCodeCredentialPostOnly", "isTokenExchangeEnabled"),
        **_any("callbackUrl", "certificate", "consumerKey", "consumerSecret", "isAdminApproved"),
        **_any("isClientCredentialEnabled", "isConsumerSecretOptional", "isIntrospectAllTokens"),
        **_any("isNamedUserJwtEnabled", "isPkceRequired", "isRefreshTokenRotationEnabled"),
        **_any("isSecretRequiredForRefreshToken", "isSecretRequiredForTokenExchange"),
        **_any("oauthClientCredentialUser", "scopes"),
    },
    "oauthPolicy": {**_off("isTokenExchangeFlowEnabled"), **_any("ipRelaxation", "refreshTokenPolicy")},
    "sessionPolicy": {"sessionLevel": frozenset({"LOW", "STANDARD"}), **_any("sessionTimeout")},
    **_any("contactEmail", "contactPhone", "description", "iconUrl", "infoUrl", "label", "logoUrl"),
    **_any("permissionSetName", "profileName", "startUrl"),
}

# Elements of the versions 64.0 to 66.0, which the WSDL does not have.
YOUNGER: Mapping[str, Mapping[str, Field]] = {
    "NamedCredential": {"description": Field()},
    "CorsWhitelistOrigin": {"developerName": Field()},
    "ExtlClntAppConfigurablePolicies": {"isCanvasPluginEnabled": Field(kind=bool)},
    "ExtlClntAppOauthConfigurablePolicies": {
        "guestJwtSessionTimeoutType": Field(only=NOT_SUPPORTED),
        "namedUserJwtSessionTimeoutType": Field(
            kind=Enum(name="JWTSessionTimeoutType", values=frozenset({"UserSession", "Custom"})),
        ),
    },
}
