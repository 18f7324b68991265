"""How tools count: one row per convention, which says what each kind of layer costs under it.

A rule is a sum over the facts of one layer (`QUANTITIES`), such as "2*MAC + b". A row also names the kinds that the tool counts
as nothing. A kind that a row does not name at all is `NA` under it: nobody has looked up what the tool does, and a 0 would be a
guess. `NA` as a rule marks kinds for which the tool has no rule of its own.
Networks are taken as built from modules; a tool keyed on modules misses functional calls, and the other way round.

Sources: the tools' own code at the versions named. At inference, for one input; a batch multiplies every cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cnncalc.counting.groups import (
    AFFINE,
    AROUND,
    AT_TWO,
    BESIDES,
    COMPOSED,
    DOTS_ALONE,
    DOUBLE,
    MAXIMA,
    MEANS,
    MOVES,
    POOLS,
    TWICE,
    alike,
    dots,
)
from cnncalc.errors import did_you_mean, quote, refuse

NA = "n/a"
QUANTITIES = {
    "MAC": "multiply-accumulates; of a deconv input elements * kernel area * Cout/groups",
    "out-MAC": "those of a deconv reckoned at its output: output elements * kernel area * Cin/groups",
    "b": "output elements, where the layer has a bias",
    "in": "elements of the input",
    "out": "elements of the output",
    "positions": "elements of the output a channel",
    "params": "learned parameters",
    "buffers": "numbers that are kept and not learned: the running statistics of bn",
    "ops": "all operations of the textbook algorithm: mul, add, cmp, div, exp, sqrt",
}
BIAS = " bias"  # after a kind: a term of its own


class Convention(NamedTuple):
    """One way of counting, and the tool that prints it.

    `counts` is "cost" or "params". `unit` is the tool's own word; `prefix` comes before it where the tool always prints
    billions ("G", "B"). `rules` hold a sum for a term: a kind, a kind with a flag ("bn noaffine"), or the bias of a kind ("conv
    bias"); `*` is every kind that is not named. `uncounted` are the kinds that the tool counts as nothing. A family among them
    covers those of its kinds that have neither learned parameters nor dot products. `remarks` are phrases for terms that
    surprise people.
    """

    name: str
    tool: str
    version: str
    unit: str
    rules: Mapping[str, str]
    uncounted: tuple[str, ...] = ()
    remarks: Mapping[str, str] = MappingProxyType({})
    prefix: str = ""
    counts: str = "cost"

    def rule(self, term: str) -> str:
        """The rule of a term: "0" where the tool counts nothing, `NA` where the convention does not name the kind."""
        if term in self.rules:
            return self.rules[term]
        if term.endswith(BIAS) or self._counts_nothing(term.partition(" ")[0]):
            return "0"
        return self.rules.get("*", NA)

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


CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        row.name: row
        for row in (
            Convention("macs", "cnncalc", "", "MAC", {"*": "MAC"}, DOTS_ALONE),
            Convention("exact", "cnncalc", "", "op", dots("ops - b", "b") | {"*": "ops"}),
            Convention(
                "torchvision", "torchvision _ops", "0.28", "FLOPS", dots("MAC") | {"deconv": "MAC"}, DOTS_ALONE, prefix="G"
            ),
            Convention(
                "torch", "torch FlopCounterMode", "2.13", "FLOP", dots("2*MAC") | {"deconv": "2*MAC"}, DOTS_ALONE, DOUBLE
            ),
            Convention(
                "torchinfo",
                "torchinfo",
                "1.8.0",
                "mult-adds",
                dots("MAC", "b")
                | {"deconv": "out-MAC + b"}
                | alike("params", "bn", "bn noaffine", "ln", "gn", "instnorm", "instnorm affine", "prelu", "scale"),
                AROUND,
                {"bn": "at its parameters, not its elements", "deconv": "reckoned at its output"},
            ),
            Convention(
                "fvcore",
                "fvcore",
                "0.1.5",
                "flop",
                dots("MAC")
                | AFFINE
                | {"deconv": "MAC", "instnorm": "4*in", "upsample": "out", "resize": "out"}
                | {"upsample bilinear": "4*out", "resize bilinear": "4*out"}
                | alike("5*in", "ln", "gn", "instnorm affine")
                | alike("in", *MEANS),
                (*MOVES, "join", "activation", "prelu", "avgpool", *MAXIMA, "lrn", "l2norm", "scale"),
            ),
            Convention("ptflops-aten", "ptflops aten", "0.7.5", "MAC", dots("MAC", "b") | {"deconv": "MAC + b"}, DOTS_ALONE),
            Convention(
                "ptflops-pytorch",
                "ptflops pytorch",
                "0.7.5",
                "MAC",
                dots("MAC", "b")
                | AFFINE
                | {"deconv": "MAC + b", "gn": "2*in", "ln": "in", "instnorm": "in", "instnorm affine": "2*in"}
                | alike("in", "leakyrelu", "silu", "softmax")
                | alike("2*in", *TWICE)
                | alike("2*out", "upsample", "upsample bilinear", "resize", "resize bilinear")
                | alike(NA, *COMPOSED),
                BESIDES,
                alike("counted twice", *TWICE, "upsample", "upsample bilinear", "resize", "resize bilinear"),
            ),
            Convention(
                "thop",
                "thop",
                "0.1.1",
                "macs",
                dots("MAC")
                | {"deconv": "out-MAC", "bn": "4*in", "bn noaffine": "2*in", "avgpool": "out"}
                | {"ln": "4*in", "instnorm": "2*in", "instnorm affine": "4*in", "prelu": "in", "softmax": "3*in - positions"}
                | {"upsample": "out", "resize": "out", "upsample bilinear": "11*out", "resize bilinear": "11*out"}
                | alike("in + out", *MEANS),
                (*BESIDES, *MAXIMA, "gn", "lrn", "scale", "relu", "relu6", "leakyrelu", "elu", "gelu", "silu", "maxout"),
                {"deconv": "reckoned at its output"},
            ),
            Convention("calflops-macs", "calflops", "0.3.2", "MAC", dots("MAC") | {"deconv": "MAC"}, DOTS_ALONE),
            Convention(
                "calflops-flops",
                "calflops",
                "0.3.2",
                "FLOP",
                dots("2*MAC", "b", fc_bias="0")
                | AFFINE
                | {"deconv": "2*MAC", "instnorm": "4*in"}
                | alike("5*in", "ln", "gn", "instnorm affine")
                | alike("in", "relu", "leakyrelu", "prelu", "elu", "gelu", "silu", "softmax", *POOLS)
                | alike("in", "upsample", "upsample bilinear")
                | alike(NA, *COMPOSED, "resize", "resize bilinear"),
                (*BESIDES, "relu6"),
                DOUBLE,
            ),
            Convention("pycls", "pycls", "", "flops", dots("MAC", "b") | {"deconv": NA}, DOTS_ALONE),
            Convention("darknet", "darknet", "", "FLOPs", dots("2*MAC") | {"deconv": NA}, DOTS_ALONE, AT_TWO, prefix="B"),
            Convention("params", "cnncalc", "", "params", {"*": "params"}, counts="params"),
            Convention(
                "keras",
                "Keras",
                "",
                "params",
                {"*": "params", "bn": "params + buffers", "bn noaffine": "params + buffers"},
                remarks=alike("with its running statistics", "bn", "bn noaffine"),
                counts="params",
            ),
        )
    }
)


def convention_named(name: str) -> Convention:
    """The convention of a name. Raises a `SpecError` with the nearest name where there is none."""
    if name not in CONVENTIONS:
        help = did_you_mean(name, CONVENTIONS, f"the conventions are: {', '.join(CONVENTIONS)}")
        raise refuse(f"there is no convention {quote(name)}", help)
    return CONVENTIONS[name]
