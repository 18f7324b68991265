"""Who may import what: data flows one way, and a command loads only what it needs. And nothing grows too long to be read."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import ROOT

PACKAGE = ROOT / "cnncalc"
FILES = sorted(PACKAGE.rglob("*.py"))
# A layer may import itself and those before it: errors, words, layers, spec, graph, analysis, presenters, command line.
ORDER = (
    {"errors", "limits", "progress"},
    {"words", "symbols", "ratios"},
    {"layers"},
    {"spec", "lines", "body", "headers", "variables", "written", "yamlerrors", "yamltext", "keys", "read", "find"},
    {"graph", "scopes", "size", "draft", "branches", "opener", "freeze", "builder", "calculation", "smallest"}
    | {"rebuilt", "ablation"},
    {"reference"},  # of what is above it may use the settings of layers alone, and of the graph its shape
    {"answers", "marks", "quantities", "questions", "slips", "slipped", "workings", "fields", "memory", "analysis"}
    | {"expectations", "training", "budget", "intensity", "sliding", "equivalences", "explanation", "solving"},
    {"conventions", "printed"},
    {"counting"},
    {"reconciliation"},
    {"depth", "comparison", "grouping", "versions", "whatif", "exercise", "sheets", "catalogue", "ranges"},
    {"sweeping"},
    {"proof"},
    {"report", "twin", "derived", "drills", "findings", "checking", "windowed"},  # the twin is read again from its own text
    {"exporting"},
    {"cli", "__main__", "__init__"},
)
# The outside modules that not everybody may import, and who may.
ALLOWED = {
    "yaml": ("yamltext.py",),
    "rich": ("report/table.py", "report/side_by_side.py", "report/memory_chart.py", "cli/progress.py"),
    "click": ("cli/",),
    "json": ("report/", "sweeping/journal.py"),
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def part(name: str) -> str:
    """The part of the package that a module's dotted name or path belongs to."""
    return name.removeprefix("cnncalc.").split(".")[0].split("/")[0].removesuffix(".py")


def rank(name: str) -> int:
    return next(level for level, names in enumerate(ORDER) if part(name) in names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = str(path.relative_to(PACKAGE))
    if own == "__init__.py":
        return
    for name in imported(path):
        if name.startswith("cnncalc."):
            assert rank(name) <= rank(own), f"{own} must not import {name}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "reference").glob("*.py")), ids=lambda path: path.name)
def test_the_reference_imports_no_rule(path: Path) -> None:
    for name in imported(path):
        if name.startswith("cnncalc.") and not name.startswith("cnncalc.reference"):
            assert name in ("cnncalc.errors", "cnncalc.graph", "cnncalc.layers.base"), f"{path.name} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_few_load_the_libraries(path: Path) -> None:
    own = str(path.relative_to(PACKAGE))
    for name in imported(path):
        homes = ALLOWED.get(name.split(".")[0])
        assert homes is None or own.startswith(homes), f"{own} must not import {name}"


MOST_LINES = {"file": 220, "function": 40}


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file, each with its lines; of a command without its signature, which is as long as its options."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0].lineno if path.parent.name == "cli" and node.name == "command" else node.lineno
            yield node.name, (node.end_lineno or first) - first + 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_and_a_function_can_be_read_at_a_glance(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES["file"], "cut it where one subject ends"
    assert not [name for name, lines in functions_of(path) if lines > MOST_LINES["function"]]


def loaded_by(*args: str) -> set[str]:
    """The modules that a command line loads in a fresh interpreter."""
    code = (
        "import sys; from cnncalc.cli import main; out, sys.stdout = sys.stdout, open('/dev/null', 'w')\n"
        f"main({list(args)!r})\nprint(*sys.modules, file=out)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(run.stdout.split())


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["summarize", "--help"], ["zoo", "-h"], ["--version"]])
def test_help_loads_neither_yaml_nor_rich(args: list[str]) -> None:
    assert {"click"} == loaded_by(*args) & {"yaml", "rich", "click", "cnncalc.layers", "cnncalc.graph"}


def test_json_never_loads_rich() -> None:
    loaded = loaded_by("summarize", "vgg16", "--format", "json")
    assert "yaml" in loaded
    assert "rich" not in loaded
    assert "fractions" not in loaded, "decimals are rare: they are loaded when a spec has one"


def test_the_table_loads_rich() -> None:
    assert "rich.table" in loaded_by("summarize", "vgg16")


def test_importing_the_package_loads_nothing_else() -> None:
    run = [sys.executable, "-c", "import sys, cnncalc; print(*(m for m in sys.modules if m.startswith('cnncalc')))"]
    assert subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split() == ["cnncalc"]
