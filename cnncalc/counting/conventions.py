"""How tools count: one row per convention, which says what each kind of layer costs under it.

A rule is a sum over the facts of one layer (`QUANTITIES`), such as "2*MAC + b". A row also names the kinds that the tool counts
as nothing. A kind that a row does not name at all is `NA` under it: nobody has looked up what the tool does, and a 0 would be a
guess. `NA` as a rule marks kinds for which the tool has no rule of its own.
Networks are taken as built from modules; a tool keyed on modules misses functional calls, and the other way round.

Sources: the tools' own code at the versions named. At inference, for one input; a batch multiplies every cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cnncalc.counting.groups import (
    AFFINE,
    AROUND,
    AT_TWO,
    BESIDES,
    COMPOSED,
    DOTS_ALONE,
    DOUBLE,
    FLAT,
    HALVES,
    MAXIMA,
    MEANS,
    MOVES,
    OWN,
    POOLS,
    SLIP,
    TWICE,
    alike,
    dots,
)
from cnncalc.counting.rules import BIAS, NA, QUANTITIES, Convention, parsed
from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.results.shown import Listing, in_a_line

__all__ = ["BIAS", "CONVENTIONS", "NA", "QUANTITIES", "Convention", "Conventions", "convention_named", "parsed"]


class Conventions(Listing[Convention]):
    """Ways of counting, one after the other."""

    def __repr__(self) -> str:
        return in_a_line(self, "", f"{len(self):,} conventions")


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
                | alike("params", "bn", "bn noaffine", "ln", "gn", "instnorm", "instnorm affine", "prelu", *OWN),
                AROUND,
                {"bn": "at its parameters, not its elements", "deconv": "reckoned at its output"},
                written=("mult-adds", "Units.MEGABYTES", "Units.GIGABYTES", "Units.TERABYTES"),
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
                | alike("in", *MEANS)
                | alike("0", *FLAT),
                (*MOVES, "join", "activation", "prelu", "avgpool", *MAXIMA, "lrn", "l2norm", *OWN),
            ),
            Convention(
                "ptflops-aten",
                "ptflops aten",
                "0.7.5",
                "MAC",
                dots("MAC", "b") | {"deconv": "MAC + b"},
                DOTS_ALONE,
                written=("Mac",),
            ),
            Convention(
                "ptflops-pytorch",
                "ptflops pytorch",
                "0.7.5",
                "MAC",
                dots("MAC", "b")
                | AFFINE
                | {"deconv": "MAC + b", "gn": "2*in", "ln": "in", "instnorm": "in", "instnorm affine": "2*in"}
                | {"lrn": "3*in + wide"}
                | alike("in", "relu6", "leakyrelu", "silu", "softmax")
                | alike("2*in", *TWICE)
                | alike("2*out", "upsample", "upsample bilinear", "resize", "resize bilinear")
                | alike(NA, *COMPOSED, *HALVES),
                BESIDES,
                alike("counted twice", *TWICE, "upsample", "upsample bilinear", "resize", "resize bilinear"),
                written=("Mac",),
            ),
            Convention(
                "thop",
                "thop",
                "0.1.1",
                "macs",
                dots("MAC")
                | {"deconv": "out-MAC", "bn": "4*in", "bn noaffine": "2*in", "avgpool": "out"}
                | {"ln": "4*in", "instnorm": "2*in", "instnorm affine": "4*in", "prelu": "in", "softmax": "3*in - positions"}
                | alike("3*in - sums", "softmax positions", "softmax groups")
                | {"upsample": "out", "resize": "out", "upsample bilinear": "11*out", "resize bilinear": "11*out"}
                | alike("5*out", "upsample bilinear 1d", "resize bilinear 1d")
                | alike("0", "upsample bilinear 3d", "resize bilinear 3d")
                | alike(NA, *HALVES)
                | alike("in + out", *MEANS),
                (*BESIDES, *MAXIMA, "gn", "lrn", *OWN, "relu", "relu6", "leakyrelu", "elu", "gelu", "silu", "maxout"),
                {"deconv": "reckoned at its output"},
            ),
            Convention(
                "calflops-macs",
                "calflops",
                "0.3.2",
                "MAC",
                dots("MAC") | {"deconv": "MAC", "deconv groups": "cut-MAC"},
                DOTS_ALONE,
                SLIP,
                written=("MACs",),
            ),
            Convention(
                "calflops-flops",
                "calflops",
                "0.3.2",
                "FLOP",
                dots("2*MAC", "b", fc_bias="0")
                | AFFINE
                | {"deconv": "2*MAC + conv-b", "deconv groups": "2*cut-MAC + conv-b", "instnorm": "4*in", "lrn": "3*in + wide"}
                | alike("5*in", "ln", "gn", "instnorm affine")
                | alike("in", "relu", "leakyrelu", "prelu", "elu", "gelu", "silu", "softmax", *POOLS)
                | alike("in", "upsample", "upsample bilinear")
                | alike("positions", "resize", "resize bilinear")
                | alike(NA, *COMPOSED),
                (*BESIDES, "relu6"),
                DOUBLE | SLIP | alike("at its positions, not its elements", "resize", "resize bilinear"),
                written=("FLOPS",),
            ),
            Convention("pycls", "pycls", "", "flops", dots("MAC", "b") | {"deconv": NA}, DOTS_ALONE, shares=False),
            Convention(
                "darknet",
                "darknet",
                "",
                "FLOPs",
                dots("2*MAC") | {"deconv": NA},
                DOTS_ALONE,
                AT_TWO,
                prefix="B",
                written=("BFLOPs", "Bn", "Bn FLOPs"),
                shares=False,
            ),
            Convention(
                "darknet-alexeyab",
                "darknet of AlexeyAB",
                "",
                "FLOPS",
                {"conv": "2*MAC", "dwconv": "2*MAC", "maxpool": "taps", "avgpool": "taps", "add": "added", "deconv": NA},
                (*DOTS_ALONE, "fc"),
                alike("at 2 per MAC", "conv", "dwconv"),
                prefix="B",
                written=("BF", "BFLOPS"),
            ),
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
