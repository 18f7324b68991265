"""What the library answers to a question."""

from __future__ import annotations

from typing import Any

from cnncalc.analysis.analyze import analyze
from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.case import Case
from cnncalc.asking.questions import Query
from cnncalc.checking.derived import derived_question
from cnncalc.language.read import parse
from cnncalc.network.build import build


def asked_of(spec: str, quantity: str, dtype: str) -> tuple[Case, Query]:
    """The network of a text, and the question that a quantity asks about it."""
    case = Case(analyze(build(parse(spec))), DTYPES[dtype])
    return case, derived_question(case.analysis, quantity)


def value_of(spec: str, quantity: str, dtype: str = "float32") -> Any:
    """The value of a quantity of the spec of a text.

    >>> value_of("input: 3x32x32\\nlayers:\\n  - conv 5x5 6 as C1\\n", "C1.connections")
    357504
    """
    case, asked = asked_of(spec, quantity, dtype)
    return asked.value(case)
