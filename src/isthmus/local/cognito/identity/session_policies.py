"""What an identity pool's credentials can't do, whatever their role allows.

Source: Cognito Developer Guide, "IAM roles", "Access policies": nobody with such credentials calls identity
pools or Cognito Sync, and a guest uses the listed services only.
"""

from collections.abc import Mapping
from typing import Any

GUEST_ACTIONS = (
    "appsync:*",
    "cloudwatch:*",
    "codewhisperer:*",
    "cognito-idp:*",
    "comprehend:*",
    "dynamodb:*",
    "execute-api:*",
    "firehose:*",
    "gamelift:*",
    "geo:*DevicePosition*",
    "geo:*Geofence",
    "geo:*Geofences",
    "geo:CalculateRoute*",
    "geo:GetMap*",
    "geo:GetPlace",
    "geo:SearchPlaceIndex*",
    "iot:*",
    "kinesis:*",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "lambda:*",
    "lex:*",
    "logs:*",
    "machinelearning:*",
    "mobileanalytics:*",
    "mobiletargeting:*",
    "personalize:*",
    "polly:*",
    "rekognition:*",
    "rum:PutRumEvents",
    "s3:*",
    "sagemaker:InvokeEndpoint",
    "sdb:*",
    "ses:*",
    "sns:*",
    "sqs:*",
    "textract:AnalyzeDocument",
    "textract:DetectDocumentText",
    "transcribe:*",
    "translate:*",
)


def session_policy(*, is_guest: bool) -> Mapping[str, Any]:
    """Give the policy that limits a session of the enhanced flow."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": list(GUEST_ACTIONS) if is_guest else "*", "Resource": "*"},
            {"Effect": "Deny", "Action": ["cognito-identity:*", "cognito-sync:*"], "Resource": "*"},
        ],
    }
