"""Arithmetic for reading: `(32 - 5)//2 + 1` as floor((32 - 5)/2) + 1 on a line of text, in LaTeX or in MathML."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from cnncalc.report.notation import LATEX, LINE, MATHML, Notation

LEVELS: dict[type[ast.operator], int] = {ast.Add: 1, ast.Sub: 1, ast.Mult: 2, ast.Div: 2, ast.FloorDiv: 2, ast.Pow: 3}


def plain(expression: str) -> str:
    """An expression as one would type it on a line.

    >>> plain("(Hin - K + 2*P)//S + 1"), plain("-(-(7 - 2)//2) + 1")
    ('floor((Hin - K + 2*P)/S) + 1', 'ceil((7 - 2)/2) + 1')
    """
    return _written(expression, LINE)


def bare(expression: str) -> str:
    """As `plain`, for programs: numbers without separators.

    >>> bare("4096*2"), plain("4096*2")
    ('4096*2', '4,096*2')
    """
    return re.sub(r"(?<=\d),(?=\d{3})", "", plain(expression))


def latex(expression: str) -> str:
    r"""An expression in LaTeX.

    >>> latex("(Hin - K)//S + 1")
    '\\left\\lfloor \\frac{H_{in} - K}{S} \\right\\rfloor + 1'
    """
    return _written(expression, LATEX)


def mathml(expression: str) -> str:
    """An expression in MathML.

    >>> mathml("2*P")
    '<mn>2</mn><mo>·</mo><mi>P</mi>'
    """
    return _written(expression, MATHML)


@lru_cache(maxsize=4096)
def _written(expression: str, way: Notation) -> str:
    return _write(ast.parse(expression, mode="eval").body, way)


def _write(node: ast.expr, way: Notation) -> str:
    if isinstance(node, ast.UnaryOp):
        inner = node.operand
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.FloorDiv) and isinstance(inner.left, ast.UnaryOp):
            return way.rounded("ceil", _quotient(inner.left.operand, inner.right, way))
        return way.negative(_write(inner, way))
    if isinstance(node, ast.BinOp):
        return _binary(node, way)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        return way.call(name, [_write(argument, way) for argument in node.args])
    if isinstance(node, ast.Name):
        return way.name(node.id)
    return way.number(_number(node.value)) if isinstance(node, ast.Constant) else ""


def _binary(node: ast.BinOp, way: Notation) -> str:
    level = LEVELS[type(node.op)]
    if _rounds(node):
        return way.rounded("floor", _quotient(node.left, node.right, way))
    if isinstance(node.op, (ast.Div, ast.FloorDiv)):
        if way.stacks:
            return _quotient(node.left, node.right, way)
        return way.quotient(_within(node.left, level, way), _within(node.right, level + 1, way))
    if isinstance(node.op, ast.Pow):
        exponent = _write(node.right, way) if way.stacks else _within(node.right, level + 1, way)
        return way.power(_within(node.left, level, way), exponent)
    sign = {ast.Add: way.add, ast.Sub: way.subtract, ast.Mult: way.multiply}[type(node.op)]
    # After + and * another of the kind needs no parentheses, a quotient does.
    closes = isinstance(node.op, ast.Sub) or _divides(node.right)
    return f"{_within(node.left, level, way)}{sign}{_within(node.right, level + closes, way)}"


def _within(node: ast.expr, level: int, way: Notation) -> str:
    """An operand, in parentheses where it binds less tightly than what it is an operand of."""
    text = _write(node, way)
    negative = isinstance(node, ast.UnaryOp) and text == way.negative(_write(node.operand, way))
    closed = (way.stacks and _divides(node)) or (isinstance(node, ast.BinOp) and _rounds(node))
    loose = isinstance(node, ast.BinOp) and LEVELS[type(node.op)] < level and not closed
    return way.group(text) if negative or loose else text


def _divides(node: ast.expr) -> bool:
    """Whether this is a quotient that is not rounded."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv)) and not _rounds(node)


def _rounds(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.FloorDiv) and not _is_one(node.right)


def _is_one(node: ast.expr) -> bool:
    """Dividing by 1 leaves nothing to round."""
    return isinstance(node, ast.Constant) and node.value == 1


def _quotient(top: ast.expr, bottom: ast.expr, way: Notation) -> str:
    if way.stacks:
        return way.quotient(_write(top, way), _write(bottom, way))
    return way.quotient(_within(top, 2, way), _within(bottom, 3, way))


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and value >= 1000 else str(value)
