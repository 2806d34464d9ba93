import json
from contextlib import closing
from pathlib import Path

import pytest

from isthmus.local.cognito.identity.migrations import MIGRATIONS
from isthmus.local.database import Database
from unit.local.cognito.identity.local_identity_pools import (
    APP_CLIENT_ID,
    PROVIDER_ARN,
    PROVIDER_NAME,
    USER_POOL_NAME,
    LocalIdentityPools,
    RefusedError,
)
from unit.local.openid.fake_provider import SUBJECT

POOL_ID = "us-east-1:22222222-2222-2222-2222-222222222222"
IDENTITY_ID = "us-east-1:33333333-3333-3333-3333-333333333333"
SETTINGS = {
    "name": "pool",
    "allows_guests": True,
    "allows_classic_flow": None,
    "developer_provider": None,
    "oidc_provider_arns": [PROVIDER_ARN],
    "user_pool_clients": [[USER_POOL_NAME, APP_CLIENT_ID]],
    "tags": {},
}


def test_a_file_of_the_first_version_keeps_its_pools_and_identities(tmp_path: Path) -> None:
    path = tmp_path / "identity-pools.sqlite3"
    with closing(Database(path, migrations=MIGRATIONS[:1])) as first:
        first.execute("INSERT INTO identity_pool VALUES (?, ?, '{}')", (POOL_ID, json.dumps(SETTINGS)))
        first.execute("INSERT INTO identity VALUES (?, ?, 1, 1)", (IDENTITY_ID, POOL_ID))
        first.execute("INSERT INTO login VALUES (?, ?, ?, ?)", (POOL_ID, PROVIDER_NAME, SUBJECT, IDENTITY_ID))
    identity = LocalIdentityPools(tmp_path)
    with closing(identity.pools):
        described = identity.call("DescribeIdentityPool", IdentityPoolId=POOL_ID)
        assert described["CognitoIdentityProviders"] == [
            {"ProviderName": USER_POOL_NAME, "ClientId": APP_CLIENT_ID, "ServerSideTokenCheck": False}
        ]
        assert identity.get_id(POOL_ID, identity.login()) == IDENTITY_ID
        identity.call(
            "UnlinkIdentity", IdentityId=IDENTITY_ID, Logins=identity.login(), LoginsToRemove=[PROVIDER_NAME]
        )
        with pytest.raises(RefusedError, match="is forbidden"):
            identity.call("GetCredentialsForIdentity", IdentityId=IDENTITY_ID)
