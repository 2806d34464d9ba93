"""The pre token generation trigger: what it is told, and what of its answer may change a token.

Versions 1, 2 and 3. Page: developerguide/user-pool-lambda-pre-token-generation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from isthmus.local.cognito.errors import unrecognizable_output
from isthmus.local.cognito.groups import Membership
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.triggers import TriggerEvent, Triggers

USER_SCOPES = ("aws.cognito.signin.user.admin",)
_MACHINE_VERSION = "V3_0"
_FIXED_CLAIMS = frozenset(
    {
        "acr", "amr", "at_hash", "auth_time", "azp", "client_id", "device_key", "event_id", "exp", "iat",
        "identities", "iss", "jti", "nbf", "nonce", "origin_jti", "sub", "token_use", "username", "version",
    }
)  # fmt: skip
_TEXT_ONLY_IN_ID_TOKENS = frozenset({"phone_number_verified", "email_verified", "updated_at", "address"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChanges:
    """Changes to one token. Suppressing beats adding."""

    added: Mapping[str, Any] = field(default_factory=dict)
    suppressed: frozenset[str] = frozenset()
    scopes_added: tuple[str, ...] = ()
    scopes_suppressed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChanges:
    """Changes to both tokens of a sign-in."""

    id_token: ClaimChanges = ClaimChanges()
    access_token: ClaimChanges = ClaimChanges()
    membership: Membership = field(default_factory=Membership)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSubject:
    """Whom the tokens are for, as the event says it."""

    source: str
    username: str
    client_id: str
    attributes: Mapping[str, str]
    membership: Membership
    metadata: Mapping[str, str]
    scopes: tuple[str, ...] = USER_SCOPES


class PreTokenGeneration:
    """Ask the pool's function how the tokens are to be."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers

    async def changes_for_user(self, pool: Pool, subject: TokenSubject) -> TokenChanges:
        """Give the changes to a user's tokens; none without the trigger."""
        found = _find_function(pool)
        if found is None:
            return TokenChanges(membership=subject.membership)
        arn, version = found
        request: dict[str, Any] = {
            "userAttributes": subject.attributes,
            "groupConfiguration": {
                "groupsToOverride": list(subject.membership.groups),
                "iamRolesToOverride": list(subject.membership.roles),
                "preferredRole": subject.membership.preferred_role,
            },
        }
        if subject.metadata:
            request["clientMetadata"] = subject.metadata
        if version == "V1_0":
            event = _event(subject, version="1", request=request, answer_name="claimsOverrideDetails")
            response = await self._triggers.run(arn, event, pool=pool)
            return _changes_v1(response, membership=subject.membership)
        request["scopes"] = list(subject.scopes)
        event = _event(
            subject, version=version[1], request=request, answer_name="claimsAndScopeOverrideDetails"
        )
        response = await self._triggers.run(arn, event, pool=pool)
        return _changes_v2(response, membership=subject.membership)

    async def changes_for_machine(
        self, pool: Pool, subject: TokenSubject, *, scopes: Sequence[str]
    ) -> ClaimChanges:
        """Give the changes to a client_credentials token; only V3_0 functions are asked."""
        found = _find_function(pool)
        if found is None or found[1] != _MACHINE_VERSION:
            return ClaimChanges()
        request = {
            "userAttributes": {},
            "groupConfiguration": None,
            "scopes": list(scopes),
            "clientMetadata": subject.metadata,
        }
        event = _event(subject, version="3", request=request, answer_name="claimsAndScopeOverrideDetails")
        response = await self._triggers.run(found[0], event, pool=pool)
        return _changes_v2(response, membership=subject.membership).access_token


def _find_function(pool: Pool) -> tuple[str, str] | None:
    config = pool.triggers.get("PreTokenGenerationConfig")
    if config is not None:
        return config["LambdaArn"], config["LambdaVersion"]
    arn = pool.triggers.get("PreTokenGeneration")
    return None if arn is None else (arn, "V1_0")


def _event(
    subject: TokenSubject, *, version: str, request: Mapping[str, Any], answer_name: str
) -> TriggerEvent:
    return TriggerEvent(
        trigger="PreTokenGeneration",
        source=subject.source,
        username=subject.username,
        client_id=subject.client_id,
        request=request,
        response={answer_name: None},
        version=version,
    )


def _changes_v1(response: Mapping[str, Any], *, membership: Membership) -> TokenChanges:
    details = _object(response.get("claimsOverrideDetails"))
    added = _object(details.get("claimsToAddOrOverride"))
    if not all(isinstance(value, str) for value in added.values()):
        raise unrecognizable_output()
    return TokenChanges(
        id_token=_claim_changes(details),
        access_token=ClaimChanges(),
        membership=_overridden(membership, details),
    )


def _changes_v2(response: Mapping[str, Any], *, membership: Membership) -> TokenChanges:
    details = _object(response.get("claimsAndScopeOverrideDetails"))
    id_token = _claim_changes(_object(details.get("idTokenGeneration")))
    for name in _TEXT_ONLY_IN_ID_TOKENS.intersection(id_token.added):
        if isinstance(id_token.added[name], dict | list):
            raise unrecognizable_output()
    access_token = _claim_changes(_object(details.get("accessTokenGeneration")))
    return TokenChanges(
        id_token=id_token, access_token=access_token, membership=_overridden(membership, details)
    )


def _overridden(membership: Membership, details: Mapping[str, Any]) -> Membership:
    """AWS: null or empty details take the groups away; who leaves them out altogether leaves the groups."""
    if "groupOverrideDetails" not in details:
        return membership
    groups = _object(details["groupOverrideDetails"])
    preferred = groups.get("preferredRole")
    if preferred is not None and not isinstance(preferred, str):
        raise unrecognizable_output()
    return Membership(
        groups=_texts(groups.get("groupsToOverride")),
        roles=_texts(groups.get("iamRolesToOverride")),
        preferred_role=preferred or None,
    )


def _claim_changes(details: Mapping[str, Any]) -> ClaimChanges:
    scopes = _texts(details.get("scopesToAdd"))
    if any(" " in scope or not scope for scope in scopes):
        raise unrecognizable_output()
    added = _object(details.get("claimsToAddOrOverride"))
    suppressed = _texts(details.get("claimsToSuppress"))
    return ClaimChanges(
        added={name: value for name, value in added.items() if not _is_fixed(name)},
        suppressed=frozenset(name for name in suppressed if name == "cognito:groups" or not _is_fixed(name)),
        scopes_added=scopes,
        scopes_suppressed=frozenset(_texts(details.get("scopesToSuppress"))),
    )


def _is_fixed(name: str) -> bool:
    return name in _FIXED_CLAIMS or name.startswith("cognito:")


def _object(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise unrecognizable_output()
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
        raise unrecognizable_output()
    return tuple(value)
