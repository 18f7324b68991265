"""Names of tensors, out of those that a file has: what the language takes, each one once, none of them another's scope."""

from __future__ import annotations

import re

_STRANGE = re.compile(r"[^A-Za-z0-9_.-]")
_LONGEST = 200  # characters that are kept of one


class Names:
    """Gives every tensor of a model a name of its own.

    >>> names = Names()
    >>> names.own("layer1.0.relu"), names.own("layer1.0.relu"), names.inside("layer1.0", "add"), names.own("1/conv:0")
    ('layer1.0.relu', 'layer1.0.relu_2', 'layer1.0.add1', '_1.conv_0')
    """

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._scopes: set[str] = set()
        self._counts: dict[str, int] = {}

    def own(self, path: str) -> str:
        """A name for what a file names; a second use gets a number."""
        name = cleaned(path) or "layer"
        if not self._is_free(name):
            name = self._numbered(f"{name}_", 2)
        return self._claimed(name)

    def inside(self, scope: str, word: str) -> str:
        """A name for what a file does not name: its word and a count, in the scope that it stands in."""
        scope = cleaned(scope)
        while scope in self._given:  # a tensor has that name, which cannot be a scope as well
            scope = scope.rpartition(".")[0]
        stem = f"{scope}.{cleaned(word)}" if scope else cleaned(word)
        return self._claimed(self._numbered(stem, 1))

    def _numbered(self, stem: str, first: int) -> str:
        number = self._counts.get(stem, first)
        while not self._is_free(f"{stem}{number}"):
            number += 1
        self._counts[stem] = number + 1
        return f"{stem}{number}"

    def _is_free(self, name: str) -> bool:
        return name not in self._given and name not in self._scopes and not any(scope in self._given for scope in _around(name))

    def _claimed(self, name: str) -> str:
        self._given.add(name)
        self._scopes.update(_around(name))
        return name


def _around(name: str) -> list[str]:
    """The scopes that a dotted name stands in.

    >>> _around("a.b.c")
    ['a', 'a.b']
    """
    return [name[:i] for i, character in enumerate(name) if character == "."]


def cleaned(path: str) -> str:
    """A name as the language takes it: slashes are dots, and other strange characters are underscores.

    >>> cleaned("/features/features.0/0"), cleaned("model_1/re_lu/Relu;x"), cleaned("...")
    ('features.features.0.0', 'model_1.re_lu.Relu_x', '')
    """
    parts = [part for part in _STRANGE.sub("_", path[-_LONGEST:].replace("/", ".")).split(".") if part]
    if parts and not (parts[0][0].isalpha() or parts[0][0] == "_"):
        parts[0] = f"_{parts[0].lstrip('-')}"
    return ".".join(parts)
