"""Arithmetic for reading: `(32 - 5)//2 + 1` as floor((32 - 5)/2) + 1 on a line of text, or in LaTeX."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

SIGNS: dict[type[ast.operator], tuple[int, str, str]] = {
    ast.Add: (1, " + ", " + "),
    ast.Sub: (1, " - ", " - "),
    ast.Mult: (2, "*", r" \cdot "),
    ast.Div: (2, "/", ""),
    ast.FloorDiv: (2, "/", ""),
    ast.Pow: (3, "^", ""),
}


def plain(expression: str) -> str:
    """An expression as one would type it on a line.

    >>> plain("(Hin - K + 2*P)//S + 1"), plain("-(-(7 - 2)//2) + 1")
    ('floor((Hin - K + 2*P)/S) + 1', 'ceil((7 - 2)/2) + 1')
    """
    return _written(expression, False)


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
    return _written(expression, True)


@lru_cache(maxsize=4096)
def _written(expression: str, tex: bool) -> str:
    return _write(ast.parse(expression, mode="eval").body, tex)


def _write(node: ast.expr, tex: bool) -> str:
    if isinstance(node, ast.UnaryOp):
        inner = node.operand
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.FloorDiv) and isinstance(inner.left, ast.UnaryOp):
            return _rounded("ceil", inner.left.operand, inner.right, tex)
        return f"-{_write(inner, tex)}"
    if isinstance(node, ast.BinOp):
        return _binary(node, tex)
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        return f"{chr(92) * tex}{name}({', '.join(_write(argument, tex) for argument in node.args)})"
    if isinstance(node, ast.Name):
        return letter(node.id) if tex else node.id
    return _number(node.value, tex) if isinstance(node, ast.Constant) else ""


def _binary(node: ast.BinOp, tex: bool) -> str:
    level, text, sign = SIGNS[type(node.op)]
    if _rounds(node):
        return _rounded("floor", node.left, node.right, tex)
    if isinstance(node.op, (ast.Div, ast.FloorDiv)) and tex:
        return rf"\frac{{{_write(node.left, tex)}}}{{{_write(node.right, tex)}}}"
    if isinstance(node.op, ast.Pow) and tex:
        return f"{_within(node.left, level, tex)}^{{{_write(node.right, tex)}}}"
    # After + and * another of the kind needs no parentheses, a quotient does.
    closes = not isinstance(node.op, (ast.Add, ast.Mult)) or _divides(node.right)
    return f"{_within(node.left, level, tex)}{sign if tex else text}{_within(node.right, level + closes, tex)}"


def _within(node: ast.expr, level: int, tex: bool) -> str:
    """An operand, in parentheses where it binds less tightly than what it is an operand of."""
    text = _write(node, tex)
    negative = isinstance(node, ast.UnaryOp) and text.startswith("-")
    closed = (tex and _divides(node)) or (isinstance(node, ast.BinOp) and _rounds(node))
    loose = isinstance(node, ast.BinOp) and SIGNS[type(node.op)][0] < level and not closed
    return f"({text})" if negative or loose else text


def _divides(node: ast.expr) -> bool:
    """Whether this is a quotient that is not rounded."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Div, ast.FloorDiv)) and not _rounds(node)


def _rounds(node: ast.BinOp) -> bool:
    return isinstance(node.op, ast.FloorDiv) and not _is_one(node.right)


def _is_one(node: ast.expr) -> bool:
    """Dividing by 1 leaves nothing to round."""
    return isinstance(node, ast.Constant) and node.value == 1


def _rounded(name: str, top: ast.expr, bottom: ast.expr, tex: bool) -> str:
    if tex:
        return rf"\left\l{name} \frac{{{_write(top, tex)}}}{{{_write(bottom, tex)}}} \right\r{name}"
    return f"{name}({_within(top, 2, tex)}/{_within(bottom, 3, tex)})"


def letter(name: str) -> str:
    r"""A letter with what follows it as its index; a word as it is.

    >>> letter("Hin"), letter("P_before"), letter("params")
    ('H_{in}', 'P_{before}', '\\text{params}')
    """
    match = re.fullmatch(r"([A-Za-z])_?(in|out|before|after|[hwd]|[hwd]_before|[hwd]_after|\d+|)", name)
    if not match:
        return rf"\text{{{name}}}"
    index = match[2].replace("_", ",")
    return f"{match[1]}_{{{index}}}" if index else match[1]


def _number(value: object, tex: bool) -> str:
    return f"{value:,}".replace(",", "{,}" if tex else ",") if isinstance(value, int) and value >= 1000 else str(value)
