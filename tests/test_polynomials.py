"""Polynomials: the laws of a ring, division and comparison under conditions, how they are written."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from cnncalc import SpecError, evaluate
from cnncalc.errors import Fault
from cnncalc.symbols.largest import Largest, largest
from cnncalc.symbols.polynomial import Polynomial
from cnncalc.symbols.ratios import ratio
from cnncalc.symbols.sizes import Sizes

Known: TypeAlias = "dict[str, Any]"

# Built by plain Python from three symbols and small numbers, so that the same text can be reckoned with numbers.
TERMS = ("H", "W", "N", "1", "2", "3", "7")
SUMS = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
    max_leaves=8,
)
VALUES = st.fixed_dictionaries({"H": st.integers(1, 50), "W": st.integers(1, 50), "N": st.integers(1, 50)})


def symbols() -> Known:
    sizes = Sizes()
    return {name: sizes.symbol(name) for name in "HWN"}


def reckoned(text: str, names: Known) -> Any:
    return eval(text, {"__builtins__": {"max": max, "min": min}}, names)


def conditions(names: Known) -> list[str]:
    return [str(condition) for condition in names["H"].sizes.conditions()]


def at(value: Any, sizes: dict[str, int]) -> Any:
    return value.at(sizes) if isinstance(value, Polynomial) else value


# The ring


@examples(100)
@given(SUMS, SUMS, SUMS)
def test_the_laws_of_a_ring(a: str, b: str, c: str) -> None:
    names = symbols()
    p, q, r = (reckoned(text, names) for text in (a, b, c))
    assert p + q == q + p and p * q == q * p
    assert (p + q) + r == p + (q + r) and (p * q) * r == p * (q * r)
    assert p * (q + r) == p * q + p * r
    assert p + 0 == p and p * 1 == p and p * 0 == 0 and p - p == 0
    negated = -p
    assert -negated == p
    assert hash(p + q) == hash(q + p)
    assert conditions(names) == []


@examples(100)
@given(SUMS, VALUES)
def test_a_value_is_what_numbers_give(text: str, values: dict[str, int]) -> None:
    assert at(reckoned(text, symbols()), values) == reckoned(text, values)


@examples(40)
@given(SUMS, SUMS)
def test_equal_polynomials_are_those_with_equal_values_everywhere(a: str, b: str) -> None:
    names = symbols()
    p, q = reckoned(a, names), reckoned(b, names)
    everywhere = product(range(1, 10), repeat=3)  # more points than a polynomial of degree 8 has roots
    same = all(at(p, dict(zip("HWN", point))) == at(q, dict(zip("HWN", point))) for point in everywhere)
    assert (p == q) == same


@examples(100)
@given(SUMS)
def test_what_is_written_reads_back(text: str) -> None:
    names = symbols()
    value = reckoned(text, names)
    assert reckoned(str(value), names) == value
    assert reckoned(f"3*{value}" if not isinstance(value, int) or value >= 0 else "-3", names) == (
        3 * value if not isinstance(value, int) or value >= 0 else -3
    )


# Division and comparison


@examples(100)
@given(SUMS, st.integers(1, 9), st.lists(st.integers(1, 6), min_size=3, max_size=3))
def test_a_quotient_is_rounded_down_at_every_size_that_meets_the_conditions(text: str, divisor: int, many: list[int]) -> None:
    names = symbols()
    value = reckoned(text, names)
    quotient, rest = value // divisor, value % divisor
    assert isinstance(rest, int)
    values = {name: times * names["H"].sizes.multiples[name] for name, times in zip("HWN", many)}
    assert at(quotient, values) == at(value, values) // divisor
    assert rest == at(value, values) % divisor
    assert divmod(value, divisor) == (quotient, rest)


@examples(150)
@given(SUMS, SUMS, st.sampled_from(["<", "<=", ">", ">="]), st.lists(st.integers(0, 6), min_size=3, max_size=3))
def test_a_comparison_holds_at_every_size_that_meets_the_conditions(a: str, b: str, sign: str, more: list[int]) -> None:
    names = symbols()
    try:
        answer = reckoned(f"{a} {sign} {b}", names)
    except Fault as fault:
        assert "depends on the sizes" in fault.message
        return
    sizes = names["H"].sizes
    values = {name: sizes.least(name) + extra for name, extra in zip("HWN", more)}
    assert reckoned(f"{a} {sign} {b}", values) == answer


@pytest.mark.parametrize(
    ("text", "answer", "found"),
    [
        ("H > 0", "True", []),
        ("H >= 2", "True", ["H >= 2"]),
        ("H - 2 < 1", "False", ["H >= 3"]),
        ("3*H >= 20", "True", ["H >= 7"]),
        ("H*W >= 9*H", "True", ["W >= 9"]),
        ("max(H, 3)", "H", ["H >= 3"]),
        ("max(3, H)", "H", ["H >= 4"]),
        ("min(3, H)", "3", ["H >= 3"]),
        ("H // 2", "H/2", ["H % 2 == 0"]),
        ("(H - 1) // 2 + 1", "H/2", ["H % 2 == 0"]),
        ("-(-H // 3)", "H/3", ["H % 3 == 0"]),
        ("(H // 4) // 6", "H/24", ["H % 24 == 0"]),
        ("H // 4 + H // 6", "5*H/12", ["H % 12 == 0"]),
        ("H**2 // 4", "H**2/4", ["H % 2 == 0"]),
        ("(4*H + 7) // 4", "H + 1", []),
        ("(4*H + 7) % 4", "3", []),
        ("(H*W + H) // H", "W + 1", []),
        ("(H**2 - 1) // (H - 1)", "H + 1", []),
        ("H // (2*H)", "0", []),
        ("H < 10**15 + 1", "True", []),
        ("H > 10**15", "False", []),
        ("H < 10**15", "False", ["H >= 1000000000000000"]),
        ("(H // 2 > 5) and H", "H", ["H % 2 == 0", "H >= 12"]),
    ],
)
def test_an_answer_and_the_conditions_that_it_needs(text: str, answer: str, found: list[str]) -> None:
    names = symbols()
    assert str(reckoned(text, names)) == answer
    assert conditions(names) == found


@pytest.mark.parametrize("text", ["H > W", "H*W > N**2", "64 // H", "8 / H", "H % W", "H // (W + 1)", "9 % H"])
def test_what_no_condition_on_single_symbols_settles_is_refused(text: str) -> None:
    with pytest.raises(Fault, match=r"depends on the sizes|whose size is open"):
        reckoned(text, symbols())


USES = {"range": range, "int": int, "float": float, "index": [1, 2].__getitem__, "repeat": lambda value: [0] * value}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_where_only_a_number_will_do_a_symbol_is_refused(use: Callable[[Any], Any]) -> None:
    with pytest.raises(Fault, match="a number is needed here, and H depends on the sizes"):
        use(symbols()["H"])


def test_sizes_where_two_values_are_equal_are_ruled_out() -> None:
    sizes = Sizes()
    H, W = sizes.symbol("H"), sizes.symbol("W")
    for a, b in ((H, 14), (H, 3 * H), (H, W), (H, 0), (H, H + 1), (2 * H, 7)):
        sizes.rule_out_equality(a, b)
    assert [str(condition) for condition in sizes.conditions()] == ["H != 14", "H != W"]
    assert H >= 14
    assert [str(condition) for condition in sizes.conditions()] == ["H >= 14", "H != 14", "H != W"]
    assert H // 4 == H / 4  # 14 is no multiple of 4, so it need not be ruled out any more
    assert [str(condition) for condition in sizes.conditions()] == ["H % 4 == 0", "H >= 16", "H != W"]


# Text


@pytest.mark.parametrize(
    ("text", "shown", "inside"),
    [
        ("H", "H", "H"),
        ("W*3*H*2", "6*H*W", "6*H*W"),
        ("9*256*256*H*W", "589824*H*W", "589824*H*W"),
        ("W + H + 1 + H", "2*H + W + 1", "(2*H+W+1)"),
        ("7 - W - H*W", "-H*W - W + 7", "(-H*W-W+7)"),
        ("W*W*H + H*H + N", "W**2*H + H**2 + N", "(W**2*H+H**2+N)"),
        ("(H - 4)*(W - 4)*150*N", "150*H*N*W - 600*H*N - 600*N*W + 2400*N", "(150*H*N*W-600*H*N-600*N*W+2400*N)"),
        ("H/2 - W/3*2", "H/2 - 2*W/3", "(H/2-2*W/3)"),
        ("-H", "-H", "-H"),
    ],
)
def test_terms_and_factors_fall(text: str, shown: str, inside: str) -> None:
    value = reckoned(text, symbols())
    assert (str(value), f"{value:,}", f"{value}") == (shown, shown, inside)


# Ratios and maxima


def test_ratios_of_polynomials() -> None:
    H, W = symbols()["H"], symbols()["W"]
    assert ratio(589824 * H * W, 69632 * H * W) == Fraction(144, 17)
    assert f"{float(Fraction(144, 17)):.2f}" == "8.47"
    assert ratio(2 * H + 2, 3 * H + 3) == Fraction(2, 3)
    assert ratio(H, W) is ratio(H + 1, H) is ratio(H, 5) is ratio(5, H) is ratio(H * W, H) is ratio(H, 0) is None
    assert ratio(0, H) == 0


@examples(100)
@given(st.lists(SUMS, min_size=1, max_size=5), st.integers(1, 4), VALUES)
def test_the_largest_of_several(texts: list[str], times: int, values: dict[str, int]) -> None:
    names = symbols()
    found = largest([reckoned(text, names) for text in texts]) * times
    assert evaluate(found, values) == max(reckoned(text, values) for text in texts) * times
    assert conditions(names) == []
    if isinstance(found, Largest):
        assert str(found).startswith("max(") and found == largest(found.values)


# Limits and evaluation


def test_polynomials_are_bounded() -> None:
    sizes = Sizes()
    names = [sizes.symbol(letter) for letter in "ABCDEFGHIJKLMNOP"]
    with pytest.raises(Fault, match="more than 16 symbols"):
        sizes.symbol("Q")
    with pytest.raises(Fault, match="a sum of more than 200 terms"):
        sum(names) ** 3
    with pytest.raises(Fault, match="multiplies more than 64 symbols"):
        names[0] ** 65
    with pytest.raises(Fault, match=r"A would have to be a multiple of more than 10\^15"):
        names[0] // 10**9 // 10**9
    assert names[1] ** 2 // (10**15 - 11) == names[1] ** 2 / (10**15 - 11)  # in no time


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"H": 6}, "the symbol W is given no size"),
        ({"H": 6, "W": 0}, "W = 0 is no size"),
        ({"H": 6, "W": 1.5}, "W = 1.5 is no size"),
        ({"H": 6, "W": 10**15 + 1}, "W = 1000000000000001 is no size"),
        ({"H": 7, "W": 3}, "H = 7 does not meet H % 2 == 0"),
    ],
)
def test_sizes_at_which_a_figure_does_not_hold(sizes: Any, message: str) -> None:
    names = symbols()
    figure = names["H"] // 2 * names["W"]
    with pytest.raises(SpecError, match=message):
        evaluate(figure, sizes)
    assert evaluate((figure, (1, figure)), {"H": 6, "W": 5}) == (15, (1, 15))
