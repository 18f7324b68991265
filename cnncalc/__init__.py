"""The pocket calculator for convolutional networks.

>>> import cnncalc
>>> net = cnncalc.summarize("vgg16")
>>> net.params, net["conv5_3"].receptive_field
(138357544, (196, 196))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the same names as below, for type checkers: a test holds the two together
    from cnncalc import equivalences as equivalences
    from cnncalc.analysis.analyze import Analysis as Analysis
    from cnncalc.analysis.memory import Memory as Memory
    from cnncalc.asking.parts import Part as Part
    from cnncalc.bundled.catalogue import Bundled as Bundled
    from cnncalc.bundled.find import load as load
    from cnncalc.checking.classroom import ClassMarks as ClassMarks
    from cnncalc.checking.findings import Checked as Checked
    from cnncalc.counting.conventions import CONVENTIONS as CONVENTIONS
    from cnncalc.counting.conventions import Convention as Convention
    from cnncalc.counting.cost_values import Cost as Cost
    from cnncalc.counting.gaps import Reconciliation as Reconciliation
    from cnncalc.counting.gaps import Search as Search
    from cnncalc.design.compare import Comparison as Comparison
    from cnncalc.design.compare import Network as Network
    from cnncalc.design.sweeping.dispatch import Variant as Variant
    from cnncalc.design.sweeping.swept import SweepRows as SweepRows
    from cnncalc.design.twin.convert import Twin as Twin
    from cnncalc.design.twin.findings import TwinFindings as TwinFindings
    from cnncalc.design.twin.larger import enlarged as enlarged
    from cnncalc.design.twin.pooled import pooled as pooled
    from cnncalc.design.twin.proof import prove_twin as prove_twin
    from cnncalc.design.versions import Changes as Changes
    from cnncalc.design.whatif.variants import Variants as Variants
    from cnncalc.drills import Question as Question
    from cnncalc.drills import quiz as quiz
    from cnncalc.errors import CnncalcError as CnncalcError
    from cnncalc.errors import SpecError as SpecError
    from cnncalc.explanation.parts import Explanation as Explanation
    from cnncalc.language.read import parse as parse
    from cnncalc.language.spec import Spec as Spec
    from cnncalc.layers import KINDS as KINDS
    from cnncalc.library.comparing import compare as compare
    from cnncalc.library.comparing import sweep as sweep
    from cnncalc.library.comparing import versions as versions
    from cnncalc.library.figures import ablate as ablate
    from cnncalc.library.figures import analyze as analyze
    from cnncalc.library.figures import build as build
    from cnncalc.library.figures import explain as explain
    from cnncalc.library.figures import memory as memory
    from cnncalc.library.figures import memory_of as memory_of
    from cnncalc.library.figures import smallest_input as smallest_input
    from cnncalc.library.figures import summarize as summarize
    from cnncalc.library.modules import from_torch as from_torch
    from cnncalc.library.proofs import cost as cost
    from cnncalc.library.proofs import forward as forward
    from cnncalc.library.proofs import judge as judge
    from cnncalc.library.proofs import reconcile as reconcile
    from cnncalc.library.proofs import reconcile_printed as reconcile_printed
    from cnncalc.library.proofs import verify as verify
    from cnncalc.library.redesigning import bottleneck as bottleneck
    from cnncalc.library.redesigning import bottlenecks as bottlenecks
    from cnncalc.library.redesigning import fc_to_conv as fc_to_conv
    from cnncalc.library.redesigning import fully_convolutional as fully_convolutional
    from cnncalc.library.redesigning import reduction as reduction
    from cnncalc.library.redesigning import variants as variants
    from cnncalc.library.redesigning import variants_of as variants_of
    from cnncalc.library.texts import check as check
    from cnncalc.library.texts import expand as expand
    from cnncalc.library.texts import export as export
    from cnncalc.library.texts import mark_class as mark_class
    from cnncalc.library.vocabulary import conventions as conventions
    from cnncalc.library.vocabulary import kinds as kinds
    from cnncalc.library.vocabulary import solve as solve
    from cnncalc.library.vocabulary import zoo as zoo
    from cnncalc.network.ablation import Ablation as Ablation
    from cnncalc.network.graph import Graph as Graph
    from cnncalc.network.inline import calc as calc
    from cnncalc.proof.verification import Verification as Verification
    from cnncalc.solving.window import Solutions as Solutions
    from cnncalc.symbols.evaluation import evaluate as evaluate

__version__ = "0.1.0"
# Where each public name is defined. Nothing is loaded before it is asked for, so that `import cnncalc` costs next to nothing.
_PUBLIC = {
    "analysis.analyze": "Analysis",
    "analysis.memory": "Memory",
    "asking.parts": "Part",
    "bundled.catalogue": "Bundled",
    "bundled.find": "load",
    "checking.classroom": "ClassMarks",
    "checking.findings": "Checked",
    "counting.conventions": "CONVENTIONS Convention",
    "counting.cost_values": "Cost",
    "counting.gaps": "Reconciliation Search",
    "design.compare": "Comparison Network",
    "design.sweeping.dispatch": "Variant",
    "design.sweeping.swept": "SweepRows",
    "design.twin.convert": "Twin",
    "design.twin.findings": "TwinFindings",
    "design.twin.larger": "enlarged",
    "design.twin.pooled": "pooled",
    "design.twin.proof": "prove_twin",
    "design.versions": "Changes",
    "design.whatif.variants": "Variants",
    "drills": "Question quiz",
    "errors": "CnncalcError SpecError",
    "explanation.parts": "Explanation",
    "language.read": "parse",
    "language.spec": "Spec",
    "layers": "KINDS",
    "library.comparing": "compare sweep versions",
    "library.figures": "ablate analyze build explain memory memory_of smallest_input summarize",
    "library.modules": "from_torch",
    "library.proofs": "cost forward judge reconcile reconcile_printed verify",
    "library.redesigning": "bottleneck bottlenecks fc_to_conv fully_convolutional reduction variants variants_of",
    "library.texts": "check expand export mark_class",
    "library.vocabulary": "conventions kinds solve zoo",
    "network.ablation": "Ablation",
    "network.graph": "Graph",
    "network.inline": "calc",
    "proof.verification": "Verification",
    "solving.window": "Solutions",
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
