"""Credentials of roles for web identities: the emulator evaluates trust policies, on verified claims."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.errors import UnavailableError
from isthmus.local.aws.emulator import Emulator
from isthmus.local.cognito.identity.ports import Credentials, PoolIdentity, RoleRefusedError
from isthmus.secret import Secret

COGNITO_IDENTITY = "cognito-identity.amazonaws.com"
SESSION_NAME = "CognitoIdentityCredentials"
ENHANCED_FLOW_SECONDS = 3600
ROLE_ARN = re.compile(r"arn:aws:iam::\d{12}:role/(?:[\x21-\x7e]+/)?[\w+=,.@-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebIdentity:
    """A verified identity as STS sees it.

    `provider` is the federated principal of trust policies, `host` the prefix of their condition keys.
    With session `tags` the role's trust policy must allow sts:TagSession, too.
    """

    provider: str
    host: str
    claims: Mapping[str, str | list[str]]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedRole:
    """What STS gives."""

    credentials: Credentials
    arn: str
    assumed_role_id: str


class RefusedByStsError(RoleRefusedError):
    """STS said no, with the code that its callers see."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.sts_code = code
        self.message = message


class EmulatorRoles:
    """Assume roles. Implements the port `isthmus.local.cognito.identity.ports.Roles`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def assume_role(
        self, role_arn: str, *, identity: PoolIdentity, session_policy: Mapping[str, Any]
    ) -> Credentials:
        """Give an identity of a pool the role's credentials; raise RoleRefusedError or UnavailableError."""
        assumed = await self.assume_with_web_identity(
            role_arn,
            identity=WebIdentity(
                provider=COGNITO_IDENTITY,
                host=COGNITO_IDENTITY,
                claims={"aud": identity.pool_id, "sub": identity.identity_id, "amr": list(identity.amr)},
                tags=identity.tags,
            ),
            session_name=SESSION_NAME,
            duration_seconds=ENHANCED_FLOW_SECONDS,
            session_policy=session_policy,
        )
        return assumed.credentials

    async def assume_with_web_identity(
        self,
        role_arn: str,
        *,
        identity: WebIdentity,
        session_name: str,
        duration_seconds: int,
        session_policy: Mapping[str, Any] | None,
    ) -> AssumedRole:
        """Give what STS gives; raise RefusedByStsError or UnavailableError."""
        if not ROLE_ARN.fullmatch(role_arn):
            raise RefusedByStsError("ValidationError", f"{role_arn} is invalid")
        answer = await self._emulator.assume_role(
            {
                "role_arn": role_arn,
                "provider": identity.provider,
                "host": identity.host,
                "claims": dict(identity.claims),
                "tags": dict(identity.tags),
                "session_name": session_name,
                "duration_seconds": duration_seconds,
                "session_policy": session_policy,
            }
        )
        if "code" in answer:
            raise RefusedByStsError(str(answer["code"]), str(answer["message"]))
        return _read(answer)


def _read(answer: Mapping[str, Any]) -> AssumedRole:
    try:
        return AssumedRole(
            credentials=Credentials(
                access_key_id=answer["access_key_id"],
                secret_access_key=Secret(answer["secret_access_key"]),
                session_token=Secret(answer["session_token"]),
                expires_at=answer["expires_at"],
            ),
            arn=answer["arn"],
            assumed_role_id=answer["assumed_role_id"],
        )
    except KeyError as error:
        raise UnavailableError("the AWS emulator gave no usable credentials") from error
