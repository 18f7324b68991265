"""Exact arithmetic on names and numbers: `4*c`, `n-1`, `divisible(c*width,8)`, `in == 64 and not wide`.

A text is parsed once (precedence climbing) into nested closures; evaluating one needs a function that looks names up.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.limits import EXPRESSION_DEPTH, EXPRESSION_OPERATORS
from cnncalc.words.numbers import decimal, tidy
from cnncalc.words.operators import BINARY, CONSTANTS, FUNCTIONS, LATER, WORDS

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number

Lookup: TypeAlias = "Callable[[str], Number]"
Code: TypeAlias = "Callable[[Lookup], Number]"


@cache
def _tokens(dotted: bool) -> re.Pattern[str]:
    """Numbers, names and operators; compiled at the first expression that is not a plain number."""
    name = r"[A-Za-z_]\w*(?:\.\w+)*" if dotted else r"[A-Za-z_]\w*"
    return re.compile(rf"\s*(?:(\d+\.?\d*|\.\d+)|({name})|(\*\*|//|[=!<>]=|[-+*/%<>(),]))", re.ASCII)


class Expression(NamedTuple):
    """A parsed expression and the names that it needs."""

    text: str
    names: frozenset[str]
    code: Code


@lru_cache(maxsize=4096)
def parse_expression(text: str, dotted: bool = False) -> Expression:
    """The expression that a text writes out; a `Fault` says where it stops making sense. `dotted` names are as fc6.params."""
    if text.isascii() and text.isdigit():
        return Expression(text, frozenset(), _constant(decimal(text)))
    parser = _Parser(text, dotted)
    code = parser.climb(0)
    if parser.token:
        raise parser.stray()
    return Expression(text, frozenset(parser.names), code)


class _Parser:
    def __init__(self, text: str, dotted: bool) -> None:
        self.text = text
        self.tokens = _tokens(dotted)
        self.at = 0
        self.depth = 0
        self.operators = 0
        self.names: set[str] = set()
        self.advance()

    def advance(self) -> None:
        """Step to the next token; the empty one is the end."""
        match = self.tokens.match(self.text, self.at)
        if match:
            self.at = match.end()
            self.token = match.group().strip()
        elif rest := self.text[self.at :].strip():
            raise Fault(f"{quote(rest)} is not arithmetic", _operator_help(rest))
        else:
            self.token = ""

    def stray(self) -> Fault:
        """What to say of a token after a complete expression."""
        token, at, shown = self.token, self.at - len(self.token), quote(self.text)
        if token == "(":
            product = quote(f"{self.text[:at]}*{self.text[at:]}")
            return Fault(f"an operator is missing before ( in {shown}", f"a product is written {product}")
        if token[0] in "xX" and token[1:2].isdecimal():
            small = "extents are joined by a small x" if token[0] == "X" else None
            return Fault(f"{shown} is a size, and a number is needed here", small)
        if self.text[at - 1].isdecimal() and token[0] in "eE_":
            return Fault(f"{shown} is not a number", "numbers are written out in digits alone, as in 1000")
        if token == "," and self.text[at - 1 : at].isdecimal() and self.text[at + 1 : at + 2].isdecimal():
            return Fault(f"{quote(token)} does not belong here in {shown}", "a decimal point is a point, as in 0.5")
        if token[0].isalnum() or token[0] in "._":
            return Fault(f"an operator is missing before {quote(token)} in {shown}", _operator_help(token))
        return Fault(f"{quote(token)} does not belong here in {shown}", _operator_help(token))

    def climb(self, least: int) -> Code:
        left = self.operand()
        while (row := BINARY.get(self.token)) and row[0] >= least:
            level, sign = row[0], self.token
            self.advance()
            # ** alone groups to the right: 2**3**2 is 2**(3**2)
            left = _apply(sign, left, self.climb(level if sign == "**" else level + 1))
            self.count()
            if level == 4 and BINARY.get(self.token, (0,))[0] == 4:
                raise Fault("comparisons cannot be chained", "join them with and")
        return left

    def count(self) -> None:
        """Closures nest as deep as an expression has operators, and evaluating them takes that much stack."""
        self.operators += 1
        if self.operators > EXPRESSION_OPERATORS:
            raise Fault(f"an expression has more than {EXPRESSION_OPERATORS} operators", "name its parts under vars")

    def operand(self) -> Code:
        self.depth += 1
        if self.depth > EXPRESSION_DEPTH:
            raise Fault(f"an expression nests deeper than {EXPRESSION_DEPTH} levels")
        code = self.prefixed() if self.token in ("-", "+", "not") else self.atom()
        self.depth -= 1
        return code

    def prefixed(self) -> Code:
        sign = self.token
        self.advance()
        inner = self.climb(3 if sign == "not" else 7)
        if sign == "not":
            return lambda lookup: not inner(lookup)
        return (lambda lookup: -inner(lookup)) if sign == "-" else inner

    def atom(self) -> Code:
        token = self.token
        if token == "(":
            return self.group()
        if not token or not (token[0].isalnum() or token[0] in "._") or token in ("and", "or"):
            raise Fault(f"a number or a name is missing {f'before {token}' if token else 'at the end'} in {quote(self.text)}")
        self.advance()
        if token[0].isdigit() or token[0] == ".":
            return _constant(decimal(token))
        if token in FUNCTIONS and (token not in LATER or self.token == "("):
            return self.call(token)
        if token in CONSTANTS:
            return _constant(CONSTANTS[token])
        if self.token == "(":
            known = f"the functions are: {', '.join(FUNCTIONS)}"
            raise Fault(f"there is no function {quote(token)}", did_you_mean(token, FUNCTIONS, known))
        self.names.add(token)
        return lambda lookup: lookup(token)

    def group(self) -> Code:
        self.advance()
        code = self.climb(0)
        if self.token != ")":
            raise self.stray() if self.token else Fault(f"a ) is missing in {quote(self.text)}")
        self.advance()
        return code

    def call(self, name: str) -> Code:
        if self.token != "(":
            raise Fault(f"{name} is a function: its arguments are missing", f"write {name}(...)")
        arguments = []
        while self.token in ("(", ","):
            self.advance()
            arguments.append(self.climb(0))
        if self.token != ")":
            raise Fault(f"a ) is missing in {quote(self.text)}")
        self.advance()
        count, function = FUNCTIONS[name]
        if count not in (None, len(arguments)):
            raise Fault(f"{name} takes {count} argument{'s' * (count != 1)}; it got {len(arguments)}")
        return lambda lookup: tidy(function(*[argument(lookup) for argument in arguments]))


def _constant(value: "Number") -> Code:
    return lambda lookup: value


def _apply(sign: str, left: Code, right: Code) -> Code:
    if sign == "or":
        return lambda lookup: left(lookup) or right(lookup)
    if sign == "and":
        return lambda lookup: left(lookup) and right(lookup)
    function = BINARY[sign][1]
    return lambda lookup: tidy(function(left(lookup), right(lookup)))


def _operator_help(token: str) -> str | None:
    if token[:1] == "×":
        return "extents are joined by the letter x"
    if token[:1] == "^":
        return "a power is written **"
    if token[:1] in ("&", "|"):
        return "join conditions with and, or, not"
    if token[:1] == "=":
        return "a comparison is written =="
    if token[:1] in ("[", "{", '"', "'"):
        return "brackets and quotes have no meaning on a line: leave them out"
    if token[:1] == ":":
        return "a range of values has its step too, FROM:TO:STEP, where a command takes one"
    return did_you_mean(token, WORDS)
