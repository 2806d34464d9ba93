"""AddCustomAttributes."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito import schema
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AddCustomAttributesRequestTypeDef


async def add_custom_attributes(
    request: "AddCustomAttributesRequestTypeDef", *, pools: Pools
) -> dict[str, Any]:
    """Give a pool more custom attributes, which can't be taken away. Clients get no access by that."""
    pool = pools.get(request["UserPoolId"])
    attributes = schema.add_custom_attributes(pool.schema, request["CustomAttributes"])
    pools.update(pool.id, name=pool.name, settings={**pool.settings, "SchemaAttributes": attributes})
    return {}
