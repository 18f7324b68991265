"""What tests that run the command line share."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import NamedTuple

from cnncalc.report.model import Report
from cnncalc.report.renderers import Screen, write_report

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
