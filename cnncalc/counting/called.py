"""What tools count where a network calls a function and does not hold the module: `F.relu(x)`, `x.mean([2, 3])`.

A tool that is keyed on modules passes over a function; one that has patched functions counts it once, where it may count the
module twice. Sources: the tools' own code at the versions of `CONVENTIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from cnncalc.counting.groups import MEANS, POOLS, alike
from cnncalc.counting.rules import Convention

ACTIVATIONS = ("relu", "relu6", "leakyrelu", "prelu", "elu", "gelu", "silu", "softmax")
WINDOWED = ("maxpool", "avgpool")
GLOBAL = (*MEANS, "gmp", "adaptive_maxpool")
# By the convention: what a call of the function costs, where that is not what the module costs.
FUNCTIONS: Mapping[str, Mapping[str, str]] = {
    "torchinfo": {"prelu": "0"},
    "ptflops-pytorch": alike("in", *ACTIVATIONS, *POOLS) | {"leakyrelu": "0"},
    "thop": alike("0", "prelu", "softmax", "avgpool", *MEANS),
    "calflops-flops": {"relu6": "in"},
}
MEAN = {"gap": "0"} | alike("0", "gap 1d", "gap 3d")  # of a mean over the positions, which no tool counts
ACTS, STEM, BRANCHED, LAST, GATES = "activations", "pools", "pools in branches", "global pools", "gates"
REST = "the rest"
MODULE, FUNCTION, AVERAGE = "module", "function", "mean"
# What is called in each part of a network; torchvision's networks and timm's do all of these, each its own.
CHOICES = {
    ACTS: (FUNCTION, MODULE),
    LAST: (FUNCTION, AVERAGE, MODULE),
    BRANCHED: (FUNCTION, MODULE),
    STEM: (FUNCTION, MODULE),
    GATES: (AVERAGE, MODULE),
    REST: (MODULE,),
}


def called(convention: Convention, how: str) -> Convention:
    """The convention for what is a module, a function, or a mean over the positions."""
    changed: Mapping[str, str] = {MODULE: {}, FUNCTION: FUNCTIONS.get(convention.name, {}), AVERAGE: MEAN}[how]
    return convention._replace(rules={**convention.rules, **changed}) if changed else convention


def forms() -> list[dict[str, str]]:
    """The ways in which the parts of a network may be called, those with most modules first."""
    found = [dict(zip(CHOICES, choice)) for choice in product(*CHOICES.values())]
    return sorted(found, key=lambda form: sum(how != MODULE for how in form.values()))


def form_label(form: Mapping[str, str]) -> str:
    """What is called in a form.

    >>> form_label({ACTS: FUNCTION, LAST: AVERAGE}), form_label({ACTS: MODULE})
    ('functions: activations, mean for global pools', '')
    """
    named = [f"mean for {part}" if how == AVERAGE else part for part, how in form.items() if how != MODULE]
    return f"functions: {', '.join(named)}" if named else ""
