"""Terminals and pipes whose encoding lacks characters that reports use get stand-ins for them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from running import ROOT

from cnncalc.cli.encoding import STAND_INS

ENCODINGS = ["gbk", "ascii", "cp1252"]
COMMANDS = ["compare resnet50 vgg16", "check lenet5", "summarize lenet5 --batch N"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("args", COMMANDS)
def test_no_question_mark_stands_for_what_we_print(args: str, encoding: str) -> None:
    run = [sys.executable, "-m", "cnncalc", *args.split()]
    result = subprocess.run(run, capture_output=True, env=os.environ | {"PYTHONIOENCODING": encoding}, timeout=60)
    assert (result.returncode, result.stderr) == (0, b"")
    assert "?" not in result.stdout.decode(encoding)


def test_a_bar_is_drawn_in_every_encoding() -> None:
    """U+2501 is in GBK and U+254C is not; ASCII has neither. A name that cannot be written has question marks."""
    for encoding, full, rest in (("gbk", "━", "-"), ("ascii", "=", "-"), ("utf-8", "━", "╌")):
        run = [sys.executable, "-m", "cnncalc", "summarize", "-"]
        spec = "name: Ø\ninput: 3x8x8\nlayers: conv 3x3 4, fc 2\n".encode()
        environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        result = subprocess.run(run, input=spec, capture_output=True, env=environment, timeout=60)
        shown = result.stdout.decode(encoding)
        assert full * 4 in shown and rest * 4 in shown and full + rest in shown
        assert shown.startswith("Ø" if encoding == "utf-8" else "?")


def test_every_character_of_the_golden_files_has_a_stand_in() -> None:
    files = (
        path for path in (ROOT / "tests" / "golden").glob("*.txt") if path.stem != "report_html"
    )  # pages say their encoding
    golden = "".join(path.read_text(encoding="utf-8") for path in files)
    assert {c for c in golden if not c.isascii()} <= STAND_INS.keys()
    assert all(text.isascii() for text in STAND_INS.values())
