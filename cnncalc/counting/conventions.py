"""How tools count: one row a convention, which says what each kind of layer costs under it.

A rule is a sum over the facts of one layer (`QUANTITIES`), such as "2*MAC + b". A kind that a row does not name costs nothing
under it: the tool passes it over. `NA` marks kinds for which the tool has no rule of its own, and nothing is made up for them.
Networks are taken as built from modules; a tool keyed on modules misses functional calls, and the other way round.

Sources: the tools' own code at the versions named. At inference, for one picture; a batch multiplies every cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.results.shown import Listing, Result, in_a_line

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
BIAS = " bias"  # behind a kind: a term of its own


class ConventionFields(NamedTuple):
    """What a `Convention` holds."""

    name: str
    tool: str
    version: str
    unit: str
    rules: Mapping[str, str]
    remarks: Mapping[str, str] = MappingProxyType({})
    prefix: str = ""
    counts: str = "cost"


class Convention(Result, ConventionFields):
    """One way of counting, and the tool that prints it.

    `counts` is "cost" or "params". `unit` is the tool's own word; `prefix` stands before it where the tool always prints
    billions ("G", "B"). `rules` hold a sum for a term: a kind, a kind with a flag ("bn noaffine"), or the bias of a kind ("conv
    bias"). `remarks` are phrases for terms that surprise people.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.name, self.source)

    def rule(self, term: str) -> str:
        """The rule of a term; "0" where the tool passes it over. `*` stands for all kinds that are not named."""
        return self.rules.get(term, "0" if term.endswith(BIAS) else self.rules.get("*", "0"))

    @property
    def title(self) -> str:
        """What its figures stand under: the tool's own word, and whose it is."""
        return f"{self.unit} ({self.name})"

    @property
    def source(self) -> str:
        """The tool and its version."""
        return f"{self.tool} {self.version}".strip()


class Conventions(Listing[Convention]):
    """Ways of counting, one after the other."""

    def __repr__(self) -> str:
        return in_a_line(self, "", f"{len(self):,} conventions")


def parsed(rule: str) -> Iterator[tuple[int, str]]:
    """The factors and quantities of a rule.

    >>> list(parsed("3*in - positions")), list(parsed("0"))
    ([(3, 'in'), (-1, 'positions')], [])
    """
    for term in rule.replace("- ", "+ -1*").split(" + "):
        factor, _, quantity = term.rpartition("*")
        if quantity != "0":
            yield int(factor or 1), quantity


def _all(rule: str, *terms: str) -> dict[str, str]:
    return dict.fromkeys(terms, rule)


def _dots(mac: str, bias: str = "0", fc_bias: str | None = None) -> dict[str, str]:
    """The rules of what is made of dot products, all but transposed convolutions."""
    fc_bias = bias if fc_bias is None else fc_bias
    return {"conv": mac, "dwconv": mac, "fc": mac, "conv bias": bias, "dwconv bias": bias, "fc bias": fc_bias}


DOTS = ("conv", "dwconv", "fc")
MEANS = ("gap", "adaptive_avgpool")
POOLS = ("maxpool", "avgpool", *MEANS, "gmp", "adaptive_maxpool")
TWICE = ("relu", "relu6", "elu", "gelu", "prelu", *POOLS)  # a module's hook and the patched function both fire in ptflops
COMPOSED = ("lrn", "lppool", "spp", "maxout", "scale")  # no modules, or such as call other functions that a tool has patched
AT_TWO = _all("at 2 a MAC", *DOTS)
DOUBLE = AT_TWO | _all("at 2 a MAC", "deconv")
AFFINE = {"bn": "2*in", "bn noaffine": "in"}

CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        row.name: row
        for row in (
            Convention("macs", "cnncalc", "", "MAC", _dots("MAC") | {"deconv": "MAC"}),
            Convention("exact", "cnncalc", "", "op", _dots("ops - b", "b") | {"*": "ops"}),
            Convention("torchvision", "torchvision _ops", "0.28", "FLOPS", _dots("MAC") | {"deconv": "MAC"}, prefix="G"),
            Convention("torch", "torch FlopCounterMode", "2.13", "FLOP", _dots("2*MAC") | {"deconv": "2*MAC"}, DOUBLE),
            Convention(
                "torchinfo",
                "torchinfo",
                "1.8.0",
                "mult-adds",
                _dots("MAC", "b")
                | {"deconv": "out-MAC + b"}
                | _all("params", "bn", "bn noaffine", "ln", "gn", "instnorm", "instnorm affine", "prelu", "scale"),
                {"bn": "at its parameters, not its elements", "deconv": "reckoned at its output"},
            ),
            Convention(
                "fvcore",
                "fvcore",
                "0.1.5",
                "flop",
                _dots("MAC")
                | AFFINE
                | {"deconv": "MAC", "instnorm": "4*in", "upsample": "out", "resize": "out"}
                | {"upsample bilinear": "4*out", "resize bilinear": "4*out"}
                | _all("5*in", "ln", "gn", "instnorm affine")
                | _all("in", *MEANS),
            ),
            Convention("ptflops-aten", "ptflops aten", "0.7.5", "MAC", _dots("MAC", "b") | {"deconv": "MAC + b"}),
            Convention(
                "ptflops-pytorch",
                "ptflops pytorch",
                "0.7.5",
                "MAC",
                _dots("MAC", "b")
                | AFFINE
                | {"deconv": "MAC + b", "gn": "2*in", "ln": "in", "instnorm": "in", "instnorm affine": "2*in"}
                | _all("in", "leakyrelu", "silu", "softmax")
                | _all("2*in", *TWICE)
                | _all("2*out", "upsample", "upsample bilinear", "resize", "resize bilinear")
                | _all(NA, *COMPOSED),
                _all("counted twice", *TWICE, "upsample", "upsample bilinear", "resize", "resize bilinear"),
            ),
            Convention(
                "thop",
                "thop",
                "0.1.1",
                "macs",
                _dots("MAC")
                | {"deconv": "out-MAC", "bn": "4*in", "bn noaffine": "2*in", "avgpool": "out"}
                | {"ln": "4*in", "instnorm": "2*in", "instnorm affine": "4*in", "prelu": "in", "softmax": "3*in - positions"}
                | {"upsample": "out", "resize": "out", "upsample bilinear": "11*out", "resize bilinear": "11*out"}
                | _all("in + out", *MEANS),
                {"deconv": "reckoned at its output"},
            ),
            Convention("calflops-macs", "calflops", "0.3.2", "MAC", _dots("MAC") | {"deconv": "MAC"}),
            Convention(
                "calflops-flops",
                "calflops",
                "0.3.2",
                "FLOP",
                _dots("2*MAC", "b", fc_bias="0")
                | AFFINE
                | {"deconv": "2*MAC", "instnorm": "4*in"}
                | _all("5*in", "ln", "gn", "instnorm affine")
                | _all("in", "relu", "leakyrelu", "prelu", "elu", "gelu", "silu", "softmax", *POOLS)
                | _all("in", "upsample", "upsample bilinear")
                | _all(NA, *COMPOSED, "resize", "resize bilinear"),
                DOUBLE,
            ),
            Convention("pycls", "pycls", "", "flops", _dots("MAC", "b") | {"deconv": NA}),
            Convention("darknet", "darknet", "", "FLOPs", _dots("2*MAC") | {"deconv": NA}, AT_TWO, prefix="B"),
            Convention("params", "cnncalc", "", "params", {"*": "params"}, counts="params"),
            Convention(
                "keras",
                "Keras",
                "",
                "params",
                {"*": "params", "bn": "params + buffers", "bn noaffine": "params + buffers"},
                _all("with its running statistics", "bn", "bn noaffine"),
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
