"""`import cnncalc`: each command is one call on whatever names a network, and every result shows itself in every form."""

from __future__ import annotations

import ast
import csv
import doctest
import inspect
import io
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pages import Balanced
from running import ROOT, Result

import cnncalc as package

Run = Callable[..., Result]
TEXT = "name: small\ninput: 3x8x8\nlayers:\n  - conv 3x3 4 half as c, bn, relu\n  - gap\n  - fc 2\nexpect:\n  params: 130\n"
# A result of every sort, and the command line that shows the same.
RESULTS: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "Analysis": (lambda: package.summarize("resnet18"), ["summarize", "resnet18"]),
    "Analysis, symbols": (
        lambda: package.summarize("resnet18", input="3xHxW", batch="N"),
        ["summarize", "resnet18", "--input", "3xHxW", "--batch", "N"],
    ),
    "Memory": (
        lambda: package.memory("lenet5", optimizer="adam", batch=4),
        ["memory", "lenet5", "--optimizer", "adam", "--batch", "4"],
    ),
    "Comparison": (lambda: package.compare("lenet5", "alexnet"), ["compare", "lenet5", "alexnet"]),
    "Comparison, versions": (
        lambda: package.compare("mobilenet_v2", set={"width": [0.5, 1]}, convention="thop"),
        ["compare", "mobilenet_v2", "--set", "width=0.5,1", "--as", "thop"],
    ),
    "Comparison, without": (
        lambda: package.compare("resnet18", without="conv3_x"),
        ["compare", "resnet18", "--without", "conv3_x"],
    ),
    "Verification": (lambda: package.verify("lenet5"), ["verify", "lenet5"]),
    "Cost": (lambda: package.cost("resnet18", "fvcore"), []),
    "Reconciliation": (lambda: package.reconcile("resnet18", "fvcore"), ["reconcile", "resnet18", "fvcore"]),
    "Search": (
        lambda: package.reconcile_printed("resnet18", "1.82G"),
        ["reconcile", "resnet18", "--printed", "1.82G"],
    ),
    "Checked": (lambda: package.check("lenet5"), ["check", "lenet5"]),
    "Checked, sheet": (lambda: package.check("lenet_c1"), []),
    "ClassMarks": (
        lambda: package.mark_class("lenet_c1", ["bottlenecks", "fc_share"]),
        ["check", "--against", "lenet_c1", "bottlenecks", "fc_share"],
    ),
    "Solutions": (
        lambda: package.solve(input=227, output=55, padding=0, stride=4),
        ["solve", "--input", "227", "--output", "55", "--padding", "0", "--stride", "4"],
    ),
    "Solutions, same": (lambda: package.solve(same=True, kernel=4), ["solve", "--same", "--kernel", "4"]),
    "AcceptedSizes": (lambda: package.solve("lenet5", input="1x40x40"), ["solve", "lenet5", "--input", "1x40x40"]),
    "Variants": (
        lambda: package.variants("64x56x56", "conv 7x7 64 half", widths=[8]),
        ["variants", "64x56x56", "conv 7x7 64 half", "--widths", "8"],
    ),
    "Variants, of a layer": (lambda: package.variants("lenet5", "C3"), ["variants", "lenet5", "C3"]),
    "Bottlenecks": (lambda: package.bottlenecks("resnet50"), ["bottleneck", "resnet50"]),
    "Bottleneck": (lambda: package.reduction("vgg16", "conv4_1", 64), []),
    "Reductions": (
        lambda: package.bottleneck("vgg16", layer="conv4_1"),
        ["bottleneck", "vgg16", "--layer", "conv4_1"],
    ),
    "Twin": (lambda: package.fully_convolutional("lenet5"), ["fc-to-conv", "lenet5"]),
    "TwinFindings": (
        lambda: package.fc_to_conv("lenet5", input="1x48x48", prove=True, gap=True),
        ["fc-to-conv", "lenet5", "--input", "1x48x48", "--prove", "--gap"],
    ),
    "Explanations": (lambda: package.explain("lenet5"), ["explain", "lenet5"]),
    "Explanation": (lambda: package.explain("lenet5", "C3")[0], ["explain", "lenet5", "C3"]),
    "Zoo": (
        lambda: package.zoo("lenet", sort="depth", convention="fvcore"),
        ["zoo", "lenet", "--sort", "depth", "--as", "fvcore"],
    ),
    "Bundled": (lambda: package.zoo("lenet5")[0], ["zoo", "lenet5", "--list"]),
    "SweepRows": (
        lambda: package.sweep("mobilenet_v2", set={"width": "0.5:1:0.5"}),
        ["sweep", "mobilenet_v2", "--set", "width=0.5:1:0.5"],
    ),
    "SweepRows, chosen": (
        lambda: package.sweep("mobilenet_v2", set={"width": [0.5, 1, 2]}, where="params < 5M", sort="macs:max", top=1),
        ["sweep", "mobilenet_v2", "--set", "width=0.5,1,2", "--where", "params < 5M", "--sort", "macs:max", "--top", "1"],
    ),
    "Variant": (lambda: next(package.sweep("mobilenet_v2", {"width": "0.5:1:0.5"})), []),
    "Kinds": (lambda: package.kinds("pooling"), ["kinds", "pooling"]),
    "Kind": (lambda: package.kinds("linear"), ["kinds", "linear"]),
    "Conventions": (lambda: package.conventions(), ["conventions"]),
    "Convention": (lambda: package.conventions("fvcore"), ["conventions", "fvcore"]),
    "Quiz": (lambda: package.quiz(7, 3), []),
    "Question": (lambda: package.quiz(7, 1)[0], []),
}
EACH = pytest.mark.parametrize("name", RESULTS)


@cache
def result(name: str) -> Any:
    return RESULTS[name][0]()


@EACH
def test_it_says_in_a_line_what_it_is(name: str) -> None:
    line = repr(result(name))
    assert re.fullmatch(rf"<{name.partition(',')[0]}[: ].{{3,199}}>", line), line


@EACH
def test_it_prints_as_the_command_line_shows_it(name: str, cnncalc: Run) -> None:
    shown = f"{result(name)}\n"
    assert shown.strip()
    if command := RESULTS[name][1]:
        assert shown == cnncalc(*command).out


@EACH
def test_its_plain_data_is_the_json_report(name: str, cnncalc: Run) -> None:
    data = result(name).to_dict()
    assert json.loads(json.dumps(data)) == data
    if command := RESULTS[name][1]:
        assert data == json.loads(cnncalc(*command, "--format", "json").out)


@EACH
def test_its_records_are_the_rows_of_the_csv(name: str) -> None:
    records = result(name).to_records()
    assert records
    assert {type(value) for row in records for value in row.values()} <= {str, int, float, type(None)}
    assert all(row.keys() == records[0].keys() for row in records)
    rows = csv.DictReader(io.StringIO(result(name).to_csv()))
    written = [{key: text.removeprefix("'") for key, text in row.items()} for row in rows]  # which text like a formula has
    assert written == [{key: "" if value is None else str(value) for key, value in row.items()} for row in records]


@EACH
@pytest.mark.parametrize("form", ["markdown", "latex"])
def test_it_has_the_forms_of_the_command_line(name: str, form: str, cnncalc: Run) -> None:
    text = getattr(result(name), f"to_{form}")()
    assert text
    if command := RESULTS[name][1]:
        assert f"{text}\n" == cnncalc(*command, "--format", form).out


@EACH
def test_a_notebook_shows_every_word_of_it(name: str) -> None:
    said = Balanced(result(name)._repr_html_()).said
    for row in result(name).to_records()[:20]:
        for value in row.values():
            if (
                isinstance(value, str)
                and value
                and "\n" not in value
                and name.startswith(("Analysis", "Bottle", "Conv", "Kinds"))
            ):
                assert value in said


def test_nothing_that_a_spec_says_is_markup_in_a_notebook() -> None:
    text = 'name: "<script>alert(1)</script>"\nsource: "a & <b>b</b>"\ninput: 3x8x8\nlayers:\n  - conv 3x3 4\n'
    shown = package.summarize(text)._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "a &amp; &lt;b&gt;b" in shown
    Balanced(shown)


@EACH
def test_equal_questions_have_equal_answers(name: str) -> None:
    one, other = result(name), RESULTS[name][0]()
    if name.startswith("SweepRows"):
        one, other = one.rows, other.rows
    assert one == other
    assert hash(one) == hash(other)
    again = pickle.loads(pickle.dumps(one))
    assert (type(again), hash(again)) == (type(one), hash(one))
    assert again == one


@EACH
def test_no_result_changes(name: str) -> None:
    found = result(name)
    for word in (
        [*getattr(found, "_fields", ()), *getattr(found, "__dict__", ())] if not name.startswith("SweepRows") else ["figures"]
    ):
        with pytest.raises((AttributeError, TypeError)):
            setattr(found, word, None)
    assert not [word for word in getattr(found, "_fields", ()) if type(getattr(found, word)) in (dict, list, set)]


# What names a network


def named_in_every_way(tmp_path: Path) -> Iterable[Any]:
    path = tmp_path / "small.yaml"
    path.write_text(TEXT, encoding="utf-8")
    yield from [TEXT, str(path), path, package.parse(TEXT), package.build(package.parse(TEXT))]
    yield package.analyze(package.build(package.parse(TEXT)))


CALLS: dict[str, Callable[[Any], Any]] = {
    "summarize": package.summarize,
    "analyze": package.analyze,
    "build": package.build,
    "memory": package.memory,
    "memory_of": package.memory_of,
    "explain": package.explain,
    "cost": package.cost,
    "reconcile": lambda x: package.reconcile(x, "fvcore"),
    "reconcile_printed": lambda x: package.reconcile_printed(x, "6.9k"),
    "judge": package.judge,
    "check": package.check,
    "verify": package.verify,
    "forward": package.forward,
    "smallest_input": package.smallest_input,
    "ablate": lambda x: package.ablate(x, "bn1"),
    "solve": package.solve,
    "compare": lambda x: package.compare(x, "lenet5"),
    "versions": lambda x: list(package.versions(x, package.Changes(inputs={"input": ["3x8x8", "3x9x9"]}))),
    "sweep": lambda x: package.sweep(x, input=["3x8x8", "3x9x9"]).rows,
    "bottlenecks": package.bottlenecks,
    "reduction": lambda x: package.reduction(x, "c", 2),
    "variants": lambda x: package.variants(x, "c"),
    "variants_of": lambda x: package.variants_of(x, "c"),
    "fully_convolutional": package.fully_convolutional,
    "fc_to_conv": package.fc_to_conv,
    "expand": package.expand,
    "export": package.export,
}


@pytest.mark.parametrize("name", CALLS)
def test_every_call_takes_whatever_names_a_network(name: str, tmp_path: Path) -> None:
    answers = [shown(CALLS[name](x)) for x in named_in_every_way(tmp_path)]
    assert all(answer == answers[0] for answer in answers)


def shown(answer: Any) -> str:
    """An answer without what tells where its spec is from: file names, and lines of a spec that was written out."""
    text = json.dumps(answer.to_dict()) if hasattr(answer, "to_dict") else str(answer)
    return re.sub(r"""'?line'?"?[:=] ?\d+|"file": "[^"]*"|line=\d+|\S*small\.yaml|<text>""", "", text)


@pytest.mark.parametrize("x", [None, 7, ["vgg16"], b"vgg16"])
def test_what_is_no_network_is_refused(x: Any) -> None:
    with pytest.raises(package.SpecError, match="is no network") as caught:
        package.summarize(x)
    assert "bundled name" in str(caught.value)


def test_what_is_built_already_takes_no_changes() -> None:
    net = package.summarize(TEXT)
    for changes in ({"input": "3x9x9"}, {"set": {"a": 1}}, {"layout": "hwc"}):
        with pytest.raises(package.SpecError, match="built already"):
            package.summarize(net, **changes)
    assert package.summarize(net) is net
    assert package.summarize(net, batch=2).macs == 2 * net.macs
    assert package.summarize(package.summarize(net, batch=2)).batch == 2, "the batch of an analysis is kept"


def test_old_ways_to_compare_still_do() -> None:
    nets = [package.analyze(package.build(package.load(name))) for name in ("lenet5", "alexnet")]
    new = package.compare("lenet5", "alexnet", convention="thop")
    assert package.compare(nets, "thop") == package.compare(iter(nets), convention="thop") == new
    labelled = [package.Network("a", nets[0]), package.Network("b", nets[1])]
    assert [one.label for one in package.compare(labelled).networks] == ["a", "b"]


def test_a_sweep_is_an_iterator_too() -> None:
    rows = package.sweep("mobilenet_v2", {"width": "0.5:2:0.5"})
    assert next(rows).settings == {"width": "0.5"}
    assert [row.settings["width"] for row in rows] == ["1", "1.5", "2"], "a loop goes on where next has come to"
    assert [row.settings["width"] for row in rows] == ["0.5", "1", "1.5", "2"], "and the next one starts anew"
    assert len(rows.rows) == len(list(rows)) == 4


def test_a_slice_of_a_listing_is_one() -> None:
    listed = package.zoo("lenet", sort="params")
    assert repr(listed[:2]) == "<Zoo: 2 networks by params>"
    assert listed[:2].to_records() == listed.to_records()[:2]
    assert listed[0] == listed[:1][0] == listed[-len(listed)]


def test_a_result_loads_no_report_before_it_is_shown() -> None:
    code = "import sys, cnncalc; net = cnncalc.summarize('lenet5'); repr(net), net.rows; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(ran.stdout.split())
    assert "cnncalc.analysis.analyze" in loaded
    assert not {name for name in loaded if name.startswith(("cnncalc.report", "cnncalc.asking", "cnncalc.design", "rich"))}


# Figures as attributes


def test_every_figure_is_an_attribute() -> None:
    from cnncalc.asking.case import Case
    from cnncalc.asking.figure import WHOLE
    from cnncalc.asking.figures import ALIASES, COST, FIGURES
    from cnncalc.asking.places import COMPARED, askable, of_network
    from cnncalc.errors import Fault

    net = package.summarize("resnet18")
    for key in askable(COMPARED):
        if key in (COST, "layers"):
            continue
        try:
            wanted = of_network(FIGURES[key], Case(net))
        except Fault as fault:
            with pytest.raises(AttributeError, match=re.escape(fault.message)):
                getattr(net, key)
        else:
            assert getattr(net, key) == wanted, key
        assert key in dir(net)
    for alias, key in ALIASES.items():
        if key in askable(COMPARED) and hasattr(net, key):
            assert getattr(net, alias) == getattr(net, key)
            assert alias in dir(net)
    part = net["conv3_x"]
    for key, figure in FIGURES.items():
        if figure.over != WHOLE and key in dir(part) and key not in (COST, "layers", "name"):
            assert asked_of(part, key) == found_by(figure, Case(net), part.rows), key


def asked_of(part: Any, key: str) -> Any:
    try:
        return getattr(part, key)
    except AttributeError as error:
        return str(error).partition(" (")[0]


def found_by(figure: Any, case: Any, rows: Any) -> Any:
    from cnncalc.errors import Fault

    try:
        return figure.of(case, rows)
    except Fault as fault:
        return fault.message.partition(" (")[0]


def test_layers_and_scopes_go_by_name() -> None:
    net = package.summarize("resnet50")
    assert net["conv3_x"].macs == sum(row.figures.macs for row in net.rows if row.node.name.startswith("conv3_x."))
    assert net["conv1.conv1"].receptive_field == net["conv1"]["conv1"].rf == (7, 7)
    assert net["conv1.conv1"].kernel == (7, 7)
    assert [layer.name for layer in net.layers] == [row.node.name for row in net.rows]
    assert sum(layer.params for layer in net.layers) == net.params == net.totals.figures.params
    assert net["input"].output == (3, 224, 224)
    assert (net.depth, net.name, net[1]) == (50, "ResNet-50", 1)


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        (lambda net: net["conv3"], KeyError, "did you mean conv3_x"),
        (lambda net: net["conv3_x"]["body9"], KeyError, "did you mean conv3_x.body"),
        (lambda net: net["body2.conv_bn1.conv1"], KeyError, r"did you mean conv\d_x.body2.conv_bn1.conv1"),
        (lambda net: net[""], KeyError, "there is no layer or scope"),
        (lambda net: net.parms, AttributeError, "did you mean params"),
        (lambda net: net.cost, AttributeError, r"cnncalc\.cost"),
        (lambda net: net.kernel, AttributeError, "of one layer"),
        (lambda net: net["conv1"].depth, AttributeError, "of the whole network"),
        (lambda net: net["fc1"].height, AttributeError, "has no height"),
        (lambda net: net._nothing, AttributeError, "_nothing"),
    ],
)
def test_what_is_not_there_is_an_error_that_helps(asked: Callable[[Any], Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        asked(package.summarize("resnet18"))
    assert not hasattr(package.summarize("lenet5"), "parms")


# Values


@pytest.mark.parametrize(
    "change",
    [
        "net.rows[0].node.layer.out = 7",
        "del net.rows[0].node.layer.out",
        "net.rows[0].node.layer.given['out'] = 7",
        "net.rows[0].node.applied.y = (1,)",
        "net.graph.inputs['other'] = 0",
        "net.graph.outputs.clear()",
        "net.graph.expect.update(params=1)",
        "net.macs = 1",
        "net.batch = 2",
        "net.macs.terms[()] = 1",
        "net.macs.sizes = None",
        "net['c'].name = 'd'",
        "spec.vars['a'] = 1",
        "spec.inputs.pop('input')",
        "spec.file.lines[0] = 'name: other'",
    ],
)
def test_a_value_does_not_change(change: str) -> None:
    spec = package.parse(TEXT)
    net = package.summarize(spec, batch="N")
    before = str(net), repr(spec)
    with pytest.raises((AttributeError, TypeError)):
        exec(change, {"net": net, "spec": spec})
    assert (str(net), repr(spec)) == before


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "googlenet", "mobilenet_v3_small", "unet", "faster_rcnn_vgg16"])
def test_values_are_equal_that_say_the_same(name: str) -> None:
    one, other = package.load(name), package.load(name)
    assert one == other
    assert hash(one) == hash(other)
    assert package.build(one) == package.build(other)
    assert package.summarize(one) == package.summarize(other)
    assert len({package.summarize(one), package.summarize(other), package.summarize(one, batch=2)}) == 2


def test_layers_that_differ_in_one_setting_differ() -> None:
    lines = ("conv 3x3 4", "conv 3x3 5", "conv 3x3/2 4", "conv 3x3 4 half", "conv 3x3 4 nobias", "maxpool 3x3", "avgpool 3x3")
    layers = [package.calc("3x8x8", [line]).nodes[1].layer for line in lines]
    again = [package.calc("3x8x8", [line]).nodes[1].layer for line in lines]
    assert layers == again
    assert len({*layers, *again}) == len(lines)
    changed = layers[0].changed(stride=(2, 2))
    assert (changed.stride, layers[0].stride) == ((2, 2), (1, 1))
    assert changed != layers[0]
    assert copy(layers[0]) == layers[0]


def test_asking_a_network_with_symbols_more_does_not_make_it_another() -> None:
    one, other = (package.summarize("resnet18", input="3xHxW") for _ in range(2))
    assert one == other
    assert one.rf != ()
    package.compare(one, package.summarize("lenet5"))
    assert one == other
    assert hash(one) == hash(other)


# The names


def test_the_names_are_there_twice_and_the_same() -> None:
    tree = ast.parse((ROOT / "cnncalc" / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    typed = {
        alias.name: str(node.module).removeprefix("cnncalc.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed.pop("equivalences") == "cnncalc"
    assert typed == package._HOMES
    assert sorted([*typed, "equivalences"]) == package.__all__ == dir(package)


@pytest.mark.parametrize("name", package.__all__)
def test_every_name_says_what_it_is(name: str) -> None:
    found = getattr(package, name)
    if callable(found) or name == "equivalences":
        assert len(inspect.getdoc(found) or "") > 30
    if inspect.isfunction(found):
        examples = doctest.DocTestFinder(recurse=False).find(found, name, globs={})
        assert sum(len(one.examples) for one in examples), f"{name} has no example"
        assert "Raises" in (found.__doc__ or "") or name in NEVER_RAISE, f"{name} does not say what it raises"


NEVER_RAISE = ("judge", "pooled")  # its Fault is described in a sentence; a twin has all that it takes


def test_every_command_is_one_call() -> None:
    from cnncalc.cli import COMMANDS

    # Which are about the tool itself, or a word of Python: load reads a model file as it reads a spec.
    others = {"new", "schema", "completion", "guide", "help", "import"}
    calls = {command.replace("-", "_") for command in COMMANDS} - others
    assert not calls - set(package.__all__)


def test_a_result_that_has_a_describer_is_a_class_of_the_package() -> None:
    from cnncalc.report.describers import DESCRIBERS
    from cnncalc.results.shown import Shown

    assert {name.partition(",")[0] for name in RESULTS} == set(DESCRIBERS)
    classes = [one for word in package.__all__ if inspect.isclass(one := getattr(package, word))]
    assert {one.__name__ for one in classes if issubclass(one, Shown)} <= set(DESCRIBERS)
