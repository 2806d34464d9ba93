"""An identity as the API names it: provider, attribute, value."""

from typing import TYPE_CHECKING

from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.external.identities import SUBJECT_ATTRIBUTE, ExternalIdentity
from isthmus.local.cognito.external.provider_settings import USERNAME
from isthmus.local.cognito.external.providers import LOCAL_USERS, IdentityProviders
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.user_attributes import as_kept

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ProviderUserIdentifierTypeTypeDef


def is_local(asked: "ProviderUserIdentifierTypeTypeDef") -> bool:
    """Tell whether the pool itself is meant."""
    return asked.get("ProviderName", "").upper() == LOCAL_USERS


def asked_identity(
    asked: "ProviderUserIdentifierTypeTypeDef", *, pool: Pool, providers: IdentityProviders
) -> ExternalIdentity:
    """Give the identity; the attribute is Cognito_Subject or one that the provider's mapping has.

    Raises ResourceNotFoundException for an unknown provider, InvalidParameterException for the rest.
    """
    name, attribute = asked.get("ProviderName", ""), asked.get("ProviderAttributeName", "")
    value = asked.get("ProviderAttributeValue", "")
    if not name or not attribute or not value:
        raise invalid_parameter(
            "ProviderName, ProviderAttributeName and ProviderAttributeValue are all required."
        )
    provider = providers.get(pool, name)
    if attribute == SUBJECT_ATTRIBUTE:
        return ExternalIdentity(provider=provider, attribute=attribute, value=value)
    if attribute not in provider.settings.mapping or attribute == USERNAME:
        raise invalid_parameter(f"ProviderAttributeName {attribute} is not mapped by the provider {name}.")
    return ExternalIdentity(provider=provider, attribute=attribute, value=as_kept(pool, attribute, value))
