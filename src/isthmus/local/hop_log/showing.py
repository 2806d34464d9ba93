"""Where the hops of a stack are told while it runs: on its terminal, and to an OpenTelemetry collector."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from rich.console import Console

from isthmus.errors import ConfigurationError
from isthmus.local.background import running_beside
from isthmus.local.hop_log.watching import show_hops
from isthmus.local.tracing.news import Hops
from isthmus.local.tracing.tracer import Tracer


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What was asked for. `on_terminal` None: if standard output is one. The endpoint is OTLP's base URL."""

    is_traced: bool
    on_terminal: bool | None
    otlp_endpoint: str | None

    @property
    def exports(self) -> bool:
        """Whether there is something to send, and somebody to send it to."""
        return self.is_traced and bool(self.otlp_endpoint)

    def check(self) -> None:
        """Raise ConfigurationError for what can't be done."""
        if self.on_terminal and not self.is_traced:
            raise ConfigurationError("--hops shows what is traced: leave --no-trace out")
        if self.exports:
            _check_endpoint(self.otlp_endpoint or "")


@asynccontextmanager
async def telling(traffic: Hops, *, tracer: Tracer, wanted: Telling, console: Console) -> AsyncIterator[None]:
    """Tell of the hops that begin within the block."""
    async with AsyncExitStack() as stack:
        if wanted.exports:
            # The extra is there: check() has imported it.
            from isthmus.local.tracing.opentelemetry import exporting  # noqa: PLC0415  an extra

            await stack.enter_async_context(
                exporting(traffic, tracer=tracer, endpoint=wanted.otlp_endpoint or "")
            )
        is_shown = console.is_terminal if wanted.on_terminal is None else wanted.on_terminal
        if is_shown and wanted.is_traced:
            await stack.enter_async_context(running_beside(show_hops(traffic, console=console)))
        yield


def _check_endpoint(endpoint: str) -> None:
    try:
        from isthmus.local.tracing.opentelemetry import traces_address  # noqa: PLC0415  an extra
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("opentelemetry"):
            raise
        raise ConfigurationError(
            "--otlp-endpoint (or OTEL_EXPORTER_OTLP_ENDPOINT) needs: pip install 'isthmus[otel]'"
        ) from error
    traces_address(endpoint)
