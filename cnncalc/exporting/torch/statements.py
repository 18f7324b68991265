"""The statements of a `forward`: which variable holds which tensor, and for how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cnncalc.exporting.torch.names import free
from cnncalc.exporting.torch.scope import ModuleStep, Value

LETTERS = ("x", "y", "z", "u", "v", "w")  # variables for tensors that nobody named; they are used again and again
TOGETHER = 8  # branches that one line brings together
SIGNS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "mean": "+"}
EXTREMES = {"max": "maximum", "min": "minimum"}


class Statement(NamedTuple):
    """An assignment."""

    targets: tuple[str, ...]
    head: str  # what is assigned; if there are items, what is written before and after them
    items: tuple[str, ...]
    tail: str
    values: tuple[Value, ...]  # the tensors that the targets are


class Writer:
    """Writes the steps of one class. `applied` gives the text of a step on its inputs' texts."""

    def __init__(
        self,
        steps: Sequence[ModuleStep],
        arguments: Mapping[Value, str],
        returns: Iterable[Value],
        names: Mapping[Value, str],
        applied: Callable[[ModuleStep, Sequence[str]], str],
    ) -> None:
        self.steps = [step for step in steps if step.outputs]
        self.held = dict(arguments)  # the variable of each tensor that is still needed
        self.names = names  # variables for tensors that should have one of their own
        self.applied = applied
        self.kept = set(arguments.values()) - set(LETTERS)  # never written to again
        self.returns = set(returns)
        self.reads = Counter(value for step in self.steps for value in step.inputs)
        self.reads.update(self.returns)
        self.joined = {value for step in self.steps if step.piece and step.piece.join for value in step.inputs}
        self.waiting: dict[Value, ModuleStep] = {}  # steps that are written where their outputs are read
        for value in [value for value in self.held if not self.reads[value]]:
            del self.held[value]

    def statements(self) -> Iterator[Statement]:
        """All of them, in order."""
        for step in self.steps:
            if self._waits(step):
                self.waiting[step.outputs[0]] = step
            elif step.piece and step.piece.join:
                yield from self._join(step)
            else:
                yield self._plain(step)

    def variable(self, value: Value) -> str:
        """The variable that holds a tensor in the end."""
        return self.held[value]

    def _waits(self, step: ModuleStep) -> bool:
        """Whether a step is only one operand of a join, so that it can be written there."""
        join = step.piece.join if step.piece else ""
        (output, *others), piece = step.outputs, step.piece or step.scope >= 0
        alone = not others and self.reads[output] == 1 and output in self.joined and output not in self.returns
        return bool(alone and piece and not join)

    def _plain(self, step: ModuleStep) -> Statement:
        text = self.applied(step, [self.held[value] for value in step.inputs])
        dying = self._release(step.inputs)
        targets = tuple([self._target(value, dying, join=len(step.outputs) > 1) for value in step.outputs])
        return Statement(targets, text, (), "", step.outputs)

    def _join(self, step: ModuleStep) -> Iterator[Statement]:
        join = step.piece.join if step.piece else ""
        operands = [self._operand(value) for value in step.inputs]
        read = [each for value in step.inputs for each in (self.waiting[value].inputs if value in self.waiting else (value,))]
        large = len(operands) > (2 if join in EXTREMES else TOGETHER) and join != "concat"
        dying = self._release(read)
        targets = (self._target(step.outputs[0], [], join=True, barred=dying if large else ()),)
        if join == "concat":
            yield Statement(targets, "torch.cat([", tuple(operands), "], 1)", step.outputs)
        elif join in EXTREMES:
            name = EXTREMES[join]
            yield from self._folded(targets, operands, 1, lambda parts: f"torch.{name}({', '.join(parts)})", step)
        else:
            yield from self._folded(targets, operands, TOGETHER - 1, lambda parts: f" {SIGNS[join]} ".join(parts), step)
            if join == "mean" and len(operands) > 1:
                yield Statement(targets, f"{targets[0]} / {len(operands)}", (), "", step.outputs)

    def _folded(
        self, targets: tuple[str, ...], operands: list[str], more: int, together: Callable[[list[str]], str], step: ModuleStep
    ) -> Iterator[Statement]:
        """A few operands per line: Python's parser does not take expressions as deep as joins may be wide."""
        parts, rest = operands[: more + 1], operands[more + 1 :]
        yield Statement(targets, together(parts) if len(parts) > 1 else parts[0], (), "", () if rest else step.outputs)
        while rest:
            parts, rest = rest[:more], rest[more:]
            yield Statement(targets, together([*targets, *parts]), (), "", () if rest else step.outputs)

    def _operand(self, value: Value) -> str:
        if value not in self.waiting:
            return self.held[value]
        step = self.waiting[value]
        return self.applied(step, [self.held[each] for each in step.inputs])

    def _release(self, values: Iterable[Value]) -> list[str]:
        """Count reads; the variables whose tensors nobody needs any more."""
        dying = []
        for value in values:
            self.reads[value] -= 1
            if not self.reads[value]:
                dying.append(self.held.pop(value))
        return dying

    def _target(self, value: Value, dying: list[str], join: bool, barred: Iterable[str] = ()) -> str:
        """The variable that a new tensor goes to."""
        used = {*self.held.values(), *self.kept, *barred}
        if value in self.names and (self.reads[value] > 1 or value in self.returns):
            name = free(self.names[value], used)
        else:
            old = [name for name in dying if name in LETTERS and name not in used]
            name = old[0] if old and not join else next(self._letters(used))
        self.held[value] = name
        return name

    @staticmethod
    def _letters(used: set[str]) -> Iterator[str]:
        yield from (letter for letter in LETTERS if letter not in used)
        number = 1
        while True:
            if f"x{number}" not in used:
                yield f"x{number}"
            number += 1
