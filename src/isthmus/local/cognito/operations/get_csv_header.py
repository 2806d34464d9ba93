"""GetCSVHeader. Page: developerguide/cognito-user-pools-using-import-tool."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.schema import STANDARD_NAMES

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetCSVHeaderRequestTypeDef

# WIRE: in AWS's order. Where it puts custom attributes its page does not show: here before Cognito's own.
_STANDARD = (
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
)
_OWN = ("cognito:mfa_enabled", "cognito:username")


async def get_csv_header(request: "GetCSVHeaderRequestTypeDef", *, pools: Pools) -> dict[str, Any]:
    """Give the columns that a file of users to import needs."""
    pool = pools.get(request["UserPoolId"])
    custom = [each["Name"] for each in pool.schema if each["Name"] not in STANDARD_NAMES]
    return {"UserPoolId": pool.id, "CSVHeader": [*_STANDARD, *custom, *_OWN]}
