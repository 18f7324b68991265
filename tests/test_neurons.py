"""Neurons and connections as LeCun et al. 1998, II.B, count them: LeNet-5 layer by layer, and the working."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from running import Result

import cnncalc as package
from cnncalc.asking.case import Case
from cnncalc.asking.lecun import connections, neurons
from cnncalc.checking.workings import working

Run = Callable[..., Result]
# C1 has 122,304 connections, S2 5,880, S4 2,000, C5 48,120, F6 10,164 (84 * 121): II.B of the paper; C3 has all maps here.
LENET = """
input: 1x32x32
layers:
  - conv 5x5 6 as C1
  - avgpool 2x2 as p2, scale bias as S2, tanh as t2
  - conv 5x5 16 as C3
  - avgpool 2x2 as p4, scale bias as S4
  - conv 5x5 120 as C5
  - fc 84 as F6
"""
LAYERS = """
C1 | 4704 | 122304
p2 | 1176 | 4704
S2 | 1176 | 5880
t2 | 0    | 0
C3 | 1600 | 241600
p4 | 400  | 1600
S4 | 400  | 2000
C5 | 120  | 48120
F6 | 84   | 10164
"""


def case_of(text: str, batch: int = 1) -> Case:
    return Case(package.analyze(package.build(package.parse(text)), batch))


def test_the_layers_of_lenet_have_the_paper_s_counts() -> None:
    case = case_of(LENET)
    rows = case.analysis.rows
    wanted = [line.split(" | ") for line in LAYERS.strip().splitlines()]
    found = [[row.node.name, str(neurons(case, [row])), str(connections(case, [row]))] for row in rows]
    assert found == [[cell.strip() for cell in line] for line in wanted]
    units = [(int(n), int(c)) for name, n, c in wanted if not name.startswith("p")]  # S2 is the pool and the scale together
    assert (neurons(case, rows), connections(case, rows)) == tuple(map(sum, zip(*units)))
    assert connections(case, [row for row in rows if row.node.name in ("p2", "S2")]) == 5880


# What is pooled is every value of every window once: counted on paper.
POOLS = """
2x6x6 | maxpool 2x2            | 18  | 72
2x7x7 | maxpool 3x3/2 pad=1    | 32  | 288
2x4x4 | avgpool 3x3/1 pad=1 exclude_pad | 32 | 200
2x6   | lppool 2               | 6   | 12
2x5x5 | gap                    | 2   | 50
2x5x5 | gmp                    | 2   | 50
2x5x5 | adaptive_avgpool 2x2   | 8   | 72
2x5x5 | adaptive_maxpool 5x5   | 50  | 50
2x4x4 | spp 2x2 1x1            | 10  | 64
2x4x4 | scale                  | 32  | 32
2x4x4 | scale bias             | 32  | 64
2x4x4 | relu                   | 0   | 0
2x4x4 | bn                     | 0   | 0
"""


@pytest.mark.parametrize("line", POOLS.strip().splitlines(), ids=lambda line: line.split("|")[1].strip())
def test_pools_and_scales_have_neurons_and_connections(line: str) -> None:
    given, step, *wanted = (cell.strip() for cell in line.split("|"))
    for batch in (1, 3):
        case = case_of(f"input: {given}\nlayers:\n  - {step}\n", batch)
        found = [neurons(case, case.analysis.rows), connections(case, case.analysis.rows)]
        assert found == [batch * int(number) for number in wanted]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("S2.connections", "(2*2 + 1)*6*14*14"),
        ("p2.connections", "2*2*6*14*14"),
        ("S2.neurons", "C*H*W = 6*14*14"),
        ("t2.neurons", ""),
        ("t2.connections", ""),
    ],
)
def test_the_working_holds(asked: str, told: str) -> None:
    case = case_of(LENET)
    assert working(asked_of(case, asked), case) == told


def asked_of(case: Case, asked: str) -> object:
    from cnncalc.asking.questions import question

    return question(case.analysis, asked)


def test_a_sheet_of_s2_is_right(cnncalc: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    lines = [
        "exercises:",
        "  - name: S2",
        "    on: 6x28x28",
        "    layers: avgpool 2x2 as pool, scale bias as S2",
        "    answers:",
    ]
    lines += ["      S2.neurons: 1176", "      S2.connections: 5880", "      pool.neurons: 1176", "      connections: 5880"]
    sheet.write_text("\n".join(lines), encoding="utf-8")
    result = cnncalc("check", str(sheet))
    assert (result.status, result.err) == (0, "")
