"""One measured thing: ours, others', the machine's limit, and the budget it has to meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Better = Literal["more", "less"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What design.md asks for. `value` is in the budget's own unit, which may be a ratio."""

    says: str
    value: float
    limit: float
    better: Better

    @property
    def is_met(self) -> bool:
        """Whether the value is on the right side of the limit."""
        return self.value >= self.limit if self.better == "more" else self.value <= self.limit

    def verdict(self) -> str:
        """Say met, or missed and by how much of the limit."""
        if self.is_met:
            return f"met ({self.value:.3g})"
        return f"missed by {abs(self.value - self.limit) / self.limit:.0%} ({self.value:.3g})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row. `others` has, by name, a value or the word why there is none."""

    what: str
    unit: str
    better: Better
    ours: float
    others: Mapping[str, float | str] = field(default_factory=dict)
    budget: Budget | None = None
    note: str = ""

    def ratio(self, other: float) -> float:
        """Give how many times better ours is; below 1 the other is better."""
        fewer, more = (other, self.ours) if self.better == "more" else (self.ours, other)
        return more / fewer if fewer else float("inf")
