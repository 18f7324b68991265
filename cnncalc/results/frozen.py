"""Values that do not change: a dict, and the NamedTuples whose dicts are such."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")
MAPPINGS = (dict, MappingProxyType)


class FrozenDict(dict[K, V]):
    """A dict of a result: it reads as any dict does, cannot be changed, and has a hash where its values have one.

    `|` and `copy` give a plain dict.

    >>> FrozenDict(a=1) == {"a": 1}, FrozenDict(a=1) | {"b": 2}
    (True, {'a': 1, 'b': 2})
    >>> FrozenDict(a=1)["a"] = 2
    Traceback (most recent call last):
    TypeError: results do not change: work on a copy, as in dict(...)
    """

    __slots__ = ()

    def _refuse(self, *args: Any, **settings: Any) -> NoReturn:
        raise TypeError("results do not change: work on a copy, as in dict(...)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self),)


class Frozen:
    """A base beside a NamedTuple: dicts among its fields are frozen when it is made."""

    __slots__ = ()

    if not TYPE_CHECKING:  # to a type checker a value is made as its NamedTuple is

        def __new__(cls, *fields, **named):
            return cls._make(super().__new__(cls, *fields, **named))

        @classmethod
        def _make(cls, fields: Iterable[Any]):
            return tuple.__new__(cls, [FrozenDict(field) if type(field) in MAPPINGS else field for field in fields])
