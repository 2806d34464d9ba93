"""The five metadata types of an External Client App, as data (Metadata API 66.0)."""

from isthmus.local.salesforce.metadata.documents import NOT_SUPPORTED, Enum, Field, Shape

_text, _required_text = Field(), Field(required=True)
_flag, _required_flag, _number = Field(kind=bool), Field(kind=bool, required=True), Field(kind=int)
_off, _later = Field(kind=bool, only=frozenset({False})), Field(only=NOT_SUPPORTED)
_later_flag, _later_number = Field(kind=bool, only=NOT_SUPPORTED), Field(kind=int, only=NOT_SUPPORTED)
_later_groups = Field(kind=Shape(name="Anything", fields={}), many=True, only=NOT_SUPPORTED)


def _enum(name: str, *values: str) -> Enum:
    return Enum(name=name, values=frozenset(values))


APPLICATION = Shape(
    name="ExternalClientApplication",
    fields={
        "contactEmail": _text,
        "contactPhone": _text,
        "description": _text,
        "distributionState": Field(
            kind=_enum("ExtlClntAppDistState", "Local", "Packaged", "Managed", "AutoInstalled"),
            only=frozenset({"Local"}),
        ),
        "iconUrl": _text,
        "infoUrl": _text,
        "isProtected": _flag,
        "label": _text,
        "logoUrl": _text,
        "managedType": Field(kind=_enum("ExtlClntAppManagedType", "Local", "Global"), only=NOT_SUPPORTED),
        "orgScopedExternalApp": _text,
    },
)
OAUTH_SETTINGS = Shape(
    name="ExtlClntAppOauthSettings",
    fields={
        "areAttributesIncludedInAssetToken": _off,
        "areCustomPermsIncludedInAssetToken": _off,
        "assetTokenAudiences": _later,
        "assetTokenSigningCertificate": _later,
        "assetTokenValidity": _later_number,
        "clientAssertionCertificate": _later,
        "commaSeparatedCustomScopes": _later,
        "commaSeparatedOauthScopes": _text,
        "customAttributes": _later_groups,
        "externalClientApplication": _required_text,
        "isFirstPartyAppEnabled": _off,
        "label": _text,
        "oauthLink": _text,
        "singleLogoutUrl": _later,
        "trustedIpRanges": _later_groups,
    },
)
GLOBAL_OAUTH_SETTINGS = Shape(
    name="ExtlClntAppGlobalOauthSettings",
    fields={
        "callbackUrl": _text,
        "certificate": _text,
        "consumerKey": _text,
        "consumerSecret": _text,
        "externalClientApplication": _required_text,
        "idTokenConfig": Field(
            kind=Shape(
                name="ExternalAppIdTokenConfig",
                fields={
                    "idTokenAudience": _text,
                    "idTokenIncludeAttributes": _off,
                    "idTokenIncludeCustomPermissions": _off,
                    "idTokenIncludeStandardClaims": _flag,
                    "idTokenValidityInMinutes": _number,
                },
            )
        ),
        "isClientCredentialsFlowEnabled": _flag,
        "isCodeCredFlowEnabled": _off,
        "isCodeCredPostOnly": _off,
        "isConsumerSecretOptional": _flag,
        "isDeviceFlowEnabled": _off,
        "isIntrospectAllTokens": _flag,
        "isNamedUserJwtEnabled": _flag,
        "isPkceRequired": _flag,
        "isRefreshTokenRotationEnabled": _flag,
        "isSecretRequiredForRefreshToken": _flag,
        "isSecretRequiredForTokenExchange": _flag,
        "isTokenExchangeEnabled": _off,
        "label": _text,
        "shouldRotateConsumerKey": _off,
        "shouldRotateConsumerSecret": _off,
    },
)
OAUTH_POLICIES = Shape(
    name="ExtlClntAppOauthConfigurablePolicies",
    fields={
        "apexHandler": _later,
        "clientCredentialsFlowUser": _text,
        "commaSeparatedCustomScopes": _later,
        "commaSeparatedPermissionSet": _text,
        "commaSeparatedProfile": _text,
        "customAttributes": _later_groups,
        "executeHandlerAs": _later,
        "externalClientApplication": _required_text,
        "guestJwtTimeout": _later_number,
        "guestJwtSessionTimeoutType": _later,
        "ipRelaxationPolicyType": Field(
            kind=_enum(
                "IpRelaxationPolicyType", "Enforce", "Bypass", "Bypass_2factor", "Enforce_RelaxRefresh"
            )
        ),
        "isClientCredentialsFlowEnabled": _flag,
        "isGuestCodeCredFlowEnabled": _off,
        "isNamedUserJwtEnabled": _flag,
        "isTokenExchangeFlowEnabled": _off,
        "label": _text,
        "namedUserJwtTimeout": _number,
        "namedUserJwtSessionTimeoutType": Field(kind=_enum("JWTSessionTimeoutType", "UserSession", "Custom")),
        "permittedUsersPolicyType": Field(
            kind=_enum("PermittedUsersPolicyType", "AllSelfAuthorized", "AdminApprovedPreAuthorized")
        ),
        "policyAction": Field(kind=_enum("PolicyAction", "Block", "RaiseSessionLevel"), only=NOT_SUPPORTED),
        "refreshTokenPolicyType": Field(
            kind=_enum("RefreshTokenPolicyType", "Infinite", "Zero", "SpecificLifetime", "SpecificInactivity")
        ),
        "refreshTokenValidityPeriod": _number,
        "refreshTokenValidityUnit": Field(kind=_enum("RefreshTokenValidityUnit", "Hours", "Days", "Months")),
        "requiredSessionLevel": Field(
            kind=_enum("SessionSecurityLevel", "LOW", "STANDARD", "HIGH_ASSURANCE"),
            only=frozenset({"LOW", "STANDARD"}),
        ),
        "sessionTimeoutInMinutes": _number,
        "singleLogoutUrl": _later,
        "startUrl": _text,
    },
)
POLICIES = Shape(
    name="ExtlClntAppConfigurablePolicies",
    fields={
        "externalClientApplication": _required_text,
        "isCanvasPluginEnabled": _flag,
        "isEnabled": _required_flag,
        "isMobilePluginEnabled": _flag,
        "isNotificationPluginEnabled": _flag,
        "isOauthPluginEnabled": _flag,
        "isPushPluginEnabled": _flag,
        "isSamlPluginEnabled": _flag,
        "label": _text,
        "startPage": Field(kind=_enum("ExtlClntAppStartPage", "None", "Custom", "OAuth", "SAML")),
        "startUrl": _text,
    },
)
