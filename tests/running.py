"""What tests that run the command line share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Result(NamedTuple):
    """What a command line gave."""

    status: int
    out: str
    err: str
