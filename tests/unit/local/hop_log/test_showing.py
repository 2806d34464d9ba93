import sys

import pytest

from isthmus.errors import ConfigurationError
from isthmus.local.hop_log.showing import Telling


def wanted(
    *, is_traced: bool = True, on_terminal: bool | None = None, otlp_endpoint: str | None = None
) -> Telling:
    return Telling(is_traced=is_traced, on_terminal=on_terminal, otlp_endpoint=otlp_endpoint)


def test_refuses_to_show_what_is_not_traced() -> None:
    with pytest.raises(ConfigurationError, match="leave --no-trace out"):
        wanted(is_traced=False, on_terminal=True).check()


def test_names_the_extra_that_an_endpoint_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "isthmus.local.tracing.opentelemetry", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'isthmus\[otel\]'"):
        wanted(otlp_endpoint="http://127.0.0.1:4318").check()


def test_refuses_an_endpoint_that_is_no_address() -> None:
    with pytest.raises(ConfigurationError, match="OTLP endpoint"):
        wanted(otlp_endpoint="collector").check()


@pytest.mark.parametrize(
    "telling",
    [
        wanted(),
        wanted(on_terminal=True),
        wanted(is_traced=False),
        wanted(is_traced=False, on_terminal=False),
        wanted(is_traced=False, otlp_endpoint="http://127.0.0.1:4318"),
        wanted(otlp_endpoint=""),
    ],
)
def test_takes_what_can_be_done(telling: Telling) -> None:
    telling.check()
    assert not telling.exports
