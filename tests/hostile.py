"""Texts that would be something else in what is written: code, a formula, a tag, a command, a mark of direction."""

from __future__ import annotations

HOSTILE = {
    "cookie": "# -*- coding: utf-7 -*-",
    "bare cookie": "coding:utf-7",
    "triple quotes": 'a""" + __import__("os").system("id") + """b',
    "single quotes": "a''' + exit() + '''b",
    "backslash": "a\\",
    "escape": "\\N{BULLET}\\x41\\u0041\\",
    "newline": "a\nimport os\nb",
    "return": "a\rimport os",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd",
    "minus": "-1+cmd",
    "at": "@SUM(1)",
    "tab formula": "\t=1+1",
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "attribute": '" onload="alert(1)',
    "cdata": "]]><a/>",
    "comment": "--><a/><!--",
    "entity": "&lt;b&gt; &#60; & &x",
    "pipe": "a | b | c",
    "tick": "a ` b `` c ``` d",
    "fence": "~~~",
    "link": "[a](javascript:alert(1))",
    "reference": "[a]: javascript:alert(1)",
    "heading": "# a",
    "rule": "---",
    "list": "1. a",
    "star": "**a** *b* __c__ ~~d~~",
    "quote": "> a",
    "latex": "\\input{/etc/passwd} \\write18{id} $x$ %c {} ^^5cinput ~ # _ ^",
    "comment of latex": "%\\end{tabular}",
    "direction": "a\u202eb",
    "separator": "a\u2028b\u2029c\x85d",
    "escape sequence": "a\x1b[31mb\x1b]0;title\x07",
    "rich markup": "[bold red]a[/] :smile:",
    "braces": "{0} {name} %s %(x)s ${x}",
    "mark": "\ufeffa",
    "astral": "a\U000e0041\U0001f600",
}


def scalar(text: str) -> str:
    """A text as a YAML scalar in double quotes, everything odd escaped."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\U{ord(c):08x}" for c in text) + '"'


def spec(text: str) -> str:
    """A network with a text in every field that takes any."""
    return (
        f"name: {scalar(text)}\nsource: {scalar(text)}\ninput: 3x8x8\nlayers:\n  - conv 3x3 4 as c1, relu\n  - fc 10\n"
        "expect: {params: 1, c1: 4x6x7}\n"
    )


def sheet(text: str) -> str:
    """An answer sheet with a text in every field that takes any, and in an answer."""
    return (
        f"title: {scalar(text)}\nsource: {scalar(text)}\nexercises:\n  - name: {scalar(text)}\n    question: {scalar(text)}\n"
        f"    teaches: {scalar(text)}\n    on: 3x8x8\n    layers: conv 3x3 4 as c\n"
        f"    answers: {{c.params: 1, c.weights: {scalar(f'so {text}')}}}\n"
    )
