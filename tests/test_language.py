"""What the language means: small specs under language/, each with the nodes and outputs that its rules give, by hand."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from cnncalc import Graph, build, load, parse
from cnncalc.layers.base import show_shape
from cnncalc.layers.settings import text_of

FOLDER = Path(__file__).with_name("language")
EXPRESSIONS = ("arithmetic.txt", "conditions.txt")
ANY_ROWS = "*"
# Cases where the tool does not yet do what the rules say; a mark that is no longer true fails.
VARIABLES = "{a: 7, b: 2, c: 64, h: 0.5, t: 1/3, m: -4, k: c//a}"


class Case(NamedTuple):
    """A spec and what it means."""

    title: str
    options: list[str]
    files: dict[str, str]
    meaning: list[str]

    @property
    def rows(self) -> list[str]:
        """The nodes: `name < inputs ; text ; output`."""
        return [_tidy(row) for row in self.meaning if ";" in row or row == ANY_ROWS]

    @property
    def outputs(self) -> dict[str, str]:
        """The node that each output is."""
        pairs = (row.split(" = ") for row in self.meaning if " = " in row and ";" not in row)
        return {name.strip(): node.strip() for name, node in pairs}


def _tidy(row: str) -> str:
    return " ; ".join(" ".join(cell.split()) for cell in row.split(";"))


def read_cases(path: Path) -> list[Case]:
    """All cases of a file; what stands above the first is a heading."""
    return [read_case(text) for text in ("\n" + path.read_text(encoding="utf-8")).split("\n=== ")[1:]]


def read_case(text: str) -> Case:
    """One case: its title, options, files and meaning."""
    title, _, rest = text.partition("\n")
    options: list[str] = []
    while rest.startswith("$ "):
        line, _, rest = rest[2:].partition("\n")
        options += shlex.split(line)
    spec, _, meaning = rest.partition("\n>>>\n")
    first, *others = spec.split("\n+++ ")
    files = {name: body + "\n" for name, _, body in (other.partition("\n") for other in others)}
    return Case(title, options, {"spec.yaml": first + "\n"} | files, meaning.strip().split("\n"))


def graph_of(case: Case, folder: Path) -> Graph:
    """The graph of a case's files under its options."""
    for name, text in case.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    pairs = list(zip(case.options[::2], case.options[1::2], strict=True))
    variables = dict(value.split("=", 1) for option, value in pairs if option == "--set")
    layout = next((value for option, value in pairs if option == "--layout"), None)
    spec = load(str(folder / "spec.yaml"))
    first = next(iter(spec.inputs))
    named = [value.rpartition("=") for option, value in pairs if option == "--input"]
    inputs = {name or first: shape for name, _, shape in named}
    return build(spec, inputs or None, variables, layout)


def rows_of(graph: Graph) -> Iterator[str]:
    """The rows of a graph. What a node reads is shown unless it is the node above, or for the first one the first input."""
    usual = (next(iter(graph.inputs.values())),)
    for index, node in enumerate(graph.nodes):
        if not node.inputs:
            continue
        read = "" if node.inputs == usual else " < " + " ".join(graph.nodes[i].name for i in node.inputs)
        items = f"{node.items}*" if node.items > 1 else ""
        frozen = " ; frozen" if index in graph.frozen else ""
        shares = f" sharing {graph.nodes[graph.shared[index]].name}" if index in graph.shared else ""
        yield f"{node.name}{read} ; {text_of(node.layer)}{shares} ; {items}{show_shape(node.shape, graph.layout)}{frozen}"
        usual = (index,)


def written(rows: list[str], graph: Graph) -> list[str]:
    """The rows of a case, where inputs that go without saying have been said are left out."""
    above = next(iter(graph.inputs))
    plain = []
    for row in rows:
        head, semicolon, rest = row.partition(" ; ")
        name, _, read = head.partition(" < ")
        plain.append(row if read and read != above else f"{name}{semicolon}{rest}")
        above = name
    return plain


CASES = [
    pytest.param(case, id=f"{path.stem}: {case.title}")
    for path in sorted(FOLDER.glob("*.txt"))
    if path.name not in EXPRESSIONS
    for case in read_cases(path)
]


@pytest.mark.parametrize("case", CASES)
def test_the_spec_means_what_its_rules_say(case: Case, tmp_path: Path) -> None:
    graph = graph_of(case, tmp_path)
    rows, expected = list(rows_of(graph)), written(case.rows, graph)
    if ANY_ROWS in expected:
        gap = expected.index(ANY_ROWS)
        before, after = expected[:gap], expected[gap + 1 :]
        assert (rows[: len(before)], rows[-len(after) :]) == (before, after)
    else:
        assert rows == expected
    assert {name: graph.nodes[index].name for name, index in graph.outputs.items()} == case.outputs


def read_pairs(name: str) -> list[tuple[str, str]]:
    """The rows of a table of expressions."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ; ") for line in lines if line and not line.startswith("#"))
    return [(expression, value) for expression, value in pairs]


@pytest.mark.parametrize(("expression", "value"), read_pairs("arithmetic.txt"))
def test_an_expression_comes_to_its_value(expression: str, value: str) -> None:
    text = f"input: 3x8x8\nvars: {VARIABLES}\nlayers:\n  - fc {expression}\n"
    assert build(parse(text)).nodes[-1].shape == (int(value),)


@pytest.mark.parametrize(("condition", "holds"), read_pairs("conditions.txt"))
def test_a_condition_holds_or_not(condition: str, holds: str) -> None:
    text = f"input: 3x8x8\nvars: {VARIABLES}\nlayers:\n  - if {condition}:\n      - fc 1\n    else:\n      - fc 2\n"
    assert build(parse(text)).nodes[-1].shape == ((1,) if holds == "yes" else (2,))


@pytest.mark.parametrize("condition", [row[0] for row in read_pairs("conditions.txt")])
def test_conditions_have_the_same_meaning_inside_a_block(condition: str) -> None:
    layers = f"  way:\n    - if {condition}:\n        - fc 1\n      else:\n        - fc 2\n"
    inside = build(parse(f"input: 3x8x8\nvars: {VARIABLES}\nblocks:\n{layers}layers:\n  - way\n"))
    expected = dict(read_pairs("conditions.txt"))[condition]
    assert inside.nodes[-1].shape == ((1,) if expected == "yes" else (2,))


def test_texts_keep_their_spelling() -> None:
    spec = parse("name: 1e3\nsource: no\ninput: 3x8x8\nlayers:\n  - relu\nexpect: {params: 0, macs: 010, output: on}\n")
    expected = {quantity: text.word.text for quantity, text in spec.expect.items()}
    assert (spec.name, spec.source, expected) == ("1e3", "no", {"params": "0", "macs": "010", "output": "on"})


def test_what_an_extending_spec_says_goes_before_what_it_extends(tmp_path: Path) -> None:
    base = "name: base\nsource: theirs\ninput: 3x8x8\nlayers:\n  - relu\nexpect: {params: 0, macs: 0}\n"
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    read = partial(_extending, tmp_path / "own.yaml")
    assert read("") == ("base", "theirs", ["params", "macs"])
    assert read("name: own\n") == ("own", "theirs", ["params", "macs"])
    assert read("source: mine\nexpect: {macs: 1}\n") == ("base", "mine", ["macs"])


def _extending(path: Path, own: str) -> tuple[str, str, list[str]]:
    path.write_text(f"extends: base.yaml\n{own}", encoding="utf-8")
    spec = load(str(path))
    return spec.name, spec.source, list(spec.expect)


@pytest.mark.parametrize("bundled", ["resnet101", "resnet152"])
def test_a_deep_resnet_is_resnet50_with_other_numbers(bundled: str) -> None:
    deep, usual = build(load(bundled)), build(load("resnet50"))
    assert deep.name != usual.name
    assert deep.nodes[0].shape == usual.nodes[0].shape
    assert len(deep.nodes) > len(usual.nodes)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_mean_nothing(newline: str, mark: str, tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    text = mark + "input: 3x8x8\nlayers:\n  - conv 3x3 4, relu\n  - gap\n"
    path.write_bytes(text.replace("\n", newline).encode())
    assert [(node.name, node.line) for node in build(load(str(path))).nodes[1:]] == [("conv1", 3), ("relu1", 3), ("gap1", 4)]


def test_a_kind_that_came_later_gives_way_to_a_name_of_the_file() -> None:
    """Files that were written before `square`, `sub` or `shift` were kinds mean what they meant."""
    text = """
input: 3x8x8
vars: {times: 4, act: square}
blocks:
  square c=8: conv 1x1 c
  sub shift: conv 1x1 shift
layers:
  - square times, act, sub times
  - sub: {shift: 5}
"""
    assert [node.layer.kind for node in build(parse(text)).layers()] == ["conv"] * 4
    assert [node.shape[0] for node in build(parse(text)).layers()] == [4, 8, 4, 5]
