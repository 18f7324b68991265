"""Expectations: what a spec says its figures are, held against what they are (design, section 7)."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.analysis import Analysis, Row
from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.layers.arithmetic import elements
from cnncalc.layers.base import Shape, arrange, show_shape
from cnncalc.memory import peak_activations
from cnncalc.spec import Text
from cnncalc.words.numbers import decimal, symbolic

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

UNITS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}


class Verdict(NamedTuple):
    """One expectation, what came of it, and whether they agree; `remark` says in which other form they do."""

    quantity: str
    wanted: str
    found: str
    right: bool
    remark: str = ""


def _sum(figure: Callable[[Row], int]) -> "Callable[[Analysis, Sequence[Row]], int]":
    return lambda analysis, rows: sum(map(figure, rows))


def _connections(row: Row) -> int:
    """Weights in use, counted as LeCun et al. 1998 do: every output's dot product, and its bias."""
    biased = row.figures.params > row.figures.weights
    return row.figures.macs + (row.figures.activations if row.figures.macs and biased else 0)


def _peak(analysis: Analysis, rows: Sequence[Row]) -> int:
    if len(rows) < len(analysis.rows):
        raise Fault("peak_activations is a figure of the whole network", "ask for activations of a layer or a scope")
    return peak_activations(analysis.graph) * analysis.batch


QUANTITIES: "dict[str, Callable[[Analysis, Sequence[Row]], int | Shape | tuple[Number, ...]]]" = {
    "params": _sum(lambda row: row.figures.params),
    "weights": _sum(lambda row: row.figures.weights),
    "macs": _sum(lambda row: row.figures.macs),
    "flops": _sum(lambda row: row.figures.flops),
    "buffers": _sum(lambda row: row.figures.buffers),
    "trainable": _sum(lambda row: row.trainable),
    "activations": _sum(lambda row: row.figures.activations),
    "neurons": _sum(lambda row: row.figures.activations if row.figures.macs else 0),
    "connections": _sum(_connections),
    "peak_activations": _peak,
    "output": lambda analysis, rows: rows[-1].node.shape,
    "receptive_field": lambda analysis, rows: rows[-1].field.size,
    "stride": lambda analysis, rows: rows[-1].field.stride,
}


def judge(analysis: Analysis) -> list[Verdict]:
    """A verdict on each of the spec's expectations. One that cannot be understood is a `Fault` with its place."""
    verdicts = []
    for name, text in analysis.graph.expect.items():
        try:
            verdicts.append(_verdict(analysis, name, text))
        except Fault as fault:
            fault.place = fault.place or text.place
            raise
    return verdicts


def _verdict(analysis: Analysis, name: str, text: Text) -> Verdict:
    rows, quantity = _subject(analysis, name)
    found = QUANTITIES[quantity](analysis, rows)
    wanted = text.word.text
    if quantity == "output" and isinstance(found, tuple):
        return _shape_verdict(name, wanted, rows[-1].node.shape, analysis)
    if isinstance(found, tuple):
        shown, asked = "x".join(map(format, found)), _extents(wanted, analysis)
        fitting = (found, found[:1]) if len(set(found)) == 1 else (found,)
        return Verdict(name, wanted, shown, wanted == shown or set(map(str, found)) == {wanted} or asked in fitting)
    return Verdict(name, wanted, f"{found:,}", _meets(found, wanted, analysis))


def _meets(found: int, wanted: str, analysis: Analysis) -> bool:
    sizes, named = analysis.sizes, re.search(r"(?<![\w.])[A-Za-z_]", wanted)  # 15.5G has no name in it
    if sizes is None and named and "*" in wanted:
        raise Fault(f"{quote(wanted)} has symbols, and this input has none", "give the input with its symbols, as in 256xHxW")
    if sizes is None or not (symbolic(found) or named):
        return meets(found, wanted)
    from cnncalc.symbols.wanted import meets as meets_everywhere

    return meets_everywhere(found, wanted, sizes, UNITS)


def _extents(wanted: str, analysis: Analysis) -> Shape:
    """The extents that a text with symbols writes; none where there are no symbols."""
    if analysis.sizes is None:
        return ()
    from cnncalc.symbols.wanted import extents

    return extents(wanted, analysis.sizes)


def _subject(analysis: Analysis, name: str) -> tuple[Sequence[Row], str]:
    """The rows that an expectation is about, and the quantity."""
    if name in QUANTITIES:
        main = analysis.graph.outputs["output"] - len(analysis.graph.inputs)
        rows = analysis.rows
        return (rows[: main + 1] if name in ("output", "receptive_field", "stride") else rows), name
    subject, _, quantity = name.rpartition(".")
    if quantity in QUANTITIES and (rows := _rows_named(analysis, subject)):
        return rows, quantity
    if rows := _rows_named(analysis, name):
        return rows, "output"
    known = [*QUANTITIES, *(row.node.name for row in analysis.rows[:1000])]
    raise Fault(f"{quote(name)} names no quantity, layer or scope", did_you_mean(name, known, "write it as in: fc6.params"))


def _rows_named(analysis: Analysis, name: str) -> tuple[Row, ...]:
    return tuple(row for row in analysis.rows if row.node.name == name or row.node.name.startswith(f"{name}."))


def _shape_verdict(name: str, wanted: str, found: Shape, analysis: Analysis) -> Verdict:
    layout, asked = analysis.graph.layout, _extents(wanted, analysis)
    shown, other = show_shape(found, layout), show_shape(found, "chw" if layout == "hwc" else "hwc")
    if wanted == shown or (asked and asked == arrange(found, layout)):
        return Verdict(name, wanted, shown, True)
    if wanted == other or (asked and asked == arrange(found, "chw" if layout == "hwc" else "hwc")):
        return Verdict(name, wanted, shown, True, f"in the other layout; this spec writes {shown}")
    return Verdict(name, wanted, shown, wanted.isdecimal() and elements(found) == int(wanted) and len(found) == 1)


def meets(found: int, wanted: str) -> bool:
    """Whether a figure is what an expectation says: exact, rounded, or within a budget.

    >>> meets(15470264320, "15.5G"), meets(15470264320, "<= 15G"), meets(62, "61")
    (True, False, False)
    """
    match = re.fullmatch(r"\s*(<=|>=|<|>)?\s*([\d,_]*\.?\d+)\s*([kKMGBT]?)\s*", wanted)
    if not match:
        raise Fault(f"{quote(wanted)} is not a number", "write 138357544, 15.5G or <= 103M")
    sign, digits, unit = match.groups()
    number = decimal(digits.replace(",", "").replace("_", ""))
    value = number * UNITS[unit]
    if sign:
        return {"<=": found <= value, ">=": found >= value, "<": found < value, ">": found > value}[sign]
    places = len(digits.partition(".")[2])
    scale = 10**places
    step_times_scale = UNITS[unit]  # one unit of the last digit that was written is this over scale
    return bool((2 * found * scale + step_times_scale) // (2 * step_times_scale) == number * scale)
