"""The pocket calculator for convolutional networks.

>>> import cnncalc
>>> graph = cnncalc.build(cnncalc.load("vgg16"))
>>> cnncalc.analyze(graph).totals.figures.params
138357544
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncalc import equivalences
    from cnncalc.ablation import Ablation, ablate
    from cnncalc.analysis import Analysis, analyze
    from cnncalc.budget import Memory, memory_of
    from cnncalc.builder import build
    from cnncalc.calculation import calc
    from cnncalc.catalogue import Bundled, zoo
    from cnncalc.checking import check
    from cnncalc.comparison import Comparison, Network, compare
    from cnncalc.conventions import CONVENTIONS, Convention
    from cnncalc.counting import Cost, cost
    from cnncalc.drills import Question, quiz
    from cnncalc.errors import CnncalcError, SpecError
    from cnncalc.expectations import judge
    from cnncalc.explanation import explain
    from cnncalc.exporting import export
    from cnncalc.find import load
    from cnncalc.findings import Checked
    from cnncalc.graph import Graph
    from cnncalc.layers import KINDS
    from cnncalc.proof.verification import Verification, verify
    from cnncalc.read import parse
    from cnncalc.reconciliation import Reconciliation, Search, reconcile, reconcile_printed
    from cnncalc.reference.run import forward
    from cnncalc.smallest import smallest_input
    from cnncalc.solving import solve
    from cnncalc.spec import Spec
    from cnncalc.sweeping import sweep
    from cnncalc.sweeping.dispatch import Variant
    from cnncalc.symbols.evaluation import evaluate
    from cnncalc.twin.convert import Twin, fully_convolutional
    from cnncalc.twin.larger import enlarged
    from cnncalc.twin.pooled import pooled
    from cnncalc.twin.proof import prove_twin
    from cnncalc.versions import Changes, versions
    from cnncalc.whatif.narrowing import bottlenecks
    from cnncalc.whatif.reduction import reduction
    from cnncalc.whatif.variants import variants, variants_of

__version__ = "0.1.0"
__all__ = [
    "CONVENTIONS",
    "KINDS",
    "Ablation",
    "Analysis",
    "Bundled",
    "Changes",
    "Checked",
    "CnncalcError",
    "Comparison",
    "Convention",
    "Cost",
    "Graph",
    "Memory",
    "Network",
    "Question",
    "Reconciliation",
    "Search",
    "Spec",
    "SpecError",
    "Twin",
    "Variant",
    "Verification",
    "ablate",
    "analyze",
    "bottlenecks",
    "build",
    "calc",
    "check",
    "compare",
    "cost",
    "enlarged",
    "equivalences",
    "evaluate",
    "explain",
    "export",
    "forward",
    "fully_convolutional",
    "judge",
    "load",
    "memory_of",
    "parse",
    "pooled",
    "prove_twin",
    "quiz",
    "reconcile",
    "reconcile_printed",
    "reduction",
    "smallest_input",
    "solve",
    "sweep",
    "variants",
    "variants_of",
    "verify",
    "versions",
    "zoo",
]

_HOMES = {
    "KINDS": "layers",
    "Ablation": "ablation",
    "Analysis": "analysis",
    "Bundled": "catalogue",
    "Changes": "versions",
    "CnncalcError": "errors",
    "Checked": "findings",
    "Comparison": "comparison",
    "Graph": "graph",
    "Memory": "budget",
    "Network": "comparison",
    "Question": "drills",
    "Spec": "spec",
    "SpecError": "errors",
    "ablate": "ablation",
    "Twin": "twin.convert",
    "Verification": "proof.verification",
    "analyze": "analysis",
    "bottlenecks": "whatif.narrowing",
    "build": "builder",
    "calc": "calculation",
    "explain": "explanation",
    "export": "exporting",
    "equivalences": "equivalences",  # a module of its own
    "check": "checking",
    "compare": "comparison",
    "enlarged": "twin.larger",
    "evaluate": "symbols.evaluation",
    "forward": "reference.run",
    "fully_convolutional": "twin.convert",
    "judge": "expectations",
    "load": "find",
    "memory_of": "budget",
    "parse": "read",
    "quiz": "drills",
    "smallest_input": "smallest",
    "solve": "solving",
    "reduction": "whatif.reduction",
    "variants": "whatif.variants",
    "variants_of": "whatif.variants",
    "verify": "proof.verification",
    "versions": "versions",
    "zoo": "catalogue",
    "CONVENTIONS": "conventions",
    "Convention": "conventions",
    "Cost": "counting",
    "cost": "counting",
    "Reconciliation": "reconciliation",
    "Search": "reconciliation",
    "reconcile": "reconciliation",
    "reconcile_printed": "reconciliation",
    "pooled": "twin.pooled",
    "prove_twin": "twin.proof",
    "Variant": "sweeping.dispatch",
    "sweep": "sweeping",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that `import cnncalc` costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")
    from importlib import import_module

    home = import_module(f"cnncalc.{_HOMES[name]}")
    return home if _HOMES[name] == name else getattr(home, name)


def __dir__() -> list[str]:
    return sorted(__all__)
