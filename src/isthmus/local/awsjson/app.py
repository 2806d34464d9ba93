"""One AWS service of the JSON 1.1 protocol: request bytes in, HTTP response out.

Authentication came before: `is_unsigned` tells which operations need none.
"""

import functools
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NoReturn

from starlette.responses import Response

from isthmus.local.awsjson.errors import AwsError, UnsupportedError
from isthmus.local.awsjson.model import ServiceModel, read_model
from isthmus.local.awsjson.responses import error_response, json_response
from isthmus.local.awsjson.shaping import shape_output
from isthmus.local.awsjson.validation import find_dropped, verify_input

LOG = logging.getLogger(__name__)
LARGEST_BODY = 1024 * 1024

Operation = Callable[[Any], Awaitable[Mapping[str, Any] | None]]


class JsonService:
    """Serve the operations of one service.

    `name` is botocore's name of it; `operations` maps AWS's operation names to functions from a checked
    request to a result; `unsigned` names operations that take unsigned requests although the model does not
    say so.
    """

    def __init__(
        self,
        *,
        name: str,
        target_prefix: str,
        operations: Mapping[str, Operation],
        unsigned: frozenset[str],
        validation_error_code: str = "InvalidParameterException",
        more_enum_values: Mapping[str, tuple[str, ...]] | None = None,
        other_patterns: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.target_prefix = target_prefix
        self._operations = operations
        self._unsigned = unsigned
        self._validation_error_code = validation_error_code
        self._more_enum_values = more_enum_values or {}
        self._other_patterns = other_patterns or {}

    @functools.cached_property
    def _model(self) -> ServiceModel:
        return read_model(
            self.name, more_enum_values=self._more_enum_values, other_patterns=self._other_patterns
        )

    def knows(self, operation: str) -> bool:
        """Tell whether AWS has the operation, served here or not."""
        return operation in self._model.operations

    def is_supported(self, operation: str) -> bool:
        """Tell whether the operation is served here."""
        return operation in self._operations

    def is_unsigned(self, operation: str) -> bool:
        """Tell whether the operation takes requests without a signature."""
        return operation in self._unsigned or self._model.is_unsigned(operation)

    def verify_request(self, operation: str, unverified: Any) -> dict[str, Any]:
        """Check a request against the model, or raise AwsError; what the model lacks is dropped."""
        input_shape = self._model.input_shape(operation)
        if input_shape is None:
            return {}
        return verify_input(self._model, input_shape, unverified, error_code=self._validation_error_code)

    def verify_whole_request(self, operation: str, unverified: Mapping[str, Any]) -> dict[str, Any]:
        """Do as `verify_request`, and raise AwsError for a member that the model lacks: it is a slip."""
        verified = self.verify_request(operation, unverified)
        dropped = find_dropped(unverified, verified)
        if dropped is not None:
            raise AwsError(self._validation_error_code, f"{operation} of {self.name} takes no {dropped}")
        return verified

    def members_of(self, operation: str) -> frozenset[str]:
        """Name what a request of the operation can have at its top level."""
        input_shape = self._model.input_shape(operation)
        return frozenset() if input_shape is None else frozenset(self._model.shape(input_shape).members)

    async def call(self, operation: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Run one operation for the stack itself; the same checks as for a client. Raises AwsError.

        The result is the operation's own, absent values among it as None.
        """
        run = self._operations.get(operation)
        if run is None:
            raise UnsupportedError(operation)
        return await run(self.verify_whole_request(operation, request)) or {}

    async def answer(self, operation: str, body: bytes, *, request_id: str) -> Response:
        """Run one operation; every failure becomes AWS's kind of error response."""
        try:
            return await self._run(operation, body, request_id=request_id)
        except AwsError as error:
            why = f" ({error.reason})" if error.reason else ""
            LOG.info("%s %s: %s%s", self.name, _printable(operation), error.code, why)
            return error_response(error, request_id)
        except Exception as error:  # noqa: BLE001  the edge: a fault of ours is AWS's InternalErrorException
            # SECURITY: an unknown exception's text may quote the request: only type and place are logged.
            LOG.error(  # noqa: TRY400  exception() would log that text
                "%s %s failed: %s at %s",
                self.name,
                _printable(operation),
                type(error).__name__,
                _place(error),
            )
            return error_response(
                AwsError("InternalErrorException", "Something went wrong", status=500), request_id
            )

    async def _run(self, operation: str, body: bytes, *, request_id: str) -> Response:
        # (1) Is there such an operation, and do we serve it?
        if not self.knows(operation):
            raise AwsError("UnknownOperationException", "")
        run = self._operations.get(operation)
        if run is None:
            raise UnsupportedError(operation)

        # (2) Is the request what AWS takes?
        request = self.verify_request(operation, _parse(body))

        # (3) Run it, and answer with what AWS answers.
        result = await run(request)
        output_shape = self._model.output_shape(operation)
        shaped = None if output_shape is None else shape_output(self._model, output_shape, result or {})
        return json_response(shaped, request_id=request_id)


def _parse(body: bytes) -> Any:
    if len(body) > LARGEST_BODY:
        raise AwsError("RequestEntityTooLargeException", "Request is larger than 1048576 bytes", status=413)
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise AwsError("SerializationException", "The request is not valid JSON") from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))


def _printable(operation: str) -> str:
    return "".join(character for character in operation[:64] if character.isascii() and character.isalnum())
