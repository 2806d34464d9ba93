"""What a `credential_process` prints, letter by letter."""

import json

from isthmus.aws.credentials import AwsCredentials
from isthmus.login.process import write_process_answer
from isthmus.secret import Secret


def test_prints_what_every_sdk_reads_and_nothing_else() -> None:
    credentials = AwsCredentials(
        access_key_id="ASIASAMPLE",
        secret_access_key=Secret("s"),
        session_token=Secret("t"),
        expires_at=1_800_000_000.9,
    )
    assert json.loads(write_process_answer(credentials)) == {
        "Version": 1,
        "AccessKeyId": "ASIASAMPLE",
        "SecretAccessKey": "s",
        "SessionToken": "t",
        "Expiration": "2027-01-15T08:00:00Z",
    }
