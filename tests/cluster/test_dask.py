"""A sweep on a Dask cluster: what its machines work out is what this one does, and a run that was stopped goes on there."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest
from distributed import Client

import cnncalc

VARIABLES = {"n2": "1:3:1", "n3": [1, 4], "n4": "2:6:2", "groups": [1, 2, 3]}


def rows(**how: object) -> list[cnncalc.Variant]:
    return list(cnncalc.sweep(cnncalc.load("resnet50.yaml"), VARIABLES, **how))  # type: ignore[arg-type]


def test_a_cluster_gives_the_same_rows(client: Client) -> None:
    found = rows(executor=client.get_executor())
    assert found == rows()
    assert [row.problem is not None for row in found] == [False, False, True] * 18


def test_both_workers_have_some_of_it(client: Client) -> None:
    pids = {pid for pid, many in _counted(client).items() if many}
    assert len(pids) == 2
    assert os.getpid() not in pids


def _counted(client: Client) -> dict[int, int]:
    """How many stretches each process has worked out, by what the package keeps in it."""
    rows(executor=client.get_executor(), ahead=16)
    return dict(client.run(lambda: (os.getpid(), _benches())).values())


def _benches() -> int:
    from cnncalc.design.sweeping.outcomes import _bench

    return _bench.cache_info().misses


def test_a_spec_of_any_folder_is_sent_whole(client: Client, tmp_path: Path) -> None:
    """What a spec extends is beside it on this machine alone."""
    (tmp_path / "base.yaml").write_text("input: 3x8x8\nvars: {c: 1}\nlayers:\n  - conv 3x3 c\n")
    (tmp_path / "own.yaml").write_text("extends: base.yaml\ninput: 3x16x16\n")
    spec = cnncalc.load(str(tmp_path / "own.yaml"))
    for file in tmp_path.iterdir():
        file.unlink()
    found = list(cnncalc.sweep(spec, {"c": "1:40:1"}, figures=["params", "output"], executor=client.get_executor()))
    assert [row.figures for row in found] == [{"params": 28 * c, "output": f"{c}x14x14"} for c in range(1, 41)]


def test_a_run_that_was_stopped_goes_on(client: Client, tmp_path: Path) -> None:
    journal = str(tmp_path / "rows")
    begun = cnncalc.sweep(cnncalc.load("resnet50.yaml"), VARIABLES, executor=client.get_executor(), ahead=4, journal=journal)
    head = list(islice(begun, 20))
    begun.close()  # type: ignore[attr-defined]
    kept = Path(journal).read_bytes().count(b"\n") - 1
    assert 20 <= kept < 54
    found = rows(executor=client.get_executor(), journal=journal)
    assert [row.figures for row in found] == [row.figures for row in rows()]
    assert [row.figures for row in found[:20]] == [row.figures for row in head]
    assert Path(journal).read_bytes().count(b"\n") == 55


def test_what_is_wrong_is_told_before_anything_is_sent(client: Client) -> None:
    with pytest.raises(cnncalc.SpecError, match="did you mean width"):
        cnncalc.sweep(cnncalc.load("resnet50.yaml"), {"widht": [1]}, executor=client.get_executor())
