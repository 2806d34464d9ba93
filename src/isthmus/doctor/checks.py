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
    org_session,
    permission_set,
    principal,
    scopes,
    token,
    token_url,
)
from isthmus.doctor.patient import Patient
from isthmus.doctor.session_sso import (
    attempts,
    attributes,
    invocable,
    lookup,
    pinned_org,
    ready,
    session_kind,
    settings,
    sign_up,
    time_left,
    time_limit,
    triggers,
    use_once,
    use_once_rights,
    userinfo,
    usernames,
    validator,
)
from isthmus.doctor.session_sso import client as app_client
from isthmus.doctor.session_sso import my_domain as org_domain
from isthmus.doctor.web_identity import (
    app_callback,
    app_scopes,
    asked,
    client_app,
    cors,
    discovery,
    id_token,
    identity_pool,
    my_domain,
    oidc_provider,
    pkce,
    policy,
    shown_token,
    tags,
    thumbprint,
    trust,
)
from isthmus.doctor.web_identity import org_session as app_session

M2M: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        *(domain, client, grant, scopes, token, issuer, clock),
        *(org_session, external_credential, token_url, credential_scope, named_credential),
        *(principal, permission_set, object_rights, assignment, callout),
    )
)
WEB_IDENTITY: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        *(my_domain, discovery, app_session, client_app, app_scopes, pkce, app_callback, cors, id_token),
        *(identity_pool, oidc_provider, thumbprint, trust, tags, policy, asked, shown_token),
    )
)
SESSION_SSO: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        *(triggers, invocable, ready, time_limit, time_left, attempts, settings),
        *(sign_up, usernames, app_client, attributes, org_domain, userinfo, validator, pinned_org),
        *(use_once, use_once_rights, session_kind, lookup),
    )
)
ALL: tuple[Check, ...] = (*M2M, *WEB_IDENTITY, *SESSION_SSO)


def checks_for(patient: Patient) -> tuple[Check, ...]:
    """Give all checks, without that of an ID token where none is shown: nobody misses it."""
    is_shown = patient.web_identity is not None and patient.web_identity.id_token is not None
    return tuple(check for check in ALL if is_shown or check is not shown_token.CHECK)
