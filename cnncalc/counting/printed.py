"""Numbers as tools and papers print them: rounded, with a letter for thousands, and perhaps a word for what was counted."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from cnncalc.errors import quote, refuse
from cnncalc.words.numbers import decimal

POWERS = {"": 0, "k": 3, "m": 6, "mn": 6, "mln": 6, "g": 9, "b": 9, "bn": 9, "bln": 9, "t": 12, "tn": 12, "p": 15}
POWERS |= {"thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12}
POWERS |= {"千": 3, "万": 4, "萬": 4, "百万": 6, "千万": 7, "亿": 8, "億": 8, "十亿": 9, "万亿": 12}
POWERS |= {"units.kilobytes": 3, "units.megabytes": 6, "units.gigabytes": 9, "units.terabytes": 12}  # torchinfo's words
LETTER = "|".join(sorted(filter(None, POWERS), key=len, reverse=True))
# What was counted is a word of its own, or stands after the letter: GMac, GFLOPs, BFLOPs, BF, M params, mult-adds.
WORD = r"(?:(?:mac|flop|op|f|param|parameter|weight|mul|mult|mul-?add|mult-?add|madd|multiply-?add)s?|次)"
# What may stand before a number: `Total mult-adds (G): 4.09`, `Computational complexity: 4.13 GMac`, `Total BFLOPS 29.371`.
NAMED = (
    rf"(?:total|number of|computational complexity|#|non-|trainable|~|≈|about|(?P<said>(?P<before>{LETTER})?{WORD})(?![a-z]))"
)
NUMBER = re.compile(
    rf"\s*(?:{NAMED}\s*)*(?:\((?P<unit>{LETTER})\))?\s*[:=]?\s*"
    r"(?P<digits>\d[\d,_' ]*(?:\.[\d.]*)?(?:,\d+)?|\.\d+)\s*(?:(?:[eE]\+?|[*x·×]\s*10\s*(?:\^|\*\*)\s*)(?P<power>\d\d?))?"
    rf"\s*(?P<after>(?P<letter>(?:{LETTER})?)\s*(?P<word>(?:{WORD})?))\.?\s*(?:\(\d[^()]*\))?\s*",
    re.IGNORECASE,
)
GROUPED = re.compile(r"(?P<whole>\d{1,3}(?:[,_' ]\d\d\d)+|\d{1,3}(?:,\d\d)*,\d\d\d|\d+)(?P<part>\.\d*)?(?P<float>\.0+)?")
COMMA = re.compile(r"(?P<whole>\d+|\d{1,3}(?:\.\d\d\d)+),(?P<part>\d+)")  # a decimal comma
POINTS = re.compile(r"\d{1,3}(?:\.\d\d\d){2,}")  # points that part thousands
FLOAT = re.compile(r"\.0+$")
MOST = 30  # the highest power of ten, as elsewhere
HOW = "write it as in 4.13G, 4.13e9 or 4,132,436,968"


class Printed(NamedTuple):
    """A printed number: the text, its value, one unit of its last digit, its digits, and the word that stood with it.

    `digits` are those that say something: 2 of 4.1G. `word` is the letter and the word, as they were written ("GMac").
    `as_float` holds where a whole number was printed with `.0` at its end.
    """

    text: str
    value: int
    step: int
    digits: int = 0
    word: str = ""
    as_float: bool = False

    def rounds(self, figure: int) -> bool:
        """Whether a figure, rounded to the digits of this number, is this number; halves may go either way."""
        return 2 * abs(figure - self.value) <= self.step if self.step > 1 else figure == self.value

    def cuts(self, figure: int) -> bool:
        """Whether a figure comes to this number where its further digits are cut off."""
        return self.value <= figure < self.value + self.step


def printed_number(text: str) -> Printed:
    """A number as it was printed. Raises a `SpecError` where it is none.

    >>> number = printed_number("4.13 GMac")
    >>> number.value, number.step, number.rounds(4132436968), number.rounds(4089184256)
    (4130000000, 10000000, True, False)
    >>> printed_number("4133742592.0")[1:], printed_number("41.3亿").value
    ((4133742592, 1, 10, '', True), 4130000000)
    """
    if not text.strip():
        raise refuse("--printed is given no number", HOW)
    match = NUMBER.fullmatch(normalize("NFKC", text)) if len(text) <= 60 else None
    digits = _digits(match["digits"].strip()) if match else None
    if not match or digits is None:
        raise refuse(f"{quote(text)} is no printed number", HOW)
    return _value(text, match, *digits)


def _digits(text: str) -> tuple[str, bool] | None:
    """Digits with a point alone, and whether `.0` stood behind a number that is whole without; None where they are none.

    >>> [_digits(text) for text in ("4,132.5", "4,13", "1.234.567", "603.134720.0", "4.1.3")]
    [('4132.5', False), ('4.13', False), ('1234567', False), ('603.134720', True), None]
    """
    if POINTS.fullmatch(text):
        return text.replace(".", ""), False
    if (match := COMMA.fullmatch(text)) and (len(match["part"]) != 3 or "." in text):
        return f"{match['whole'].replace('.', '')}.{match['part']}", False
    if text.startswith("."):
        return (text, False) if text.count(".") == 1 else None
    match = GROUPED.fullmatch(text)
    return (re.sub("[,_' ]", "", match["whole"]) + (match["part"] or ""), bool(match["float"])) if match else None


def _value(text: str, match: re.Match[str], digits: str, as_float: bool) -> Printed:
    letter = (match["letter"] or match["unit"] or match["before"] or "").lower()
    power = POWERS[letter] + int(match["power"] or 0)
    if power == 0 and FLOAT.search(digits):
        digits, as_float = FLOAT.sub("", digits), True
    places = len(digits.partition(".")[2])
    while places > power and digits.endswith("0"):
        digits, places = digits[:-1], places - 1
    if power > MOST or len(digits) > MOST:
        raise refuse(f"{quote(text)} is beyond 10^{MOST}", "no network costs so much")
    if places > power:
        raise refuse(f"{quote(text)} is not whole, and costs are", "a letter stands for the power of ten, as in 4.13G")
    value = decimal(digits.rstrip(".")) * 10**power
    telling = len(digits.replace(".", "").lstrip("0"))
    word = match["after"].strip() or match["said"] or match["unit"] or ""
    return Printed(text.strip(), int(value), 10 ** (power - places), telling, word, as_float)
