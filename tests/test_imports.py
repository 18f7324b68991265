"""Who may import what: data flows one way, and a command loads only what it needs. And nothing grows too long to be read."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import wrap

import pytest
from running import ROOT

PACKAGE = ROOT / "cnncalc"
FILES = sorted(PACKAGE.rglob("*.py"))
# The rooms of the package, floor by floor: a room may import itself and the floors below it, never one beside or above it.
# The README's table of rooms says what is in each.
FLOORS = (
    ("errors", "limits", "progress"),
    ("results",),
    ("words", "guide"),
    ("symbols",),
    ("layers",),
    ("language", "solving"),
    ("network",),
    ("analysis", "reference", "exporting", "importing"),
    ("asking", "counting", "equivalences"),
    ("proof", "explanation"),
    ("design", "bundled"),
    ("checking",),
    ("drills", "schema"),
    ("library",),
    ("report",),
    ("cli",),
    ("__main__",),
)
ROOMS = [room for rooms in FLOORS for room in rooms if (PACKAGE / room / "__init__.py").exists()]
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
# The outside modules that not everybody may import, and who may.
ALLOWED = {
    "yaml": ("language/yaml_text.py",),
    "rich": ("report/renderers/terminal/", "cli/progress.py", "guide/terminal.py"),
    "click": ("cli/",),
    "json": ("report/", "schema/", "importing/", "network/write.py", "design/sweeping/journal.py"),
}


@cache
def tree_of(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def room(name: str) -> str:
    """The room that a module's dotted name or path belongs to."""
    return name.removeprefix("cnncalc.").split(".")[0].split("/")[0].removesuffix(".py")


def test_every_room_has_a_floor_and_a_sentence() -> None:
    found = {room(path.name) for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert found - {"__init__"} == set(FLOOR)
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(tree_of(path)), f"{path.parent.name}/ says nowhere what is in it"


OWN = {str(path.relative_to(PACKAGE)): path for path in FILES}


def test_imports_run_down_only() -> None:
    imports = [(own, name) for own, path in OWN.items() for name in imported(path) if own != "__init__.py"]
    assert [(own, name) for own, name in imports if name == "cnncalc"] == [], "these import the package itself"
    inner = [(own, name) for own, name in imports if name.startswith("cnncalc.") and room(name) != room(own)]
    assert [(own, name) for own, name in inner if FLOOR[room(name)] >= FLOOR[room(own)]] == [], "these import upwards"


DOOR = "Front door, the names that other rooms may import:"


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_are_entered_by_their_front_doors(room: str, request: pytest.FixtureRequest) -> None:
    """The docstring of a room lists what others import from it, one module per line; --rewrite brings it up to date."""
    path = PACKAGE / room / "__init__.py"
    text = path.read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(text), clean=False) or ""
    sentences, _, _ = docstring.partition(f"\n\n{DOOR}")
    listed = "".join(f"\n{line}" for line in door_lines(room))
    wanted = f"{sentences.rstrip()}\n\n{DOOR}\n{listed}\n" if listed else sentences
    if request.config.getoption("--rewrite"):
        path.write_text(text.replace(docstring, wanted, 1), encoding="utf-8")
    elif docstring != wanted:
        pytest.fail(f"other rooms import other names from {room}/ than its docstring lists: see to it, then pytest --rewrite")


def door_lines(room: str) -> Iterator[str]:
    """What other rooms import from one, module by module."""
    names: dict[str, set[str]] = {}
    for path in FILES:
        own = str(path.relative_to(PACKAGE)).split("/")[0]
        if own != room:
            for module, name in names_imported(path):
                if module == f"cnncalc.{room}" or module.startswith(f"cnncalc.{room}."):
                    names.setdefault(module.removeprefix(f"cnncalc.{room}").lstrip("."), set()).add(name)
    for module, found in sorted(names.items()):
        yield from wrap(f"- {module + ': ' if module else ''}{', '.join(sorted(found))}", 120, subsequent_indent="  ")


@cache
def names_imported(path: Path) -> list[tuple[str, str]]:
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [(node.module, alias.name) for alias in node.names]
    return found


def test_files_import_one_another_in_no_circle() -> None:
    """Not even within a room. What a function imports counts too; what only a type checker reads does not."""
    files = {module(path): set(imported_modules(path)) - {module(path)} for path in FILES if module(path) != "cnncalc"}
    while True:
        needed = {name for needs in files.values() for name in needs}
        circles = {name: needs & files.keys() for name, needs in files.items() if needs & files.keys() and name in needed}
        if circles == files:
            break
        files = circles
    assert not files


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported_modules(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, whole or by a name in them."""
    tree = tree_of(path)
    unread = {id(node) for block in ast.walk(tree) if is_for_types(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in unread:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found = [name for name in inner if name in MODULES]
            yield from found
            if len(found) < len(inner):
                yield node.module


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


MODULES = {module(path) for path in FILES}


REFERENCE_MAY = ("cnncalc.errors", "cnncalc.network.graph", "cnncalc.layers.base")  # settings and wiring, no rule


@pytest.mark.parametrize("path", sorted((PACKAGE / "reference").rglob("*.py")), ids=lambda path: path.name)
def test_the_reference_imports_no_rule(path: Path) -> None:
    for name in imported(path):
        if name.startswith("cnncalc.") and not name.startswith("cnncalc.reference"):
            assert name in ("cnncalc.errors", "cnncalc.network.graph", "cnncalc.layers.base"), (
                f"{path.name} must not import {name}"
            )


def test_only_few_load_the_libraries() -> None:
    imports = [(own, name, ALLOWED.get(name.split(".")[0])) for own, path in OWN.items() for name in imported(path)]
    assert [(own, name) for own, name, homes in imports if homes is not None and not own.startswith(homes)] == []


def test_no_two_classes_share_a_name() -> None:
    homes: dict[str, list[str]] = {}
    for path in FILES:
        own = str(path.relative_to(PACKAGE))
        if own != "exporting/torch/helpers.py":  # source text for other files, named after the kinds that it stands for
            for node in ast.walk(tree_of(path)):
                if isinstance(node, ast.ClassDef):
                    homes.setdefault(node.name, []).append(own)
    assert not {name: found for name, found in homes.items() if len(found) > 1}


MOST_LINES = {"file": 220, "function": 40}


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file, each with its lines; of a command without its signature, which is as long as its options."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0].lineno if path.parent.name == "cli" and node.name == "command" else node.lineno
            yield node.name, (node.end_lineno or first) - first + 1


def test_a_file_and_a_function_can_be_read_at_a_glance() -> None:
    lengths = {own: len(path.read_text(encoding="utf-8").splitlines()) for own, path in OWN.items()}
    assert [own for own, lines in lengths.items() if lines > MOST_LINES["file"]] == [], "cut these where one subject ends"
    functions = [(own, name, lines) for own, path in OWN.items() for name, lines in functions_of(path)]
    assert [(own, name) for own, name, lines in functions if lines > MOST_LINES["function"]] == []


def loaded_by(*args: str) -> set[str]:
    """The modules that a command line loads in a fresh interpreter."""
    code = (
        "import sys; from cnncalc.cli import main; out, sys.stdout = sys.stdout, open('/dev/null', 'w')\n"
        f"main({list(args)!r})\nprint(*sys.modules, file=out)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "args", [["--help"], ["-h"], ["summarize", "--help"], ["zoo", "-h"], ["guide", "-h"], ["guide", "memory"], ["--version"]]
)
def test_help_loads_neither_yaml_nor_rich(args: list[str]) -> None:
    assert {"click"} == loaded_by(*args) & {"yaml", "rich", "click", "cnncalc.layers", "cnncalc.network.graph"}


def test_json_never_loads_rich() -> None:
    loaded = loaded_by("summarize", "vgg16", "--format", "json")
    assert "yaml" in loaded
    assert "rich" not in loaded
    assert "fractions" not in loaded, "decimals are rare: they are loaded when a spec has one"


def test_the_table_loads_rich() -> None:
    assert "rich.console" in loaded_by("summarize", "vgg16")


def test_importing_the_package_loads_nothing_else() -> None:
    run = [sys.executable, "-c", "import sys, cnncalc; print(*(m for m in sys.modules if m.startswith('cnncalc')))"]
    assert subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split() == ["cnncalc"]
