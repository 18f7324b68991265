"""The working of derived quantities: what could replace layers, how deep a network is, and which inputs it accepts."""

from __future__ import annotations

from fractions import Fraction

from cnncalc.analysis.analyze import analyze
from cnncalc.analysis.depth import is_weighted, longest_path
from cnncalc.asking.marks import show_figure
from cnncalc.checking.derivations.task import Task, own
from cnncalc.design.twin.larger import enlarged
from cnncalc.design.whatif.breakeven import break_even
from cnncalc.design.whatif.derivation import derivation
from cnncalc.errors import Problem
from cnncalc.explanation.parts import Chain, Explanation, worked
from cnncalc.layers.arithmetic import product
from cnncalc.layers.letters import Letters
from cnncalc.layers.settings import text_of
from cnncalc.network.smallest import attempt, sizes_of, smallest_size

SECTIONS = {"macs": ("macs", "operations"), "weights": ("params", "parameters")}  # a chain, and the section that it is in


def deepest(task: Task) -> list[Explanation]:
    """The layers with weights on the longest path."""
    path = [row.node.name for row in longest_path(task.analysis) if is_weighted(row)]
    chain = Chain("depth", (), len(path))
    return [own("depth", "layers with weights on the longest path", chain, remarks=[", ".join(path)])]


def blocks(task: Task) -> list[Explanation]:
    """The convolutions of a bottleneck, the direct one, and how the two compare."""
    direct, figure = _direct(task), task.asked.word.rpartition("_")[2]
    if task.asked.word.startswith("direct"):
        return [direct]
    name, title = SECTIONS[figure]
    block, would = (getattr(cost, figure) for cost in (task.subject.bottleneck.block, task.subject.bottleneck.direct))
    costs: Letters = {row.node.name: getattr(row.figures, figure) for row in task.rows}
    letters: Letters = {"direct": would, "block": block}
    if task.asked.word.startswith("times"):
        compared = worked("times", "direct/block", letters, show_figure(Fraction(would, block)))
    else:
        compared = worked("saved", "direct - block", letters, would - block)
    both = worked("block", " + ".join(costs), costs, block)
    return [*(task.layer(row, title, (name,)) for row in task.rows), direct, own("compared", figure, both, compared)]


def _direct(task: Task) -> Explanation:
    """The convolution in place of a bottleneck."""
    figure = task.asked.word.rpartition("_")[2]
    applied = task.subject.bottleneck.branches[0].direct.applied
    layer, y, xs = applied.layer, applied.y, applied.xs
    value = getattr(task.subject.bottleneck.direct, figure)
    formula = dict(layer.formulas(y, *xs))[SECTIONS[figure][0]]
    return own("direct", text_of(layer), worked(figure, formula, layer.letters(y, *xs), value))


def even(task: Task) -> list[Explanation]:
    """The width at which a bottleneck costs what the direct convolution does."""
    found = break_even(task.subject.bottleneck)
    lines = [f"{found.working}, at each position"] if found else []
    return [own("break-even", "the r channels between the two", remarks=[*lines, derivation(task.subject.bottleneck)])]


def kernel(task: Task) -> list[Explanation]:
    """What a fully connected layer sees, and so its convolution."""
    pair = task.subject.pairs[0]
    sees = "a map of one position" if product(pair.size) == 1 else "the whole of its map"
    line = f"it sees {sees}, {pair.fc.layer.shown(pair.x)}, and so does the kernel: {text_of(pair.conv.layer)}"
    return [own(pair.fc.name, text_of(pair.fc.layer), remarks=[line])]


def convolutions(task: Task) -> Task:
    """The same task for the convolutions that the fully connected layers become."""
    analysis = analyze(task.subject.twin.graph)
    names = [pair.fc.name for pair in task.subject.pairs]
    rows = tuple(row for row in analysis.rows if row.node.name in names)
    return task._replace(analysis=analysis, rows=rows, asked=task.asked._replace(word="params"))


def twin_output(task: Task) -> list[Explanation]:
    """The first kernel, and the shapes at the larger input."""
    larger = enlarged(task.subject.twin, task.asked.input).analysis
    return [*kernel(task), *task.of(larger).shapes()]


def smallest(task: Task) -> list[Explanation]:
    """The shapes at the smallest input, and what breaks at one less."""
    sizes = sizes_of(task.subject.spec)
    least = smallest_size(sizes)
    found = task.of(analyze(sizes.build(least))).shapes()
    below = attempt(sizes, sizes.shapes(least - 1)) if least > 1 else None
    if isinstance(below, Problem):
        found.append(own("one less", f"{below.layer} breaks", remarks=[below.message]))
    return found
