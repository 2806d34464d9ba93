"""A user pool by its id: region, issuer and the address of its keys are derived, never taken from a token.

Verifying is the business of `verifier`; this module does no more than name the pool.
"""

import re
from dataclasses import dataclass
from typing import Self

from isthmus.errors import MalformedError
from isthmus.origin import Origin

_NAME = r"[0-9A-Za-z]{1,40}"
_POOL_ID = re.compile(rf"(?P<region>[a-z]{{2,4}}(?:-[a-z]{{2,12}}){{1,2}}-[0-9]{{1,2}})_{_NAME}", re.ASCII)
_INSECURE_ISSUER = re.compile(r"(?P<origin>https?://[^/]+)/(?P<pool_id>[^/]+)", re.ASCII)

# The partitions that have user pools, by the pattern of their regions (endpoints.json of botocore).
_DNS_SUFFIXES = (
    (re.compile(r"(?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-[0-9]{1,2}", re.ASCII), "amazonaws.com"),
    (re.compile(r"us-gov-[a-z]+-[0-9]{1,2}", re.ASCII), "amazonaws.com"),
    (re.compile(r"eusc-de-[a-z]+-[0-9]{1,2}", re.ASCII), "amazonaws.eu"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPool:
    """A user pool and the host that speaks for it. Made by `of`, which derives the host from the id."""

    pool_id: str
    origin: Origin

    @classmethod
    def of(cls, unverified_pool_id: str) -> Self:
        """Take the id of a pool on AWS, such as `us-east-1_AbCdEfGhI`; raise `MalformedError` else."""
        return cls._at_aws(unverified_pool_id, service="cognito-idp")

    @classmethod
    def of_updated_issuer(cls, unverified_pool_id: str) -> Self:
        """Take the id of a pool whose IssuerConfiguration is UPDATED: its tokens name another host.

        https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
        """
        return cls._at_aws(unverified_pool_id, service="issuer-cognito-idp")

    @classmethod
    def at_insecure_issuer(cls, issuer: str) -> Self:
        """Take the issuer of a pool that is not on AWS, `http://127.0.0.1:4566/<pool id>`: for a local stack.

        SECURITY: whoever answers at that address says which tokens are good.
        """
        match = _INSECURE_ISSUER.fullmatch(issuer)
        if match is None:
            raise MalformedError("not the issuer of a pool: scheme://host[:port]/<pool id>")
        _parse_region(match["pool_id"])
        pool = cls(pool_id=match["pool_id"], origin=Origin.parse_insecure_http(match["origin"]))
        if pool.issuer != issuer:
            raise MalformedError(f"an issuer is compared as a whole and is written {pool.issuer}")
        return pool

    @property
    def region(self) -> str:
        """The AWS region of the pool."""
        return _parse_region(self.pool_id)

    @property
    def issuer(self) -> str:
        """The `iss` of its tokens."""
        return f"{self.origin}/{self.pool_id}"

    @property
    def jwks_path(self) -> str:
        """Where on `origin` its public keys are."""
        return f"/{self.pool_id}/.well-known/jwks.json"

    @classmethod
    def _at_aws(cls, unverified_pool_id: str, *, service: str) -> Self:
        region = _parse_region(unverified_pool_id)
        suffix = _get_dns_suffix(region)
        return cls(pool_id=unverified_pool_id, origin=Origin.parse(f"https://{service}.{region}.{suffix}"))


def _parse_region(unverified_pool_id: str) -> str:
    match = _POOL_ID.fullmatch(unverified_pool_id)
    if match is None:
        raise MalformedError("not the id of a user pool, such as us-east-1_AbCdEfGhI")
    return match["region"]


def _get_dns_suffix(region: str) -> str:
    for pattern, suffix in _DNS_SUFFIXES:
        if pattern.fullmatch(region):
            return suffix
    raise MalformedError(f"no partition of AWS with user pools has a region {region}")
