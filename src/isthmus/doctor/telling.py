"""Tell findings: a line each on a terminal, or one JSON document."""

import json
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape

from isthmus.doctor.check import Check, Failed, Ok, Skipped, Verdict
from isthmus.doctor.examining import Finding, is_healthy
from isthmus.plain_text import make_plain


class Teller:
    """Print findings as they come; what is being looked at stands on the last line meanwhile."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._status = console.status("")

    def begin(self, check: Check) -> None:
        """Show what is looked at."""
        self._status.update(f"{check.name}: {escape(check.title)}")
        self._status.start()

    def tell(self, findings: Iterable[Finding]) -> list[Finding]:
        """Print each finding and a summary; give them all."""
        told = []
        for finding in findings:
            self._status.stop()
            self._print(finding)
            told.append(finding)
        self._status.stop()
        self._console.print(_summarise(told), soft_wrap=True)
        return told

    def _print(self, finding: Finding) -> None:
        self._console.print(_line_of(finding), soft_wrap=True)

    def collect(self, findings: Iterable[Finding]) -> list[Finding]:
        """Give the findings, and print none of them."""
        collected = list(findings)
        self._status.stop()
        return collected


def write_json(findings: Sequence[Finding]) -> str:
    """Write the findings as a JSON document; `is_healthy` is what the exit code says."""
    document = {
        "is_healthy": is_healthy(findings),
        "checks": [
            {"name": finding.check.name, "flow": str(finding.check.flow), "title": finding.check.title}
            | _describe(finding.verdict)
            for finding in findings
        ],
    }
    return json.dumps(document, indent=2)


def _line_of(finding: Finding) -> str:
    name = f"{finding.check.name:<26}"
    match finding.verdict:
        case Ok(detail=detail):
            return f"[green]ok[/green]      {name} {_show(detail)}"
        case Skipped(because=because):
            return f"[dim]skipped {name} {_show(because)}[/dim]"
        case Failed(cause=cause, evidence=evidence, remedy=remedy):
            what = f"[bold red]failed[/bold red]  {name} {_show(cause)} [dim]({_show(evidence)})[/dim]"
            return f"{what}\n        [yellow]mend:[/yellow] {_show(remedy)}"


def _show(words: str) -> str:
    return escape(make_plain(words))


def _describe(verdict: Verdict) -> dict[str, str]:
    match verdict:
        case Ok(detail=detail):
            return {"verdict": "ok", "detail": detail}
        case Skipped(because=because):
            return {"verdict": "skipped", "because": because}
        case Failed(cause=cause, evidence=evidence, remedy=remedy):
            return {"verdict": "failed", "cause": cause, "evidence": evidence, "remedy": remedy}


def _summarise(findings: Sequence[Finding]) -> str:
    failed = sum(finding.is_failure for finding in findings)
    skipped = sum(isinstance(finding.verdict, Skipped) for finding in findings)
    told = f"{len(findings)} checks, {failed} failed, {skipped} skipped"
    if skipped == len(findings):
        return f"[bold red]{told}: nothing was looked at. Set what the lines above name.[/bold red]"
    return f"[bold red]{told}; mend from the top[/bold red]" if failed else f"[bold]{told}[/bold]"
