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
    principal,
    scopes,
    token,
    token_url,
)

M2M: tuple[Check, ...] = tuple(
    module.CHECK
    for module in (
        *(domain, client, grant, scopes, token, issuer, clock),
        *(external_credential, token_url, credential_scope, principal, assignment, callout),
    )
)
ALL: tuple[Check, ...] = (*M2M,)
