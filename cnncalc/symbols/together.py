"""Several networks with symbols at once: a symbol is the same size in all of them. The conditions of each stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from math import lcm
from typing import Any

from cnncalc.symbols.largest import Largest
from cnncalc.symbols.sizes import Sizes


def together(several: Iterable[Sizes]) -> Sizes:
    """What is known of the symbols where the conditions of all are met.

    >>> one, other = Sizes(), Sizes()
    >>> _ = one.symbol("H") // 4, other.symbol("H") // 6, other.symbol("H") > 30
    >>> [str(condition) for condition in together([one, other]).conditions()]
    ['H % 12 == 0', 'H >= 36']
    """
    joint = Sizes()
    for sizes in several:
        for name, multiple in sizes.multiples.items():
            joint.multiples[name] = lcm(joint.multiples.get(name, 1), multiple)
            joint.bounds[name] = max(joint.bounds.get(name, 1), sizes.bounds[name])
        joint.unequal.update(sizes.unequal)
    return joint


def surely_less(a: Any, b: Any, sizes: Sizes) -> bool:
    """Whether one figure is known to be less than another at every size, without leaving any size out.

    >>> sizes = Sizes()
    >>> H = sizes.symbol("H")
    >>> surely_less(H, 2 * H, sizes), surely_less(H, 9, sizes), sizes.conditions()
    (True, False, ())
    """
    return all(any(sizes.proves(more - less, or_zero=False) for more in _values(b)) for less in _values(a))


def _values(figure: Any) -> tuple[Any, ...]:
    return figure.values if isinstance(figure, Largest) else (figure,)
