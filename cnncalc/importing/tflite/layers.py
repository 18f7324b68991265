"""What each operator stands for: one row an operator."""

from __future__ import annotations

from collections.abc import Callable

from cnncalc.importing.tflite import moves, numbers, windows
from cnncalc.importing.tflite.flatbuffers import FlatTable
from cnncalc.importing.tflite.graph import LiteGraph
from cnncalc.importing.tflite.operator import LiteOperator
from cnncalc.importing.tflite.words import WORDS

CUSTOM = "CUSTOM"
Row = Callable[[LiteGraph, LiteOperator], str]


def add_operator(graph: LiteGraph, table: FlatTable) -> None:
    """Add what one operator stands for. One that has no row is an operation of its word; one of constants is none."""
    code = graph.codes[table.number(0, "I")]
    number = max(code.number(0, "b"), code.number(3, "i"))
    word = WORDS.get(number, f"operator {number}")
    operator = LiteOperator(word, table.numbers(1), table.numbers(2), table.table(4))
    inputs = [graph.made[place] for place in operator.inputs if place in graph.made]
    if not operator.outputs or not inputs:
        return
    if word == CUSTOM:
        _custom(graph, operator, code.text(1), inputs)
        return
    row = ROWS.get(word)
    if row is None:
        made = graph.add(operator.output, word, inputs, graph.tensor(operator.output).shape)
        graph.made.update(dict.fromkeys(operator.outputs, made))
    elif made := row(graph, operator):
        graph.made[operator.output] = numbers.fused(graph, operator, made)


def _custom(graph: LiteGraph, operator: LiteOperator, word: str, inputs: list[str]) -> None:
    """An operator of somebody's own; the one that reads boxes out of a detector's outputs ends the network."""
    if word == "TFLite_Detection_PostProcess":
        graph.draft.note("TFLite_Detection_PostProcess reads boxes out of the network's outputs, and was left out")
        graph.ends = [place for place in operator.inputs if place in graph.made]
        return
    graph.made[operator.output] = graph.add(operator.output, word or CUSTOM, inputs, graph.tensor(operator.output).shape)


ROWS: dict[str, Row] = {
    "CONV_2D": windows.conv,
    "DEPTHWISE_CONV_2D": windows.depthwise,
    "TRANSPOSE_CONV": windows.transposed,
    "MAX_POOL_2D": windows.pool,
    "AVERAGE_POOL_2D": windows.pool,
    "FULLY_CONNECTED": windows.dense,
    **dict.fromkeys(numbers.JOINS, numbers.join),
    **dict.fromkeys(numbers.SAME, numbers.same),
    "CONCATENATION": moves.concat,
    "RESHAPE": moves.reshape,
    "SQUEEZE": moves.reshape,
    "EXPAND_DIMS": moves.reshape,
    "TRANSPOSE": moves.transpose,
    "PAD": moves.pad,
    "PADV2": moves.pad,
    "MIRROR_PAD": moves.pad,
    "SPLIT": moves.split,
    "SLICE": moves.cut,
    "STRIDED_SLICE": moves.strided,
    "RESIZE_BILINEAR": moves.resize,
    "RESIZE_NEAREST_NEIGHBOR": moves.resize,
    "DEPTH_TO_SPACE": moves.by_blocks,
    "SPACE_TO_DEPTH": moves.by_blocks,
    "MEAN": numbers.reduced,
    "SUM": numbers.reduced,
    "REDUCE_MAX": numbers.reduced,
    "SOFTMAX": numbers.softmax,
    "PRELU": numbers.prelu,
    "LEAKY_RELU": numbers.leaky_relu,
    "L2_NORMALIZATION": numbers.l2_norm,
    "LOCAL_RESPONSE_NORMALIZATION": numbers.lrn,
    **dict.fromkeys(("QUANTIZE", "DEQUANTIZE", "CAST"), numbers.requantized),
}
