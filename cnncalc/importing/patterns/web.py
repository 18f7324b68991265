"""The operations of a model with who reads whom, while patterns are looked for in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cnncalc.importing.names import Names
from cnncalc.importing.operations import Model, Operation


class Web:
    """Operations by their names, in their order, and how many read each."""

    def __init__(self, model: Model) -> None:
        self.operations = {operation.name: operation for operation in model.operations}
        self.renamed: dict[str, str] = {}
        self.readers: dict[str, int] = {}
        for name in self._read(model):
            self.readers[name] = self.readers.get(name, 0) + 1

    @staticmethod
    def _read(model: Model) -> Iterator[str]:
        for operation in model.operations:
            yield from operation.inputs
        yield from model.outputs.values()

    def at(self, name: str, *ops: str) -> Operation | None:
        """The operation of a name, if it is one of these."""
        found = self.operations.get(name)
        return found if found is not None and (not ops or found.op in ops) else None

    def inside(self, name: str, *ops: str) -> Operation | None:
        """The operation of a name, if it is one of these and has one reader."""
        found = self.at(name, *ops)
        return found if found is not None and self.readers.get(name, 0) == 1 else None

    def before(self, operation: Operation, *ops: str) -> Operation | None:
        """What an operation reads first, if that is one of these and nothing else reads it."""
        return self.inside(operation.inputs[0], *ops) if operation.inputs else None

    def replace(self, last: Operation, gone: Sequence[Operation], new: Operation) -> None:
        """Put one operation in place of several, of which `last` is read by others; it stays where that one was."""
        for operation in (*gone, last):
            for read in operation.inputs:
                self.readers[read] -= 1
        for operation in gone:
            self.operations.pop(operation.name, None)
        for read in new.inputs:
            self.readers[read] += 1
        self.operations[last.name] = new._replace(name=last.name)
        self.renamed[last.name] = self._better([*gone, last], new)

    def _better(self, parts: Sequence[Operation], new: Operation) -> str:
        """The name for what several operations are together: their module's, or the new operation's word in their scope."""
        parts = [part._replace(name=self.renamed.get(part.name, part.name)) for part in parts]
        own = [part.name for part in parts if not re.search(rf"(^|\.){re.escape(part.op)}\d+$", part.name)]
        if own:
            return min((re.sub(r"_\d+$", "", name) for name in own), key=len)
        return f"{parts[-1].name.rpartition('.')[0]}.{new.op}".lstrip(".")

    def listed(self, names: dict[str, str]) -> list[Operation]:
        """The operations as they are now, under other names."""
        return [
            operation._replace(name=names[operation.name], inputs=tuple(names.get(name, name) for name in operation.inputs))
            for operation in self.operations.values()
        ]

    def names(self) -> dict[str, str]:
        """The name that each operation has now, by the one that it had; those that are as they were come first."""
        names = Names()
        found = {name: names.own(name) for name in self.operations if name not in self.renamed}
        for name, wanted in self.renamed.items():
            if name in self.operations:
                scope, _, last = wanted.rpartition(".")
                word = self.operations[name].op
                found[name] = names.inside(scope, word) if last == word else names.own(wanted)
        return found
