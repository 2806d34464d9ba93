"""All checks, each after those that it needs."""

from isthmus.doctor.check import Check
from isthmus.doctor.m2m import (
    assignment,
    callout,
    client,
    clock,
    credential_scope,
    domain,
    external_credential,
    grant,
    issuer,
    named_credential,
    object_rights,
    permission_set,
    principal,
    scopes,
    token,
    token_url,
)
from isthmus.doctor.session_sso import client as app_client
from isthmus.doctor.session_sso import pinned_org, sign_up, triggers, use_once, userinfo, validator
from isthmus.doctor.web_identity import discovery, identity_pool, oidc_provider, policy, trust

M2M: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        *(domain, client, grant, scopes, token, issuer, clock),
        *(external_credential, token_url, credential_scope, named_credential),
        *(principal, permission_set, object_rights, assignment, callout),
    )
)
WEB_IDENTITY: tuple[Check, ...] = tuple(
    module.CHECK for module in (discovery, identity_pool, oidc_provider, trust, policy)
)
SESSION_SSO: tuple[Check, ...] = tuple(
    module.CHECK for module in (triggers, sign_up, app_client, userinfo, validator, pinned_org, use_once)
)
ALL: tuple[Check, ...] = (*M2M, *WEB_IDENTITY, *SESSION_SSO)
