"""Which scopes share a class: those whose steps are the same but for numbers, which become the arguments of its constructor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from cnncalc.exporting.torch.parameters import FAMILY, NumberColumn, Parameter, parameters_of
from cnncalc.exporting.torch.scope import ModuleStep, Value
from cnncalc.exporting.torch.tree import Tree

MOST = 8  # arguments of a constructor; scopes that would need more have classes of their own
Key: TypeAlias = Any  # what scopes that may share a class have in common


class ScopeUse(NamedTuple):
    """A scope as its numbers have it; scopes that are alike are one use."""

    skeleton: int
    numbers: tuple[Any, ...]  # of its own layers
    inner: tuple[int, ...]  # the uses that it calls
    channels: tuple[int, int]  # of the first tensor that comes in, and of the first that goes out


class Class(NamedTuple):
    """A class that is written out. Its steps are taken from one of its scopes."""

    scopes: tuple[int, ...]
    parameters: tuple[Parameter, ...]
    texts: tuple[str, ...]  # what replaces each number of its steps, one step after the other; "" where it is left out
    inner: tuple[int, ...]  # the classes that it calls, in the order of its steps


class Classes:
    """The classes of a network, each after those that it calls."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.uses: list[ScopeUse] = []
        self.scopes: list[list[int]] = []  # of each use
        self.classes: list[Class] = []
        self._skeletons: dict[Key, int] = {}
        self._known: dict[ScopeUse, int] = {}
        self._use_of: dict[int, int] = {}  # of each scope
        self._class_of: list[int] = []  # of each use
        self._arguments: dict[int, tuple[Any, ...]] = {}  # of each use, what its class's constructor is given
        for number in tree.post_order():
            self._note(number)
        self._divide()

    def class_of(self, scope: int) -> int:
        """The class of a scope."""
        return self._class_of[self._use_of[scope]]

    def unlike(self) -> set[int]:
        """The scopes that should share a module and are not used alike, as where more of one is read outside."""
        pairs = self.tree.sharing.scopes.items()
        return {number for pair in pairs if self._use_of[pair[0]] != self._use_of[pair[1]] for number in pair}

    # What scopes have in common

    def _note(self, number: int) -> None:
        """Find out which use a scope is."""
        steps = self.tree.scopes[number].steps
        inner = tuple([self._use_of[step.scope] for step in steps if step.scope >= 0])
        numbers = tuple([setting.value for step in steps for setting in open_settings(step)])
        key = self._key(number)
        use = ScopeUse(self._skeletons.setdefault(key, len(self._skeletons)), numbers, inner, self._channels(number))
        if use not in self._known:
            self._known[use] = len(self.uses)
            self.uses.append(use)
            self.scopes.append([])
        self._use_of[number] = self._known[use]
        self.scopes[self._known[use]].append(number)

    def _key(self, number: int) -> Key:
        scope = self.tree.scopes[number]
        local: dict[Value, int] = {value: place for place, value in enumerate(scope.arguments)}
        keys = []
        for step in scope.steps:
            places = tuple([local[value] for value in step.inputs])
            for value in step.outputs:
                local[value] = len(local)
            keys.append((step.path, step.of, self._what(step), places, len(step.outputs)))
        return tuple(keys), tuple([local[value] for value in sorted(scope.returns)]), len(scope.arguments)

    def _what(self, step: ModuleStep) -> Key:
        """What a step does, but for its numbers."""
        if step.scope >= 0:
            return self.uses[self._use_of[step.scope]].skeleton
        if step.piece is None:
            return None
        module = step.piece.module
        settings = module and tuple([setting.role if setting.open else setting for setting in module.settings])
        return module and module.name, settings, step.piece.text, step.piece.join

    def _channels(self, number: int) -> tuple[int, int]:
        scope = self.tree.scopes[number]
        return self._first_channels(scope.arguments), self._first_channels(sorted(scope.returns))

    def _first_channels(self, values: Iterable[Value]) -> int:
        """The channels of the first tensor; 0 where there is none, or where it is regions."""
        nodes = self.tree.graph.nodes
        first = next(iter(values), len(nodes))
        return nodes[first].shape[0] if first < len(nodes) else 0

    # Classes

    def _divide(self) -> None:
        """Uses with the same steps share a class, if those that they call do and few arguments are enough."""
        alike: list[list[int]] = [[] for _ in self._skeletons]
        for number, use in enumerate(self.uses):
            alike[use.skeleton].append(number)
        self._class_of = [-1] * len(self.uses)
        for numbers in alike:
            groups: dict[tuple[int, ...], list[int]] = {}
            for number in numbers:
                groups.setdefault(tuple([self._class_of[each] for each in self.uses[number].inner]), []).append(number)
            for group in groups.values():
                self._share(group)

    def _share(self, group: list[int]) -> None:
        columns = list(self._columns(group))
        incoming, outgoing = zip(*(self.uses[number].channels for number in group))
        parameters, texts = parameters_of([column for column, _ in columns], incoming, outgoing)
        if len(parameters) > MOST:
            for number in group:
                self._share([number])
            return
        written = tuple("" if left_out else text for text, (_, left_out) in zip(texts, columns))
        for place, number in enumerate(group):
            self._class_of[number] = len(self.classes)
            self._arguments[number] = tuple(parameter.values[place] for parameter in parameters)
        scopes = sorted(scope for number in group for scope in self.scopes[number])
        inner = tuple(self._class_of[number] for number in self.uses[group[0]].inner)
        self.classes.append(Class(tuple(scopes), parameters, written, inner))

    def _columns(self, group: list[int]) -> Iterator[tuple[NumberColumn, bool]]:
        """The numbers of the steps, in every use, and whether they are left out for being the default."""
        own: list[Iterator[Any]] = [iter(self.uses[number].numbers) for number in group]
        inner = [iter(self.uses[number].inner) for number in group]
        for step in self.tree.scopes[self.scopes[group[0]][0]].steps:
            name = "_".join(step.path)
            if step.scope >= 0:
                called = [next(each) for each in inner]
                parameters = self.classes[self._class_of[called[0]]].parameters
                for parameter, values in zip(parameters, zip(*(self._arguments[number] for number in called))):
                    yield NumberColumn(name, parameter.name, parameter.family, values), False
            for setting in open_settings(step):
                values = tuple([next(each) for each in own])
                left_out = set(values) == {setting.default}
                yield NumberColumn(name, setting.role, FAMILY.get(setting.role, setting.role), values), left_out


def open_settings(step: ModuleStep) -> Iterable[Any]:
    """The settings of a layer that may become arguments."""
    module = step.piece and step.piece.module
    return [setting for setting in module.settings if setting.open] if module else ()
