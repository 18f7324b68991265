"""How long things take, as whole processes and as ratios, since machines differ and are noisy. It asserts nothing.

.venv/bin/python tests/benchmarks/run.py [--runs 20]
"""

from __future__ import annotations

import argparse
import compileall
import itertools
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import rich.box
from rich.console import Console
from rich.table import Table

import cnncalc

CNNCALC = [sys.executable, "-m", "cnncalc"]
PAIRS = {
    "summarize vgg16 --format json": "import click, yaml",
    "summarize vgg16": "import click, yaml, rich.console, rich.table",
    "--help": "import click",
}
CHAIN = ("conv 3x3 8 same", "bn", "relu", "conv 1x1 16", "maxpool 3x3/1 half")


def seconds(command: list[str]) -> float:
    """Wall time of a whole process."""
    start = perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def paired(command: list[str], other: list[str], runs: int) -> tuple[float, float, float]:
    """Medians of two commands run in turn, and the median of the ratios pair by pair."""
    seconds(command), seconds(other)
    times = [(seconds(command), seconds(other)) for _ in range(runs)]
    ours, theirs = zip(*times)
    return median(ours), median(theirs), median(a / b for a, b in times)


def start_up(runs: int) -> Table:
    """The command line against an interpreter that only imports the libraries."""
    table = Table("command", "ms", "against", "ms", "ratio", title="start-up", box=rich.box.SIMPLE_HEAD)
    for command, imports in PAIRS.items():
        ours, theirs, ratio = paired([*CNNCALC, *command.split()], [sys.executable, "-c", imports], runs)
        table.add_row(f"cnncalc {command}", f"{ours * 1e3:.1f}", imports, f"{theirs * 1e3:.1f}", f"{ratio:.2f}")
    return table


def chain(layers: int, folder: str) -> str:
    """A spec of so many lines, each of them a layer."""
    path = Path(folder) / f"chain{layers}.yaml"
    body = "".join(f"  - {CHAIN[i % len(CHAIN)]}\n" for i in range(layers))
    path.write_text(f"input: 3x32x32\nlayers:\n{body}", encoding="utf-8")
    return str(path)


def child(command: list[str]) -> tuple[float, int]:
    """CPU seconds and peak memory in KiB of one process."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
        "use = resource.getrusage(resource.RUSAGE_CHILDREN); print(use.ru_utime + use.ru_stime, use.ru_maxrss)"
    )
    out = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True).stdout.split()
    return float(out[0]), int(out[1])


def scale(runs: int) -> Table:
    """Cost per layer of long chains, less what a chain of one layer costs."""
    table = Table("layers", "format", "µs a layer", "against 1,000", "peak MiB", title="scale", box=rich.box.SIMPLE_HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for form in ("json", "csv", "table"):
            base = median(child([*CNNCALC, "summarize", chain(1, folder), "--format", form])[0] for _ in range(runs))
            first = 0.0
            for layers in (1_000, 10_000, 100_000):
                times = runs if layers < 10_000 else 1
                used = [child([*CNNCALC, "summarize", chain(layers, folder), "--format", form]) for _ in range(times)]
                each = (median(cost for cost, _ in used) - base) / layers
                first = first or each
                table.add_row(
                    f"{layers:,}", form, f"{each * 1e6:.0f}", f"{each / first:.2f}", f"{max(m for _, m in used) / 1024:.0f}"
                )
    return table


def inside() -> Table:
    """The steps of one process, for each bundled network: reading, building, analysing."""
    table = Table(
        "network", "layers", "read ms", "build ms", "analyze ms", "µs a layer", box=rich.box.SIMPLE_HEAD, title="inside"
    )
    for name in ("lenet5", "vgg16", "resnet50", "resnet152", "densenet121"):
        marks = [perf_counter()]
        spec = cnncalc.load(name)
        marks.append(perf_counter())
        graph = cnncalc.build(spec)
        marks.append(perf_counter())
        analysis = cnncalc.analyze(graph)
        marks.append(perf_counter())
        steps = [b - a for a, b in itertools.pairwise(marks)]
        each = sum(steps[1:]) / len(analysis.rows) * 1e6
        table.add_row(name, str(len(analysis.rows)), *(f"{step * 1e3:.1f}" for step in steps), f"{each:.0f}")
    return table


def listed() -> Table:
    """The whole zoo in one process, as `cnncalc zoo` lists it."""
    table = Table("specs", "seconds", "CPU seconds", "CPU seconds a hundred", box=rich.box.SIMPLE_HEAD, title="zoo")
    wall, cpu = perf_counter(), process_time()
    count = len(cnncalc.zoo())
    wall, cpu = perf_counter() - wall, process_time() - cpu
    table.add_row(str(count), f"{wall:.2f}", f"{cpu:.2f}", f"{100 * cpu / count:.2f}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    compileall.compile_dir(Path(cnncalc.__file__).parent, quiet=1)  # as an installation does
    console = Console()
    for table in (start_up(runs), inside(), listed(), scale(max(3, runs // 4))):
        console.print(table)
    console.print(f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
