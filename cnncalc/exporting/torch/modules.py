"""The modules of a class: attributes by the names of the spec, or entries of a `nn.ModuleDict` for names with a dot."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.exporting.torch.layout import call
from cnncalc.exporting.torch.names import OF_DICTS, OF_MODULES, free, is_attribute

Path = tuple[str, ...]


class Modules:
    """The names of the modules in one class."""

    def __init__(self, paths: list[Path]) -> None:
        self.keys: dict[Path, str] = {}  # of a module or a group of modules, its name in what holds it
        self.groups: dict[Path, None] = {}
        taken: dict[Path, set[str]] = {}
        for path in sorted(paths, key=lambda path: self._is_barred(path[-1], len(path) > 1)):
            self.groups.update(dict.fromkeys(path[:depth] for depth in range(1, len(path))))
            for depth in range(1, len(path) + 1):
                part = path[:depth]
                if part not in self.keys:
                    used = taken.setdefault(part[:-1], set())
                    self.keys[part] = free(part[-1], OF_DICTS if depth > 1 else OF_MODULES, used)
                    used.add(self.keys[part])

    @staticmethod
    def _is_barred(name: str, grouped: bool) -> bool:
        return name in (OF_DICTS if grouped else OF_MODULES)

    def key(self, path: Path) -> str:
        """The name of a module, as `state_dict` has it."""
        return ".".join(self.keys[path[:depth]] for depth in range(1, len(path) + 1))

    def reached(self, path: Path, holder: str = "self") -> str:
        """The expression for a module."""
        first, *rest = (self.keys[path[:depth]] for depth in range(1, len(path) + 1))
        text = f"{holder}.{first}" if is_attribute(first) else f'getattr({holder}, "{first}")'
        return text + "".join(f'["{key}"]' for key in rest)

    def assigned(self, path: Path, head: str, items: list[str], made: set[Path]) -> Iterator[str]:
        """The lines that put a module in its place, and before it what groups it, unless that has been made."""
        for depth in range(1, len(path)):
            group = path[:depth]
            if group not in made:
                made.add(group)
                yield from self._put(group, "nn.ModuleDict(", [])
        yield from self._put(path, head, items)

    def _put(self, path: Path, head: str, items: list[str]) -> Iterator[str]:
        if len(path) == 1 and not is_attribute(self.keys[path]):
            yield from call(f'self.add_module("{self.keys[path]}", {head}', items, "))", 8)
        else:
            yield from call(f"{self.reached(path)} = {head}", items, ")", 8)
