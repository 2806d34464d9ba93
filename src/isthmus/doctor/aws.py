"""AWS by boto3, read only, with the credentials that boto3 finds or those of a local stack."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.doctor.patient import AwsRefusedError
from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.secret import Secret

_TIMEOUT_SECONDS = 10
# What boto3 lets through when its parsers meet an answer of no form of AWS's.
_OF_BROKEN_ANSWERS = (AttributeError, LookupError, RecursionError, TypeError, ValueError)
_READING = ("describe_", "filter_", "get_", "list_", "simulate_")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAws:
    """Where a local stack's AWS endpoint is, and the administrator's key."""

    endpoint: str
    access_key_id: str
    secret_access_key: Secret


class BotoAws:
    """The services of one account and region."""

    def __init__(self, *, region: str | None, local: LocalAws | None) -> None:
        import boto3  # noqa: PLC0415  an extra, loaded where it is wanted
        from botocore.config import Config  # noqa: PLC0415  the same
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415  the same

        keys: dict[str, Any] = (
            {}
            if local is None
            else {
                "aws_access_key_id": local.access_key_id,
                "aws_secret_access_key": local.secret_access_key.reveal(),
            }
        )
        try:
            self._session: Any = boto3.session.Session(region_name=region, **keys)
        except BotoCoreError as error:
            raise ConfigurationError(f"boto3: {error}") from error
        self._endpoint = None if local is None else local.endpoint
        self._config = Config(
            connect_timeout=_TIMEOUT_SECONDS, read_timeout=_TIMEOUT_SECONDS, retries={"max_attempts": 2}
        )
        self._clients: dict[str, Any] = {}

    @property
    def has_credentials(self) -> bool:
        """Whether boto3 finds any; raise `ConfigurationError` if where it looks is broken."""
        from botocore.exceptions import BotoCoreError  # noqa: PLC0415  an extra

        try:
            return self._session.get_credentials() is not None
        except BotoCoreError as error:
            raise ConfigurationError(f"boto3: {error}") from error

    def ask(self, service: str, operation: str, **fields: object) -> Mapping[str, Any]:
        """Call `operation`, named as boto3 names it; raise `AwsRefusedError` or `UnavailableError`."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  an extra

        # SECURITY: the doctor changes nothing, whatever a check asks for.
        if not operation.startswith(_READING):
            raise ConfigurationError(f"{operation} is no operation that only reads")
        try:
            answer: Mapping[str, Any] = getattr(self._client(service), operation)(**fields)
        except ClientError as error:
            said = error.response.get("Error", {})
            raise AwsRefusedError(
                operation=operation,
                error_code=str(said.get("Code", "")),
                message=str(said.get("Message", ""))[:300],
            ) from error
        except BotoCoreError as error:
            raise UnavailableError(f"{operation}: {error}") from error
        except _OF_BROKEN_ANSWERS as error:
            # SECURITY: the text of such an error quotes the answer.
            raise UnavailableError(f"{operation}: an answer that is none ({type(error).__name__})") from None
        return answer

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self._session.client(
                service, endpoint_url=self._endpoint, config=self._config
            )
        return self._clients[service]
