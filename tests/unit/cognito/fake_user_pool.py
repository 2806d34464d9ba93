"""A user pool as far as an administrator makes users in it, with the states of the real one."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from unit.aws.fake_aws import FakeAws, RefusedByFakeError

POOL_ID = "us-east-1_AbCdEfGhI"


@dataclass(slots=True)
class FakeUser:
    status: str = "FORCE_CHANGE_PASSWORD"
    enabled: bool = True
    attributes: dict[str, str] = field(default_factory=dict)
    passwords: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FakeUserPool:
    users: dict[str, FakeUser] = field(default_factory=dict)
    status_after_creation: str = "FORCE_CHANGE_PASSWORD"
    taken_aliases: frozenset[str] = frozenset()
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def api(self) -> FakeAws:
        return FakeAws(
            {
                "AdminGetUser": self.get,
                "AdminCreateUser": self.create,
                "AdminSetUserPassword": self.set_password,
            }
        )

    def get(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        assert fields["UserPoolId"] == POOL_ID
        user = self.users.get(fields["Username"])
        if user is None:
            raise RefusedByFakeError("UserNotFoundException")
        return {"Username": fields["Username"], "Enabled": user.enabled, "UserStatus": user.status}

    def create(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        assert fields["MessageAction"] == "SUPPRESS"
        attributes = {item["Name"]: item["Value"] for item in fields["UserAttributes"]}
        if attributes.get("email") in self.taken_aliases:
            raise RefusedByFakeError("AliasExistsException")
        with self.lock:
            if fields["Username"] in self.users:
                raise RefusedByFakeError("UsernameExistsException")
            self.users[fields["Username"]] = FakeUser(self.status_after_creation, attributes=attributes)
        return {"User": {"Username": fields["Username"], "UserStatus": self.status_after_creation}}

    def set_password(self, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        assert fields["Permanent"] is True
        user = self.users[fields["Username"]]
        user.passwords.append(fields["Password"])
        user.status = "CONFIRMED"
        return {}
