"""Sessions of a role: fresh random credentials that ministack verifies like those it gave out itself."""

import secrets
import string
from collections.abc import Mapping
from typing import Any

from ministack.services import iam, sts  # type: ignore[import-untyped]  # ministack ships no types

BASE32 = string.ascii_uppercase + "234567"


def open_role_session(
    *, account_id: str, role_name: str, session_name: str, attributes: Mapping[str, Any]
) -> dict[str, str]:
    """Register a session; `attributes` are ministack's own words for expiry and session policies."""
    role = iam._roles.get_scoped(account_id, None, role_name) or {}  # noqa: SLF001  ministack has no public API
    user_id = f"{role.get('RoleId', role_name)}:{session_name}"
    arn = f"arn:aws:sts::{account_id}:assumed-role/{role_name}/{session_name}"
    key_id = "ASIA" + "".join(secrets.choice(BASE32) for _ in range(16))
    secret_key, token = secrets.token_urlsafe(30), "IQoJb3JpZ2lu" + secrets.token_urlsafe(96)
    sts.register_session(
        key_id,
        {
            "Arn": arn,
            "UserId": user_id,
            "SecretAccessKey": secret_key,
            "SessionToken": token,
            "AccountId": account_id,
            "PrincipalType": "AssumedRole",
            **attributes,
        },
    )
    return {
        "access_key_id": key_id,
        "secret_access_key": secret_key,
        "session_token": token,
        "arn": arn,
        "assumed_role_id": user_id,
    }
