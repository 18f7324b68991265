"""The arguments of a node in the graph's JSON, as plain values."""

from __future__ import annotations

from typing import Any, NamedTuple

from cnncalc.importing.operations import Shape

_PLAIN = ("as_int", "as_float", "as_bool", "as_string", "as_ints", "as_floats", "as_bools", "as_strings")


class Reference(NamedTuple):
    """A tensor, by its name in the graph."""

    name: str


class OpenNumber(NamedTuple):
    """A number that depends on the input, by its name in the graph."""

    name: str


def value(argument: dict[str, Any]) -> Any:
    """What an argument is."""
    (kind, held), *_ = argument.items()
    if kind in _PLAIN:
        return held
    if kind == "as_none":
        return None
    if kind == "as_tensor":
        return Reference(held["name"])
    if kind == "as_tensors":
        return [Reference(item["name"]) for item in held]
    if kind == "as_optional_tensors":
        return [Reference(item["as_tensor"]["name"]) if "as_tensor" in item else None for item in held]
    if kind in ("as_sym_int", "as_sym_float"):
        return _number(held)
    if kind == "as_sym_ints":
        return [_number(item) for item in held]
    return kind  # a layout, a device or a type of numbers, which change no figure


def _number(held: dict[str, Any]) -> Any:
    return OpenNumber(held["as_name"]) if "as_name" in held else next(iter(held.values()))


def extents(tensor: dict[str, Any]) -> Shape:
    """The shape of a tensor; an extent that was left open has the value that it was exported with."""
    return tuple(_extent(size) for size in tensor["sizes"])


def _extent(size: dict[str, Any]) -> int:
    found = size["as_int"] if "as_int" in size else size["as_expr"]["hint"]["as_int"]
    if not isinstance(found, int) or found < 0:
        raise ValueError("an extent that is no number")
    return found
