"""What tests that run the command line share."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TypeAlias

from cnncalc import Analysis, Graph, Spec, analyze, build, load, parse
from cnncalc.analysis.analyze import Row
from cnncalc.report.renderers import Screen, write_report
from cnncalc.report.report import Report

ROOT = Path(__file__).parent.parent
# One or more of each way of building, few enough that a test may run or open every one of them.
SAMPLE = [
    "alexnet",
    "alexnet_tv",
    "densenet121",
    "googlenet",
    "lenet5",
    "mobilenet_v2",
    "nin",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
    "shufflenet_v2_x1_0",
    "unet",
    "vgg11",
    "vgg13",
    "vgg16",
    "vgg19",
    "zfnet",
]


def bundled_text(name: str) -> str:
    """The text of a bundled spec."""
    return next((ROOT / "specs").rglob(f"{name}.yaml")).read_text(encoding="utf-8")


class Result(NamedTuple):
    """What a command line gave."""

    status: int
    out: str
    err: str


def written(report: Report, form: str = "table", width: int | None = None) -> str:
    """A report in a form, as wide as there is room for."""
    stream = StringIO()
    write_report(stream, form, report, Screen("never", width))
    return stream.getvalue()


Run: TypeAlias = Callable[..., Result]  # the fixture `cnncalc`: run("summarize", "vgg16")
Golden: TypeAlias = Callable[[Path, str], None]  # the fixture `golden`: compare a file with a text


def graph_of(text: str) -> Graph:
    """The network of a spec's text."""
    return build(parse(text))


def analysis_of(text: str, batch: int | str = 1) -> Analysis:
    """The figures of a spec's text."""
    return analyze(graph_of(text), batch)


def rows_of(text: str) -> tuple[Row, ...]:
    """The rows of a spec's text."""
    return analysis_of(text).rows


# Bundled networks are built once for all tests of a process.


@cache
def bundled_spec(name: str) -> Spec:
    """A bundled spec."""
    return load(f"{name}.yaml")


@cache
def bundled_graph(name: str) -> Graph:
    """A bundled network."""
    return build(bundled_spec(name))


@cache
def bundled_analysis(name: str) -> Analysis:
    """The figures of a bundled network."""
    return analyze(bundled_graph(name))
