"""Conventions in words: their rules, and the cost that a tool would print under its own word for it."""

from __future__ import annotations

from typing import IO

from cnncalc.conventions import BIAS, CONVENTIONS, NA, QUANTITIES, Convention, parsed
from cnncalc.counting import BIASED, Cost
from cnncalc.report.columns import Cell
from cnncalc.report.listing import write_listing
from cnncalc.report.memory import short
from cnncalc.report.text import shown
from cnncalc.words.numbers import symbolic

TITLES = ("convention", "tool", "prints", "counts")
RULES = ("layer", "costs", "note")


def unit_of(convention: Convention) -> str:
    """The word that a tool prints behind its number, such as GFLOPS."""
    return convention.prefix + convention.unit


def as_printed(cost: Cost) -> str:
    """A total under the tool's own word: to the last digit, and rounded.

    >>> from cnncalc import analyze, build, cost, load
    >>> analysis = analyze(build(load("resnet50")))
    >>> for name in ("fvcore", "torchvision", "keras"):
    ...     print(as_printed(cost(analysis, name)))
    4,111,512,576 flop (4.11 G)
    4,089,184,256 FLOPS (4.089 GFLOPS)
    25,610,152 params, 25,557,032 of them trainable
    """
    convention, total = cost.convention, cost.total
    text = f"{shown(total)} {convention.unit}"
    if convention.counts == "params":
        return text if cost.trainable == total else f"{text}, {shown(cost.trainable or 0)} of them trainable"
    if symbolic(total) or (total < 1000 and not convention.prefix):
        return text
    if convention.prefix:
        thousandths = (total + 500_000) // 1_000_000
        return f"{text} ({thousandths // 1000:,}.{thousandths % 1000:03} {unit_of(convention)})"
    return f"{text} ({short(total)})"


def write_conventions(stream: IO[str], form: str, color: str) -> None:
    """Write the list of conventions, and what the words of their rules mean."""
    rows: list[list[Cell]] = [[row.name, row.source, unit_of(row), summary(row)] for row in CONVENTIONS.values()]
    write_listing(stream, form, color, TITLES, rows)
    _write_legend(stream, form, list(CONVENTIONS.values()))


def summary(convention: Convention) -> str:
    """The rules of a convention in a line: what costs the same stands together.

    >>> summary(CONVENTIONS["pycls"])
    'MAC: conv, dwconv, fc; b: their biases; no rule for deconv'
    """
    groups: dict[str, list[str]] = {}
    for term, rule in convention.rules.items():
        groups.setdefault(rule, []).append("all else" if term == "*" and len(convention.rules) > 1 else term)
    told = [f"{rule}: {_listed(terms)}" for rule, terms in groups.items() if rule not in ("0", NA)]
    return "; ".join([*told, *(f"no rule for {', '.join(terms)}" for rule, terms in groups.items() if rule == NA)])


def _listed(terms: list[str]) -> str:
    if all(term.endswith(BIAS) for term in terms):
        return "their biases" if len(terms) == len(BIASED) else f"biases of {', '.join(term.removesuffix(BIAS) for term in terms)}"
    return "everything" if terms == ["*"] else ", ".join(terms)


def write_convention(stream: IO[str], form: str, color: str, convention: Convention) -> None:
    """Write what each kind costs under one convention."""
    rows: list[list[Cell]] = [
        [every_other(convention) if term == "*" else term, rule, convention.remarks.get(term, "")]
        for term, rule in convention.rules.items()
    ]
    if "*" not in convention.rules:
        rows.append([every_other(convention), "0", ""])
    if form == "table":
        stream.write(f"{convention.name}: {convention.source}, which prints {unit_of(convention)}\n\n")
    write_listing(stream, form, color, RULES, rows)
    _write_legend(stream, form, [convention])


def every_other(convention: Convention) -> str:
    """What the last rule is for."""
    return "every other kind" if set(convention.rules) != {"*"} else "every kind"


def _write_legend(stream: IO[str], form: str, conventions: list[Convention]) -> None:
    """What the quantities of rules are, a line each."""
    if form not in ("table", "markdown"):
        return
    rules = [rule for convention in conventions for rule in convention.rules.values() if rule != NA]
    used = {quantity for rule in rules for _, quantity in parsed(rule)}
    bullet = "- " * (form == "markdown")
    stream.write("\n")
    stream.writelines(f"{bullet}{name}: {text}\n" for name, text in QUANTITIES.items() if name in used)
