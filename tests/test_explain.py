"""What explain says is true: all arithmetic that it prints is evaluated, and comes to the figures of the double entry."""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import ROOT, Run, bundled_analysis
from strategies import examples, specs
from test_lines import ENTRIES, Entry, each_entry, last_row, one_of_each_kind, spec_of

import cnncalc as package
from cnncalc.analysis.analyze import Analysis, analyze
from cnncalc.analysis.window_path import window_path
from cnncalc.bundled.find import load
from cnncalc.bundled.names import bundled_names
from cnncalc.explanation import explain
from cnncalc.explanation.parts import Chain, Explanation
from cnncalc.explanation.shapes import slides
from cnncalc.language.read import parse
from cnncalc.network.build import build
from cnncalc.report.formulas import latex, plain
from cnncalc.report.renderers.markdown import escaped
from cnncalc.report.renderers.working import markdown_working, working_lines

FUNCTIONS = {"floor": math.floor, "ceil": math.ceil, "max": max, "min": min, "F": Fraction}
NUMERIC = re.compile(r"(?:floor|ceil|max|min|[\d\s+\-*/^(),])+")


def value_of(text: str) -> Fraction:
    """What printed arithmetic comes to, exactly."""
    bare = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text).replace("^", "**")
    return Fraction(eval(re.sub(r"\d+", r"F(\g<0>)", bare), {"__builtins__": {}} | FUNCTIONS))


def explained(spec: str, name: str | None = None) -> tuple[Explanation, ...]:
    """The explanation of the last layer of a spec, or of what has a name."""
    analysis = analyze(build(parse(spec)))
    return explain(analysis, name or analysis.rows[-1].node.name)


def chains(explanation: Explanation) -> dict[str, Chain]:
    """Every chain by its name; no name is given twice."""
    found = [chain for section in explanation.sections for chain in section.chains]
    assert len({chain.name for chain in found}) == len(found)
    return {chain.name: chain for chain in found}


def equations(text: str) -> list[list[str]]:
    """The equations of a plain text: what stands between their equality signs, continued lines put together."""
    joined = re.sub(r"\n +(= )", r" \1", text.partition("\n\n")[2])  # behind what is given
    lines = [line.split("; ")[0].split(": ")[-1] for line in joined.splitlines() if " = " in line]
    return [re.sub(r" (bytes|KiB|MiB)", "", line).strip().split(" = ") for line in lines]


def require_equal(text: str) -> int:
    """Every equation's numeric sides must be equal; how many there were."""
    count = 0
    for sides in equations(text):
        values = {value_of(side) for side in sides if NUMERIC.fullmatch(side) and re.search(r"\d", side)}
        assert len(values) <= 1, sides
        count += len([side for side in sides if NUMERIC.fullmatch(side)]) > 1
    return count


@one_of_each_kind
@each_entry
def test_every_kind_is_explained_truly(entry: Entry) -> None:
    (explanation,) = explained(spec_of(entry))
    node = last_row(spec_of(entry)).node
    found = chains(explanation)
    letters = node.layer.letters(node.shape, *node.applied.xs)
    for chain in found.values():
        for step in chain.steps[1:]:
            assert value_of(plain(step)) == Fraction(chain.value), (chain.name, step)
    for name in ("params", "buffers", "macs", "mul", "add", "cmp", "div", "exp", "sqrt"):
        assert (found[name].value if name in found else 0) == entry.figures[name], name
        if name in found and node.items == 1:
            symbols = {letter: eval(str(value)) for letter, value in letters.items()}
            formula = found[name].steps[0] if found[name].steps else str(found[name].value)
            assert eval(formula, {"__builtins__": {}} | symbols) == entry.figures[name]
    nothing = node.layer.kind == "identity"  # its output is its input
    assert found["activations"].value == (0 if nothing else math.prod(entry.shape) * entry.items)


@one_of_each_kind
@each_entry
def test_the_extents_that_are_worked_out_are_those_of_the_output(entry: Entry) -> None:
    (explanation,) = explained(spec_of(entry))
    output = explanation.sections[0]
    if not output.chains:
        assert "x".join(map(str, entry.shape)) in output.remarks[0]
        return
    values = [int(chain.value) for chain in output.chains for _ in chain.name.split(" = ")]
    assert sorted(values) == sorted(entry.shape)


@one_of_each_kind
@each_entry
def test_the_field_that_is_worked_out_is_that_of_the_layer(entry: Entry) -> None:
    analysis = analyze(build(parse(spec_of(entry))))
    (explanation,) = explain(analysis, analysis.rows[-1].node.name)
    section, path = explanation.sections[3], window_path(analysis.rows[-1].field)
    stated = {name: getattr(path, name, ()) for name in ("size", "jump", "start", "centre")}
    assert section.chains or section.remarks
    for chain in section.chains:
        name, _, axes = chain.name.partition(" (")
        assert str(chain.value) in map(str, stated[name]), chain
        if not axes:
            assert {str(value) for value in stated[name]} == {str(chain.value)}
    for line in section.remarks:
        if path and "size" in line and "hull" not in line:
            shown = line.split("size ")[1].split(",")[0].split(" to ")[-1]
            assert shown == "x".join(map(str, path.size if len(set(path.size)) > 1 else path.size[:1]))


@one_of_each_kind
@each_entry
def test_what_is_printed_is_equal_to_itself(entry: Entry) -> None:
    text = "\n".join(working_lines(explained(spec_of(entry))))
    require_equal(text)
    assert "None" not in text
    assert "//" not in text


def test_most_kinds_print_equations() -> None:
    counts = [require_equal("\n".join(working_lines(explained(spec_of(entry))))) for entry in ENTRIES]
    assert min(counts) >= 1
    assert sum(counts) > 5 * len(counts)


@one_of_each_kind
@each_entry
def test_rows_that_are_said_to_be_unread_are(entry: Entry) -> None:
    """Followed by hand: which positions of the padded input does some window touch?"""
    applied = last_row(spec_of(entry)).node.applied
    for slide in slides(applied).values():
        touched = {o * slide.stride + k for o in range(slide.outputs) for k in range(slide.span)}
        padded = slide.extent + sum(slide.pad)
        assert max(slide.rest, 0) == padded - 1 - max(touched & set(range(padded)))


REMARKS = [line.split(" ; ") for line in (ROOT / "tests" / "remarks.txt").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("given", "line", "remark"), REMARKS)
def test_what_the_remainder_means(given: str, line: str, remark: str) -> None:
    (explanation,) = explained(f"input: {given}\nlayers:\n  - {line}\n")
    assert remark in explanation.sections[0].remarks


@given(specs(), st.integers(1, 3))
@examples(60)
def test_random_networks_are_explained_truly(spec: str, batch: int) -> None:
    analysis = analyze(build(parse(spec)), batch)
    require_sums(explain(analysis)[0])
    for row in analysis.rows[:30]:
        explanation = next(one for one in explain(analysis, row.node.name) if one.name == row.node.name)
        found = chains(explanation)
        for chain in found.values():
            for step in chain.steps[1:]:
                assert value_of(plain(step)) == Fraction(chain.value), (chain.name, step)
        counts = {"params": row.figures.params, "macs": row.figures.macs, **row.figures.ops._asdict()}
        assert {name: found[name].value if name in found else 0 for name in counts} == counts
        assert found["activations"].value == row.figures.activations
        require_equal("\n".join(working_lines([explanation])))
        assert list(markdown_working([explanation], escaped))


# Totals and scopes


@pytest.mark.sample(15)
@pytest.mark.parametrize("name", bundled_names())
def test_the_terms_of_a_total_add_up_to_it(name: str) -> None:
    analysis = bundled_analysis(name)
    totals = explain(analysis)[0]
    require_sums(totals)
    found, figures = chains(totals), analysis.totals.figures
    assert found["params"].value == figures.params
    assert found["macs"].value == figures.macs
    assert found["peak"].value == analysis.totals.peak_activations


def require_sums(explanation: Explanation) -> None:
    for section in explanation.sections:
        if section.terms:
            assert sum(value for _, value in section.terms) == section.chains[0].value


def scopes(analysis: Analysis) -> set[str]:
    names = {row.node.name for row in analysis.rows}  # a split has a name, and its slices lie below it
    return {name.rpartition(".")[0] for name in names if "." in name} - names


@pytest.mark.parametrize("name", ["resnet18", "googlenet", "mobilenet_v2", "shufflenet_v2_x1_0"])
def test_the_terms_of_a_scope_are_its_layers(name: str) -> None:
    analysis = bundled_analysis(name)
    assert scopes(analysis)
    for scope in scopes(analysis):
        (explanation,) = explain(analysis, scope)
        require_sums(explanation)
        rows = [row for row in analysis.rows if row.node.name.startswith(f"{scope}.")]
        assert explanation.sections[0].chains[0].value == sum(row.figures.params for row in rows)
        assert all(label.startswith(f"{scope}.") for section in explanation.sections for label, _ in section.terms)


def test_batch_and_frozen_layers_are_told() -> None:
    spec = "input: 3x8x8\nlayers:\n  - conv 3x3 4 as a\n  - conv 3x3 4 as b\nfreeze: a\n"
    analysis = analyze(build(parse(spec)), batch=10)
    layer, totals = chains(explain(analysis, "a")[0]), chains(explain(analysis)[0])
    assert layer["macs"].steps == ("Cout*Hout*Wout*K*K*Cin*batch", "4*6*6*3*3*3*10")
    assert plain(layer["add"].steps[1]) == "4*6*6*(3*3*3 - 1 + 1)*10"
    assert layer["macs"].value == 38880
    assert explain(analysis, "a")[0].sections[1].remarks[-1] == "frozen: none of them is trained"
    assert totals["trainable"].steps == ("params - frozen", "260 - 112")
    assert totals["trainable"].value == 148


def test_who_is_alive_at_the_peak() -> None:
    analysis = package.analyze(package.build(package.load("lenet5")))
    peak = package.explain(analysis)[0].sections[-1]
    assert peak.terms == (("tanh1", 4704), ("S2", 1176))
    assert "while S2 runs" in peak.remarks[0]


# Names


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("conv2_x.body1.add1", ["conv2_x.body1.add1"]),
        ("conv2_x", ["conv2_x"]),
        ("body1", None),
        ("conv?_x.body2.add1", [f"conv{n}_x.body2.add1" for n in (2, 3, 4, 5)]),
        ("fc1", ["fc1"]),
    ],
)
def test_what_a_name_means(name: str, meant: list[str] | None) -> None:
    analysis = analyze(build(load("resnet18")))
    if meant is not None:
        assert [explanation.name for explanation in explain(analysis, name)] == meant
        return
    with pytest.raises(package.SpecError, match="is the end of 4 names: conv2_x"):
        explain(analysis, name)


def test_the_end_of_one_name_is_enough() -> None:
    (explanation,) = explained("input: 3x8x8\nblocks:\n  b: conv 3x3 4 as inner\nlayers:\n  - b\n", "inner")
    assert explanation.name == "b1.inner"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("alexnet con1", "there is no layer or scope con1\n  help: did you mean conv1?"),
        ("lenet5 zzz", "there is no layer or scope zzz\n  help: cnncalc summarize shows the names of the layers"),
        ("lenet5 zzz*", "no layer matches zzz*\n  help: cnncalc summarize shows the names of the layers"),
        ("lenet5 input", "input is an input: it is given, and nothing is to be worked out\n  help: name a layer"),
    ],
)
def test_a_name_that_means_nothing_is_an_error(args: str, message: str, cnncalc: Run) -> None:
    result = cnncalc("explain", *args.split())
    assert (result.status, result.out) == (2, "")
    assert result.err == f"error: {message}\n"


# Formats


def test_csv_and_json_hold_bare_numbers(cnncalc: Run) -> None:
    rows = cnncalc("explain", "vgg16", "fc6", "--format", "csv").out.splitlines()
    assert "fc6,parameters,params,Cin*Hin*Win*Fout + Fout,512*7*7*4096 + 4096,102764544" in rows
    (found,) = json.loads(cnncalc("explain", "vgg16", "fc6", "--format", "json").out)["explanations"]
    assert found["sections"][1]["chains"][0] == {
        "quantity": "params", "steps": ["Cin*Hin*Win*Fout + Fout", "512*7*7*4096 + 4096"], "value": 102764544,
    }  # fmt: skip


@one_of_each_kind
@each_entry
def test_the_formulas_of_markdown_are_closed(entry: Entry) -> None:
    for line in markdown_working(explained(spec_of(entry)), escaped):
        if line.startswith("$$"):
            assert line.endswith("$$")
            assert line.count("{") == line.count("}")
            assert line.count(r"\left") == line.count(r"\right")


@pytest.mark.parametrize(
    ("expression", "text", "tex"),
    [
        ("(Hin - K)//S + 1", "floor((Hin - K)/S) + 1", r"\left\lfloor \frac{H_{in} - K}{S} \right\rfloor + 1"),
        ("-(-(7 - 2)//2) + 1 - 1", "ceil((7 - 2)/2) + 1 - 1", r"\left\lceil \frac{7 - 2}{2} \right\rceil + 1 - 1"),
        ("223//2 + 1", "floor(223/2) + 1", r"\left\lfloor \frac{223}{2} \right\rfloor + 1"),
        ("(8 - 3)//1 + 1", "(8 - 3)/1 + 1", r"\frac{8 - 3}{1} + 1"),
        ("4*(9 - (2 - 1))", "4*(9 - (2 - 1))", r"4 \cdot (9 - (2 - 1))"),
        ("Cin/r**2", "Cin/r^2", r"\frac{C_{in}}{r^{2}}"),
        ("(2**2 - 1)*Kh", "(2^2 - 1)*Kh", r"(2^{2} - 1) \cdot K_{h}"),
        ("s + (-3)*12345", "s + (-3)*12,345", r"s + (-3) \cdot 12{,}345"),
        ("96*(C/G)*2", "96*(C/G)*2", r"96 \cdot \frac{C}{G} \cdot 2"),
        ("a - (b + c)", "a - (b + c)", r"a - (b + c)"),
        ("max(1, 2) - 1", "max(1, 2) - 1", r"\max(1, 2) - 1"),
    ],
)
def test_formulas_for_reading(expression: str, text: str, tex: str) -> None:
    assert (plain(expression), latex(expression)) == (text, tex)


def test_it_is_plain_text(cnncalc: Run, tmp_path: Path) -> None:
    out = cnncalc("explain", "alexnet", "conv1", "--color", "always").out
    assert "\x1b" not in out
    assert out.isascii()
    assert max(map(len, out.splitlines())) <= 120


@pytest.mark.parametrize(
    "layers",
    [
        "  - concat:\n" + "      - relu\n" * 3000,
        "  - add:\n" + "      - relu\n" * 3000,
        "  - split:\n" + "      - relu\n" * 300,
        "  - spp " + "2x2 " * 2000,
        "  - relu\n" * 3000,
    ],
    ids=["concat", "add", "split", "spp", "long"],
)
def test_very_much_of_anything_is_explained(layers: str) -> None:
    analysis = analyze(build(parse(f"input: 300x4x4\nlayers:\n{layers}\n")))
    for explanation in (*explain(analysis), *explain(analysis, analysis.rows[-1].node.name)):
        assert require_equal("\n".join(working_lines([explanation]))) >= 1
        assert list(markdown_working([explanation], escaped))
