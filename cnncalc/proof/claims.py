"""What is compared: one figure of one layer, as the rules predict it and as it was observed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Claim(NamedTuple):
    """A figure from both sides. `how` says how it was observed, `working` how it was predicted, where there is more to say."""

    figure: str
    predicted: Any
    observed: Any
    working: str = ""
    how: str = ""

    @property
    def agrees(self) -> bool:
        """Whether both sides say the same."""
        return bool(self.predicted == self.observed)


class LayerClaims(NamedTuple):
    """A layer with its claims. `name` is a node's name, or for a kind of layer observed by itself the first that is one."""

    name: str
    text: str
    line: int
    claims: tuple[Claim, ...]
    on_padding: int = 0  # multiplications that had a zero of the padding as a factor

    @property
    def disagreement(self) -> Claim | None:
        """The first claim that does not hold."""
        return next((claim for claim in self.claims if not claim.agrees), None)

    def claim(self, figure: str) -> Claim | None:
        """The claim about a figure."""
        return next((claim for claim in self.claims if claim.figure == figure), None)


def first_disagreement(findings: Iterable[LayerClaims]) -> LayerClaims | None:
    """The first finding that has a claim which does not hold."""
    return next((finding for finding in findings if finding.disagreement), None)
