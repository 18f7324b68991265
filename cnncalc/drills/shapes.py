"""The working of shapes, layer by layer."""

from __future__ import annotations

from cnncalc.drills.task import Task
from cnncalc.explanation.parts import Explanation


def shapes(task: Task) -> list[Explanation]:
    """How the output of each layer comes about; those are left out that keep the shape of their input."""
    found = task.layers("output")
    return [one for one in found if any(section.chains for section in one.sections)] or found[-1:]
