"""The steps of a model as the text of a spec, flat: one step a line, all under their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cnncalc.importing.lowering.steps import joined
from cnncalc.network.write import quoted

if TYPE_CHECKING:
    from cnncalc.importing.lowering.lower import Lowered


def flat_lines(lowered: Lowered, name: str, source: str) -> Iterator[str]:
    """The lines of a spec that says what was read, step by step."""
    yield f"name: {quoted(name)}"
    yield f"source: {quoted(source)}"
    yield from _inputs(lowered)
    yield "layers:"
    at = next(iter(lowered.inputs))
    for step in lowered.steps:
        if step.layer.joins:
            yield f"  - {step.text} as {step.name}:"
            yield from (f"      - from {name}" for name in step.inputs)
        else:
            source = "" if step.inputs[0] == at else f"from {step.inputs[0]}, "
            yield f"  - {source}{step.text} as {step.name}"
        at = step.name
    main, *others = lowered.outputs.items()
    for head, end in others:
        yield f"  - head {head}:"
        yield f"      - from {end}"
    if others or main[1] != at:
        yield f"  - from {main[1]}"
    if lowered.params:
        yield "expect:"
        yield f"  params: {lowered.params}"


def _inputs(lowered: Lowered) -> Iterator[str]:
    if list(lowered.inputs) == ["input"]:
        yield f"input: {joined(lowered.inputs['input'])}"
        return
    yield "input:"
    yield from (f"  {name}: {joined(shape)}" for name, shape in lowered.inputs.items())
