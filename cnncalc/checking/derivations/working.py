"""The working of an answer, from the same explanations that `explain` gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cnncalc.analysis.analyze import Analysis
from cnncalc.checking.derivations import replaced
from cnncalc.checking.derivations.task import Task, own
from cnncalc.checking.derived import Asked
from cnncalc.explanation.parts import Chain, Explanation, worked
from cnncalc.layers.letters import Letters

MACS = {"macs": ("macs",), "flops": ("macs", "flops"), "connections": ("macs",)}
FIELD = {**dict.fromkeys(("field", "receptive_field", "rf"), ("size", "jump")), "jump": ("jump",)}


def working_of(analysis: Analysis, quantity: str, dtype: str = "float32") -> tuple[Explanation, ...]:
    """The explanations that lead to the value of a quantity, each with the sections that matter."""
    asked = Asked.of(quantity)
    rows = tuple(row for row in analysis.rows if asked.layer in ("", row.node.name))
    return tuple(found for found in WORKINGS[asked.word](Task(analysis, rows, asked, dtype)) if found.sections)


def derived_working(analysis: Analysis, quantity: str) -> str:
    """The last step to a derived quantity, in a line."""
    last = working_of(analysis, quantity)[-1]
    chains = [chain for section in last.sections for chain in section.chains]
    if len(chains) == 1 and chains[0].steps:
        return " = ".join(chains[0].steps[:2])
    equations = [f"{chain.name} = {' = '.join(chain.steps[:2]) or chain.value}" for chain in chains]
    remarks = [remark for section in last.sections for remark in section.remarks]
    return ", ".join([*equations, *remarks]) if len(chains) > 1 else f"{last.text}: {', '.join(remarks)}" * bool(remarks)


def _parameters(task: Task) -> list[Explanation]:
    rows = [row for row in task.rows if row.figures.params]
    if not rows:
        return [own("in all", "nothing is learned", Chain("params", (), 0))]
    found = [task.layer(row, "parameters") for row in rows]
    several = len(rows) > 1 or task.asked.word == "trainable"
    return [*found, task.totals("parameters", (task.asked.word, "params"))] if several else found


def _macs(task: Task) -> list[Explanation]:
    rows = [row for row in task.rows if row.figures.macs]
    found = [task.layer(row, "operations", MACS[task.asked.word]) for row in rows]
    if task.asked.word == "connections":
        letters: Letters = {"macs": rows[0].figures.macs, "outputs": rows[0].figures.activations}
        value = rows[0].figures.macs + rows[0].figures.activations
        chain = worked("connections", "macs + outputs", letters, value)
        found.append(own("connections", "one more per output, for its bias", chain))
    return [*found, task.totals("multiply", ("macs",))] if len(rows) > 1 else found


def _fields(task: Task) -> list[Explanation]:
    return task.layers("receptive field", FIELD[task.asked.word])


def _activations(task: Task) -> list[Explanation]:
    found = [task.layer(row, "memory", ("activations",)) for row in task.rows]
    return [*found, task.totals("activations", ("activations",))] if len(found) > 1 else found


def _activation_bytes(task: Task) -> list[Explanation]:
    return [task.layer(row, "memory", ("activations", "memory of the activations")) for row in task.rows]


def _parameter_bytes(task: Task) -> list[Explanation]:
    names = ("memory of the parameters",)
    one = len(task.rows) == 1
    whole = task.layer(task.rows[0], "memory", names) if one else task.totals("memory", names)
    return [*_parameters(task), whole]


def _peak(task: Task) -> list[Explanation]:
    return [task.totals("peak", ("peak",))]


def _twin_parameters(task: Task) -> list[Explanation]:
    return _parameters(replaced.convolutions(task))


Working: TypeAlias = "Callable[[Task], list[Explanation]]"
WORKINGS: dict[str, Working] = {
    "output": Task.shapes,
    **dict.fromkeys(("params", "weights", "trainable"), _parameters),
    **dict.fromkeys(MACS, _macs),
    **dict.fromkeys(FIELD, _fields),
    "activations": _activations,
    "activations.bytes": _activation_bytes,
    "params.bytes": _parameter_bytes,
    "peak_activations": _peak,
    "weighted_depth": replaced.deepest,
    **dict.fromkeys(("direct_weights", "direct_macs", "saved_weights", "saved_macs", "times_macs"), replaced.blocks),
    "break_even": replaced.even,
    "twin_kernel": replaced.kernel,
    "twin_weights": _twin_parameters,
    "twin_params": _twin_parameters,
    "twin_output": replaced.twin_output,
    "smallest_input": replaced.smallest,
}
