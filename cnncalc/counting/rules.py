"""What a rule of counting is: a sum over the facts of one layer, and the row of a convention that holds the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cnncalc.results.shown import Result, in_a_line

NA = "n/a"
QUANTITIES = {
    "MAC": "multiply-accumulates; of a deconv input elements * kernel area * Cout/groups",
    "out-MAC": "those of a deconv reckoned at its output: output elements * kernel area * Cin/groups",
    "b": "output elements, where the layer has a bias",
    "in": "elements of the input",
    "out": "elements of the output",
    "positions": "elements of the output per channel",
    "sums": "sums that a softmax divides by: one a position and run of channels, or one a channel",
    "taps": "output elements * kernel area",
    "added": "elements of the output, for each input but the first",
    "wide": "elements of the input of lrn once its channels are padded: Cin + SIZE - 1 per position",
    "cut-MAC": "MAC of a deconv divided by the groups once more, rounded down per output channel: a slip of calflops",
    "conv-b": "Cout/groups * the positions that a convolution with these settings would have, where the layer has a bias",
    "params": "learned parameters",
    "buffers": "numbers that are kept and not learned: the running statistics of bn",
    "ops": "all operations of the textbook algorithm: mul, add, cmp, div, exp, sqrt",
}
BIAS = " bias"  # after a kind: a term of its own


class ConventionFields(NamedTuple):
    """What a `Convention` holds."""

    name: str
    tool: str
    version: str
    unit: str
    rules: Mapping[str, str]
    uncounted: tuple[str, ...] = ()
    remarks: Mapping[str, str] = MappingProxyType({})
    prefix: str = ""
    counts: str = "cost"
    written: tuple[str, ...] = ()
    shares: bool = True


class Convention(Result, ConventionFields):
    """One way of counting, and the tool that prints it.

    `counts` is "cost" or "params". `unit` is the tool's own word; `prefix` comes before it where the tool always prints
    billions ("G", "B"). `rules` hold a sum for a term: a kind, a kind with a flag ("bn noaffine"), or the bias of a kind ("conv
    bias"); `*` is every kind that is not named. `uncounted` are the kinds that the tool counts as nothing. A family among them
    covers those of its kinds that have neither learned parameters nor dot products. `remarks` are phrases for terms that
    surprise people. `shares` says whether layers of the tool's networks can share weights. `written` are the ways in which the
    tool writes its unit, for telling a printed number's author.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.name, self.source)

    def rule(self, term: str) -> str:
        """The rule of a term: "0" where the tool counts nothing, `NA` where the convention does not name the kind.

        A term with a flag that the row does not name costs what it costs without the flag.
        """
        if term in self.rules:
            return self.rules[term]
        if term.endswith(BIAS):
            return "0"
        if " " in term:
            return self.rule(term.rpartition(" ")[0])
        return "0" if self._counts_nothing(term) else self.rules.get("*", NA)

    def _counts_nothing(self, kind: str) -> bool:
        from cnncalc.layers import KINDS  # the list of conventions needs no layer

        layer = KINDS.get(kind)
        return kind in self.uncounted or (layer is not None and layer.family in self.uncounted and not layer.has_weights())

    def unnamed(self) -> list[str]:
        """The kinds that the convention does not name."""
        from cnncalc.layers import KINDS

        return [kind for kind in KINDS if kind not in self.rules and self.rule(kind) == NA]

    @property
    def title(self) -> str:
        """The heading of its figures: the tool's own word, and whose it is."""
        return f"{self.unit} ({self.name})"

    @property
    def source(self) -> str:
        """The tool and its version."""
        return f"{self.tool} {self.version}".strip()


def parsed(rule: str) -> Iterator[tuple[int, str]]:
    """The factors and quantities of a rule.

    >>> list(parsed("3*in - positions")), list(parsed("0"))
    ([(3, 'in'), (-1, 'positions')], [])
    """
    for term in rule.replace("- ", "+ -1*").split(" + "):
        factor, _, quantity = term.rpartition("*")
        if quantity != "0":
            yield int(factor or 1), quantity
