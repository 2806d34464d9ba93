"""The names of a user pool as a login provider: AWS's, and the one that follows from the local issuer."""

import re
from dataclasses import dataclass

POOL_ID = r"[\w-]{1,40}_[0-9A-Za-z]{1,20}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPoolNames:
    """Read and write the names. `issuer_base` is what stands before the pool's id in its issuer."""

    region: str
    issuer_base: str

    def find_pool_id(self, provider: str) -> str | None:
        """Give the pool's id if `provider` names a user pool of this stack."""
        for prefix in (self._aws_prefix, self._local_prefix):
            pool_id = provider.removeprefix(prefix)
            if provider.startswith(prefix) and re.fullmatch(POOL_ID, pool_id, re.ASCII):
                return pool_id
        return None

    def normalize(self, provider: str) -> str:
        """Give AWS's name of a user pool; other providers have one name only."""
        pool_id = self.find_pool_id(provider)
        return provider if pool_id is None else f"{self._aws_prefix}{pool_id}"

    def issuer_of(self, pool_id: str) -> str:
        """Give the issuer of the pool's tokens."""
        return f"{self.issuer_base}/{pool_id}"

    @property
    def _aws_prefix(self) -> str:
        return f"cognito-idp.{self.region}.amazonaws.com/"

    @property
    def _local_prefix(self) -> str:
        return f"{self.issuer_base.partition('://')[2]}/"
