"""Where each system of the local stack answers; everything is on loopback."""

from dataclasses import dataclass

REGION = "us-east-1"
ACCOUNT_ID = "123456789012"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The five ports of a running stack and the URLs that follow from them."""

    aws_port: int = 4566
    console_port: int = 4567
    salesforce_port: int = 4443
    api_port: int = 8080
    app_port: int = 8443

    @classmethod
    def from_port_base(cls, base: int) -> "Addresses":
        """Five ports in a row: AWS endpoint, console, Salesforce, sample API, sample web app."""
        return cls(
            aws_port=base,
            console_port=base + 1,
            salesforce_port=base + 2,
            api_port=base + 3,
            app_port=base + 4,
        )

    @property
    def ports(self) -> frozenset[int]:
        """All five."""
        return frozenset(
            (self.aws_port, self.console_port, self.salesforce_port, self.api_port, self.app_port)
        )

    @property
    def aws_endpoint(self) -> str:
        """`AWS_ENDPOINT_URL` for every AWS SDK; issuers of user pools are below it."""
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def console(self) -> str:
        """The page that shows the stack."""
        return f"http://127.0.0.1:{self.console_port}"

    @property
    def salesforce(self) -> str:
        """The org's My Domain, which is also its issuer."""
        return f"https://localhost:{self.salesforce_port}"

    @property
    def api(self) -> str:
        """The sample backend API."""
        return f"http://127.0.0.1:{self.api_port}"

    @property
    def app(self) -> str:
        """The sample web app."""
        return f"https://localhost:{self.app_port}"
