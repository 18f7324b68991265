"""The working behind an answer, from the same explanations that `explain` and `solve` give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TypeAlias

from cnncalc.analysis import Row, analyze
from cnncalc.depth import is_weighted, longest_path
from cnncalc.drills.asked import Asked, Subject, subject_of
from cnncalc.errors import Problem
from cnncalc.explanation import explain
from cnncalc.explanation.parts import Chain, Explanation, Section, worked
from cnncalc.layers.arithmetic import product
from cnncalc.layers.letters import Letters
from cnncalc.layers.settings import text_of
from cnncalc.marks import show_figure
from cnncalc.report.blocks import derivation
from cnncalc.smallest import attempt, sizes_of, smallest_size
from cnncalc.twin.larger import enlarged
from cnncalc.whatif.breakeven import break_even

PARAMS = ("params", "weights", "trainable")
MACS = {"macs": ("macs",), "flops": ("macs", "flops"), "connections": ("macs",)}
FIELD = {"receptive_field": ("size", "stride"), "stride": ("stride",)}


def working_of(spec: str, quantity: str, dtype: str) -> tuple[Explanation, ...]:
    """The explanations that lead to the value of a quantity, each with the sections that matter."""
    asked = Asked.of(quantity)
    subject = subject_of(spec, asked, dtype)
    return tuple(found for found in WORKINGS[asked.word](subject, asked) if found.sections)


def _layer(subject: Subject, row: Row, title: str, names: Iterable[str] = ()) -> Explanation:
    """One section of a layer's explanation, and of that the chains of some names."""
    found = explain(subject.analysis, row.node.name, subject.dtype)[0]
    return found._replace(sections=_sections(found, title, names))


def _sections(found: Explanation, title: str, names: Iterable[str]) -> tuple[Section, ...]:
    kept = [section for section in found.sections if section.title.startswith(title)]
    if not names:
        return tuple(kept)
    chosen = (s._replace(chains=tuple(c for c in s.chains if c.name.partition(" (")[0] in names)) for s in kept)
    return tuple(section for section in chosen if section.chains or section.terms)


def _all(subject: Subject, title: str, names: Iterable[str] = ()) -> list[Explanation]:
    """One section of every layer up to the last that is asked about."""
    rows = subject.analysis.rows
    end = rows.index(subject.rows[-1]) + 1
    return [_layer(subject, row, title, names) for row in rows[:end]]


def _totals(subject: Subject, title: str, names: Iterable[str]) -> Explanation:
    found = explain(subject.analysis, None, subject.dtype)[0]
    return found._replace(name="in all", sections=_sections(found, title, names))


def _shapes(subject: Subject, asked: Asked) -> list[Explanation]:
    found = _all(subject, "output")
    return [one for one in found if any(section.chains for section in one.sections)] or found[-1:]


def _parameters(subject: Subject, asked: Asked) -> list[Explanation]:
    rows = [row for row in subject.rows if row.figures.params]
    if not rows:
        return [_own("in all", "nothing is learned", Chain("params", (), 0))]
    found = [_layer(subject, row, "parameters") for row in rows]
    several = len(rows) > 1 or asked.word == "trainable"
    return [*found, _totals(subject, "parameters", (asked.word, "params"))] if several else found


def _macs(subject: Subject, asked: Asked) -> list[Explanation]:
    rows = [row for row in subject.rows if row.figures.macs]
    found = [_layer(subject, row, "operations", MACS[asked.word]) for row in rows]
    if asked.word == "connections":
        letters: Letters = {"macs": rows[0].figures.macs, "outputs": rows[0].figures.activations}
        value = rows[0].figures.macs + rows[0].figures.activations
        found.append(
            _own("connections", "one more an output, for its bias", worked("connections", "macs + outputs", letters, value))
        )
    return [*found, _totals(subject, "multiply", ("macs",))] if len(rows) > 1 else found


def _fields(subject: Subject, asked: Asked) -> list[Explanation]:
    return _all(subject, "receptive field", FIELD[asked.word])


def _activations(subject: Subject, asked: Asked) -> list[Explanation]:
    found = [_layer(subject, row, "memory", ("activations",)) for row in subject.rows]
    return [*found, _totals(subject, "activations", ("activations",))] if len(found) > 1 else found


def _activation_bytes(subject: Subject, asked: Asked) -> list[Explanation]:
    names = ("activations", "memory of the activations")
    return [_layer(subject, row, "memory", names) for row in subject.rows]


def _parameter_bytes(subject: Subject, asked: Asked) -> list[Explanation]:
    names = ("memory of the parameters",)
    whole = _totals(subject, "memory", names)
    if len(subject.rows) == 1:
        whole = _layer(subject, subject.rows[0], "memory", names)
    return [*_parameters(subject, Asked(asked.subject, "params")), whole]


def _peak(subject: Subject, asked: Asked) -> list[Explanation]:
    return [_totals(subject, "peak", ("peak",))]


def _own(name: str, text: str, *chains: Chain, remarks: Iterable[str] = ()) -> Explanation:
    """An explanation of what is no layer."""
    return Explanation(name, text, (), (Section("working", chains, tuple(remarks)),))


def _depth(subject: Subject, asked: Asked) -> list[Explanation]:
    path = [row.node.name for row in longest_path(subject.analysis) if is_weighted(row)]
    return [_own("depth", "layers with weights on the longest path", Chain("depth", (), len(path)), remarks=[", ".join(path)])]


def _blocks(subject: Subject, asked: Asked) -> list[Explanation]:
    """The convolutions of a bottleneck, the direct one, and how the two compare."""
    figure = asked.word.rpartition("_")[2]
    name = "macs" if figure == "macs" else "params"
    title = "operations" if figure == "macs" else "parameters"
    block = [_layer(subject, row, title, (name,)) for row in subject.rows]
    has, would = (getattr(cost, figure) for cost in (subject.bottleneck.block, subject.bottleneck.direct))
    applied = subject.bottleneck.branches[0].direct.applied
    layer, y, xs = applied.layer, applied.y, applied.xs
    chain = worked(figure, dict(layer.formulas(y, *xs))[name], layer.letters(y, *xs), would)
    direct = _own("direct", text_of(layer), chain)
    if asked.word.startswith("direct"):
        return [direct]
    letters: Letters = {"direct": would, "block": has}
    both = worked("block", " + ".join(row.node.name for row in subject.rows), _figures(subject, name), has)
    if asked.word.startswith("times"):
        compared = worked("times", "direct/block", letters, show_figure(Fraction(would, has)))
    else:
        compared = worked("saved", "direct - block", letters, would - has)
    return [*block, direct, _own("compared", figure, both, compared)]


def _figures(subject: Subject, name: str) -> Letters:
    return {row.node.name: getattr(row.figures, name) for row in subject.rows}


def _break_even(subject: Subject, asked: Asked) -> list[Explanation]:
    even = break_even(subject.bottleneck)
    lines = [f"{even.working}, at each position"] if even else []
    return [_own("break-even", "the r channels between the two", remarks=[*lines, derivation(even)])]


def _kernel(subject: Subject, asked: Asked) -> list[Explanation]:
    pair = subject.pair
    sees = "a map of one position" if product(pair.size) == 1 else "the whole of its map"
    lines = [f"it sees {sees}, {pair.fc.layer.shown(pair.x)}, and so does the kernel: {text_of(pair.conv.layer)}"]
    return [_own(pair.fc.name, text_of(pair.fc.layer), remarks=lines)]


def _twin_parameters(subject: Subject, asked: Asked) -> list[Explanation]:
    analysis = analyze(subject.twin.graph)
    names = [row.node.name for row in subject.rows if row.node.layer.kind == "fc"]
    rows = tuple(row for row in analysis.rows if row.node.name in names)
    return _parameters(subject._replace(analysis=analysis, rows=rows), Asked("", "params"))


def _twin_output(subject: Subject, asked: Asked) -> list[Explanation]:
    larger = enlarged(subject.twin, asked.more).analysis
    kernels = [_kernel(subject._replace(rows=(row,)), asked)[0] for row in subject.rows if row.node.layer.kind == "fc"]
    return [*kernels[:1], *_shapes(subject._replace(analysis=larger, rows=larger.rows), asked)]


def _smallest(subject: Subject, asked: Asked) -> list[Explanation]:
    sizes = sizes_of(subject.spec)
    least = smallest_size(sizes)
    analysis = analyze(sizes.build(least))
    found = _shapes(subject._replace(analysis=analysis, rows=analysis.rows), asked)
    below = attempt(sizes, sizes.shapes(least - 1)) if least > 1 else None
    if isinstance(below, Problem):
        found.append(_own("one less", f"{below.layer} breaks", remarks=[below.message]))
    return found


Working: TypeAlias = "Callable[[Subject, Asked], list[Explanation]]"
WORKINGS: dict[str, Working] = {
    "output": _shapes,
    **dict.fromkeys(PARAMS, _parameters),
    **dict.fromkeys(MACS, _macs),
    **dict.fromkeys(FIELD, _fields),
    "activations": _activations,
    "activations.bytes": _activation_bytes,
    "params.bytes": _parameter_bytes,
    "peak_activations": _peak,
    "depth": _depth,
    **dict.fromkeys(("direct_weights", "direct_macs", "saved_weights", "saved_macs", "times_macs"), _blocks),
    "break_even": _break_even,
    "kernel": _kernel,
    "twin_weights": _twin_parameters,
    "twin_params": _twin_parameters,
    "twin_output": _twin_output,
    "smallest_input": _smallest,
}
