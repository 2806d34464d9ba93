"""Role mappings: which role a login's token leads to, instead of the pool's authenticated one.

Source: Cognito Developer Guide, "Using role-based access control"; API Reference, RoleMapping, MappingRule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Ambiguous = Literal["AuthenticatedRole", "Deny"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: a claim of the token compared with a text."""

    claim: str
    match_type: str
    value: str
    role_arn: str

    def matches(self, claims: Mapping[str, Any]) -> bool:
        """Tell whether the claim is there and compares.

        NOTE: AWS does not document how a list compares. Here it contains its elements, whole, and nothing
        else is true of it.
        """
        actual = claims.get(self.claim)
        if isinstance(actual, list):
            return self.match_type == "Contains" and self.value in actual
        text = text_of(actual)
        return text is not None and MATCHES[self.match_type](text, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMapping:
    """The mapping of one provider; without `rules` the token itself names roles."""

    ambiguous: Ambiguous
    rules: tuple[Rule, ...] | None

    def candidates(self, claims: Mapping[str, Any]) -> tuple[str, ...]:
        """Give the ARNs of all roles that these claims lead to."""
        if self.rules is not None:
            return tuple(rule.role_arn for rule in self.rules if rule.matches(claims))
        return _texts(claims.get("cognito:roles"))

    def find_role(self, claims: Mapping[str, Any]) -> str | None:
        """Give the ARN of the role, None if it is ambiguous: no rule matches, or no role is preferred."""
        if self.rules is not None:
            return next(iter(self.candidates(claims)), None)
        preferred = claims.get("cognito:preferred_role")
        return preferred if isinstance(preferred, str) else None


def text_of(claim: Any) -> str | None:
    """Give a claim as the text that rules and tags take; None for what is absent or no single value."""
    if isinstance(claim, bool):
        return "true" if claim else "false"
    return str(claim) if isinstance(claim, str | int | float) else None


def parse_role_mapping(document: Mapping[str, Any]) -> RoleMapping:
    """Read a mapping in AWS's form; it was checked before."""
    rules = document["RulesConfiguration"]["Rules"] if document["Type"] == "Rules" else None
    return RoleMapping(
        ambiguous=document["AmbiguousRoleResolution"],
        rules=None if rules is None else tuple(_parse_rule(rule) for rule in rules),
    )


def write_role_mapping(mapping: RoleMapping) -> dict[str, Any]:
    """Give the mapping in AWS's form."""
    if mapping.rules is None:
        return {"Type": "Token", "AmbiguousRoleResolution": mapping.ambiguous}
    return {
        "Type": "Rules",
        "AmbiguousRoleResolution": mapping.ambiguous,
        "RulesConfiguration": {"Rules": [_write_rule(rule) for rule in mapping.rules]},
    }


def _parse_rule(document: Mapping[str, str]) -> Rule:
    return Rule(
        claim=document["Claim"],
        match_type=document["MatchType"],
        value=document["Value"],
        role_arn=document["RoleARN"],
    )


def _write_rule(rule: Rule) -> dict[str, str]:
    return {
        "Claim": rule.claim,
        "MatchType": rule.match_type,
        "Value": rule.value,
        "RoleARN": rule.role_arn,
    }


def _texts(claim: Any) -> tuple[str, ...]:
    """Give the roles of `cognito:roles`: a list in tokens, comma-separated where a trigger wrote it so."""
    values: Sequence[Any] = claim.split(",") if isinstance(claim, str) else claim
    return tuple(text for text in values if isinstance(text, str)) if isinstance(values, list) else ()


MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "Equals": lambda actual, wanted: actual == wanted,
    "Contains": lambda actual, wanted: wanted in actual,
    "StartsWith": lambda actual, wanted: actual.startswith(wanted),
    "NotEqual": lambda actual, wanted: actual != wanted,
}
