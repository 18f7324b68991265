"""A dash in a question: a part of a name where a layer has such a name, else a minus, with spaces or without."""

import pytest
from running import analysis_of

from cnncalc.analysis.analyze import Analysis
from cnncalc.asking.case import Case
from cnncalc.asking.questions import question
from cnncalc.errors import Fault

# a has 3*3*3*4 + 4 = 112 parameters, a-b 3*3*4*5 + 5 = 185, b 5*6 + 6 = 36, fc1 6*6 + 6 = 42 on a map of 1x1: 375 in all.
NET = "input: 3x5x5\nlayers:\n  - conv 3x3 4 as a\n  - conv 3x3 5 as a-b\n  - conv 1x1 6 as b\n  - fc 6\n"
ASKED = [
    ("params-fc1.params", 375 - 42),
    ("params - fc1.params", 375 - 42),
    ("params -fc1.params", 375 - 42),
    ("params- fc1.params", 375 - 42),
    ("a-b.params", 185),  # the layer
    ("a.params-b.params", 112 - 36),
    ("a-b.params-b.params", 185 - 36),
    ("b.params-a-b.params", 36 - 185),
    ("params-a-b.params-a.params", 375 - 185 - 112),
    ("2*a-b.params", 2 * 185),
    ("params-1", 374),
    ("(params-1)/2", 187),
    ("-params+fc1.params", 42 - 375),
]
UNKNOWN = [
    ("a-c", "a-c names no quantity, layer or scope"),
    ("a-c.params", "a-c.params names no quantity, layer or scope"),
    ("params-fc2.params", "fc2.params names no quantity, layer or scope"),
    ("params-", r"a number or a name is missing at the end in params-"),
    ("a-b.params*(", r"a number or a name is missing at the end in a-b.params\*\("),
]


@pytest.fixture(scope="module")
def net() -> Analysis:
    return analysis_of(NET)


@pytest.mark.parametrize(("text", "value"), ASKED)
def test_a_dash_is_a_minus_where_no_name_has_it(text: str, value: int, net: Analysis) -> None:
    assert question(net, text).value(Case(net)) == value


@pytest.mark.parametrize(("text", "message"), UNKNOWN)
def test_what_is_neither_a_name_nor_a_difference_is_told(text: str, message: str, net: Analysis) -> None:
    with pytest.raises(Fault, match=message):
        question(net, text)
