"""A model file as a spec: what every command takes that takes a spec."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import Fault, Problem, SpecError, quote
from cnncalc.language.read import parse

if TYPE_CHECKING:
    from cnncalc.importing.formats import Format
    from cnncalc.importing.lowering.lower import Lowered
    from cnncalc.importing.operations import Model
    from cnncalc.language.spec import Spec
    from cnncalc.network.graph import Graph
    from cnncalc.progress import Progress


class Imported(NamedTuple):
    """What was read from a file: the model as its reader has it, and the steps that it became."""

    shown: str  # what errors call the file
    model: Model
    lowered: Lowered

    @property
    def name(self) -> str:
        """What the network is called: by the file, or after it."""
        return self.model.name or os.path.splitext(os.path.basename(self.shown))[0] or "network"

    @property
    def source(self) -> str:
        """Where it came from, in a line."""
        return f"imported from {os.path.basename(self.shown)}: {self.about}"

    @property
    def about(self) -> str:
        """Its format, and what wrote it."""
        from cnncalc.importing.formats import format_named

        return ", ".join(filter(None, [format_named(self.model.format), self.model.tool]))


def import_file(path: str, found: Format, given: Mapping[str, str] | None = None) -> Imported:
    """The network in a file of a format; `given` are shapes for inputs that it leaves open, by their names."""
    try:
        model = found.read(path, _shapes(given or {}))
    except Fault as fault:
        message = fault.message if fault.place else f"{quote(path, 80)}: {fault.message}"
        raise SpecError([Problem(message, fault.place, (), fault.help)]) from None
    except OSError as error:
        raise SpecError([Problem(f"{quote(path, 80)} cannot be read: {error.strerror}")]) from None
    return imported(model, path)


def imported(model: Model, shown: str) -> Imported:
    """A model in steps of the language."""
    from cnncalc.importing.lowering.lower import WRONG, lower
    from cnncalc.importing.patterns import found_patterns

    try:
        found = found_patterns(model)
    except WRONG:
        found = model  # which its lowering refuses, and says what is wrong
    return Imported(shown, model, lower(found, shown))


def _shapes(given: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Shapes as they were typed; what is none of numbers is left to the spec's own reading of it."""
    texts = {name: text.split("x") for name, text in given.items()}
    return {name: tuple(map(int, parts)) for name, parts in texts.items() if all(part.isdecimal() for part in parts)}


def spec_of_import(read: Imported, progress: Progress = None) -> Spec:
    """The spec of what was read."""
    spec = parse("\n".join([*flat(read), ""]), read.shown, None, progress)
    return spec._replace(notes=read.lowered.notes)


def flat(read: Imported) -> Iterator[str]:
    """Its lines, one step each."""
    from cnncalc.importing.lowering.text import flat_lines

    return flat_lines(read.lowered, read.name, read.source)


def written_flat(read: Imported) -> str:
    """The file that `cnncalc import --flat` writes: a comment on where it came from, and the spec, a step a line."""
    return "".join(f"{line}\n" for line in (*(f"# {line}" for line in _comment(read)), *flat(read)))


def written_folded(read: Imported, same_figures: Callable[[Graph, Graph], bool] | None = None) -> str:
    """The file that `cnncalc import` writes: the same network with blocks and repeats, as a person would have written it.

    `same_figures` is what `folding.fold` takes: whether two graphs have the same figures.
    """
    from cnncalc.importing.folding import fold
    from cnncalc.importing.names import cleaned
    from cnncalc.network.build import build

    scopes = (scope for operation in read.model.operations for scope in operation.scope)
    classes = {cleaned(scope.path): scope.kind for scope in scopes if scope.kind}
    return fold(build(spec_of_import(read)), classes, "\n".join(_comment(read)), same_figures=same_figures)


def _comment(read: Imported) -> tuple[str, ...]:
    """Where it came from, and what was skipped or taken for granted."""
    return f"{os.path.basename(read.shown)}: {read.about}", *read.lowered.notes
