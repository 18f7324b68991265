"""Conventions in words: their rules, and the cost that a tool would print under its own word for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cnncalc.counting.called import FUNCTIONS
from cnncalc.counting.conventions import BIAS, CONVENTIONS, NA, QUANTITIES, Convention, parsed
from cnncalc.counting.cost import BIASED
from cnncalc.counting.cost_values import Cost
from cnncalc.report.cells import COUNT
from cnncalc.report.model import Notes, Table, notes, words
from cnncalc.report.report import Report
from cnncalc.report.rounding import short
from cnncalc.words.numbers import symbolic


def unit_of(convention: Convention) -> str:
    """The word that a tool prints after its number, such as GFLOPS."""
    return convention.prefix + convention.unit


def as_printed(cost: Cost) -> str:
    """A total under the tool's own word: to the last digit, and rounded.

    >>> from cnncalc import analyze, build, cost, load
    >>> analysis = analyze(build(load("resnet50")))
    >>> for name in ("fvcore", "torchvision", "keras"):
    ...     print(as_printed(cost(analysis, name)))
    4,111,512,576 flop (4.11 G)
    4,089,184,256 FLOPS (4.089 GFLOPS)
    25,610,152 params: 25,557,032 trainable, 53,120 not
    """
    convention, total = cost.convention, cost.total
    text = f"{COUNT.shown(total)} {convention.unit}"
    if convention.counts == "params":
        trained = cost.trainable or 0
        return text if trained == total else f"{text}: {COUNT.shown(trained)} trainable, {COUNT.shown(total - trained)} not"
    if symbolic(total) or (total < 1000 and not convention.prefix):
        return text
    if convention.prefix:
        thousandths = (total + 500_000) // 1_000_000
        return f"{text} ({thousandths // 1000:,}.{thousandths % 1000:03} {unit_of(convention)})"
    return f"{text} ({short(total)})"


def summary(convention: Convention) -> str:
    """The rules of a convention in a line: kinds with the same cost are listed together.

    >>> summary(CONVENTIONS["pycls"])
    'MAC: conv, dwconv, fc; b: their biases; no rule for deconv'
    """
    groups: dict[str, list[str]] = {}
    for term, rule in convention.rules.items():
        groups.setdefault(rule, []).append("all else" if term == "*" and len(convention.rules) > 1 else term)
    costs = [f"{rule}: {_listed(terms)}" for rule, terms in groups.items() if rule not in ("0", NA)]
    return "; ".join([*costs, *(f"no rule for {', '.join(terms)}" for rule, terms in groups.items() if rule == NA)])


def _listed(terms: list[str]) -> str:
    kinds = [term.removesuffix(BIAS) for term in terms if term.endswith(BIAS)]
    if kinds:
        return "their biases" if len(kinds) == len(BIASED) else f"biases of {', '.join(kinds)}"
    return "everything" if terms == ["*"] else ", ".join(terms)


def conventions_report(rows: Sequence[Convention] = tuple(CONVENTIONS.values())) -> Report:
    """The list of conventions, and what the words of their rules mean."""
    return Report(
        blocks=lambda: [_list(rows), _legend(rows), notes([MEANS_COST])],
        data=lambda: {"format": 1, "conventions": [_entry(row) for row in rows]},
        main=lambda: _list(rows),
        long=["conventions"],
    )


def _list(rows: Iterable[Convention]) -> Table:
    columns = words("convention", "tool", "prints", "counts", "as a function")
    return Table(columns, [[row.name, row.source, unit_of(row), summary(row), as_functions(row)] for row in rows])


def _entry(row: Convention) -> dict[str, Any]:
    return {
        "convention": row.name,
        "tool": row.source,
        "prints": unit_of(row),
        "counts": summary(row),
        "functions": as_functions(row),
    }


def as_functions(convention: Convention) -> str:
    """What calls of functions cost that cost something else than their modules; empty where none does.

    >>> as_functions(CONVENTIONS["torchinfo"]), as_functions(CONVENTIONS["fvcore"])
    ('0: prelu', '')
    """
    groups: dict[str, list[str]] = {}
    for term, rule in FUNCTIONS.get(convention.name, {}).items():
        groups.setdefault(rule, []).append(term)
    return "; ".join(f"{rule}: {', '.join(terms)}" for rule, terms in groups.items())


def convention_report(convention: Convention) -> Report:
    """What each kind costs under one convention."""
    mean = [notes([MEANS_COST])] if convention.counts == "cost" else []
    head = {"format": 1, "convention": convention.name, "tool": convention.source, "prints": unit_of(convention)}
    return Report(
        title=convention.name,
        about=f"{convention.source}, which prints {unit_of(convention)}",
        blocks=lambda: [_rules(convention), _legend([convention]), *mean],
        data=lambda: {**head, "rules": [dict(zip(RULES, row)) for row in _rules(convention).rows]},
        main=lambda: _rules(convention),
        long=["rules"],
    )


RULES = ("layer", "costs", "note", "as a function")
MEANS_COST = "as a function: what F.relu(x) and the like cost, where it differs; x.mean([2, 3]) for gap costs 0 everywhere"


def _rules(convention: Convention) -> Table:
    functions = dict(FUNCTIONS.get(convention.name, {}))
    rows = [
        [every_other(convention) if term == "*" else term, rule, convention.remarks.get(term, ""), functions.pop(term, "")]
        for term, rule in convention.rules.items()
    ]
    if "*" not in convention.rules:
        rows += [[kind, NA, "not looked up", functions.pop(kind, "")] for kind in convention.unnamed()]
        rows += [[kind, "0", "", rule] for kind, rule in functions.items()]
        rows.append([every_other(convention), "0", "", ""])
    return Table(words(*RULES), rows)


def every_other(convention: Convention) -> str:
    """What the last rule is for."""
    return "every other kind" if set(convention.rules) != {"*"} else "every kind"


def _legend(conventions: Iterable[Convention]) -> Notes:
    """What the quantities of rules are."""
    rules = [
        rule
        for convention in conventions
        for rule in (*convention.rules.values(), *FUNCTIONS.get(convention.name, {}).values())
        if rule != NA
    ]
    used = {quantity for rule in rules for _, quantity in parsed(rule)}
    return notes(f"{name}: {text}" for name, text in QUANTITIES.items() if name in used)
