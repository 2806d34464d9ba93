import asyncio
from dataclasses import dataclass

import pytest

from isthmus.local.cognito.triggers import FunctionAnswer, Functions, FunctionUnavailableError
from isthmus.local.tracing.exchange import KEPT_BODY_BYTES, Exchange, Receiver
from isthmus.local.tracing.functions import traced_functions
from isthmus.local.tracing.tracer import Tracer
from unit.local.tracing.recorded import SetClock, begin

pytestmark = pytest.mark.anyio
ARN = "arn:aws:lambda:us-east-1:123456789012:function:sample"
POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Sample"


@dataclass(slots=True)
class Answering:
    """Functions that all give the same."""

    answer: FunctionAnswer | BaseException
    tracer: Tracer
    answered: Exchange | None = None

    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
        assert (function_arn, source_arn) == (ARN, POOL)
        assert payload
        self.answered = self.tracer.current()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


async def run(functions: Functions, tracer: Tracer, *, payload: bytes = b"{}") -> FunctionAnswer:
    return await traced_functions(functions, tracer=tracer).invoke(ARN, source_arn=POOL, payload=payload)


def test_functions_are_themselves_while_tracing_is_off(clock: SetClock) -> None:
    off = Tracer(clock=clock, is_on=False)
    functions = Answering(FunctionAnswer(payload=b"{}", error=None), off)
    assert traced_functions(functions, tracer=off) is functions


@pytest.mark.parametrize(
    ("code", "status"),
    [("AccessDeniedException", 403), ("ResourceNotFoundException", 404), ("SampleException", 502)],
)
async def test_a_run_that_lambda_refused_has_its_code_and_status(
    tracer: Tracer, code: str, status: int
) -> None:
    with pytest.raises(FunctionUnavailableError, match=code):
        await run(Answering(FunctionUnavailableError(code), tracer), tracer)
    (exchange,) = tracer.exchanges_after(0)
    assert (exchange.status, list(exchange.response_headers)) == (
        status,
        [(b"x-amzn-errortype", code.encode())],
    )


async def test_a_run_that_takes_too_long_has_status_0(tracer: Tracer) -> None:
    with pytest.raises(asyncio.CancelledError):
        await run(Answering(asyncio.CancelledError(), tracer), tracer)
    assert tracer.exchanges_after(0)[0].status == 0


async def test_a_functions_own_error_is_told_in_lambdas_header(tracer: Tracer) -> None:
    await run(Answering(FunctionAnswer(payload=b"{}", error="Unhandled"), tracer), tracer)
    (exchange,) = tracer.exchanges_after(0)
    assert (exchange.status, list(exchange.response_headers)) == (
        200,
        [(b"x-amz-function-error", b"Unhandled")],
    )


async def test_a_run_is_within_the_exchange_that_triggered_it(tracer: Tracer) -> None:
    asker = begin(tracer)
    functions = Answering(FunctionAnswer(payload=b'{"response": {}}', error=None), tracer)
    with tracer.answering(asker):
        await run(functions, tracer, payload=b'{"request": {}}')
        assert tracer.current() is asker
    (exchange,) = tracer.exchanges_after(asker.number)
    assert (exchange.receiver, exchange.method, exchange.target) == (Receiver.FUNCTION, "INVOKE", ARN)
    assert (exchange.request_body, exchange.response_body) == (b'{"request": {}}', b'{"response": {}}')
    assert exchange.parent_span_id == asker.span_id
    assert functions.answered is exchange


async def test_keeps_the_beginning_of_both_payloads_and_their_whole_size(tracer: Tracer) -> None:
    answer = FunctionAnswer(payload=b"b" * 20_000, error=None)
    assert await run(Answering(answer, tracer), tracer, payload=b"a" * 20_000) == answer
    (exchange,) = tracer.exchanges_after(0)
    assert len(exchange.request_body) == len(exchange.response_body) == KEPT_BODY_BYTES
    assert exchange.request_size == exchange.response_size == 20_000
