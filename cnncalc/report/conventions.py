"""Conventions in words: their rules, and the cost that a tool would print under its own word for it."""

from __future__ import annotations

from textwrap import wrap
from typing import IO

from cnncalc.counting.conventions import BIAS, CONVENTIONS, NA, QUANTITIES, Convention, parsed
from cnncalc.counting.cost import BIASED, Cost
from cnncalc.report.columns import Cell
from cnncalc.report.listing import write_listing
from cnncalc.report.rounding import short
from cnncalc.report.text import markdown_item, shown
from cnncalc.words.numbers import symbolic

TITLES = ("convention", "tool", "prints", "counts")
WIDTH = 36  # columns of a rule, in the list of all
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
    25,610,152 params: 25,557,032 trainable, 53,120 not
    """
    convention, total = cost.convention, cost.total
    text = f"{shown(total)} {convention.unit}"
    if convention.counts == "params":
        trained = cost.trainable or 0
        return text if trained == total else f"{text}: {shown(trained)} trainable, {shown(total - trained)} not"
    if symbolic(total) or (total < 1000 and not convention.prefix):
        return text
    if convention.prefix:
        thousandths = (total + 500_000) // 1_000_000
        return f"{text} ({thousandths // 1000:,}.{thousandths % 1000:03} {unit_of(convention)})"
    return f"{text} ({short(total)})"


def write_conventions(stream: IO[str], form: str, color: str) -> None:
    """Write the list of conventions, and what the words of their rules mean."""
    if form == "table":
        rows: list[list[Cell]] = [[_tool(row), unit_of(row), "\n".join(_lines(row))] for row in CONVENTIONS.values()]
        write_listing(stream, form, color, ("convention", "prints", "counts"), rows)
    else:
        rows = [[row.name, row.source, unit_of(row), summary(row)] for row in CONVENTIONS.values()]
        write_listing(stream, form, color, TITLES, rows)
    _write_legend(stream, form, color, list(CONVENTIONS.values()))


def _tool(convention: Convention) -> str:
    """The name and, below it, the tool and its version, where the name does not say it all."""
    return "\n".join(dict.fromkeys((convention.name, convention.source)))


def _lines(convention: Convention) -> list[str]:
    return [line for rule in summary(convention).split("; ") for line in wrap(rule, WIDTH, subsequent_indent="  ")]


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
    kinds = [term.removesuffix(BIAS) for term in terms if term.endswith(BIAS)]
    if kinds:
        return "their biases" if len(kinds) == len(BIASED) else f"biases of {', '.join(kinds)}"
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
    _write_legend(stream, form, color, [convention])


def every_other(convention: Convention) -> str:
    """What the last rule is for."""
    return "every other kind" if set(convention.rules) != {"*"} else "every kind"


def _write_legend(stream: IO[str], form: str, color: str, conventions: list[Convention]) -> None:
    """What the quantities of rules are, a line each."""
    if form not in ("table", "markdown"):
        return
    rules = [rule for convention in conventions for rule in convention.rules.values() if rule != NA]
    used = {quantity for rule in rules for _, quantity in parsed(rule)}
    told = [f"{name}: {text}" for name, text in QUANTITIES.items() if name in used]
    stream.write("\n")
    if form == "markdown":
        stream.writelines(f"{markdown_item(line)}\n" for line in told)
        return
    from cnncalc.report.table import print_lines

    print_lines(stream, color, told)
