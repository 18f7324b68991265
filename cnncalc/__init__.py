"""The pocket calculator for convolutional networks.

>>> import cnncalc
>>> graph = cnncalc.build(cnncalc.load("vgg16"))
>>> cnncalc.analyze(graph).totals.figures.params
138357544
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names as below, for type checkers: a test holds the two together
    from cnncalc import equivalences as equivalences
    from cnncalc.analysis.analyze import Analysis as Analysis
    from cnncalc.analysis.analyze import analyze as analyze
    from cnncalc.analysis.memory import Memory as Memory
    from cnncalc.analysis.memory import memory_of as memory_of
    from cnncalc.asking.expect import judge as judge
    from cnncalc.bundled.catalogue import Bundled as Bundled
    from cnncalc.bundled.catalogue import zoo as zoo
    from cnncalc.bundled.find import load as load
    from cnncalc.checking.check import check as check
    from cnncalc.checking.findings import Checked as Checked
    from cnncalc.counting.conventions import CONVENTIONS as CONVENTIONS
    from cnncalc.counting.conventions import Convention as Convention
    from cnncalc.counting.cost import Cost as Cost
    from cnncalc.counting.cost import cost as cost
    from cnncalc.counting.reconcile import Reconciliation as Reconciliation
    from cnncalc.counting.reconcile import Search as Search
    from cnncalc.counting.reconcile import reconcile as reconcile
    from cnncalc.counting.reconcile import reconcile_printed as reconcile_printed
    from cnncalc.design.compare import Comparison as Comparison
    from cnncalc.design.compare import Network as Network
    from cnncalc.design.compare import compare as compare
    from cnncalc.design.sweeping import sweep as sweep
    from cnncalc.design.sweeping.dispatch import Variant as Variant
    from cnncalc.design.twin.convert import Twin as Twin
    from cnncalc.design.twin.convert import fully_convolutional as fully_convolutional
    from cnncalc.design.twin.larger import enlarged as enlarged
    from cnncalc.design.twin.pooled import pooled as pooled
    from cnncalc.design.twin.proof import prove_twin as prove_twin
    from cnncalc.design.versions import Changes as Changes
    from cnncalc.design.versions import versions as versions
    from cnncalc.design.whatif.narrowing import bottlenecks as bottlenecks
    from cnncalc.design.whatif.reduction import reduction as reduction
    from cnncalc.design.whatif.variants import variants as variants
    from cnncalc.design.whatif.variants import variants_of as variants_of
    from cnncalc.drills import Question as Question
    from cnncalc.drills import quiz as quiz
    from cnncalc.errors import CnncalcError as CnncalcError
    from cnncalc.errors import SpecError as SpecError
    from cnncalc.explanation import explain as explain
    from cnncalc.exporting import export as export
    from cnncalc.language.read import parse as parse
    from cnncalc.language.spec import Spec as Spec
    from cnncalc.layers import KINDS as KINDS
    from cnncalc.network.ablation import Ablation as Ablation
    from cnncalc.network.ablation import ablate as ablate
    from cnncalc.network.build import build as build
    from cnncalc.network.graph import Graph as Graph
    from cnncalc.network.inline import calc as calc
    from cnncalc.network.smallest import smallest_input as smallest_input
    from cnncalc.proof.verification import Verification as Verification
    from cnncalc.proof.verification import verify as verify
    from cnncalc.reference.run import forward as forward
    from cnncalc.solving import solve as solve
    from cnncalc.symbols.evaluation import evaluate as evaluate

__version__ = "0.1.0"
# Where each public name is defined. Nothing is loaded before it is asked for, so that `import cnncalc` costs next to nothing.
_PUBLIC = {
    "analysis.analyze": "Analysis analyze",
    "analysis.memory": "Memory memory_of",
    "asking.expect": "judge",
    "bundled.catalogue": "Bundled zoo",
    "bundled.find": "load",
    "checking.check": "check",
    "checking.findings": "Checked",
    "counting.conventions": "CONVENTIONS Convention",
    "counting.cost": "Cost cost",
    "counting.reconcile": "Reconciliation Search reconcile reconcile_printed",
    "design.compare": "Comparison Network compare",
    "design.sweeping": "sweep",
    "design.sweeping.dispatch": "Variant",
    "design.twin.convert": "Twin fully_convolutional",
    "design.twin.larger": "enlarged",
    "design.twin.pooled": "pooled",
    "design.twin.proof": "prove_twin",
    "design.versions": "Changes versions",
    "design.whatif.narrowing": "bottlenecks",
    "design.whatif.reduction": "reduction",
    "design.whatif.variants": "variants variants_of",
    "drills": "Question quiz",
    "errors": "CnncalcError SpecError",
    "explanation": "explain",
    "exporting": "export",
    "language.read": "parse",
    "language.spec": "Spec",
    "layers": "KINDS",
    "network.ablation": "Ablation ablate",
    "network.build": "build",
    "network.graph": "Graph",
    "network.inline": "calc",
    "network.smallest": "smallest_input",
    "proof.verification": "Verification verify",
    "reference.run": "forward",
    "solving": "solve",
    "symbols.evaluation": "evaluate",
}
_HOMES = {name: home for home, names in _PUBLIC.items() for name in names.split()}
__all__ = sorted([*_HOMES, "equivalences"])


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    from importlib import import_module

    if name == "equivalences":
        return import_module("cnncalc.equivalences")
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncalc' has no attribute {name!r}")
    return getattr(import_module(f"cnncalc.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
