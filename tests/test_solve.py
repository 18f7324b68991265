"""solve is the inverse of the shape rule, which is followed here by counting windows one by one."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import Run
from strategies import examples

import cnncalc as package
from cnncalc.errors import SpecError
from cnncalc.network.smallest import attempt, clean_sizes, remainders, sizes_of, smallest_input, smallest_size
from cnncalc.solving import solve
from cnncalc.solving.same import same_padding
from cnncalc.solving.usual import DILATIONS, KERNELS, PADDINGS, STRIDES
from cnncalc.solving.window import NAMES, Window

Known = dict[str, "int | tuple[int, int]"]
RANGES = {"input": range(1, 26), "kernel": range(1, 9), "padding": range(5), "stride": range(1, 7), "dilation": range(1, 5)}


def windows_that_fit(input: int, kernel: int, before: int, after: int, stride: int, dilation: int) -> int:
    """Windows are put down one after the other, as long as their last tap falls on the padded input."""
    count = 0
    while count * stride + dilation * (kernel - 1) < input + before + after:
        count += 1
    return count


def counted(window: Window) -> int:
    return windows_that_fit(window.input, window.kernel, *window.padding, window.stride, window.dilation)


def settings() -> st.SearchStrategy[Known]:
    """Settings of a window that fits at least once, with its output."""

    def complete(known: Known) -> Known:
        return known | {"output": fits(known)}

    drawn = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in RANGES.items()})
    return drawn.map(complete).filter(lambda known: bool(known["output"]))


def fits(known: Known) -> int:
    numbers = {name: value for name, value in known.items() if isinstance(value, int)}
    pad = numbers["padding"]
    return windows_that_fit(numbers["input"], numbers["kernel"], pad, pad, numbers["stride"], numbers["dilation"])


@given(settings(), st.sampled_from(NAMES))
@examples(400)
def test_one_unknown_every_answer_gives_the_output_and_none_is_missing(known: Known, unknown: str) -> None:
    left = {name: value for name, value in known.items() if name != unknown}
    found = solve(left, look_for=[unknown])
    assert found.unknowns == (unknown,)
    assert all(counted(window) == known["output"] == window.output for window in found.windows) or unknown == "output"
    assert not found.more
    if unknown == "output":
        assert [window.output for window in found.windows] == [known["output"]]
        return
    values = [window.padding[0] if unknown == "padding" else getattr(window, unknown) for window in found.windows]
    assert len(set(values)) == len(values)
    wanted = [value for value in RANGES[unknown] if fits(known | {unknown: value}) == known["output"]]
    if unknown == "dilation" and known["kernel"] == 1:
        wanted = [1]
    beyond = "every larger" if unknown == "stride" and known["output"] == 1 else ""
    assert {value for value in values if value in RANGES[unknown]} == set(wanted) or beyond in " ".join(found.remarks)


@given(settings(), st.sets(st.sampled_from(NAMES), min_size=2, max_size=3))
@examples(50)
def test_several_unknowns_every_usual_combination_is_listed(known: Known, unknowns: set[str]) -> None:
    left = {name: value for name, value in known.items() if name not in unknowns}
    found = solve(left, most=10**6, look_for=unknowns)
    usual = {"kernel": KERNELS, "stride": STRIDES, "padding": PADDINGS, "dilation": DILATIONS, "input": range(1, 40)}
    axes = [usual[name] if name in unknowns else [known[name]] for name in RANGES]
    wanted = set()
    for input, kernel, pad, stride, dilation in product(*axes):
        output = windows_that_fit(input, kernel, pad, pad, stride, dilation)
        if pad < dilation * (kernel - 1) + 1 and output and (output == known["output"] or "output" in unknowns):
            wanted.add((input, kernel, pad, stride, dilation))
    listed = [(w.input, w.kernel, w.padding[0], w.stride, w.dilation) for w in found.windows]
    assert len(set(listed)) == len(listed)
    assert {row for row in listed if row[0] < 40} == wanted
    assert all(counted(window) == window.output for window in found.windows)


@given(settings(), st.integers(0, 3), st.integers(0, 3))
@examples(100)
def test_a_padding_may_differ_at_the_ends(known: Known, before: int, after: int) -> None:
    left = {name: value for name, value in known.items() if name not in ("output", "padding")} | {"padding": (before, after)}
    try:
        (window,) = solve(left).windows
    except SpecError:
        assume(False)
    assert window.output == counted(window)
    assert all(counted(fit) == window.output for fit in solve({**left, "output": window.output}).windows)


@given(settings(), st.sampled_from(("input", "kernel", "stride", "dilation", "output")))
@examples(200)
def test_rounded_up_the_answers_are_those_of_the_pool(known: Known, unknown: str) -> None:
    def pooled(numbers: Known) -> int:
        pool = f"maxpool {numbers['kernel']}/{numbers['stride']} pad={numbers['padding']} dilation={numbers['dilation']} ceil"
        try:
            return package.calc(f"1x{numbers['input']}", [pool]).nodes[-1].shape[1]
        except SpecError:
            return 0

    output = pooled(known)
    assume(output)
    left = {name: value for name, value in (known | {"output": output}).items() if name != unknown}
    found = solve(left, ceil=True, look_for=[unknown]).windows
    if unknown == "output":
        assert [window.output for window in found] == [output]
        return
    if (unknown == "dilation" and known["kernel"] == 1) or (unknown == "stride" and output == 1):
        return
    values = {getattr(window, unknown) for window in found}
    for value in RANGES[unknown]:
        assert (value in values) == (pooled(known | {unknown: value}) == output), value


# What is known


@pytest.mark.parametrize(
    ("line", "unknown", "answers"),
    [
        ("--input 227 --kernel 11 --padding 0 --stride 4", "output", [55]),
        ("--input 224 --kernel 11 --padding 0 --stride 4", "output", [54]),
        ("--input 227 --output 55 --kernel 11 --padding 0", "stride", [4]),
        ("--input 227 --output 55 --padding 0 --stride 4", "kernel", [8, 9, 10, 11]),
        ("--output 55 --kernel 11 --padding 0 --stride 4", "input", [227, 228, 229, 230]),
        ("--input 224 --output 112 --kernel 7 --stride 2", "padding", [3]),
        ("--input 32 --output 32 --kernel 5 --stride 1", "padding", [2]),
        ("--input 32 --output 32 --kernel 4 --stride 1", "padding", ["1:2"]),
        ("--input 224 --output 224 --kernel 3 --padding 2 --stride 1 --dilation ?", "dilation", [2]),
        ("--input 224 --output 55 --kernel 11 --padding 0", "stride", []),
        ("--input 10 --output 5 --kernel 2 --padding 0:0", "stride", [2]),
        ("--input 112 --kernel 3 --padding 0 --stride 2 --ceil", "output", [56]),
        ("--input 112 --kernel 3 --padding 0 --stride 2", "output", [55]),
        ("--input 224 --output 112 --kernel 7 --padding 3 --dilation 1", "stride", [2]),
    ],
)
def test_answers_that_are_known(line: str, unknown: str, answers: list[object], cnncalc: Run) -> None:
    report = json.loads(cnncalc("solve", *line.split(), "--format", "json").out)
    assert report["open"] == [unknown]
    assert [row[unknown] for row in report["solutions"]] == answers


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("--input 227 --output 55 --padding 0", {"kernel": 11, "stride": 4}),
        ("--input 224 --output 112 --stride 2", {"kernel": 3, "padding": 1}),
        ("--input 28 --output 28 --stride 1", {"kernel": 3, "padding": 1}),
        ("--input 224 --output 112", {"kernel": 3, "padding": 1, "stride": 2}),
        ("--kernel 3 --stride 2 --padding 1", {"input": 224, "output": 112}),
    ],
)
def test_the_most_usual_comes_first(line: str, first: dict[str, int], cnncalc: Run) -> None:
    row = json.loads(cnncalc("solve", *line.split(), "--format", "json").out)["solutions"][0]
    assert {name: row[name] for name in first} == first


def test_one_stride_too_many_says_what_lies_on_both_sides(cnncalc: Run) -> None:
    out = cnncalc("solve", *["--input", "224", "--output", "55", "--kernel", "11", "--padding", "0"]).out
    assert "no whole stride gives 55: stride 4 gives 54 and stride 3 gives 72" in out


def test_what_the_floor_drops_is_told(cnncalc: Run) -> None:
    out = cnncalc("solve", *["--input", "224", "--kernel", "11", "--padding", "0", "--stride", "4"]).out
    assert "213 = 53*4 + 1: the floor drops the remainder, and the last position is never read, 1 of the input" in out


def test_given_numbers_are_checked(cnncalc: Run) -> None:
    line = "solve --input 7 --kernel 3 --padding 1 --stride 1 --dilation 1 --output"
    assert (cnncalc(*line.split(), "7").status, cnncalc(*line.split(), "6").status) == (0, 1)


def test_what_is_left_out_is_said_and_can_be_had(cnncalc: Run) -> None:
    line = "solve --kernel 3 --stride 2 --padding 1 --format json"
    some, every = (json.loads(cnncalc(*line.split(), *more).out) for more in ([], ["--all"]))
    assert (len(some["solutions"]), some["more"], every["more"]) == (20, len(every["solutions"]) - 20, 0)
    assert some["solutions"] == every["solutions"][:20]


# Keeping the size


@given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 5), st.integers(1, 40))
@examples(150)
def test_the_padding_that_keeps_the_size(kernel: int, dilation: int, stride: int, width: int) -> None:
    found = same_padding(kernel, stride, dilation, width)
    if not found.windows:  # a stride over 1 may skip the size; then no padding up to 500 keeps it
        assert all(windows_that_fit(width, kernel, 0, total, stride, dilation) != width for total in range(500))
    for window in found.windows:
        assert counted(window) == width
        even = [p for p in range(120) if windows_that_fit(width, kernel, p, p, stride, dilation) == width]
        assert (window.padding[0] in even) if even else not window.symmetric


@pytest.mark.parametrize(("kernel", "padding"), [(1, 0), (3, 1), (5, 2), (7, 3), (11, 5)])
def test_odd_kernels_have_the_textbooks_padding(kernel: int, padding: int) -> None:
    (window,) = same_padding(kernel).windows
    assert window.padding == (padding, padding)


def test_why_an_even_kernel_has_none(cnncalc: Run) -> None:
    out = cnncalc("solve", "--same", "--kernel", "4").out
    assert "so 2P = K - 1 and P = (K - 1)/2" in out
    assert "K = 4 is even: K - 1 = 3 is odd and has no half: P = 1 gives W - 1, P = 2 gives W + 1" in out
    assert "even" not in cnncalc("solve", "--same", "--kernel", "3").out


# Specs


@pytest.mark.parametrize(
    ("name", "least", "layer"),
    [("alexnet", "3x67x67", "pool5"), ("vgg16", "3x32x32", "pool5"), ("lenet5", "1x32x32", "C5"), ("resnet50", "3x1x1", "")],
)
def test_the_smallest_input_and_what_breaks_below(name: str, least: str, layer: str, cnncalc: Run) -> None:
    assert smallest_input(package.load(name)) == {"input": least}
    out = cnncalc("solve", name).out
    assert least in out
    assert (f"{layer} breaks: the window spans" in out) == bool(layer)


SPECS = {
    "fixed": "input: 3x40x40\nlayers:\n  - conv 3x3 4, gap, flatten, fc 12, reshape 3x2x2, conv 2x2 1\n",
    "wide": "input: 3x20x60\nlayers:\n  - maxpool 4x4\n  - conv 3x3 1\n",
    "divides": "input: 3x64x64\nlayers:\n  - space_to_depth 8\n",
    "holes": "input: 3x64x64\nlayers:\n  - add:\n      - maxpool 2x2, upsample 2\n      - identity\n",
    "long": "input: 1x16000\nlayers:\n  - conv 80/4 8\n  - maxpool 4\n  - conv 1000 8\n",
    "own": "input: 3x8x8\nlayers:\n  - reshape 192, fc 3\n",
    "two": "input: {a: 3x32x32, b: 3x64x64}\nlayers:\n  - conv 9x9 3\n  - from b, conv 30x30 3\n",
}


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("fixed", {"input": "3x3x3"}),
        ("wide", {"input": "3x12x34"}),
        ("divides", {"input": "3x8x8"}),
        ("holes", {"input": "3x2x2"}),
        ("long", {"input": "1x16076"}),  # 80 taps 4 apart, pooled by 4, must leave 1000: ((1000*4 - 1)*4 + 80)
        ("own", {"input": "3x8x8"}),
        ("two", {"a": "3x15x15", "b": "3x30x30"}),
    ],
)
def test_smallest_inputs_of_specs(name: str, least: dict[str, str]) -> None:
    spec = package.parse(SPECS[name])
    assert smallest_input(spec) == least
    package.build(spec, least)


@given(st.integers(1, 7), st.integers(1, 3), st.integers(1, 4), st.integers(0, 2))
@examples(40)
def test_nothing_smaller_fits(kernel: int, stride: int, pool: int, pad: int) -> None:
    spec = package.parse(
        f"input: 1x90x90\nlayers:\n  - conv {kernel}x{kernel}/{stride} 2 pad={pad}, maxpool {pool}x{pool}, conv 2x2 1\n"
    )
    sizes = sizes_of(spec)
    least = smallest_size(sizes)
    assert sizes.fits(least)
    assert not any(sizes.fits(size) for size in range(1, least))
    for size in clean_sizes(sizes, least):
        assert not remainders(sizes.build(size))


TOO_SMALL = """
1x2x2   | conv 3x3 1                   | 1x3x3     | 1x4x4
3x20x60 | conv 40x40 1                 | 3x40x118  | 3x40x120
1x16    | conv 9 1, maxpool 4, conv 9 1 | 1x44     | 1x45
1x8     | conv 500 1                   | 1x500     | 1x501
"""


@pytest.mark.parametrize(
    ("own", "layers", "least", "asked"), [tuple(map(str.strip, row.split("|"))) for row in TOO_SMALL.split("\n") if row]
)
def test_a_spec_that_is_too_small_at_its_own_size(
    own: str, layers: str, least: str, asked: str, tmp_path: Path, cnncalc: Run
) -> None:
    """The smallest is (O - 1)*S + K, layer by layer from the end: for 9, 4, 9 it is 9 -> 36 -> 44.

    The other axis keeps its proportion: 118 of 60 are 40 of 20, rounded up.
    """
    (tmp_path / "a.yaml").write_text(f"input: {own}\nlayers: {layers}\n", encoding="utf-8")
    result = cnncalc("solve", str(tmp_path / "a.yaml"), "--input", asked, "--format", "csv")
    rows = {row["question"]: (row["input"], row["answer"]) for row in csv.DictReader(io.StringIO(result.out))}
    assert (result.status, rows["smallest"]) == (0, (least, "every layer fits"))
    assert rows["the file's own"][0] == own and " breaks: the window spans " in rows["the file's own"][1]
    assert rows["asked for"][0] == asked and rows["asked for"][1].startswith("every layer fits")


def test_what_fits_at_no_size_says_what_is_wrong_at_its_own() -> None:
    with pytest.raises(SpecError, match="the branches of add differ: 4x8x8 and 3x8x8"):
        smallest_input(package.parse("input: 3x8x8\nlayers:\n  - add:\n      - conv 1x1 4\n      - identity\n"))


FITS = """
--input 112 --output 55 --kernel 5 --padding 1 --stride 2        | 0 | the numbers fit
--input 75 --output 38 --kernel 2 --padding 0 --stride 2         | 1 | not 38 rounded up, as with --ceil, they fit
--input 75 --output 38 --kernel 2 --padding 0 --stride 2 --ceil  | 0 | the numbers fit
--input 75 --output 37 --kernel 2 --padding 0 --stride 2 --ceil  | 1 | rounded down, without --ceil, they fit
--input 75 --output 40 --kernel 2 --padding 0 --stride 2         | 1 | the numbers do not fit: the output is 37, not 40
"""


@pytest.mark.parametrize(
    ("args", "status", "said"), [tuple(map(str.strip, row.split("|"))) for row in FITS.strip().splitlines()]
)
def test_whether_five_numbers_fit(args: str, status: str, said: str, cnncalc: Run) -> None:
    """SSD's pool3 is 2x2/2 on 75x75 and ends in 38, which is 37.5 rounded up (Caffe)."""
    result = cnncalc("solve", *args.split())
    assert result.status == int(status)
    assert said in " ".join(result.out.split())
    assert ("rounded up, as" in result.out) == ("rounded up, as" in said)


def test_a_huge_input_takes_bounded_time() -> None:
    spec = package.parse("input: 1x900000000000\nlayers:\n  - conv 700000000000 1\n")
    assert smallest_input(spec) == {"input": "1x700000000000"}


def test_an_input_that_is_asked_for(cnncalc: Run) -> None:
    rows = json.loads(cnncalc("solve", "alexnet", "--input", "3x64x64", "--format", "json").out)["answers"]
    assert rows[-1]["question"] == "asked for"
    assert rows[-1]["answer"].startswith("pool5 breaks: the window spans 3 along the height, but the input has 2")


def test_what_breaks_is_a_problem_with_the_layers_name() -> None:
    sizes = sizes_of(package.parse("input: 3x8x8\nlayers:\n  - add:\n      - conv 3x3 3\n      - identity\n"))
    problem = attempt(sizes, {"input": "3x8x8"})
    assert getattr(problem, "layer", "") == "add1"


# Nonsense


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "nothing is given\n  help: give --input"),
        ("--kernel x", "--kernel x is not a number"),
        ("--kernel 3x3", "--kernel 3x3 is not a number"),
        ("--kernel -3", "--kernel -3 is out of range"),
        ("--kernel 3x3", "--kernel 3x3 is not a number"),
        ("--kernel 1.5", "--kernel 1.5 is not a number"),
        ("--kernel ²", "--kernel ² is not a number"),
        ("--padding 1:2:3", "--padding 1:2:3 is not a number"),
        ("--kernel 0 --input 4", "--kernel 0 is out of range"),
        ("--kernel 10000000000000000 --input 4", "--kernel 10000000000000000 is out of range"),
        ("--kernel 3", "input, output, padding and stride are open: at most three can be"),
        ("--input 3 --kernel 5 --padding 0 --stride 1", "the window spans 5, but the padded input has 3"),
        ("--input 3 --kernel 2 --padding 2 --stride 1 --ceil", "the padding 2 is as wide as the window"),
        ("--input 3 --input 4", "--input is given twice"),
        ("--same --stride 2", "with a stride over 1 the padding that keeps the size depends on the input"),
        ("--same --output 3", "--output has no place beside --same"),
        ("--same --ceil", "--ceil has no place beside --same"),
        ("--same --kernel 0", "--kernel 0 is out of range"),
        ("--set w=1 --kernel 3", "--set belongs to a spec"),
        ("vgg16 --kernel 3", "--kernel has no place beside a spec"),
        ("vgg16 --same", "--same has no place beside a spec"),
        ("vgg16 --input 3x", "3x is not a size"),
        ("vgg16 --input left=3x3x3", "the spec has no input left"),
        ("vgg16 --set w=1", "the spec has no variable w"),
        ("vgg61", "there is no file or bundled spec vgg61"),
        ("--kernle 3", "cnncalc solve has no option --kernle"),
    ],
)
def test_nonsense_is_met_with_help(line: str, message: str, cnncalc: Run) -> None:
    result = cnncalc("solve", *line.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")
    assert re.search(r"\n  help: .", result.err)


def test_a_spec_of_vectors_or_with_mistakes_is_refused(tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("input: 30\nlayers:\n  - fc 3\n", encoding="utf-8")
    assert cnncalc("solve", str(path)).err.startswith("error: the inputs are vectors")
    path.write_text("input: 3x8x8\nlayers:\n  - cnov 3\n", encoding="utf-8")
    assert "did you mean conv?" in cnncalc("solve", str(path)).err
    path.write_text("input: 3x8x8\nlayers:\n  - conv 3x3 4 groups=2\n", encoding="utf-8")
    assert "groups = 2 does not divide" in cnncalc("solve", str(path)).err


def test_extremes_are_quick(cnncalc: Run) -> None:
    big = 10**15
    assert cnncalc("solve", *f"--input {big} --kernel 1 --padding 0 --stride 1".split()).status == 0
    assert cnncalc("solve", *f"--output 1 --kernel 3 --padding 0 --stride {big}".split()).status == 0
    assert cnncalc("solve", *f"--input {big} --output 1 --padding 0 --kernel 3".split()).status == 0
