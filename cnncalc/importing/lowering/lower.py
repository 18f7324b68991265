"""A model becomes steps: every operation by its row, what the file states held against the rules, all refusals in one error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cnncalc.errors import Fault, Problem, SpecError, quote, refuse
from cnncalc.importing.lowering.entries import disagreements, stated_params
from cnncalc.importing.lowering.refusals import Refusal, refusal
from cnncalc.importing.lowering.steps import MadeStep, Steps, joined
from cnncalc.importing.lowering.table import LOWERINGS, REASONS
from cnncalc.importing.lowering.views import ViewedTensor
from cnncalc.importing.names import Names
from cnncalc.importing.operations import Model, Operation, Shape
from cnncalc.limits import SHOWN_PROBLEMS

WRONG = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)  # what settings of a wrong type raise
MOST_VIEWS = 30  # reshapes and transposes of one tensor, one on top of the other
SHOWN_NAMES = 3  # of the operations that a note is about


class Lowered(NamedTuple):
    """A model in steps of the language, every one under its own name."""

    inputs: dict[str, Shape]
    steps: tuple[MadeStep, ...]
    outputs: dict[str, str]  # the main one first: the step or input that each is
    notes: tuple[str, ...]
    params: int | None = None  # how many parameters the file itself has for these steps; None where it does not say


def lower(model: Model, shown: str) -> Lowered:
    """The steps that a model is. `shown` is what errors call its file."""
    _require_order(model)
    return _Lowering(model, shown).lowered()


def _require_order(model: Model) -> None:
    """Refuse an operation that reads what comes after it, or what nothing makes."""
    known = set(model.inputs)
    for operation in model.operations:
        for name in operation.inputs:
            if name not in known and name.rpartition(".")[0] not in known:
                raise refuse(
                    f"{quote(operation.name)} reads {quote(name)}, which nothing before it makes", "the file is broken"
                )
        known.add(operation.name)


def _needed(model: Model) -> list[Operation]:
    """The operations that an output depends on, in their order."""
    wanted = set(model.outputs.values())
    found = []
    for operation in reversed(model.operations):
        if operation.name in wanted:
            wanted.update(operation.inputs)
            wanted.update(name.rpartition(".")[0] for name in operation.inputs)  # of those with several outputs
            found.append(operation)
    return found[::-1]


class _Lowering:
    def __init__(self, model: Model, shown: str) -> None:
        self.model = model
        self.shown = shown
        self.names = Names()
        self.steps = Steps(self.names)
        self.tensors: dict[str, ViewedTensor | None] = {}
        self.refusals: list[Refusal] = []
        self.disagreements: list[str] = []
        self.weights: dict[str, str] = {}  # who has a weight, by its name
        self.params: dict[str, int | None] = {}  # that the file has for each step
        self.count = 0

    def lowered(self) -> Lowered:
        inputs = self._inputs()
        operations = _needed(self.model)
        self.count = len(operations)
        named = [operation._replace(name=self.names.own(operation.name)) for operation in operations]
        for operation, own in zip(operations, named):
            self.tensors[operation.name] = self._output(own)
        outputs = self._outputs()
        self._raise()
        if not outputs:
            raise refuse(f"{quote(self.shown, 80)} has no output that depends on an input", "the file is broken")
        used = self._reached(outputs.values())
        counts = [self.params.get(step.name, 0) for step in used]
        params = None if None in counts else sum(count or 0 for count in counts)
        return Lowered(inputs, used, outputs, tuple(self._notes()), params)

    def _inputs(self) -> dict[str, Shape]:
        inputs: dict[str, Shape] = {}
        for name, shape in self.model.inputs.items():
            if shape is None or any(extent is None for extent in shape):
                known = "x".join("?" if extent is None else str(extent) for extent in shape or (None,))
                example = joined(tuple(extent or 224 for extent in shape or (3, 224, 224)))
                raise refuse(f"{self.shown} leaves the shape of its input open: {known}", f"give it, as in --input {example}")
            own = self.names.own("input" if len(self.model.inputs) == 1 else name)
            inputs[own] = shape
            self.tensors[name] = ViewedTensor(own, shape)
        return inputs

    def _output(self, operation: Operation) -> ViewedTensor | None:
        """The tensor that an operation makes; None where nothing is known of it."""
        xs = [self.tensors.get(name) for name in operation.inputs]
        known = [x for x in xs if x is not None]
        if len(known) < len(xs):  # what comes after a hole is not judged, but for what no kind says anyway
            if operation.op not in LOWERINGS:
                self.refusals.append(Refusal(operation, REASONS.get(operation.op, "")))
            return None
        try:
            self._require_own(operation)
            made = self._row(operation, known)
        except Fault as fault:
            self.refusals.append(Refusal(operation, fault.message))
            return None
        step = self.steps.made.get(operation.name)
        self.disagreements += disagreements(operation, made, step)
        if step is not None:
            self.params[operation.name] = stated_params(operation, step)
        return made

    def _row(self, operation: Operation, xs: list[ViewedTensor]) -> ViewedTensor:
        row = LOWERINGS.get(operation.op)
        if row is None:
            raise Fault(REASONS.get(operation.op, ""))
        try:
            made = row(self.steps, operation, *xs)
        except WRONG:
            raise Fault(f"{operation.op} with settings that it cannot have") from None
        if len(made.views) > MOST_VIEWS:
            raise Fault("a tensor that is reshaped and transposed again and again")
        return made

    def _require_own(self, operation: Operation) -> None:
        for weight in operation.weights:
            other = self.weights.setdefault(weight, operation.name)
            if other != operation.name:
                raise Fault(f"weights that it shares with {other}")

    def _outputs(self) -> dict[str, str]:
        names = list(self.model.outputs)
        found: dict[str, str] = {}
        for name, tensor in self.model.outputs.items():
            made = self.tensors.get(tensor)
            if made is None:
                continue
            try:
                own = "output" if name == names[0] else self.names.own(name if name not in self.tensors else f"{name}_out")
                found[own] = made.step if _is_turned(made) else self.steps.plain(made).step
            except Fault as fault:
                self.refusals.append(Refusal(Operation(tensor, "output", ()), fault.message))
        return found

    def _raise(self) -> None:
        problems = []
        if self.refusals:
            problems.append(refusal(self.refusals, self.count, self.shown))
        elif self.disagreements:
            more = len(self.disagreements) - SHOWN_PROBLEMS
            lines = self.disagreements[:SHOWN_PROBLEMS] + [f"and {more} more"] * (more > 0)
            message = f"{self.shown} states other sizes than the rules give:" + "".join(f"\n  {line}" for line in lines)
            problems.append(Problem(message, None, (), "either the file is broken or cnncalc reads it wrongly: please tell"))
        if problems:
            raise SpecError(problems)

    def _reached(self, ends: Iterable[str]) -> tuple[MadeStep, ...]:
        """The steps that the outputs need; a view that came to nothing may have left some that none does."""
        wanted, found = set(ends), []
        for step in reversed(self.steps.made.values()):
            if step.name in wanted:
                wanted.update(step.inputs)
                found.append(step)
        return tuple(found[::-1])

    def _notes(self) -> Iterable[str]:
        yield from self.model.notes
        for sentence, names in self.steps.notes.items():
            more = len(names) - SHOWN_NAMES
            yield f"{sentence}: {', '.join(names[:SHOWN_NAMES])}{f' and {more} more' * (more > 0)}"


def _is_turned(x: ViewedTensor) -> bool:
    """Whether an output is a step's own, with its axes in another order, which is of no consequence at the end."""
    return len(x.views) == 1 and sorted(x.shape) == sorted(x.made)
