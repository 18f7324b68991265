"""Ways to write arithmetic: on a line of text, in LaTeX, in MathML. `formulas` walks an expression and asks one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape


class Notation:
    """As one would type it: `floor((H - K)/S) + 1`."""

    add, subtract, multiply = " + ", " - ", "*"
    stacks = False  # whether a quotient has its parts above each other, so that it needs no parentheses

    def quotient(self, top: str, bottom: str) -> str:
        return f"{top}/{bottom}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent}"

    def rounded(self, way: str, quotient: str) -> str:
        """A quotient rounded down (`floor`) or up (`ceil`)."""
        return f"{way}({quotient})"

    def group(self, inner: str) -> str:
        return f"({inner})"

    def negative(self, inner: str) -> str:
        return f"-{inner}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        return f"{name}({', '.join(arguments)})"

    def name(self, name: str) -> str:
        return name

    def number(self, text: str) -> str:
        return text


class Latex(Notation):
    r"""`\left\lfloor \frac{H - K}{S} \right\rfloor + 1`."""

    multiply = r" \cdot "
    stacks = True

    def quotient(self, top: str, bottom: str) -> str:
        return rf"\frac{{{top}}}{{{bottom}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def rounded(self, way: str, quotient: str) -> str:
        return rf"\left\l{way} {quotient} \right\r{way}"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        return f"\\{super().call(name, arguments)}"

    def name(self, name: str) -> str:
        return letter(name)

    def number(self, text: str) -> str:
        return text.replace(",", "{,}")


class MathML(Notation):
    """What browsers draw by themselves (MathML Core)."""

    add, subtract, multiply = "<mo>+</mo>", "<mo>−</mo>", "<mo>·</mo>"
    stacks = True

    def quotient(self, top: str, bottom: str) -> str:
        return f"<mfrac><mrow>{top}</mrow><mrow>{bottom}</mrow></mfrac>"

    def power(self, base: str, exponent: str) -> str:
        return f"<msup><mrow>{base}</mrow><mrow>{exponent}</mrow></msup>"

    def rounded(self, way: str, quotient: str) -> str:
        left, right = "⌊⌋" if way == "floor" else "⌈⌉"
        return f"<mrow><mo>{left}</mo>{quotient}<mo>{right}</mo></mrow>"

    def group(self, inner: str) -> str:
        return f"<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>"

    def negative(self, inner: str) -> str:
        return f"<mrow><mo>−</mo>{inner}</mrow>"

    def call(self, name: str, arguments: Sequence[str]) -> str:
        return f"<mi>{name}</mi>{self.group('<mo>,</mo>'.join(arguments))}"

    def name(self, name: str) -> str:
        found = indexed(name)
        if found is None:
            return f"<mtext>{escape(name)}</mtext>"
        base, index = found
        return f"<msub><mi>{base}</mi><mtext>{index}</mtext></msub>" if index else f"<mi>{base}</mi>"

    def number(self, text: str) -> str:
        return f"<mn>{escape(text)}</mn>"


LINE, LATEX, MATHML = Notation(), Latex(), MathML()


def indexed(name: str) -> tuple[str, str] | None:
    """A letter and what follows it as its index; None for a word.

    >>> indexed("Hin"), indexed("P_h_before"), indexed("K"), indexed("params")
    (('H', 'in'), ('P', 'h,before'), ('K', ''), None)
    """
    match = re.fullmatch(r"([A-Za-z])_?(in|out|before|after|[hwd]|[hwd]_before|[hwd]_after|\d+|)", name)
    return (match[1], match[2].replace("_", ",")) if match else None


def letter(name: str) -> str:
    r"""A letter with its index in LaTeX; a word as it is.

    >>> letter("Hin"), letter("P_before"), letter("params")
    ('H_{in}', 'P_{before}', '\\text{params}')
    """
    found = indexed(name)
    if found is None:
        return rf"\text{{{name}}}"
    base, index = found
    return f"{base}_{{{index}}}" if index else base
