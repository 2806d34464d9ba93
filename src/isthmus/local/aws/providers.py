"""IAM's OIDC providers, as the emulator keeps them."""

from isthmus.errors import UnavailableError
from isthmus.local.aws.emulator import Emulator
from isthmus.local.openid import OpenIdProvider


class EmulatorProviders:
    """Find providers. Implements the port `isthmus.local.cognito.identity.ports.Providers`."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def find_provider(self, arn: str) -> OpenIdProvider | None:
        """Give the provider, None if the account has none with this ARN; raise UnavailableError."""
        found = await self._emulator.find_oidc_provider(arn)
        if not found:
            return None
        url, client_ids = found.get("url"), found.get("client_ids")
        if not isinstance(url, str) or not isinstance(client_ids, list):
            raise UnavailableError("the AWS emulator gave no usable OIDC provider")
        return OpenIdProvider(arn=arn, issuer=url, client_ids=frozenset(map(str, client_ids)))
