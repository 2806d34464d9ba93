"""The runs of Lambda functions for Cognito's triggers, recorded as exchanges of their own."""

from isthmus.local.cognito.triggers import FunctionAnswer, Functions, FunctionUnavailableError
from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, Headers, Receiver
from isthmus.local.tracing.inbound import BROKEN
from isthmus.local.tracing.tracer import Tracer, span_of

OK = 200
# API reference of Lambda, Invoke, "Errors": the status of each.
STATUSES = {
    "AccessDeniedException": 403,
    "ResourceNotFoundException": 404,
    "TooManyRequestsException": 429,
    "ServiceException": 500,
}
OTHER_ERROR = 502


def traced_functions(functions: Functions, *, tracer: Tracer) -> Functions:
    """Give the functions with their runs recorded."""
    return TracedFunctions(functions, tracer=tracer) if tracer.is_on else functions


class TracedFunctions:
    """Run functions and record each run. Implements the port `isthmus.local.cognito.triggers.Functions`.

    A function's own error is Lambda's header `x-amz-function-error` with status 200; a run that Lambda
    refused has its code in `x-amzn-errortype`.
    """

    def __init__(self, functions: Functions, *, tracer: Tracer) -> None:
        self._functions = functions
        self._tracer = tracer

    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        """Invoke; what it raises is what the functions raise."""
        exchange = self._begin(function_arn, payload=payload)
        try:
            with self._tracer.answering(exchange):
                answer = await self._functions.invoke(function_arn, source_arn=source_arn, payload=payload)
        except FunctionUnavailableError as error:
            code = str(error)
            self._tracer.answer(exchange, headers=[(b"x-amzn-errortype", code.encode())])
            self._tracer.end(exchange, status=STATUSES.get(code, OTHER_ERROR))
            raise
        except BaseException:
            self._tracer.end(exchange, status=BROKEN)
            raise
        self._end(exchange, answer)
        return answer

    def _begin(self, function_arn: str, *, payload: bytes) -> Exchange:
        asker = self._tracer.current()
        exchange = self._tracer.begin(
            receiver=Receiver.FUNCTION,
            method="INVOKE",
            target=function_arn,
            request_headers=[],
            within=span_of(asker) if asker else None,
        )
        exchange.request_body, exchange.request_size = payload[:KEPT_BODY_BYTES], len(payload)
        self._tracer.grow(exchange, len(exchange.request_body))
        return exchange

    def _end(self, exchange: Exchange, answer: FunctionAnswer) -> None:
        headers: Headers = [(b"x-amz-function-error", answer.error.encode())] if answer.error else []
        self._tracer.answer(exchange, headers=headers)
        exchange.response_body, exchange.response_size = (
            answer.payload[:KEPT_BODY_BYTES],
            len(answer.payload),
        )
        self._tracer.grow(exchange, len(exchange.response_body))
        self._tracer.end(exchange, status=OK)
