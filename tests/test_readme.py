"""The README is true: its commands give what it shows, its spec has the figure it claims, its list of kinds is current."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable

import pytest
from running import ROOT, Result

import cnncalc as package
from cnncalc.asking.expect import judge
from cnncalc.report.kinds import kinds_markdown

README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n\$ (?P<command>[^\n]*)\n(?P<shown>.*?)```", re.DOTALL)
KINDS = re.compile(r"(<!-- kinds: [^\n]*-->\n).*?(<!-- /kinds -->)", re.DOTALL)


def run_all(cnncalc: Callable[..., Result]) -> str:
    """The README with what its commands print now and the list of kinds as it is now."""

    def fresh(block: re.Match[str]) -> str:
        name, *args = shlex.split(block["command"])
        assert name == "cnncalc"
        result = cnncalc(*args)
        return f"```console\n$ {block['command']}\n{result.out}{result.err}```"

    kinds = "\n".join(kinds_markdown())
    text = KINDS.sub(lambda match: f"{match[1]}{kinds}{match[2]}", README.read_text(encoding="utf-8"))
    return CONSOLE.sub(fresh, text)


def test_commands_give_what_is_shown(cnncalc: Callable[..., Result], request: pytest.FixtureRequest) -> None:
    os.chdir(ROOT)
    text = run_all(cnncalc)
    text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
    if request.config.getoption("--rewrite"):
        README.write_text(text, encoding="utf-8")
    assert text == README.read_text(encoding="utf-8"), "pytest --rewrite brings the README up to date"


def test_the_spec_has_the_figure_it_claims() -> None:
    (spec,) = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    verdicts = judge(package.analyze(package.build(package.parse(spec))))
    assert [verdict.right for verdict in verdicts] == [True], verdicts


PYTHON = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
STARTS = (
    "conv1.conv1 (64, 144, 144) 9408 1560674304 (7, 7)",
    "fully connected, or a convolution as large as the picture\n    True",
)


@pytest.mark.parametrize(("code", "start"), list(zip(PYTHON, STARTS, strict=True)), ids=["the library", "equivalences"])
def test_the_library_runs(code: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert code.count("\n") <= 5
    exec(code, {})
    assert capsys.readouterr().out.startswith(start)


def test_the_costs_of_an_equivalence_are_those_printed(capsys: pytest.CaptureFixture[str]) -> None:
    exec(PYTHON[1], {})
    printed = capsys.readouterr().out
    shown = re.findall(r"`(conv [^`]*multiplications[^`]*)`", README.read_text(encoding="utf-8"))
    assert printed.endswith("".join(f"    {line}\n" for line in shown))
    assert shown
