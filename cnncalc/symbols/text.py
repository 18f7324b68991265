"""Polynomials as text: `600*H*W - 7200*H + 86400`, terms and factors in falling order."""

from __future__ import annotations

from cnncalc.symbols.terms import Monomial, Number, Terms, ranking, symbols_in


def polynomial_text(terms: Terms) -> str:
    """The terms, the highest first.

    >>> polynomial_text({(("H", 1),): 3, (("H", 1), ("W", 2)): 1, (): -7})
    'W**2*H + 3*H - 7'
    """
    ordered: list[Monomial] = sorted(terms, key=ranking(symbols_in(terms)), reverse=True)
    shown = " ".join(_term(monomial, terms[monomial]) for monomial in ordered)
    return f"-{shown[2:]}" if shown[0] == "-" else shown[2:]


def _term(monomial: Monomial, coefficient: Number) -> str:
    """A term after its sign: the number, then the symbols, those of the highest power first; `+ 3*H/2` is 3/2 of H."""
    sign, size = ("-", -coefficient) if coefficient < 0 else ("+", coefficient)
    factors = [f"{symbol}**{power}" if power > 1 else symbol for symbol, power in sorted(monomial, key=lambda pair: -pair[1])]
    if size.numerator != 1 or not factors:
        factors = [str(size.numerator), *factors]
    return f"{sign} {'*'.join(factors)}" + (f"/{size.denominator}" if size.denominator > 1 else "")
