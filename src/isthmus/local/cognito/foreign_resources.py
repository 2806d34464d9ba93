"""What settings may name of other services: roles of this account, mail identities where Cognito finds them.

That they exist is not looked at. The messages were measured (badmintoncryer/cdk-preflight, rules/cognito).
"""

from isthmus.local.awsjson import AwsError
from isthmus.local.awsjson.patterns import is_match
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Home

_SES_REGIONS = ("eu-west-1", "us-east-1", "us-west-2")


def check_role(arn: str | None, *, home: Home) -> None:
    """Raise AccessDeniedException for a role of another account, as IAM does whoever passes it."""
    if arn and not is_match(rf"arn:[\w-]+:iam::{home.account_id}:role/.+", arn):
        raise AwsError("AccessDeniedException", "Cross-account pass role is not allowed.")


def check_mail_identity(arn: str | None, *, member: str, home: Home) -> None:
    """Raise InvalidParameterException for an identity in a region whose SES Cognito does not use."""
    regions = sorted({*_SES_REGIONS, home.region})
    if arn is not None and arn.split(":")[3] not in regions:
        raise invalid_parameter(
            f"Invalid {member}. Provided SourceArn must be in one of the following SES regions: "
            f"{', '.join(regions)}."
        )
