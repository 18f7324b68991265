"""The pocket calculator for convolutional networks.

>>> import cnncalc
>>> graph = cnncalc.build(cnncalc.load("vgg16"))
>>> cnncalc.analyze(graph).totals.figures.params
138357544
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncalc.analysis import Analysis, analyze
    from cnncalc.builder import build
    from cnncalc.calculation import calc
    from cnncalc.errors import CnncalcError, SpecError
    from cnncalc.expectations import judge
    from cnncalc.explanation import explain
    from cnncalc.find import load
    from cnncalc.graph import Graph
    from cnncalc.layers import KINDS
    from cnncalc.read import parse
    from cnncalc.reference.run import forward
    from cnncalc.smallest import smallest_input
    from cnncalc.solving import solve
    from cnncalc.spec import Spec

__version__ = "0.1.0"
__all__ = [
    "KINDS",
    "Analysis",
    "CnncalcError",
    "Graph",
    "Spec",
    "SpecError",
    "analyze",
    "build",
    "calc",
    "explain",
    "forward",
    "judge",
    "load",
    "parse",
    "smallest_input",
    "solve",
]

_HOMES = {
    "KINDS": "layers",
    "Analysis": "analysis",
    "CnncalcError": "errors",
    "Graph": "graph",
    "Spec": "spec",
    "SpecError": "errors",
    "analyze": "analysis",
    "build": "builder",
    "calc": "calculation",
    "explain": "explanation",
    "forward": "reference.run",
    "judge": "expectations",
    "load": "find",
    "parse": "read",
    "smallest_input": "smallest",
    "solve": "solving",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that `import cnncalc` costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cnncalc.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
