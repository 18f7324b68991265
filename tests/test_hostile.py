"""No text of a spec, a sheet or a file's name can put anything into what is written."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hostile import HOSTILE, scalar, sheet, spec
from markdown_it import MarkdownIt
from running import Result

import cnncalc as library
from cnncalc.errors import CnncalcError, visible
from cnncalc.report.renderers.csv import inert

Run = Callable[..., Result]
PLAIN = "a plain text"
COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
COMMANDS = (
    "summarize", "explain", "memory", "compare lenet5", "check", "bottleneck", "fc-to-conv", "verify", "reconcile macs fvcore",
    "variants c1",
)  # fmt: skip
plain_pages: dict[tuple[str, Callable[[str], str]], list[str]] = {}  # which are the same for every text
pytestmark = [pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE), pytest.mark.sample(10)]


def written(text: str, tmp_path: Path, cnncalc: Run, form: str, make: Callable[[str], str] = spec) -> list[str]:
    """What each command writes of a file with a text in it."""
    key = form, make
    if text == PLAIN and key in plain_pages:
        return plain_pages[key]
    path = tmp_path / f"{form}.yaml"
    path.write_text(make(text), encoding="utf-8")
    found = []
    for command in COMMANDS if make is spec else ("check",):
        name, *words = command.split()
        result = cnncalc(name, str(path), *words, "--format", form)
        assert result.status in (0, 1), result.err
        found.append(result.out)
    if text == PLAIN:
        plain_pages[key] = found
    return found


def clean(text: str) -> bool:
    """Whether every line can be seen as it is."""
    return all(visible(line) == line for line in text.split("\n"))


@pytest.mark.parametrize("make", [spec, sheet])
def test_terminal(text: str, make: Callable[[str], str], tmp_path: Path, cnncalc: Run) -> None:
    for shown, plain in zip(*(written(t, tmp_path, cnncalc, "table", make) for t in (text, PLAIN))):
        assert clean(shown)
        if make is spec or "\n" not in text:  # a question may have several lines
            assert len(shown.split("\n")) == len(plain.split("\n"))


@pytest.mark.parametrize("make", [spec, sheet])
def test_csv(text: str, make: Callable[[str], str], tmp_path: Path, cnncalc: Run) -> None:
    for shown, plain in zip(*(written(t, tmp_path, cnncalc, "csv", make) for t in (text, PLAIN))):
        assert clean(shown)
        rows, wanted = (list(csv.reader(io.StringIO(each))) for each in (shown, plain))
        assert [len(row) for row in rows] == [len(row) for row in wanted]
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if re.match(r"[=+@-]", cell) and not re.fullmatch(r"[+-]?[0-9][0-9.x/-]*", cell)]


@pytest.mark.parametrize("make", [spec, sheet])
def test_json(text: str, make: Callable[[str], str], tmp_path: Path, cnncalc: Run) -> None:
    for shown in written(text, tmp_path, cnncalc, "json", make):
        assert clean(shown)
        assert isinstance(json.loads(shown), dict)


def test_json_lines(text: str, tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(spec(text), encoding="utf-8")
    shown = cnncalc("sweep", str(path), "--input", "3x8x8,3x9x9", "--format", "jsonl").out
    assert [json.loads(line)["input"] for line in shown.splitlines()] == ["3x8x8", "3x9x9"]


def tags(html: str) -> tuple[list[str], str]:
    """The tags of a page with the names of their attributes, and its text."""
    found: list[str] = []
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append(" ".join([tag, *(name for name, _ in attrs)]))

        def handle_comment(self, data: str) -> None:
            found.append("comment")

        def handle_data(self, data: str) -> None:
            texts.append(data)

    Reader().feed(html)
    return found, "".join(texts)


@pytest.mark.parametrize("make", [spec, sheet])
def test_markdown(text: str, make: Callable[[str], str], tmp_path: Path, cnncalc: Run) -> None:
    """It is the same page as with a plain text: no other heading, list, link, code or tag."""
    for shown, plain in zip(*(written(t, tmp_path, cnncalc, "markdown", make) for t in (text, PLAIN))):
        assert clean(shown)
        html, wanted = (MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(each) for each in (shown, plain))
        assert tags(html)[0] == tags(wanted)[0], shown
        if PLAIN in plain and make is spec:
            assert visible(" ".join(text.strip().split("\n"))).strip() in tags(html)[1]


@pytest.mark.parametrize("make", [spec, sheet])
def test_html(text: str, make: Callable[[str], str], tmp_path: Path) -> None:
    def pages(given: str) -> list[str]:
        if make is sheet:
            path = tmp_path / "sheet.yaml"
            path.write_text(sheet(given), encoding="utf-8")
            found = [library.check(str(path))]
        else:
            found = [library.summarize(spec(given)), library.memory(spec(given)), library.verify(spec(given))]
        return [result._repr_html_() for result in found]

    for shown, plain in zip(pages(text), pages(PLAIN)):
        assert clean(shown)
        assert tags(shown)[0] == tags(plain)[0]


@pytest.mark.parametrize("make", [spec, sheet])
def test_latex(text: str, make: Callable[[str], str], tmp_path: Path, cnncalc: Run) -> None:
    """It has the commands, the groups and the columns that it has with a plain text, but for those that print a character."""
    harmless = re.compile(
        r"\\(text(backslash|asciitilde|asciicircum|bar|less|greater|quotedbl|quotesingle)\{\}|[&%$#_{}]|,)|\$(\\[a-z]+|[|<>-]|\^[23])\$"
    )

    def marks(page: str) -> list[str]:
        bare = harmless.sub("", page)
        return re.findall(r"\\[A-Za-z]+|[{}&$%#^~]|\\\\", bare)

    for shown, plain in zip(*(written(t, tmp_path, cnncalc, "latex", make) for t in (text, PLAIN))):
        assert clean(shown)
        assert marks(shown) == marks(plain), shown


@pytest.mark.parametrize("make", [spec, sheet])
def test_junit(text: str, make: Callable[[str], str], tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    pages = []
    for given in (text, PLAIN):
        path.write_text(make(given), encoding="utf-8")
        pages.append(cnncalc("check", str(path), "--format", "junit").out)
    trees = [[(one.tag, sorted(one.attrib)) for one in ElementTree.fromstring(page).iter()] for page in pages]
    assert clean(pages[0])
    assert trees[0] == trees[1]


def code_of(module: str) -> str:
    """What a module does, without its docstrings and the names of its classes."""
    tree = ast.parse(module)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            node.name, node.body = "", node.body[isinstance(node.body[0], ast.Expr) :]
        elif isinstance(node, ast.Call):
            node.args = [arg for arg in node.args if not (isinstance(arg, ast.Name) and arg.id == "super")]
    return ast.dump(tree)


def test_an_exported_module(text: str, tmp_path: Path, cnncalc: Run) -> None:
    modules = []
    for given in (text, PLAIN):
        path = tmp_path / "net.yaml"
        path.write_text(spec(given), encoding="utf-8")
        modules.append(cnncalc("export", str(path), "--to", "torch").out)
    assert clean(modules[0])
    compile(modules[0], "net.py", "exec")
    assert code_of(modules[0]) == code_of(modules[1])
    assert not any(map(COOKIE.match, modules[0].split("\n")[:2]))
    assert compile(modules[0].encode(), "net.py", "exec")  # in the encoding that Python finds


@pytest.mark.parametrize("command", ["expand", "fc-to-conv -o -"])
def test_a_spec_that_is_written(command: str, text: str, tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(spec(text), encoding="utf-8")
    name, *words = command.split()
    shown = cnncalc(name, str(path), *words).out
    assert clean(shown)
    again = library.build(library.parse(shown))
    assert again.name.startswith(visible(" ".join(text.strip().split("\n"))).strip()[:3])
    assert [node.name for node in again.nodes] == ["input", "c1", "relu1", "fc1"]


def test_the_name_of_a_file(text: str, tmp_path: Path, cnncalc: Run) -> None:
    """Where a file can be called so at all: it is shown in errors, in what check says, and in the module's first line."""
    path = tmp_path / f"{text.replace('/', '')} net.yaml"
    try:
        path.write_text("input: 3x8x8\nlayers: conv 3x3 4, fc 2\nexpect: {params: 1}\n", encoding="utf-8")
    except (OSError, ValueError):
        return
    for form in ("table", "json", "csv", "markdown", "latex", "junit"):
        result = cnncalc("check", str(path), "--format", form)
        assert result.status == 1, result.err
        assert clean(result.out + result.err)
        if form == "junit":
            assert {one.tag for one in ElementTree.fromstring(result.out).iter()} <= {
                "testsuites", "testsuite", "testcase", "failure", "properties", "property"
            }  # fmt: skip
    module = cnncalc("export", str(path)).out
    assert clean(module)
    compile(module.encode(), "net.py", "exec")
    assert not any(map(COOKIE.match, module.split("\n")[:2]))
    assert "coding:" not in "".join(module.split("\n")[:2])
    broken = tmp_path / f"{text.replace('/', '')} broken.yaml"
    broken.write_text("input: 3x8x8\nlayers: convx\n", encoding="utf-8")
    assert clean(cnncalc("summarize", str(broken)).err)


FIELDS = {
    "layer": "input: 3x8x8\nlayers:\n  - conv 3x3 4 as {0}\n",
    "layer in quotes": "input: 3x8x8\nlayers:\n  - {1}\n",
    "variable": "input: 3x8x8\nvars: {{ {0}: 3 }}\nlayers: relu\n",
    "value": "input: 3x8x8\nvars: {{ a: {0} }}\nlayers: conv 3x3 a\n",
    "block": "input: 3x8x8\nblocks:\n  {0}: relu\nlayers: relu\n",
    "input": "input: {{ {0}: 3x8x8 }}\nlayers: relu\n",
    "shape": "input: {0}\nlayers: relu\n",
    "head": "input: 3x8x8\nlayers:\n  - {2}: relu\n",
    "freeze": "input: 3x8x8\nfreeze: [{0}]\nlayers: relu\n",
    "expectation": "input: 3x8x8\nexpect: {{ {0}: 3 }}\nlayers: relu\n",
    "expected": "input: 3x8x8\nexpect: {{ params: {0} }}\nlayers: relu\n",
    "branch": "input: 3x8x8\nlayers:\n  - concat:\n      - {0}: relu\n      - relu\n",
    "key": "input: 3x8x8\n{0}: a\nlayers: relu\n",
    "layout": "input: 3x8x8\nlayout: {0}\nlayers: relu\n",
    "base": "extends: {0}\n",
    "tag": "input: 3x8x8\nlayers:\n  - from {0}\n",
}


@pytest.mark.parametrize("field", FIELDS)
def test_every_other_field_refuses_it_in_an_error_that_is_clean(field: str, text: str, tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    step = scalar(f"conv 3x3 4 as {text}")
    path.write_text(FIELDS[field].format(scalar(text), step, scalar(f"head {text}")), encoding="utf-8")
    for command in ("check", "summarize", "export", "expand"):
        result = cnncalc(command, str(path))
        assert clean(result.out + result.err)
        assert "Traceback" not in result.err
    for how in (["--set", f"{text}=1"], ["--set", f"a={text}"], ["--input", text], ["--columns", text], ["--as", text]):
        result = cnncalc("summarize", "lenet5", *how)
        assert result.status == 2
        assert clean(result.err)


@pytest.mark.parametrize(
    "args",
    [
        ["explain", "lenet5", "{}"], ["variants", "lenet5", "{}"], ["kinds", "{}"], ["conventions", "{}"], ["zoo", "{}"],
        ["compare", "lenet5", "--without", "{}"], ["compare", "lenet5", "--figures", "{}", "vgg16"], ["schema", "{}"],
        ["sweep", "lenet5", "--input", "1x32x32,1x36x36", "--columns", "{}"], ["reconcile", "lenet5", "--printed", "{}"],
        ["sweep", "lenet5", "--input", "1x32x32,1x36x36", "--where", "{}"], ["quiz", "--topic", "{}"], ["solve", "{}"],
        ["sweep", "lenet5", "--input", "1x32x32,1x36x36", "--sort", "{}"], ["calc", "{}"], ["calc", "3x8x8", "{}"],
        ["bottleneck", "resnet50", "--layer", "{}"], ["{}"], ["summarize", "--{}"], ["summarize", "{}"], ["guide", "{}"],
        ["export", "lenet5", "--class-name", "{}"], ["help", "{}"], ["solve", "--input", "{}"],
        ["verify", "lenet5", "--seed", "{}"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_argument_is_shown_escaped(args: list[str], text: str, cnncalc: Run) -> None:
    result = cnncalc(*(arg.replace("{}", text) for arg in args))
    assert "Traceback" not in result.err
    assert clean(result.out + result.err)


def test_a_lone_surrogate_is_refused(text: str) -> None:
    with pytest.raises(CnncalcError):
        library.parse(f"name: {text[:1] if text[:1].isalpha() else 'a'}\ud800\ninput: 3x8x8\nlayers: relu\n")


def test_numbers_stay_numbers(text: str) -> None:
    assert inert(-1) == -1
    assert [inert(number) for number in ("-1", "-0.5", "+1", "-1/3", "-1x-2", "1e-3")] == [
        "-1",
        "-0.5",
        "+1",
        "-1/3",
        "-1x-2",
        "1e-3",
    ]
    assert inert(text).startswith("'") == (text[:1] in "=+-@\t\r")
    assert (inert("-"), inert("-1 left")) == ("-", "'-1 left")
