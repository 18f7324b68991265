"""`cnncalc sweep`: every variant has the figures that it has alone, whoever works it out and however often it is killed."""

from __future__ import annotations

import contextlib
import csv
import gc
import io
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import ROOT, Run, bundled_analysis, bundled_spec

import cnncalc as package
from cnncalc.asking.case import Case
from cnncalc.asking.questions import question
from cnncalc.bundled.names import bundled_names
from cnncalc.design.ranges import spread
from cnncalc.design.sweeping import SweepPlan, Variant, cores, dispatch, journal, plan, run
from cnncalc.design.sweeping.choice import RowChoice, choose, goal
from cnncalc.design.sweeping.conditions import condition
from cnncalc.design.sweeping.outcomes import Bench, VariantOutcome
from cnncalc.design.versions import Changes
from cnncalc.layers.settings import text_of
from cnncalc.network.graph import Stock
from cnncalc.report.describers.sweep import Rows, problem_line, sweep_report
from cnncalc.report.renderers import write_report

COMMAND = [sys.executable, "-m", "cnncalc", "sweep"]
RESNETS = {"n3": "1:4:1", "width": ["1", "2"], "groups": [1, 2, 3]}
TOY = """
input: {picture: 3x32x32, mask: 1x32x32}
vars: {c: 8, k: 3, cut: 0:2}
layers:
  - conv kxk c half, relu, maxpool 2x2 as main
  - from mask, slice 0:1, conv 2x2/2 c
  - add:
      - identity
      - from main
  - slice cut
"""


def values(variables: dict[str, object]) -> dict[str, list[str]]:
    return {name: spread(v) if isinstance(v, str) else [str(x) for x in v] for name, v in variables.items()}  # type: ignore[attr-defined]


def alone(spec: package.Spec, inputs: dict[str, str] | None, variables: dict[str, str], figures: tuple[str, ...]) -> object:
    """What a variant comes to without a sweep: its figures, or the message of what is wrong."""
    try:
        case = Case(package.analyze(package.build(spec, inputs, variables)))
    except package.SpecError as error:
        return error.problems[0].message
    return {name: question(case.analysis, name).value(case) for name in figures}


# Ranges and the grid


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0.25:2:0.25", "0.25 0.5 0.75 1 1.25 1.5 1.75 2"),
        ("1:10:4", "1 5 9"),
        ("3:1:-1", "3 2 1"),
        ("-1:1:1", "-1 0 1"),
        ("2:2:5", "2"),
        (" 1 : 3 : 2 ", "1 3"),
        ("0.1:0.3:.1", "0.1 0.2 0.3"),
        ("0:2", "0:2"),
        ("0:1x0:1", "0:1x0:1"),
        ("2*width", "2*width"),
        ("1:n:2", "1:n:2"),
    ],
)
def test_a_range_is_its_numbers(text: str, numbers: str) -> None:
    assert spread(text) == numbers.split(" ")


@given(st.fractions(0, 9, max_denominator=1), st.integers(1, 40), st.sampled_from(["0.5", "1", "0.25", "3"]))
def test_a_range_ends_where_a_step_meets_the_end(first: Fraction, steps: int, step: str) -> None:
    last = first + steps * Fraction(step)
    numbers = [Fraction(text) for text in spread(f"{first}:{float(last)}:{step}")]
    assert numbers == [first + i * Fraction(step) for i in range(steps + 1)]


def test_rows_come_in_the_order_of_the_grid() -> None:
    rows = list(package.sweep(package.load("resnet50"), RESNETS, figures=["params"]))
    crossed = product(*values(RESNETS).values())
    assert [tuple(row.settings.values()) for row in rows] == list(crossed)
    assert {tuple(row.settings) for row in rows} == {tuple(RESNETS)}


def test_the_shapes_of_several_inputs_go_together(cnncalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "toy.yaml"
    path.write_text(TOY)
    inputs = "picture=3x32x32,3x64x64,mask=1x32x32,1x64x64"
    result = cnncalc("sweep", str(path), "--input", inputs, "--set", "cut=0:2,2:8", "--format", "csv", "--columns", "output")
    assert result.out.splitlines() == [
        "picture,mask,cut,output,error",
        "3x32x32,1x32x32,0:2,2x16x16,",
        "3x32x32,1x32x32,2:8,6x16x16,",
        "3x64x64,1x64x64,0:2,2x32x32,",
        "3x64x64,1x64x64,2:8,6x32x32,",
    ]


# Every row is what the variant comes to alone

SWEEPS = [
    ("resnet50", {}, RESNETS),
    ("resnet50", {"input": ["3x224x224", "3x97x65", "3x5x5"]}, {"groups": [2, 5]}),
    ("mobilenet_v2", {"input": ["3x192x192"]}, {"width": "0.25:1.5:0.25"}),
    ("efficientnet_b0", {}, {"width": "1:2:0.2", "depth": "1:2:0.5"}),
    ("densenet121", {}, {"growth": [12, 32, 33]}),
    ("lenet5", {"input": ["1x32x32", "1x28x28", "1x4x4", "3x32x32"]}, {}),
]


@pytest.mark.parametrize(("name", "inputs", "variables"), SWEEPS)
def test_a_row_is_what_the_variant_is_alone(name: str, inputs: dict[str, list[str]], variables: dict[str, object]) -> None:
    spec = package.load(f"{name}.yaml")
    figures = ("params", "macs", "peak_activations", "buffers", "add", "fc.params", "params + macs")
    rows = list(package.sweep(spec, variables, inputs.get("input", ()), figures))  # type: ignore[arg-type]
    for row in rows:
        given = {name: row.settings[name] for name in inputs}
        others = {name: row.settings[name] for name in values(variables)}
        assert (row.problem.message if row.problem else row.figures) == alone(spec, given or None, others, figures)
    assert len(rows) > 2


def test_shapes_and_fields_are_as_the_json_report_has_them() -> None:
    text = "input: 3x32x48\nvars: {k: 3}\nlayers:\n  - conv kx5/2 8, upsample 4"
    figures = ["output", "receptive_field", "stride", "params/macs"]
    one, other = package.sweep(package.parse(text), {"k": [5, 3]}, figures=figures)
    assert one.figures == {"output": "8x56x88", "receptive_field": 5, "stride": "1/2", "params/macs": "19/5775"}
    assert other.figures == {"output": "8x60x88", "receptive_field": "3x5", "stride": "1/2", "params/macs": "23/7425"}
    vector = package.parse("input: 12\nvars: {n: 3}\nlayers:\n  - fc n")
    assert [row.figures["field"] for row in package.sweep(vector, {"n": [1, 2]})] == [None, None]


def test_symbols_of_one_variant_are_not_those_of_the_next() -> None:
    spec = package.load("resnet50.yaml")
    shapes = ["3xHxW", "3x224x224", "3xHxH", "3xHxW"]
    rows = list(package.sweep(spec, {"width": [1, 2]}, shapes, ["macs", "peak_activations"]))
    for row in rows:
        inputs, variables = {"input": row.settings["input"]}, {"width": row.settings["width"]}
        wanted = alone(spec, inputs, variables, ("macs", "peak_activations"))
        assert isinstance(wanted, dict)
        assert {name: str(figure) for name, figure in row.figures.items()} == {n: str(v) for n, v in wanted.items()}


def test_what_variants_share_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = package.load("resnet50.yaml")
    wanted = list(package.sweep(spec, RESNETS))
    monkeypatch.setattr("cnncalc.design.sweeping.outcomes.STOCKED", 10)
    assert list(package.sweep(spec, RESNETS)) == wanted
    bench = Bench(plan(spec, Changes({}, values(RESNETS))))
    held = [bench.outcome(number) and len(bench.stock.applied) for number in range(24)]
    assert max(held) <= 10


def test_what_graphs_share_depends_on_neither_layout_nor_batch() -> None:
    spec = package.parse("input: 3x8x8\nlayers:\n  - conv 3x3 4 half, reshape 8x4x8")
    stock = Stock()
    for layout, batch in product(("chw", "hwc"), (1, 8)):
        shared = package.analyze(package.build(spec, layout=layout, stock=stock), batch, stock=stock)
        own = package.analyze(package.build(spec, layout=layout), batch)
        assert shared.totals == own.totals
        assert [text_of(row.node.layer) for row in shared.rows] == [text_of(row.node.layer) for row in own.rows]


def test_networks_are_built_and_counted_as_asked(cnncalc: Run) -> None:
    columns = ("--columns", "conv1,macs,params.bytes,buffers.bytes", "--format", "csv")
    result = cnncalc("sweep", "resnet50", "--set", "width=1,2", "--batch", "3", "--layout", "hwc", "--dtype", "int8", *columns)
    assert result.out.splitlines() == [
        "width,conv1,macs,params.bytes,buffers.bytes,error",
        "1,112x112x64,12267552768,25557032,53120,",
        "2,112x112x64,34194063360,68883240,68224,",
    ]
    refused = cnncalc("sweep", "resnet50", "--set", "width=1", "--max-nodes", "100")
    assert "the limit is 100" in refused.err


@pytest.mark.sample(12)
@pytest.mark.parametrize("name", bundled_names())
def test_a_spec_that_was_sent_is_the_same(name: str) -> None:
    sent = pickle.loads(pickle.dumps(bundled_spec(name)))
    assert package.analyze(package.build(sent)).totals == bundled_analysis(name).totals


def test_a_spec_that_nests_as_deep_as_it_may_can_be_sent() -> None:
    text = "input: 3x8x8\nvars: {n: 1}\nlayers:\n"
    for depth in range(48):
        text += "  " * (2 * depth + 1) + "- repeat n:\n"
    text += "  " * 97 + "- conv 1x1 4\n"
    (row,) = package.sweep(package.parse(text), {"n": [1]}, figures=["params"])
    assert row.figures == {"params": 16}


# Executors


class Recorder(Executor):
    """Works nothing out until it is asked for a result, and counts how much it was given at once."""

    def __init__(self) -> None:
        self.open: list[Future[object]] = []
        self.most = 0
        self.stretches: list[tuple[int, int]] = []
        self.calls: list[tuple[object, ...]] = []

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:  # type: ignore[override]
        self.calls.append(args)
        self.stretches.append(args[1:3])  # type: ignore[arg-type]
        future = Lazy(lambda: fn(*args, **kwargs))
        self.open.append(future)
        self.most = max(self.most, sum(not each.done() for each in self.open))
        return future


class Lazy(Future):  # type: ignore[type-arg]
    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self.work = work

    def result(self, timeout: float | None = None) -> object:
        if not self.done():
            self.set_result(self.work())
        return super().result()


def test_any_executor_gives_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "PATIENCE", 0)
    spec = package.load("resnet50.yaml")
    wanted = list(package.sweep(spec, RESNETS))
    with ThreadPoolExecutor(3) as threads, cores.Cores(2) as processes:
        assert list(package.sweep(spec, RESNETS, executor=threads)) == wanted
        assert list(package.sweep(spec, RESNETS, executor=processes)) == wanted
        assert processes.pool is not None
    assert list(package.sweep(spec, RESNETS, executor=Recorder())) == wanted


def test_so_many_stretches_are_given_out_ahead() -> None:
    recorder = Recorder()
    rows = package.sweep(package.load("lenet5.yaml"), {}, [f"1x{n}x32" for n in range(30, 60)], executor=recorder, ahead=5)
    next(rows)
    assert recorder.most == 5
    assert len(list(rows)) == 29
    assert recorder.most == 5
    assert recorder.stretches == [(n, n + 1) for n in range(30)]


def test_no_call_of_one_run_is_equal_to_one_of_another() -> None:
    """An executor may take equal calls for one; then to stop one run would stop the other."""
    spec, calls = package.load("lenet5.yaml"), []
    for _ in range(2):
        recorder = Recorder()
        list(package.sweep(spec, {}, ["1x32x32", "1x28x28"], executor=recorder))
        calls += recorder.calls
    assert len(set(calls)) == len(calls) == 4


def test_little_work_starts_no_process() -> None:
    with cores.Cores(8) as executor:
        assert executor.submit(pow, 2, 5).result() == 32
        assert isinstance(executor.submit(int, "x").exception(), ValueError)
        assert executor.pool is None


@pytest.mark.sample(1 / 7)
def test_what_is_held_in_memory_does_not_grow() -> None:
    text = "input: 3x8x8\nvars: {a: 1, b: 1}\nlayers:\n  - conv 1x1 min(a,2), relu, conv 1x1 min(b,2)"
    held = {}
    numbers = [*map(str, range(40))]
    planned = plan(package.parse(text), Changes({}, {"a": numbers[1:], "b": numbers[1:]}))
    tracemalloc.start()
    list(run(planned))  # which fills what is kept of words and layers
    for number, _ in enumerate(run(planned)):
        if number in (300, 1500):
            gc.collect()
            held[number] = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held[1500] < held[300] + 5_000


# Choosing


def rows_of(*figures: dict[str, int | str | None]) -> list[Variant]:
    return [Variant({"n": str(number)}, dict(each)) for number, each in enumerate(figures)]


points = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@given(points, st.booleans(), st.booleans())
def test_a_front_is_what_no_other_row_beats(drawn: list[tuple[int, int]], a: bool, b: bool) -> None:
    rows = rows_of(*({"a": x, "b": y} for x, y in drawn))
    goals = (goal("a:max" if a else "a"), goal("b:max" if b else "b:min"))
    better = [(-x if a else x, -y if b else y) for x, y in drawn]
    unbeaten = [i for i, p in enumerate(better) if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in better)]
    found = [int(row.settings["n"]) for row in choose(rows, RowChoice(front=goals))]
    assert sorted(found) == unbeaten
    assert [better[i] for i in found] == sorted(better[i] for i in found)


@given(points, st.integers(1, 40), st.booleans())
def test_the_top_is_the_head_of_what_is_sorted(drawn: list[tuple[int, int]], top: int, most: bool) -> None:
    rows = rows_of(*({"a": x} for x, _ in drawn))
    whole = [row.settings["n"] for row in choose(rows, RowChoice(sort=goal("a:max" if most else "a")))]
    wanted = sorted(range(len(drawn)), key=lambda i: (-drawn[i][0] if most else drawn[i][0], i))
    assert whole == [str(i) for i in wanted]
    assert [row.settings["n"] for row in choose(rows, RowChoice(sort=goal("a:max" if most else "a"), top=top))] == whole[:top]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("params <= 5M", True),
        ("params < 5M", False),
        ("params<=5,000,000", True),
        ("params ≤ 5.0 M", True),
        ("params == 5000K and n > 1", True),
        ("params > 4.99M and not n == 2", False),
        ("params.bytes <= 20MB", True),
        ("params.bytes <= 19MiB", False),
        ("params.bytes < 20 MiB", True),
        ("macs/params >= 0.5", True),
        ("1/3 < ratio", False),
        ("ratio == 1/3", True),
        ("max(params,macs) == 5M", True),
        ("field <= 9", False),  # it has none
        ("field <= 9 or n == 2", False),
        ("width*2 == 1", True),
        ("n*macs < 1T", True),
        ("macs < 0.0025G", False),
    ],
)
def test_a_condition_is_met(text: str, right: bool) -> None:
    figures: dict[str, int | str | None] = {
        "params": 5_000_000,
        "params.bytes": 20_000_000,
        "macs": 2_500_000,
        "ratio": "1/3",
        "field": None,
    }
    assert condition(text).meets({"n": "2", "width": "0.5"}, figures) is right


def test_rows_without_figures_are_never_chosen(cnncalc: Run) -> None:
    args = ("sweep", "resnet50", "--set", "groups=1,2,3,4", "--columns", "params", "--format", "csv")
    for more in (["--sort", "groups"], ["--sort", "params"], ["--where", "params > 0"], ["--pareto", "params,macs"]):
        result = cnncalc(*args, *more)
        assert result.status == 0
        assert "3," not in [line[:2] for line in result.out.splitlines()]
        assert result.err.startswith(
            "note: 1 of 4 variants cannot be counted; the first, groups=3: resnet50.yaml:6: groups = 3 does not"
        )


# Formats


def rows_written(cnncalc: Run, form: str) -> str:
    result = cnncalc(
        *["sweep", "resnet50", "--set", "width=0.5,1,1.0", "--set", "groups=2,3", "--columns", "params", "--format"], form
    )
    assert result.status == 0
    return result.out


def test_formats_hold_the_same(cnncalc: Run) -> None:
    from_csv = list(csv.DictReader(io.StringIO(rows_written(cnncalc, "csv"))))
    lines = [json.loads(line) for line in rows_written(cnncalc, "jsonl").splitlines()]
    assert json.loads(rows_written(cnncalc, "json")) == {"format": 1, "variants": lines}
    assert [row["width"] for row in from_csv] == ["0.5", "0.5", "1", "1", "1.0", "1.0"]
    assert [line["width"] for line in lines] == [0.5, 0.5, 1, 1, 1.0, 1.0]
    assert [line["params"] for line in lines] == [int(row["params"]) if row["params"] else None for row in from_csv]
    assert [line["error"] or "" for line in lines] == [row["error"] for row in from_csv]
    assert rows_written(cnncalc, "markdown").count("\n") == 2 + len(lines)


@pytest.mark.parametrize("form", ["csv", "jsonl", "markdown", "json"])
def test_a_row_is_written_before_the_next_is_worked_out(form: str) -> None:
    written = io.StringIO()
    seen = []

    def variants() -> Iterator[Variant]:
        for n in range(4):
            seen.append(written.getvalue().count("\n"))
            yield Variant({"n": str(n)}, {"params": n})

    write_report(written, form, sweep_report(Rows(["n"], ["params"], problems=False), variants()))
    assert seen == {"csv": [1, 2, 3, 4], "jsonl": [0, 1, 2, 3], "markdown": [2, 3, 4, 5], "json": [1, 1, 2, 3]}[form]


def test_json_of_no_rows_is_an_empty_list(cnncalc: Run) -> None:
    args = ("sweep", "resnet50", "--set", "groups=1,2", "--where", "params < 5", "--format")
    assert json.loads(cnncalc(*args, "json").out) == {"format": 1, "variants": []}
    result = cnncalc(*args, "jsonl")
    assert (result.status, result.out, result.err) == (0, "", "note: none of the 2 variants meets what is asked\n")


# Journals


def planned(**variables: list[str]) -> SweepPlan:
    return plan(package.load("resnet50.yaml"), Changes({}, variables), ["params", "stride"])


def told(row: Variant) -> object:
    """A row and what a report tells of its problem; of the file a journal keeps the name alone."""
    return row._replace(problem=None), row.problem and (problem_line(row.problem), row.problem.help)


def test_a_run_goes_on_where_another_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After every number of rows, and with a last row torn at any place."""
    path = tmp_path / "rows"
    one = planned(width=["1", "2"], groups=["1", "3", "4"])
    wanted = list(run(one))
    assert [row.problem and row.problem.message[:10] for row in wanted] == [None, "groups = 3", None] * 2
    with journal.Journal(str(path), one) as whole:
        assert list(run(one, journal=whole)) == wanted
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 7
    worked_out: list[int] = []
    original = dispatch.outcomes

    def watched(packed: bytes, first: int, last: int, run: str) -> list[VariantOutcome]:
        worked_out.extend(range(first, last))
        return original(packed, first, last)

    monkeypatch.setattr("cnncalc.design.sweeping.dispatch.outcomes", watched)
    for kept in range(8):
        for torn in (b"", lines[min(kept, 6)][:-1], lines[min(kept, 6)][:3]):
            path.write_bytes(b"".join(lines[:kept]) + torn)
            worked_out.clear()
            with journal.Journal(str(path), one) as again:
                rows = list(run(one, journal=again))
            assert [*map(told, rows)] == [*map(told, wanted)]
            assert worked_out == list(range(max(0, kept - 1), 6))
            assert path.read_bytes() == b"".join(lines)


def test_the_digest_tells_sweeps_apart() -> None:
    spec = package.load("resnet50.yaml")
    base = planned(width=["1", "2"])
    others = [
        planned(width=["1"]),
        planned(groups=["1", "2"]),
        base._replace(figures=("params",)),
        base._replace(batch=2),
        base._replace(layout="hwc"),
        base._replace(spec=package.load("resnet101.yaml")),
        base._replace(spec=package.parse((ROOT / "specs/resnet/resnet50.yaml").read_text().replace("7x7/2 64", "7x7/2 65"))),
        base._replace(spec=spec._replace(vars=package.load("resnet101.yaml").vars)),
    ]
    digests = {journal.digest(each) for each in [base, *others]}
    assert len(digests) == 1 + len(others)
    code = (
        "import cnncalc; from cnncalc.design.sweeping import plan, journal; from cnncalc.design.versions import Changes\n"
        "print(journal.digest(plan(cnncalc.load('resnet50.yaml'), Changes({}, {'width': ['1', '2']}), ['params', 'stride'])))"
    )
    for hash_seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout.strip()
        assert told == journal.digest(base)


def test_the_rows_of_another_sweep_are_kept_from_harm(cnncalc: Run, tmp_path: Path) -> None:
    out, part = tmp_path / "rows.csv", tmp_path / "rows.csv.part"
    with journal.Journal(str(part), planned(width=["1"])) as other:
        list(run(planned(width=["1"]), journal=other))
    before = part.read_bytes()
    result = cnncalc("sweep", "resnet50", "--set", "width=1,2", "-o", str(out), "--format", "csv")
    assert result.status == 2
    assert "keeps the rows of another sweep, or of another version of its spec" in result.err
    assert part.read_bytes() == before
    assert not out.exists()


def test_two_runs_do_not_write_one_file(cnncalc: Run, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    with journal.Journal(f"{out}.part", planned(width=["1"])):
        result = cnncalc("sweep", "resnet50", "--set", "width=1", "--columns", "params,stride", "-o", str(out))
    assert (result.status, out.exists()) == (2, False)
    assert result.err.startswith("error: another run is writing ")


GRID = ["resnet50", "--set", "n2=1:4:1", "--set", "n3=1:4:1", "--set", "n4=2:16:1", "--set", "groups=1,2,3", "--format", "csv"]


def rows_in(path: Path) -> int:
    return max(0, path.read_bytes().count(b"\n") - 1) if path.exists() else 0


def started(out: Path, least: int) -> subprocess.Popen[bytes]:
    """A sweep in a process group of its own, once it has worked out so many rows."""
    command = [*COMMAND, *GRID, "-o", str(out), "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True)
    while rows_in(Path(f"{out}.part")) < least and process.poll() is None:
        time.sleep(0.005)
    assert process.poll() is None, "it was over before it could be killed"
    return process


@pytest.mark.sample(1 / 7)
def test_a_killed_command_goes_on(cnncalc: Run, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    kept = 0
    for share in (40, 400, 500):  # the first before any process is started, the others while several work
        process = started(out, share)
        process.kill()
        process.communicate()
        assert not out.exists()
        assert rows_in(Path(f"{out}.part")) >= max(share, kept)
        kept = rows_in(Path(f"{out}.part"))
    result = cnncalc("sweep", *GRID, "-o", str(out))
    assert result.status == 0
    assert result.err.startswith("note: ")
    assert f"rows.csv.part keeps {kept:,} rows of an earlier run; it goes on from there" in result.err
    assert out.read_text() == cnncalc("sweep", *GRID).out
    assert os.listdir(tmp_path) == ["rows.csv"]


def test_every_variant_is_worked_out_once(cnncalc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[int] = []
    original = Bench.outcome
    monkeypatch.setattr(Bench, "outcome", lambda bench, number: worked_out.append(number) or original(bench, number))
    out = tmp_path / "rows.csv"
    assert cnncalc("sweep", "resnet50", "--set", "width=1:4:1", "--sort", "macs:max", "-o", str(out), "--jobs", "1").status == 0
    assert worked_out == [0, 1, 2, 3]


def test_ctrl_c_ends_quietly_and_keeps_the_rows(tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    process = started(out, 400)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it, to the processes that it has started too
    assert (process.communicate(timeout=60)[1].strip(), process.returncode) == (b"", 130)
    assert os.listdir(tmp_path) == ["rows.csv.part"]


def test_a_pool_that_is_interrupted_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its thread gives the futures in hand an exception, which one that has been cancelled would not take."""
    told: list[object] = []
    monkeypatch.setattr("threading.excepthook", told.append)
    monkeypatch.setattr("cnncalc.design.sweeping.cores.PATIENCE", 0)
    for _ in range(3):
        with contextlib.suppress(KeyboardInterrupt), cores.Cores(2) as executor:
            rows = package.sweep(package.load("resnet50"), {"width": range(1, 400)}, executor=executor)
            next(rows)
            rows.close()
            for process in executor.pool._processes.values() if executor.pool else ():
                process.terminate()
            while executor.pool and not executor.pool._broken:
                time.sleep(0.01)
            raise KeyboardInterrupt
    assert not told


def test_a_closed_pipe_ends_quietly() -> None:
    line = f"{' '.join([*COMMAND, *GRID])} | head -n 1"
    ran = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("n2,n3,n4,groups,params,")


# What is refused

WRONG = [
    ("resnet50", "nothing varies\n  help: add --set n2=VALUE,VALUE or --input SHAPE,SHAPE"),
    ("lenet5", "nothing varies\n  help: add --set classes=VALUE,VALUE or --input SHAPE,SHAPE"),
    ("resnet50 --set witdh=1,2", "the spec has no variable witdh\n  help: did you mean width?"),
    ("resnet50 --input imput=3x8x8", "the spec has no input imput\n  help: did you mean input?"),
    ("resnet50 --set width=1:2:0", "the range 1:2:0 holds no value: its step stays where it is"),
    ("resnet50 --set width=1:2:-1", "the range 1:2:-1 holds no value: its step leads away from 2"),
    ("resnet50 --set width=1:900000:1", "the range 1:900000:1 holds 900,000 values; the limit is 100,000"),
    ("resnet50 --set width=1:2", "no variant can be counted; the first, width=1:2: :2 is not arithmetic"),
    (
        f"resnet50 {' '.join(f'--set {v}=1:99999:1' for v in ('n2', 'n3', 'n4'))}",
        "this makes 999,970,000,299,999 variants; the",
    ),
    (
        "resnet50 --set width=1,2 --where n2<3",
        "the variable n2 does not vary here, and is no figure\n  help: vary it",
    ),
    ("resnet50 --set width=1,,2", "--set width=1,,2 has an empty value"),
    ("resnet50 --set width", "--set width is not NAME=VALUE"),
    ("resnet50 --set width=1,2 --columns parms", "parms names no quantity, layer or scope\n  help: did you mean params?"),
    ("resnet50 --set width=1,2 --columns fc1.parms", "parms of fc1.parms is no quantity\n  help: did you mean params?"),
    ("resnet50 --set width=1,2 --columns params,", "--columns params, has an empty value"),
    ("resnet50 --set groups=1,3 --columns parms", "parms names no quantity, layer or scope\n  help: did you mean params?"),
    ("resnet50 --set groups=3,1 --columns parms", "parms names no quantity, layer or scope\n  help: did you mean params?"),
    ("resnet50 --set width=1,2 --where params", "params compares nothing"),
    ("resnet50 --set width=1,2 --where 1<2", "the condition 1<2 names neither a figure nor a variable"),
    ("resnet50 --set width=1,2 --where parms<2", "parms names no quantity, layer or scope\n  help: did you mean params?"),
    ("resnet50 --set width=1,2 --where 1<params<2", "comparisons cannot be chained\n  help: join them with and"),
    ("resnet50 --set width=1,2 --where conv1<2", "conv1 is 64x112x112 in a variant, which is no number to compare"),
    ("resnet50 --set width=1,2 --sort conv1", "conv1 is 64x112x112 in a variant, which is no number to compare"),
    ("resnet50 --set width=1,2 --top 3", "--top needs an order of the rows\n  help: add --sort COLUMN"),
    ("resnet50 --set width=1,2 --reverse", "--reverse needs an order of the rows"),
    ("resnet50 --set width=1,2 --pareto macs", "a Pareto front is of two columns or more"),
    ("resnet50 --set width=1,2 --pareto macs,params:mix", "params:mix is not a column, with or without :min or :max"),
    ("resnet50 --set width=1:2000:1", "a table of 2,000 rows is more than anybody reads"),
    ("resnet50 --set groups=3,5", "no variant can be counted; the first, groups=3: groups = 3 does not divide the 64 input"),
    ("resnet50 --set width=1,2 --format xml", "invalid value for '--format'"),
    ("nosuch --set width=1,2", "there is no file or bundled spec nosuch"),
    ("resnet50 --set width=1,2 -o .", ". is a folder"),
    ("resnet50 --set width=1,2 -o nowhere/rows.csv", "No such file or directory"),
]


@pytest.mark.parametrize(("args", "message"), WRONG)
def test_what_is_refused(args: str, message: str, cnncalc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = cnncalc("sweep", *args.split())
    assert result.status == 2
    assert message in result.err
    assert os.listdir(tmp_path) == []


def test_a_broken_file_is_told_before_any_variant(cnncalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("input: 3x8x8\nlayers:\n  - cnov 3x3 4\n  - maxpol 2x2\n")
    result = cnncalc("sweep", str(path), "--input", "3x8x8,3x9x9", "--format", "csv")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: there is no kind or block named cnov\n")
    assert "there is no kind or block named maxpol" in result.err


def test_a_figure_that_some_variants_lack_is_theirs_to_lack() -> None:
    rows = list(package.sweep(package.load("resnet50.yaml"), {"n2": [1, 2, 3]}, figures=["conv2_x.body2.params"]))
    assert [row.figures["conv2_x.body2.params"] for row in rows] == [None, 70400, 70400]
    assert rows[0].problem
    assert "conv2_x.body2.params" in rows[0].problem.message


def test_a_figure_is_no_setting() -> None:
    text = "input: 3x8x8\nvars: {layers: 2}\nlayers:\n  - repeat layers:\n      - conv 1x1 4"
    with pytest.raises(package.SpecError, match="layers is what varies here"):
        package.sweep(package.parse(text), {"layers": [1, 2]}, figures=["layers"])


def ended(packed: bytes, first: int, last: int, run: str) -> None:
    os._exit(3)


def test_a_process_that_is_ended_from_outside_is_told(cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "PATIENCE", 0)
    monkeypatch.setattr("cnncalc.design.sweeping.dispatch.outcomes", ended)
    result = cnncalc("sweep", "resnet50", "--set", "width=1,2", "--jobs", "2")
    assert result.status == 2
    assert result.err.startswith("error: a process that was counting variants has been ended from outside\n  help: it may")
