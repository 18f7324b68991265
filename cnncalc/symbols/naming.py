"""Symbols where shapes are written: which names are symbols, and a shape that has some."""

from __future__ import annotations

import re
from typing import Any

from cnncalc.errors import Fault, did_you_mean, quote, refuse
from cnncalc.symbols.polynomial import Polynomial
from cnncalc.symbols.sizes import Sizes
from cnncalc.words.env import Argument, Env
from cnncalc.words.sizes import Shape as ShapeWord

# The letter x separates extents, and people write a capital one by mistake.
SYMBOL = re.compile(r"[A-WYZa-wyz][0-9]*(_[0-9A-WYZa-wyz]+)*")
GRAMMAR = "one letter but x, as H, which digits or _ may follow, as in W2 and H_in"


class Symbol(Argument):
    """A symbol among the names of a shape."""

    __slots__ = ("value",)

    def __init__(self, value: Polynomial) -> None:
        self.value = value

    def read(self, meaning: Any, rank: int) -> Any:
        """The symbol itself, or where a shape is wanted a vector of that length."""
        return (self.value,) if meaning is ShapeWord else self.value


def is_symbol(name: str) -> bool:
    """Whether a name can be a symbol.

    >>> is_symbol("H"), is_symbol("H_in"), is_symbol("width")
    (True, True, False)
    """
    return len(name) <= 32 and SYMBOL.fullmatch(name) is not None


def add_symbols(env: Env, names: list[str], sizes: Sizes | None) -> Sizes:
    """Let names be symbols where a shape is read; `sizes` holds the network's symbols, if it has any so far."""
    sizes = sizes or Sizes()
    for name in names:
        if not is_symbol(name):
            help = did_you_mean(name, [known for known in env.known if known not in names]) or _help(name)
            raise Fault(f"the extent {quote(name)} is no number, no variable and no symbol", help)
        env.arguments[name] = Symbol(sizes.symbol(name))
    return sizes


def batch_symbol(name: str, sizes: Sizes | None) -> Any:
    """The symbol of a batch."""
    if not is_symbol(name):
        raise refuse(f"a batch is a number or a symbol, not {quote(name)}", f"a symbol is {GRAMMAR}")
    return (sizes or Sizes()).symbol(name)


def _help(name: str) -> str:
    if "X" in name:
        return "extents are joined by a small x"
    return f"give a number, a variable of vars, or a symbol: {GRAMMAR}"
