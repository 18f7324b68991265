"""The completion in shells: what is offered, and real shells on a terminal of their own, with the Tab key."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from running import ROOT

from cnncalc.cli import COMMANDS
from cnncalc.cli.completion import SHELLS

START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
LOAD = {"bash": 'eval "$(cnncalc completion bash)"', "zsh": 'eval "$(cnncalc completion zsh)"'}
LOAD["fish"] = "cnncalc completion fish | source"
PATIENCE = 60  # seconds until a shell must have answered


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files and a folder in it, and beside them the command."""
    folder = tmp_path_factory.mktemp("completion")
    for name in ("gate.yaml", "resume.txt", "my net.yaml"):
        (folder / name).write_text("input: 3x8x8\nvars: {wide: 2}\nlayers:\n  - conv 3x3 wide as first\n", encoding="utf-8")
    (folder / "gallery").mkdir()
    (folder / "bin").mkdir()
    command = folder / "bin" / "cnncalc"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m cnncalc "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


def environment(folder: Path) -> dict[str, str]:
    own = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "TERM": "xterm", "HOME": str(folder), "PS1": "", "NO_COLOR": "1"}
    return os.environ | own


def offered(line: str, folder: Path, loaded: bool = False) -> list[str]:
    """The words that are offered at the end of a line, FILE among them where files are too; or the modules that takes."""
    code = "import sys; from cnncalc.cli import main\ntry: main([])\nexcept SystemExit: pass\n"
    code += "print(*sys.modules, sep=chr(10), file=sys.stderr)"
    asking = {"COMP_LINE": line, "_CNNCALC_COMPLETE": "fish_complete", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, env=environment(folder) | asking, timeout=60
    )
    if loaded:
        return run.stderr.split()
    lines = [line.split("\t") for line in run.stdout.splitlines() if line]
    return [word if kind != "file" else "FILE" for kind, word, _ in lines]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("su", "summarize"),
        ("summarize lene", "lenet5 FILE"),
        ("summarize --json lene", "lenet5 FILE"),
        ("summarize nothing", "FILE"),
        ("check lenet_c", "lenet_c1 FILE"),
        ("explain lenet5 C", "C1 C3 C5"),
        ("explain gate.yaml ", "first"),
        ("explain 'my net.yaml' f", "first"),
        ("explain resnet50 conv3_x.conv_bn1.c", "conv3_x.conv_bn1.conv1"),
        ("explain nothing f", ""),
        ("explain - f", ""),
        ("bottleneck lenet5 --layer F", "F6"),
        ("compare lenet5 --without C1+C3,S", "C1+C3,S2 C1+C3,S4"),
        ("kinds maxp", "maxpool"),
        ("kinds activ", "activation"),
        ("conventions fvc", "fvcore"),
        ("summarize lenet5 --as fvc", "fvcore"),
        ("reconcile lenet5 mac", "macs"),
        ("reconcile lenet5 macs fvc", "fvcore"),
        ("summarize lenet5 --columns na", "name"),
        ("summarize lenet5 --columns +name,interv", ""),
        ("summarize lenet5 --columns +name,intens", "+name,intensity"),
        ("compare lenet5 --figures params,dep", "params,depth"),
        ("sweep gate.yaml --set wide=1 --sort wide", "wide"),
        ("sweep gate.yaml --set wide=1 --pareto params,connec", "params,connections"),
        ("summarize gate.yaml --set ", "wide="),
        ("summarize --set ", ""),
        ("zoo segm", "segmentation"),
        ("zoo --sort fami", "family"),
        ("zoo --sort intens", "intensity"),
        ("guide pad", "padding"),
        ("quiz --topic size,par", "size,params"),
        ("quiz --sheet ", "FILE"),
        ("summarize lenet5 --form", "--format"),
        ("summarize lenet5 --format js", "json"),
        ("summarize lenet5 --format=js", "--format=json"),
        ("summarize lenet5 -o ", "FILE"),
        ("memory lenet5 --optimizer ad", "adam"),
        ("help conv", "conventions"),
        ("completion ", "bash zsh fish"),
        ("nonsense ", ""),
    ],
)
@pytest.mark.sample(16)
def test_what_is_offered(line: str, words: str, folder: Path) -> None:
    assert offered(f"cnncalc {line}", folder) == words.split()


def test_names_are_completed_without_the_layers(folder: Path) -> None:
    for line in ("su", "summarize res", "zoo vg", "summarize lenet5 --format ", "help su"):
        loaded = offered(f"cnncalc {line}", folder, loaded=True)
        assert "click" in loaded
        assert not {"cnncalc.layers", "yaml", "rich", "cnncalc.language.read"} & {*loaded}, line


class Shell:
    """A shell on a terminal, in which keys are pressed."""

    def __init__(self, name: str, folder: Path) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            START[name],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=environment(folder),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # the terminal is its own
        )
        os.close(theirs)

    def until(self, text: str) -> str:
        """What is shown until a text is."""
        shown, end = "", time.monotonic() + PATIENCE
        while text not in shown:
            assert time.monotonic() < end, shown
            if select.select([self.ours], [], [], 1)[0]:
                shown += os.read(self.ours, 4096).decode(errors="replace")
        return shown

    def press(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def completed(self, line: str) -> list[str]:
        """The words of the line after Tab."""
        number = time.monotonic_ns()
        self.press(f"{line}\t")
        time.sleep(self.pause)
        self.press(f"\x01printf '<%s>' from{number} \x05 to{number}\r")
        shown = self.until(f"<to{number}>")
        return shown.rpartition(f"<from{number}>")[2].partition(f"<to{number}>")[0].strip("<>").split("><")

    pause = 1.5  # seconds that a shell may take for the words, in which more keys might disturb it

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.ours)


LINES = [
    ("cnncalc summar", ["cnncalc", "summarize"]),
    ("cnncalc check gat", ["cnncalc", "check", "gate.yaml"]),
    ("cnncalc summarize lene", ["cnncalc", "summarize", "lenet5"]),
    ("cnncalc summarize resu", ["cnncalc", "summarize", "resume.txt"]),
    ("cnncalc summarize my", ["cnncalc", "summarize", "my net.yaml"]),
    ("cnncalc summarize gall", ["cnncalc", "summarize", "gallery/"]),
    ("cnncalc summarize lenet5 --format=js", ["cnncalc", "summarize", "lenet5", "--format=json"]),
    ("cnncalc summarize lenet5 --columns name,intens", ["cnncalc", "summarize", "lenet5", "--columns", "name,intensity"]),
    ("cnncalc summarize gate.yaml --set wi", ["cnncalc", "summarize", "gate.yaml", "--set", "wide="]),
    ("cnncalc quiz --sheet resu", ["cnncalc", "quiz", "--sheet", "resume.txt"]),
]


@pytest.mark.sample(1)  # a shell takes seconds
@pytest.mark.parametrize("name", [name for name in START if shutil.which(name)])
def test_a_shell_completes_our_words_and_its_files(name: str, folder: Path) -> None:
    shell = Shell(name, folder)
    try:
        shell.press(f"{LOAD[name]}\rprintf '<%s>' ready\r")
        shell.until("<ready>")
        found = {line: shell.completed(line) for line, _ in LINES}
        found["cnncalc summarize gall"][-1:] = ["gallery/"]  # zsh takes the / away when one goes on
        assert found == dict(LINES)
    finally:
        shell.end()


def test_there_is_a_script_for_each_shell(folder: Path) -> None:
    assert {*START} == {*SHELLS}
    assert "completion" in COMMANDS
