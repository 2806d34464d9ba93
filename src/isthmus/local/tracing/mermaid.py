"""Hops as a Mermaid sequence diagram, for documents and issues."""

import re
from collections.abc import Iterable, Sequence

from isthmus.local.tracing.hop import Hop, Outcome, Party

LONGEST_TEXT = 80
# What Mermaid reads as its own: `;` and `#` end or escape, the others begin notes, arrows, or HTML.
_SPECIAL = re.compile(r"[^A-Za-z0-9 _./?&=,'()*+@!|^~-]")
_ARROWS = {
    Outcome.OK: "-->>",
    Outcome.REDIRECT: "-->>",
    Outcome.OPEN: "-->>",
    Outcome.REFUSED: "--x",
    Outcome.FAILED: "--x",
}


def to_mermaid(hops: Sequence[Hop]) -> str:
    """Draw hops in the order in which they began, answers where they came; valid for any name in them."""
    parties = dict.fromkeys(party for hop in hops for party in _parties(hop))
    names = {party: f"p{number}" for number, party in enumerate(parties)}
    lines = ["sequenceDiagram", "    autonumber"]
    lines += [f"    {_kind(party)} {name} as {_escaped(party[1])}" for party, name in names.items()]
    for hop, is_answer in _moments(hops):
        asker, answerer = (names[party] for party in _parties(hop))
        if is_answer:
            lines.append(f"    {answerer}{_ARROWS[hop.outcome]}{asker}: {_escaped(_answer(hop))}")
        else:
            lines.append(f"    {asker}->>{answerer}: {_escaped(hop.operation)}")
    return "\n".join(lines) + "\n"


def _parties(hop: Hop) -> tuple[tuple[Party, str], tuple[Party, str]]:
    return (hop.asker, hop.asker_name), (hop.answerer, hop.answerer_name)


def _kind(party: tuple[Party, str]) -> str:
    return "actor" if party[0] in {Party.BROWSER, Party.CLIENT} else "participant"


def _moments(hops: Iterable[Hop]) -> Iterable[tuple[Hop, bool]]:
    moments = [(hop.began_at, hop.id, 0, hop) for hop in hops]
    # An answer that came at the same moment as what was asked within it came later.
    moments += [
        (hop.began_at + hop.duration_ms / 1000, -hop.id, 1, hop)
        for hop in hops
        if hop.duration_ms is not None
    ]
    for _, _, is_answer, hop in sorted(moments, key=lambda moment: (moment[0], moment[2], moment[1])):
        yield hop, bool(is_answer)


def _answer(hop: Hop) -> str:
    told = hop.error or hop.outcome.value
    took = f" in {hop.duration_ms:.0f} ms" if hop.duration_ms is not None else ""
    return f"{hop.status} {told}{took}" if hop.status else f"{told}{took}"


def _escaped(text: str) -> str:
    """Write a text so that Mermaid shows it and reads nothing in it: others as numbered entities."""
    cut = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    plain = " ".join(cut.split())
    escaped = _SPECIAL.sub(lambda found: f"#{ord(found[0])};", plain)
    # `end` closes a block wherever it stands as a word.
    return re.sub(r"\bend\b", "#101;nd", escaped, flags=re.IGNORECASE) or "-"
