"""Where AWS answers: the https address of a service in a region."""

import re

from isthmus.errors import ConfigurationError

# The partitions by the pattern of their regions (partitions.json of botocore). The isolated ones are left
# out: nobody here could ever have tried them.
_DNS_SUFFIXES = (
    (re.compile(r"(?:us|eu|ap|sa|ca|me|af|il|mx|us-gov)-[a-z]+-[0-9]{1,2}", re.ASCII), "amazonaws.com"),
    (re.compile(r"cn-[a-z]+-[0-9]{1,2}", re.ASCII), "amazonaws.com.cn"),
    (re.compile(r"eusc-de-[a-z]+-[0-9]{1,2}", re.ASCII), "amazonaws.eu"),
)


def endpoint_of(service: str, *, region: str) -> str:
    """Give `https://<service>.<region>.amazonaws.com`; raise `ConfigurationError` for a region not known."""
    for pattern, suffix in _DNS_SUFFIXES:
        if pattern.fullmatch(region):
            return f"https://{service}.{region}.{suffix}"
    raise ConfigurationError("no region that is known, such as us-east-1: set AWS_ENDPOINT_URL as well")
