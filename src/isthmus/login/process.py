"""Credentials as AWS tools read them: `credential_process`, and a botocore session.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

import datetime as dt
import json

from isthmus.aws.credentials import AwsCredentials


def write_process_answer(credentials: AwsCredentials) -> str:
    """Give the JSON that a `credential_process` prints."""
    fields = {
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.reveal(),
    }
    if credentials.session_token is not None:
        fields["SessionToken"] = credentials.session_token.reveal()
    if credentials.expires_at is not None:
        fields["Expiration"] = format_time(credentials.expires_at)
    return json.dumps(fields)


def format_time(epoch_seconds: float) -> str:
    """Give a time as ISO 8601 in UTC, in whole seconds and with a Z: the one form that every SDK reads."""
    return dt.datetime.fromtimestamp(int(epoch_seconds), tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
