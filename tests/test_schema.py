"""The JSON Schema: every bundled file keeps to it, and what is misspelled does not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from running import ROOT, Result
from test_language import EXPRESSIONS, FOLDER, read_cases

from cnncalc import build, parse
from cnncalc.bundled.find import base_beside
from cnncalc.cli.new import SCHEMA
from cnncalc.errors import CnncalcError
from cnncalc.language.read import KEYS
from cnncalc.layers import KINDS
from cnncalc.schema import json_schema
from cnncalc.schema.spec import BELOW
from cnncalc.schema.steps import STRUCTURES

SCHEMA_OF_FILES = json_schema()
VALID = Draft7Validator(SCHEMA_OF_FILES)
FILES = sorted((ROOT / "specs").rglob("*.yaml"))
NET = "input: 3x8x8\nlayers:\n"


class EditorLoader(yaml.SafeLoader):
    """Reads YAML 1.2, as editors do: `on` and `no` are words."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, words) for tag, words in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|True|TRUE|false|False|FALSE"), list("tTfF"))


def read(text: str) -> Any:
    """What an editor makes of a text: numbers and truths are no strings to it."""
    return json.loads(json.dumps(yaml.load(text, EditorLoader), default=str))


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA_OF_FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_bundled_file_keeps_to_it(path: Path) -> None:
    VALID.validate(read(path.read_text(encoding="utf-8")))


def works(text: str) -> bool:
    """Whether a file is a spec that can be built."""
    try:
        build(parse(text, base=base_beside("")))
    except CnncalcError:
        return False
    return True


LANGUAGE = [
    text
    for path in FOLDER.glob("*.txt")
    if path.name not in EXPRESSIONS
    for case in read_cases(path)
    for text in case.files.values()
]


@pytest.mark.parametrize("text", LANGUAGE)
def test_what_the_language_takes_keeps_to_it(text: str) -> None:
    if works(text):
        VALID.validate(read(text))


@pytest.mark.parametrize(
    "text",
    [
        NET + "  - conv: {size: 3x3, out: 64, bias: false, padding: half, as: c}",
        NET + "  - conv as c: {size: [3, 3], out: 64, groups: 2}",
        NET + "  - add as sum:\n      - conv 1x1 3\n      -\n      - relu, relu",
        NET + "  - concat:\n      a: conv 1x1 3\n      b:\n        - relu",
        NET + "  - repeat n-1:\n      - relu\n  - head aux: gap\n  - head out:",
        NET + "  - if s == 2: relu\n    else: tanh",
        NET + "  - block: {c: 3}",
        "input: {a: 3x8x8, b: 1x8x8}\nlayers: relu",
        "extends: resnet50\nvars: {width: 2}\nfreeze: [conv1, 'conv2_x.*']",
        "exercises:\n  - {on: 3x8x8, layers: relu, answers: {output: [3, 8, 8], params: , macs: 0}}",
        "exercises:\n  - {solve: {input: 32, kernel: 5}, answers: {padding: 2}}",
    ],
)
def test_what_is_right_is_taken(text: str) -> None:
    VALID.validate(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "input: 3x8x8\nlayer: relu",
        NET + "  - relu\nexpects: {params: 0}",
        "layers: relu",
        "input: 3x8x8",
        "input: 3x8x8\nlayers:",
        NET + "  - 3",
        NET + "  - [relu]",
        NET + "  - 3x3 conv",
        NET + "  - repaet 3:\n      - relu",
        NET + "  - repeat 3: relu\n    else: relu\n    head x: relu",
        NET + "  - repeat 3: relu\n    add: relu",
        NET + "  - head: gap",
        NET + "  - conv: {size: 3x3, out: 64, kernel: 3}",
        NET + "  - conv: {size: 3x3}",
        NET + "  - relu:\n      - conv 3x3 4",
        "input: 3x8x8\nlayout: hcw\nlayers: relu",
        "input: 3x8x8\nblocks: {b c=: relu}\nlayers: relu",
        "extends: resnet50\nlayers: relu",
        "exercises: []",
        "exercises:\n  - {on: 3x8x8, layers: relu}",
        "exercises:\n  - {answers: {params: 1}}",
        "exercises:\n  - {spec: lenet5, answer: {params: 1}}",
        "exercises:\n  - {solve: {input: 32, kernal: 5}, answers: {padding: 2}}",
        "exercises:\n  - {spec: lenet5, dtype: float, answers: {params: 1}}",
        "- relu",
    ],
)
def test_what_is_wrong_is_found(text: str) -> None:
    assert not VALID.is_valid(read(text))


def test_every_key_kind_and_structure_word_is_in_it() -> None:
    assert {*BELOW} == {*KEYS}
    patterns = " ".join(SCHEMA_OF_FILES["definitions"]["structure"]["patternProperties"])
    assert all(f"({kind}" in patterns for kind in KINDS)
    offered = {one["label"] for one in SCHEMA_OF_FILES["definitions"]["line"]["defaultSnippets"]}
    assert offered == {kind for kind, layer in KINDS.items() if not layer.joins}
    assert {*STRUCTURES} == {"repeat", "if", "elif", "else", "head"}


# The commands


def test_new_writes_a_spec_that_works_and_the_schema_that_it_names(
    cnncalc: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cnncalc("new", "net.yaml") == Result(0, "", "")
    text = (tmp_path / "net.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA}"
    assert len([line for line in text.splitlines() if line.strip() and not line.startswith("#")]) == 5
    VALID.validate(read(text))
    assert (cnncalc("summarize", "net.yaml").status, cnncalc("check", "net.yaml").status) == (0, 0)
    assert json.loads((tmp_path / SCHEMA).read_text(encoding="utf-8")) == SCHEMA_OF_FILES
    assert cnncalc("new", "-").out == text
    again = cnncalc("new", "net.yaml")
    assert again == Result(
        2, "", "error: net.yaml exists already\n  help: choose another name, or add --force to overwrite it\n"
    )
    (tmp_path / "net.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / SCHEMA).write_text("mine", encoding="utf-8")
    assert cnncalc("new", "net.yaml", "--force").status == 0
    assert (tmp_path / "net.yaml").read_text(encoding="utf-8") == text
    assert (tmp_path / SCHEMA).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["net", "net.txt", "net.json", "net.yaml.md"])
def test_new_asks_for_the_ending(
    name: str, cnncalc: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = cnncalc("new", name)
    assert (result.status, [*tmp_path.iterdir()]) == (2, [])
    assert cnncalc(*result.err.split("help: cnncalc ")[1].split()).status == 0, "the help is followed as it is written"


def test_schema_goes_to_json(cnncalc: Callable[..., Result], tmp_path: Path) -> None:
    assert json.loads(cnncalc("schema").out) == SCHEMA_OF_FILES
    assert cnncalc("schema", "-o", str(tmp_path / "s.json")).status == 0
    assert cnncalc("schema", "-o", str(tmp_path / "s.yaml")).status == 2
