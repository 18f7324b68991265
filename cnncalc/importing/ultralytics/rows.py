"""The rows of a model YAML, and the numbers that go for all of them."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import Any, NamedTuple

from cnncalc.errors import Place, Problem, Source, SpecError, quote
from cnncalc.importing.texts import fault_at
from cnncalc.language.yaml_text import Mapping, Node, Scalar, Sequence, read_yaml
from cnncalc.limits import EXTENT

SCALE = re.compile(r"yolov?\d+([nslmx])", re.IGNORECASE)


class YoloRow(NamedTuple):
    """One row: the numbers of the rows it reads, how often its module is repeated, the module, its arguments."""

    reads: tuple[int, ...]
    repeats: int
    module: str
    args: list[Any]
    place: Place


class YoloFile(NamedTuple):
    """A model YAML."""

    classes: int
    channels: int
    scale: str
    depth: Fraction
    width: Fraction
    most: int | None  # channels before they are multiplied
    anchors: int  # at each position; 0 where the file has none
    rows: list[YoloRow]


def read_rows(text: str, name: str) -> YoloFile:
    """What a YAML says; `name` is that of its file, which may say the scale."""
    problems: list[Problem] = []
    root = read_yaml(text, Source(name, text.splitlines()), problems)
    if problems:
        raise SpecError(problems)
    keys = {key.value: value for key, value in root.pairs} if isinstance(root, Mapping) else {}
    scale, depth, width, most = _scale(keys, name)
    rows = [_row(node, keys) for part in ("backbone", "head") for node in _list(keys.get(part), root.place)]
    classes = _whole(_plain(keys["nc"]), keys["nc"].place) if "nc" in keys else 80
    channels = _whole(_plain(keys["ch"]), keys["ch"].place) if "ch" in keys else 3
    return YoloFile(classes, channels, scale, depth, width, most, _anchors(keys.get("anchors")), rows)


def _scale(keys: dict[str, Node], name: str) -> tuple[str, Fraction, Fraction, int | None]:
    """The scale, and what it multiplies depth and width with; the most channels of newer files."""
    scales = keys.get("scales")
    if not isinstance(scales, Mapping) or not scales.pairs:
        depth, width = (_factor(_plain(keys[key]), keys[key].place) if key in keys else Fraction(1) for key in MULTIPLES)
        return "", depth, width, None
    known = {key.value: value for key, value in scales.pairs}
    found = SCALE.search(os.path.basename(name))
    scale = found[1].lower() if found and found[1].lower() in known else next(iter(known))
    numbers = _plain(known[scale])
    place = known[scale].place
    if not isinstance(numbers, list) or len(numbers) < 2:
        raise fault_at(place, f"the scale {quote(scale)} is not [depth, width, channels]")
    most = _whole(numbers[2], place) if len(numbers) > 2 else None
    return scale, _factor(numbers[0], place), _factor(numbers[1], place), most


MULTIPLES = ("depth_multiple", "width_multiple")


def _factor(value: Any, place: Place) -> Fraction:
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool) and 0 < value <= 1000:
        return Fraction(value)
    raise fault_at(place, f"{quote(str(value))} is no factor above 0")


def _whole(value: Any, place: Place) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= EXTENT:
        raise fault_at(place, f"{quote(str(value))} is no whole number from 1 up")
    return value


def _anchors(node: Node | None) -> int:
    """How many boxes a position has: half of the numbers of the first row, or the number that is given."""
    value = _plain(node) if node is not None else 0
    if isinstance(value, list) and value and isinstance(value[0], list):
        return len(value[0]) // 2
    return value if isinstance(value, int) else 0


def _list(node: Node | None, place: Place) -> list[Node]:
    if node is None:
        return []
    if not isinstance(node, Sequence):
        raise fault_at(node.place, "backbone and head are lists of rows", "a row is [from, repeats, module, arguments]")
    return node.items


def _row(node: Node, keys: dict[str, Node]) -> YoloRow:
    value = _plain(node)
    help = "a row is [from, repeats, module, arguments], as in [-1, 1, Conv, [64, 3, 2]]"
    if not isinstance(value, list) or len(value) != 4 or not isinstance(value[3], list) or not isinstance(value[2], str):
        raise fault_at(node.place, "this is no row of four", help)
    reads = tuple(value[0]) if isinstance(value[0], list) else (value[0],)
    if not reads or not all(isinstance(number, int) and abs(number) <= EXTENT for number in reads):
        raise fault_at(node.place, f"{quote(str(value[0]))} is no row to read from", help)
    return YoloRow(reads, _whole(value[1], node.place), value[2].removeprefix("nn."), value[3], node.place)


def _plain(node: Node) -> Any:
    """A node as Python has it: numbers exact, a name of the file's own as a text."""
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    if not isinstance(node, Scalar):
        return {}
    text = node.value
    if text in ("True", "False", "None", "true", "false", "null", ""):
        return {"true": True, "false": False}.get(text.lower())
    if re.fullmatch(r"-?\d{1,16}", text):
        return int(text)
    return Fraction(text) if re.fullmatch(r"-?\d{0,9}\.\d{1,9}", text) else text
