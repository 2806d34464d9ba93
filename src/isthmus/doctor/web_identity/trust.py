"""The role trusts this identity pool and nobody else, and only those who signed in."""

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_web_identity
from isthmus.doctor.statements import Statement, as_texts, conditions_of, names_action
from isthmus.doctor.web_identity.role import find_role_names, get_trust

_IDENTITY_POOLS = "cognito-identity.amazonaws.com"
_AUD_OPERATORS = frozenset({"stringequals", "stringlike"})
_AMR_OPERATORS = _AUD_OPERATORS | {"foranyvalue:stringequals", "foranyvalue:stringlike"}
_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
_REMEDY = (
    "Put both conditions into the role's trust policy: StringEquals aud = <identity pool id>, and "
    "ForAnyValue:StringLike amr = authenticated. docs/flows/web_identity.md has it whole."
)


def _run(patient: Patient) -> Verdict:
    pool_id, roles = get_web_identity(patient).identity_pool_id, find_role_names(patient)
    if not roles:
        return Failed(
            cause="the identity pool has no role for those who signed in",
            evidence=pool_id,
            remedy="aws cognito-identity set-identity-pool-roles --roles authenticated=<role ARN>.",
        )
    for role in roles:
        trust = [statement for statement in get_trust(patient, role) if _is_for_identity_pools(statement)]
        fault = _find_fault(trust, role=role, pool_id=pool_id)
        if fault is not None:
            return fault
    return Ok(detail=", ".join(roles))


def _is_for_identity_pools(statement: Statement) -> bool:
    principal = statement.get("Principal")
    federated = as_texts(principal.get("Federated")) if isinstance(principal, dict) else as_texts(principal)
    is_ours = bool({_IDENTITY_POOLS, "*"}.intersection(federated))
    return statement.get("Effect") == "Allow" and is_ours and names_action(statement, _WEB_IDENTITY)


def _find_fault(trust: list[Statement], *, role: str, pool_id: str) -> Failed | None:
    if not trust:
        return Failed(
            cause="the role can't be taken by a web identity",
            evidence=f"{role} has no statement for {_WEB_IDENTITY} by {_IDENTITY_POOLS}",
            remedy=_REMEDY,
        )
    for statement in trust:
        audiences = _condition(statement, f"{_IDENTITY_POOLS}:aud", operators=_AUD_OPERATORS)
        methods = _condition(statement, f"{_IDENTITY_POOLS}:amr", operators=_AMR_OPERATORS)
        if audiences != [pool_id]:
            return Failed(
                cause="the role does not trust this identity pool alone",
                evidence=f"{role}: aud is {', '.join(audiences) or 'not asked for'}, the pool is {pool_id}",
                remedy=_REMEDY,
            )
        if methods != ["authenticated"]:
            return Failed(
                cause="the role is not for authenticated identities alone",
                evidence=f"{role}: amr is {', '.join(methods) or 'not asked for'}",
                remedy=_REMEDY,
            )
    return None


def _condition(statement: Statement, key: str, *, operators: frozenset[str]) -> list[str]:
    """Give the values that a condition demands. SECURITY: other operators hold for what is not there, too."""
    return [
        value
        for operator, name, values in conditions_of(statement)
        if name == key and operator in operators
        for value in values
    ]


CHECK = Check(
    name="web_identity.trust",
    flow=Flow.WEB_IDENTITY,
    title="the role trusts this identity pool alone",
    needs=("web_identity.identity_pool",),
    run=_run,
    unanswered="Give these credentials cognito-identity:GetIdentityPoolRoles and iam:GetRole.",
)
