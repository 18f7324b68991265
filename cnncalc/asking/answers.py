"""Answers as people write them: `1,792`, `34.9K`, `15.5 G`, `3*3*3*64`, `224x224x64`, `96.2 %`, `553 MB`, `<= 5M`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from cnncalc.asking.figure import AXES, BYTES, NUMBER, SHAPE
from cnncalc.errors import Fault, did_you_mean, quote
from cnncalc.words.ends import ends
from cnncalc.words.expression import parse_expression
from cnncalc.words.numbers import decimal, divide, tidy
from cnncalc.words.operators import FUNCTIONS
from cnncalc.words.values import extents_in

UNITS = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12, "万": 10**4, "亿": 10**8}
WORDS = {"thousand": "K", "million": "M", "mn": "M", "billion": "G", "bn": "G", "trillion": "T", "萬": "万", "億": "亿"}
# What people write after a number, which says no more than the question does.
THINGS = (
    "params? parameters? weights? biases neurons? mult?-?adds? muls? macs? maccs? flops? ops connections channels activations "
    "positions pixels px"
).replace(" ", "|")
DECIMAL_BYTES = {"B": 1, "byte": 1, "bytes": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
BINARY_BYTES = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
# Signs that people and their keyboards write, as signs of the language.
SPELLINGS = str.maketrans(
    {"×": "x", "·": "*", "∗": "*", "⋅": "*", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≈": "~", "^": "**"}
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width forms
    | {"\u3000": " ", "＾": "**", "∼": "~"}
    | {"²": "**2", "³": "**3", "\xa0": " ", "\u2009": " ", "\u202f": " ", "'": "_", "÷": "/"}
)
ANY_BATCH = ("None", "-1", "?", "N", "B", "batch", "batch_size", "bs")  # before a shape, as Keras and PyTorch print it
SIGNS = ("<=", ">=", "<", ">")
EXAMPLES = {
    NUMBER: "write it as 1792, 1,792, 34.9K, 15.5G, 96.2 % or 3*3*3*64",
    BYTES: "write it as 553430176, 553 MB or 527.8 MiB",
    SHAPE: "write it as 64x224x224",
    AXES: "write it as 7, as 1x7 with one number per axis, or as 2:3 before and after an axis",
}


class Answer(NamedTuple):
    """What a text says: a number, or extents in the order in which they are written.

    `step` is what one unit of the last digit is worth, so that 34.9K is right of all that rounds to it; 0 where the text is
    arithmetic and thus exact. `sign` (`<`, `<=`, `>`, `>=`) makes it a budget. `unit` is the unit as written; `worked` says
    that the value had to be worked out.
    """

    text: str
    asked: str  # NUMBER, BYTES, SHAPE or AXES
    value: Any
    step: Any = 0
    sign: str = ""
    unit: str = ""
    worked: bool = False


def read_answer(text: str, asked: str = NUMBER, symbols: Mapping[str, Any] | None = None) -> Answer:
    """The answer that a text writes, where a NUMBER, BYTES, the SHAPE of a tensor or one number for each of its AXES is asked.

    `symbols` are values of names that arithmetic may use. A text that is none of the forms is a `Fault`, with what would be.

    >>> read_answer("34.9K")[2:4], read_answer("3*3*3*64").value, read_answer("527.8 MiB", "bytes").value
    ((34900, 100), 1728, Fraction(2767192064, 5))
    >>> read_answer("(64, 224, 224)", "shape").value, read_answer("<= 5M")[2:5]
    ((64, 224, 224), (5000000, 1000000, '<='))
    """
    plain = text.translate(SPELLINGS).strip()
    if plain.startswith("=") and not plain.startswith("=="):
        plain = plain[1:].lstrip()
    sign = next((sign for sign in SIGNS if plain.startswith(sign)), "")
    rest = plain[len(sign) :].lstrip()
    if not rest:
        raise Fault(f"{quote(sign)} lacks its number" if sign else "the answer is empty", EXAMPLES[asked])
    if asked != SHAPE:
        rest = _patterns()["thing"].sub("", rest)
        answer = _extents(rest, asked, symbols or {}) or _literal(rest, asked) or _arithmetic(rest, asked, symbols or {})
        return answer._replace(text=text.strip(), sign=sign)
    if sign:
        raise Fault(f"{quote(text.strip())} bounds a shape, which has no order", "bound params, macs or another number")
    return _shape(rest, symbols or {})._replace(text=text.strip())


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "bracketed": re.compile(r"[(\[]([^()\[\]]*)[)\]]"),
        "thing": re.compile(rf"(?<=[\d.)kKMGBT ])\s*(?i:{THINGS})\.?$"),
        "wrapped": re.compile(r"(?:\w+\.)*\w+\(\s*([(\[].*[)\]])\s*\)"),
        "times": re.compile(r"(?<=[\d)])\s*x\s*(?=[\d(])"),
        "extents": re.compile(r"\d+(\s*x\s*\d+)+", re.ASCII),
        "ends": re.compile(r"(\d+(:\d+)?\s*x\s*)*\d+:\d+(\s*x\s*\d+(:\d+)?)*", re.ASCII),
        "literal": re.compile(
            r"(~|about |ca\.? |approx\.? |)\s*(\d[\d,_ ]*|)(\.\d+|)"
            r"(?:\s*(?:[*x]\s*10\s*\*\*\s*|e\+?)(\d+)|)\s*([A-Za-z]*|[万亿萬億]|%)",
            re.ASCII,
        ),
        "grouped": re.compile(r"\d+|\d{1,3}([,_ ]\d{3})+", re.ASCII),
        "separator": re.compile(r"(?<=\d)[,_](?=\d{3}(?!\d))", re.ASCII),
    }


def _shape(text: str, symbols: Mapping[str, Any]) -> Answer:
    """`64x224x224`, `(64, 224, 224)`, `64 224 224`, `64*224*224`, `1000`; with symbols `256xH/2xW/2`."""
    wrapped = _patterns()["wrapped"].fullmatch(text)  # torch.Size([1, 8, 30, 30])
    bracketed = _patterns()["bracketed"].fullmatch(wrapped[1] if wrapped else text)
    parts = re.split(r"\s*[x*, ]\s*", (bracketed[1] if bracketed else text).strip(" ,"))
    if len(parts) > 1 and parts[0] in ANY_BATCH and parts[0] not in symbols:
        parts = parts[1:]
    if all(part.isdecimal() and part.isascii() for part in parts):
        return Answer(text, SHAPE, tuple(map(decimal, parts)))
    if not _names(text.replace("x", " ")) & {*symbols}:
        raise Fault(f"{quote(text)} is not a shape", EXAMPLES[SHAPE])
    return Answer(text, SHAPE, _symbolic_extents(text, SHAPE, symbols))


def _symbolic_extents(text: str, asked: str, symbols: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(_arithmetic(extent, asked, symbols).value for extent in extents_in(text, [*symbols]))


def _extents(text: str, asked: str, symbols: Mapping[str, Any]) -> Answer | None:
    """`3x3x3x64` and `(7, 7)`: of a number it is the product, of axes one number for each."""
    bracketed = _patterns()["bracketed"].fullmatch(text)
    inner = bracketed[1] if bracketed else text
    if bracketed and "," in inner:
        inner = "x".join(part.strip() for part in inner.split(","))
    if asked == AXES and _patterns()["ends"].fullmatch(inner):
        parts = [ends(*map(decimal, part.split(":"))) if ":" in part else decimal(part) for part in re.split(r"\s*x\s*", inner)]
        return Answer(text, asked, tuple(parts) if len(parts) > 1 else parts[0])
    if asked == AXES and "x" in text and _names(text.replace("x", " ")):
        return Answer(text, asked, _symbolic_extents(text, asked, symbols))
    if not _patterns()["extents"].fullmatch(inner):
        return None
    return Answer(text, asked, tuple(decimal(part.strip()) for part in inner.split("x")), worked=asked != AXES)


def _literal(text: str, asked: str) -> Answer | None:
    """A number in digits with a unit; how many digits there are says how far it is rounded."""
    match = _patterns()["literal"].fullmatch(text)
    if not match or not (match[2] or match[3]):
        return None
    about, digits, places, power, unit = match.groups()
    if digits and not _patterns()["grouped"].fullmatch(digits.strip()):
        raise Fault(f"{quote(text)} is no number: digits are grouped by threes", "a decimal point is a point: 1.79")
    if power and int(power) > 30:
        raise Fault(f"{quote(text)} is beyond all figures of a network")
    worth = divide(_unit(unit, text, asked) * 10 ** int(power or 0), 100 if unit == "%" else 1)
    whole = re.sub("[,_ ]", "", digits) or "0"
    step = divide(worth, 10 ** max(len(places) - 1, 0))
    if about and not places and not unit:
        step *= 10 ** (len(whole) - len(whole.rstrip("0")))  # the zeros of about 138,000,000 are not counted out
    return Answer(text, asked, tidy(decimal(whole + places) * worth), step, unit=unit)


def _unit(unit: str, text: str, asked: str) -> int:
    """How much a unit is."""
    if asked == BYTES and unit in DECIMAL_BYTES | BINARY_BYTES:
        return (DECIMAL_BYTES | BINARY_BYTES)[unit]
    unit = WORDS.get(unit, unit)
    if unit in UNITS or unit == "%":
        return UNITS.get(unit, 1)
    if unit in DECIMAL_BYTES | BINARY_BYTES:
        raise Fault(f"{quote(text)} is a size in bytes, and a count is asked for", EXAMPLES[asked])
    known = [*UNITS, *WORDS, *(DECIMAL_BYTES | BINARY_BYTES if asked == BYTES else ())]
    raise Fault(f"{quote(text)} has an unknown unit: {quote(unit)}", did_you_mean(unit, known, EXAMPLES[asked]))


def _arithmetic(text: str, asked: str, symbols: Mapping[str, Any]) -> Answer:
    """`3*3*3*64 + 64`, `1/3`, `589,824*H*W`."""

    def value_of(name: str) -> Any:
        if name not in symbols:
            if symbols:
                help = did_you_mean(name, symbols, f"it has: {', '.join(symbols)}")
                raise Fault(f"{quote(name)} is no symbol of this network", help)
            if "*" not in text:
                raise Fault(f"{quote(text)} is not a number", EXAMPLES[asked])
            help = "give the input with its symbols, as in 256xHxW"
            raise Fault(f"{quote(text)} has symbols, and this input has none", help)
        return symbols[name]

    if not (re.search(r"\d", text, re.ASCII) or _names(text) & {*symbols}):
        raise Fault(f"{quote(text)} is not a number", EXAMPLES[asked])
    calls = any(f"{function}(" in text.replace(" ", "") for function in FUNCTIONS)
    if logic := re.search(r"\b(and|or|not|true|false)\b|[<>=!]", text):
        raise Fault(f"{quote(text)} is not one number: {logic[0]} has no place in an answer", EXAMPLES[asked])
    text = _patterns()["times"].sub("*", text) if "x" not in symbols else text
    bare = text if calls else _patterns()["separator"].sub("", text)  # commas separate arguments too
    try:
        value = parse_expression(bare).code(value_of)
    except Fault as fault:
        fault.help = fault.help or EXAMPLES[asked]
        raise
    return Answer(text, asked, value, worked=True)


def _names(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))
