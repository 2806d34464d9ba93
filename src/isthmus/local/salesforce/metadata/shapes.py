"""Metadata types as data: their elements, enums and what of them the local org acts on (Metadata API 66.0).

`_later` marks what Salesforce knows and the local org refuses; `_off` marks switches that must be off.
"""

from isthmus.local.salesforce.metadata.documents import NOT_SUPPORTED, Enum, Field, Kind, Shape

_text, _required_text = Field(), Field(required=True)
_flag, _required_flag, _number = Field(kind=bool), Field(kind=bool, required=True), Field(kind=int)
_off = Field(kind=bool, only=frozenset({False}))


def _enum(name: str, *values: str) -> Enum:
    return Enum(name=name, values=frozenset(values))


def _later(*names: str, kind: Kind = str) -> dict[str, Field]:
    return {name: Field(kind=kind, many=isinstance(kind, Shape), only=NOT_SUPPORTED) for name in names}


_ANYTHING = Shape(name="Anything", fields={})

AUTHENTICATION_PROTOCOL = _enum(
    "AuthenticationProtocol",
    *("NoAuthentication", "Certificate", "Oauth", "Password", "NTLM", "AwsSv4", "Jwt", "JwtExchange", "C2c"),
    *("ApiKey", "Custom", "InternalOAuth", "OrgJwt", "Basic"),
)
EXTERNAL_CREDENTIAL_PARAMETER_TYPE = _enum(
    "ExternalCredentialParamType",
    *("AdditionalRefreshStatusCode", "AuthHeader", "AuthParameter", "AuthProtocolVariant", "AuthProvider"),
    *("AuthProviderUrl", "AuthProviderUrlQueryParameter", "AwsStsPrincipal", "ExternalAuthIdentityProvider"),
    *("JwtBodyClaim", "JwtHeaderClaim", "NamedPrincipal", "PerUserPrincipal", "SigningCertificate"),
    *("CreatedByNamespace", "GlobalNamedPrincipal", "ManagedByComponent", "ManagedByFeature"),
    *("SfHttpRequestExtensionName", "SystemUserPrincipal", "ParameterGroup", "FormulaVariable"),
    *("AuthProviderAuthParameter", "AuthContext", "AuthQueryParameter", "TenantPrincipal"),
)
EXTERNAL_CREDENTIAL = Shape(
    name="ExternalCredential",
    fields={
        "authenticationProtocol": Field(
            kind=AUTHENTICATION_PROTOCOL, required=True, only=frozenset({"Oauth"})
        ),
        "description": _text,
        "externalCredentialParameters": Field(
            kind=Shape(
                name="ExternalCredentialParameter",
                fields={
                    **_later("authProvider", "certificate", "externalAuthIdentityProvider"),
                    "description": _text,
                    "parameterGroup": _text,
                    "parameterName": _required_text,
                    "parameterType": Field(
                        kind=EXTERNAL_CREDENTIAL_PARAMETER_TYPE,
                        required=True,
                        only=frozenset(
                            {
                                *("AdditionalRefreshStatusCode", "AuthParameter", "AuthProtocolVariant"),
                                *("AuthProviderUrl", "NamedPrincipal"),
                            }
                        ),
                    ),
                    "parameterValue": _text,
                    "sequenceNumber": _number,
                },
            ),
            many=True,
        ),
        "label": _required_text,
    },
)
NAMED_CREDENTIAL = Shape(
    name="NamedCredential",
    fields={
        "allowMergeFieldsInBody": _off,
        "allowMergeFieldsInHeader": _off,
        "calloutStatus": Field(kind=_enum("CalloutStatus", "Enabled", "Disabled")),
        "description": _text,
        "generateAuthorizationHeader": _flag,
        "label": _required_text,
        "namedCredentialParameters": Field(
            kind=Shape(
                name="NamedCredentialParameter",
                fields={
                    **_later("certificate", "outboundNetworkConnection"),
                    **_later("globalNamedPrincipalCredential", "managedFeatureEnabledCallout", kind=bool),
                    **_later("readOnlyNamedCredential", "systemUserNamedCredential", kind=bool),
                    "description": _text,
                    "externalCredential": _text,
                    "parameterName": _required_text,
                    "parameterType": Field(
                        kind=_enum(
                            "NamedCredentialParamType",
                            *("Url", "HttpHeader", "ClientCertificate", "Authentication", "ConnectionStatus"),
                            *("OutboundNetworkConnection", "AllowedManagedPackageNamespaces"),
                            *(
                                "CreatedByNamespace",
                                "CustomParameter",
                                "ManagedByComponent",
                                "ManagedByFeature",
                            ),
                            *("ManagedByNamespace", "NamedCredentialOptions", "SfHttpRequestExtensionName"),
                            "StandardNamedCredentialType",
                        ),
                        required=True,
                        only=frozenset({"Url", "Authentication"}),
                    ),
                    "parameterValue": _text,
                    "sequenceNumber": _number,
                },
            ),
            many=True,
        ),
        "namedCredentialType": Field(
            kind=_enum("NamedCredentialType", "Legacy", "SecuredEndpoint", "PrivateEndpoint", "Standard"),
            required=True,
            only=frozenset({"SecuredEndpoint"}),
        ),
        **_later("authProvider", "authTokenEndpointUrl", "awsAccessKey", "awsAccessSecret", "awsRegion"),
        **_later("awsService", "certificate", "endpoint", "jwtAudience", "jwtFormulaSubject", "jwtIssuer"),
        **_later("jwtSigningCertificate", "jwtTextSubject", "jwtValidityPeriodSeconds", "oauthRefreshToken"),
        **_later("oauthScope", "oauthToken", "outboundNetworkConnection", "password", "principalType"),
        **_later("protocol", "username"),
    },
)
PERMISSION_SET = Shape(
    name="PermissionSet",
    fields={
        "classAccesses": Field(
            kind=Shape(
                name="PermissionSetApexClassAccess",
                fields={"apexClass": _required_text, "enabled": _required_flag},
            ),
            many=True,
        ),
        "description": _text,
        "externalCredentialPrincipalAccesses": Field(
            kind=Shape(
                name="PermissionSetExternalCredentialPrincipalAccess",
                fields={"enabled": _required_flag, "externalCredentialPrincipal": _required_text},
            ),
            many=True,
        ),
        "hasActivationRequired": _off,
        "label": _required_text,
        "objectPermissions": Field(
            kind=Shape(
                name="PermissionSetObjectPermissions",
                fields={
                    "allowCreate": _required_flag,
                    "allowDelete": _required_flag,
                    "allowEdit": _required_flag,
                    "allowRead": _required_flag,
                    "modifyAllRecords": _required_flag,
                    "object": Field(required=True, only=frozenset({"UserExternalCredential"})),
                    "viewAllFields": _flag,
                    "viewAllRecords": _required_flag,
                },
            ),
            many=True,
        ),
        "userPermissions": Field(
            kind=Shape(
                name="PermissionSetUserPermission",
                fields={
                    "enabled": _required_flag,
                    "name": Field(
                        required=True,
                        only=frozenset({"ApiEnabled", "AuthorApex", "CustomizeApplication", "ManageNamedCredentials"}),
                    ),
                },
            ),
            many=True,
        ),
        **_later("license"),
        **_later(
            *("agentAccesses", "applicationVisibilities", "customMetadataTypeAccesses", "customPermissions"),
            *("customSettingAccesses", "emailRoutingAddressAccesses", "externalDataSourceAccesses"),
            *("fieldPermissions", "flowAccesses", "pageAccesses", "recordTypeVisibilities"),
            *("servicePresenceStatusAccesses", "tabSettings"),
            kind=_ANYTHING,
        ),
    },
)
APEX_CLASS = Shape(
    name="ApexClass",
    fields={
        "apiVersion": Field(kind=float, required=True),
        "status": Field(
            kind=_enum("ApexCodeUnitStatus", "Inactive", "Active", "Deleted"),
            required=True,
            only=frozenset({"Active"}),
        ),
        **_later("packageVersions", kind=_ANYTHING),
    },
)
CORS_ORIGIN = Shape(name="CorsWhitelistOrigin", fields={"developerName": _text, "urlPattern": _required_text})
CSP_TRUSTED_SITE = Shape(
    name="CspTrustedSite",
    fields={
        "canAccessCamera": _flag,
        "canAccessMicrophone": _flag,
        "context": Field(
            kind=_enum(
                "CspTrustedSiteContext",
                *("All", "LEX", "Communities", "FieldServiceMobileExtension", "LightningOut", "VisualForce"),
            )
        ),
        "description": _text,
        "endpointUrl": _required_text,
        "isActive": _required_flag,
        "isApplicableToConnectSrc": _flag,
        "isApplicableToFontSrc": _flag,
        "isApplicableToFrameSrc": _flag,
        "isApplicableToImgSrc": _flag,
        "isApplicableToMediaSrc": _flag,
        "isApplicableToStyleSrc": _flag,
        **_later("mobileExtension"),
    },
)
SECURITY_SETTINGS = Shape(
    name="SecuritySettings",
    fields={
        "passwordPolicies": Field(
            kind=Shape(
                name="PasswordPolicies",
                fields={
                    "lockoutInterval": Field(
                        kind=_enum(
                            "LockoutInterval", "FifteenMinutes", "ThirtyMinutes", "SixtyMinutes", "Forever"
                        )
                    ),
                    "maxLoginAttempts": Field(
                        kind=_enum(
                            "MaxLoginAttempts", "ThreeAttempts", "FiveAttempts", "TenAttempts", "NoLimit"
                        )
                    ),
                    **_later("apiOnlyUserHomePageURL", "complexity", "expiration", "historyRestriction"),
                    **_later("minimumPasswordLength", "minimumPasswordLifetime", "obscureSecretAnswer"),
                    **_later("passwordAssistanceMessage", "passwordAssistanceURL", "questionRestriction"),
                },
            )
        ),
        "sessionSettings": Field(
            kind=Shape(
                name="SessionSettings",
                fields={
                    "enableOauthCorsPolicy": _flag,
                    "sessionTimeout": Field(
                        kind=_enum(
                            "SessionTimeout",
                            *("FifteenMinutes", "ThirtyMinutes", "SixtyMinutes", "NinetyMinutes", "TwoHours"),
                            *("FourHours", "EightHours", "TwelveHours", "TwentyFourHours"),
                        )
                    ),
                    "lockSessionsToIp": _off,
                    "enforceIpRangesEveryRequest": _off,
                },
            )
        ),
        **_later("canUsersGrantLoginAccess", "enableAdminLoginAsAnyUser", "enableAuditFieldsInactiveOwner"),
        **_later(
            "enableAuraSecureEvalPref", "enableCoepHeader", "enableCoopHeader", "enableCrossOrgRedirects"
        ),
        **_later("enablePermissionsPolicy", "enableRequireHttpsConnection", "redirectBlockModeEnabled"),
        **_later("sendCspForUncommonClients"),
        **_later("networkAccess", "singleSignOnSettings", kind=_ANYTHING),
    },
)
OAUTH_OIDC_SETTINGS = Shape(
    name="OauthOidcSettings",
    fields={
        "blockOAuthUsrAgtFlow": _flag,
        "blockOAuthUnPwFlow": Field(kind=bool, only=frozenset({True})),
        **_later("isPkceRequired", "oAuthCdCrdtFlowEnable", kind=bool),
    },
)
CHATTER_SETTINGS = Shape(name="ChatterSettings", fields={"enableChatter": _flag})
