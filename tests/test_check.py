"""`cnncalc check`: expectations, budgets, answer sheets, the forms of answers, and the slips behind wrong ones."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from running import Golden, Result, Run
from strategies import examples, specs

from cnncalc import CONVENTIONS, analyze, build, check, cost, load, parse
from cnncalc.analysis.memory import memory_of
from cnncalc.asking.answers import read_answer
from cnncalc.asking.case import Case
from cnncalc.asking.expect import judge_one
from cnncalc.asking.figure import AXES, BYTES, NUMBER, SHAPE
from cnncalc.asking.marks import mark
from cnncalc.asking.places import EXPECTED, askable
from cnncalc.asking.questions import question
from cnncalc.checking.likely import likely
from cnncalc.checking.slips import SLIPS
from cnncalc.checking.windowed import mark_window, window_question
from cnncalc.checking.workings import working
from cnncalc.errors import Fault, Place, Source, SpecError, Word
from cnncalc.language.spec import Text

FOLDER = Path(__file__).with_name("check")
BROKEN = sorted(path.stem for path in FOLDER.glob("broken_*.yaml"))


def text_of(answer: str) -> Text:
    """An answer as if it stood in a file."""
    place = Place(Source("<answer>", [answer]), 1, 1, len(answer))
    return Text(Word(answer), place, place)


def case_of(input: str, *layers: str, batch: int = 1, layout: str = "chw") -> Case:
    """A network of a few lines."""
    lines = "".join(f"  - {line}\n" for line in layers)
    return Case(analyze(build(parse(f"layout: {layout}\ninput: {input}\nlayers:\n{lines}")), batch))


def named_slips(case: Case, quantity: str, answer: str) -> list[str]:
    """The slips that a wrong answer is put down to."""
    judged = judge_one(case, quantity, text_of(answer))
    assert not judged.verdict.right, judged.verdict
    return [slip.name for slip in likely(judged.question, judged.answer, judged.value, case)]


# Forms of answers: the text, what is asked for, the true value, and what is said of the form (None: it is wrong)

FORMS = """
1792           | number | 1792         |
1,792          | number | 1792         |
1_792          | number | 1792         |
1 792          | number | 1792         |
1'792          | number | 1792         |
1,729          | number | 1792         | wrong
34.9K          | number | 34944        | rounded: it is 34,944
34.8K          | number | 34944        | wrong
35k            | number | 34944        | rounded: it is 34,944
15.5G          | number | 15470264320  | rounded: it is 15,470,264,320
15.5 G         | number | 15470264320  | rounded: it is 15,470,264,320
15.5 billion   | number | 15470264320  | rounded: it is 15,470,264,320
15.47e9        | number | 15470264320  | rounded: it is 15,470,264,320
1.55*10^10     | number | 15470264320  | rounded: it is 15,470,264,320
1.55×10^10     | number | 15470264320  | rounded: it is 15,470,264,320
15.4G          | number | 15470264320  | wrong
~138,000,000   | number | 138357544    | rounded: it is 138,357,544
138,000,000    | number | 138357544    | wrong
3*3*3*64       | number | 1728         | it comes to 1,728
3x3x3x64       | number | 1728         | it comes to 1,728
3×3×3×64       | number | 1728         | it comes to 1,728
3·3·3·64 + 64  | number | 1792         | it comes to 1,792
(3*3*3 + 1)*64 | number | 1792         | it comes to 1,792
1,728 + 64     | number | 1792         | it comes to 1,792
2^10           | number | 1024         | it comes to 1,024
96.2 %         | number | 9617/10000   | rounded: it is 96.17 %
96.2           | number | 9617/10000   | read as percent
0.962          | number | 9617/10000   | rounded: it is 0.9617
80 %           | number | 9617/10000   | wrong
= 224          | number | 224          |
224 params     | number | 224          |
4.1 GMACs      | number | 4089184256   | rounded: it is 4,089,184,256
25.6M parameters | number | 25557032   | rounded: it is 25,557,032
3.65万         | number | 36480        | rounded: it is 36,480
1.2亿          | number | 121000000    | rounded: it is 121,000,000
1.2億          | number | 138357544    | wrong
３×３×３×６４  | number | 1728         | it comes to 1,728
１，７９２     | number | 1792         |
3×3×3×8+8      | number | 224          | it comes to 224
(3x3x3 + 1)x8  | number | 224          | it comes to 224
1/3            | number | 1/3          | it comes to 0.33333
4              | number | 107/27       | rounded: it is 3.96296
min(2, 3)      | number | 2            | it comes to 2
<= 5M          | number | 5000000      |
< 5M           | number | 5000000      | wrong
>= 5M          | number | 5000000      |
> 5M           | number | 5000000      | wrong
≤ 4,999,999    | number | 5000000      | wrong
553 MB         | bytes  | 553430176    | rounded: it is 553,430,176 bytes
527.8 MiB      | bytes  | 553430176    | rounded: it is 553,430,176 bytes
527.8 MB       | bytes  | 553430176    | wrong
<= 1 GiB       | bytes  | 553430176    |
64x224x224     | shape  | 64x224x224   |
64 x 224 x 224 | shape  | 64x224x224   |
64×224×224     | shape  | 64x224x224   |
(64, 224, 224) | shape  | 64x224x224   |
[64, 224, 224] | shape  | 64x224x224   |
64, 224, 224   | shape  | 64x224x224   |
64*224*224     | shape  | 64x224x224   |
(None, 30, 30, 8) | shape | 8x30x30     | in the other layout, channels last; here it is written 8x30x30
[-1, 8, 30, 30] | shape | 8x30x30       |
torch.Size([8, 30, 30]) | shape | 8x30x30 |
torch.Size([8, 64, 224, 224]) | shape | 64x224x224 | with the batch of 8 first; here it is written 64x224x224
TensorShape([None, 30, 30, 8]) | shape | 8x30x30 | in the other layout, channels last; here it is written 8x30x30
（64，224，224） | shape | 64x224x224   |
224x224x64     | shape  | 64x224x224   | in the other layout, channels last; here it is written 64x224x224
8x64x224x224   | shape  | 64x224x224   | with the batch of 8 first; here it is written 64x224x224
4x64x224x224   | shape  | 64x224x224   | wrong
224x64x224     | shape  | 64x224x224   | wrong
1x1x4096       | shape  | 4096         | but for extents of 1; here it is written 4096
512            | shape  | 512x1x1      | but for extents of 1; here it is written 512x1x1
7              | axes   | 7x7          |
7x7            | axes   | 7x7          |
(7, 7)         | axes   | 7x7          |
7              | axes   | 1x7          | wrong
1x7            | axes   | 1x7          |
7x1            | axes   | 1x7          | wrong
<= 9           | axes   | 7x7          |
"""


def rows_of(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def true_value(text: str, asked: str) -> Any:
    """The true value as it is written in a table."""
    if asked in (SHAPE, AXES):
        return tuple(map(int, text.split("x")))
    return read_answer(text).value


@pytest.mark.parametrize(("text", "asked", "true", "said"), rows_of(FORMS))
def test_the_forms_of_an_answer(text: str, asked: str, true: str, said: str) -> None:
    right, form = mark(read_answer(text, asked), true_value(true, asked), batch=8)
    assert (right, form) == (False, "") if said == "wrong" else (True, said)


UNREADABLE = """
                | number | the answer is empty
<=              | number | <= lacks its number
foo             | number | foo is not a number
5 apples        | number | 5 apples has an unknown unit: apples
5m              | number | 5m has an unknown unit: m
1,79            | number | 1,79 is no number: digits are grouped by threes
3**             | number | a number or a name is missing at the end in 3**
10/0            | number | a division by zero
9e99            | number | 9e99 is beyond all figures of a network
5 MB            | number | 5 MB is a size in bytes, and a count is asked for
3*H             | number | 3*H has symbols, and this input has none
nan             | number | nan is not a number
99999999999999999999999999999999999 | number | a number here has more than 32 digits
2 or 3          | number | 2 or 3 is not one number: or has no place in an answer
3 or 2          | number | 3 or 2 is not one number: or has no place in an answer
3 and 2         | number | 3 and 2 is not one number: and has no place in an answer
not 2           | number | not 2 is not one number: not has no place in an answer
2 or so         | number | 2 or so is not one number: or has no place in an answer
2 or 1/0        | number | 2 or 1/0 is not one number: or has no place in an answer
0 or 2          | number | 0 or 2 is not one number: or has no place in an answer
2 == 2          | number | 2 == 2 is not one number: = has no place in an answer
3 > 2           | number | 3 > 2 is not one number: > has no place in an answer
true + 1        | number | true + 1 is not one number: true has no place in an answer
min(2 or 3, 4)  | bytes  | min(2 or 3, 4) is not one number: or has no place in an answer
7 or 5          | axes   | 7 or 5 is not one number: or has no place in an answer
64x             | shape  | 64x is not a shape
1.5             | shape  | 1.5 is not a shape
foo             | shape  | foo is not a shape
<= 3x3x3        | shape  | <= 3x3x3 bounds a shape, which has no order
"""


@pytest.mark.parametrize(("text", "asked", "message"), rows_of(UNREADABLE))
def test_an_answer_that_cannot_be_read_says_what_can(text: str, asked: str, message: str) -> None:
    with pytest.raises(Fault) as caught:
        read_answer(text, asked)
    assert caught.value.message == message
    assert caught.value.help or "division" in message or "beyond" in message


@given(
    st.text(max_size=20) | st.text("0123456789.,_xX*/+-()[]% kKMGBie<>=~H", max_size=14),
    st.sampled_from([NUMBER, BYTES, SHAPE, AXES]),
)
@examples(400)
def test_any_text_is_read_or_refused(text: str, asked: str) -> None:
    try:
        answer = read_answer(text, asked)
    except Fault as fault:
        assert fault.message
        return
    mark(answer, (2, 3, 4) if asked == SHAPE else (3, 3) if asked == AXES else 1728)


@given(st.integers(1, 10**12), st.integers(0, 3), st.sampled_from(["", "K", "M", "G"]))
@examples(200)
def test_whatever_a_figure_rounds_to_is_right(value: int, places: int, unit: str) -> None:
    step = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}[unit]
    units = (2 * value * 10**places + step) // (2 * step)
    text = f"{units // 10**places:,}" + (f".{units % 10**places:0{places}}" if places else "") + unit
    assert mark(read_answer(text), value).right
    off = f"{units // 10**places + 1:,}" + (f".{units % 10**places:0{places}}" if places else "") + unit
    assert not mark(read_answer(off), value).right


# Quantities

NETWORK = (
    "3x32x32",
    "conv 3x3 8 half as a",
    "bn",
    "relu as r",
    "maxpool 3x2 as p",
    "conv 1x3 6 groups=2 nobias as b",
    "fc 10 as c",
)
ASKED = """
a                               | 8x32x32
output                          | 10
a.params                        | 224
a.weights                       | 216
a.neurons                       | 8192
a.connections                   | 3*3*3*8*32*32 + 8*32*32
params                          | 224 + 16 + 72 + 6*10*14*10 + 10
conv.params                     | 296
convolution.params              | 296
dense.params / params           | 8410/8722
a.weights + b.weights           | 288
1 - p.activations / r.activations | 1 - 8*10*16/8192
input.activations               | 3072
input                           | 3x32x32
conv.layers                     | 2
layers                          | 6
p                               | 8x10x16
p.height - p.width              | -6
p.unread                        | 2x0
p.receptive_field               | 5x4
p.stride                        | 3x2
p.jump                          | 3x2
b.stride                        | 1
b.jump                          | 3x2
input.jump                      | 1
stride                          | 0
jump                            | 0
a.receptive_field * 2           | 6
params.bytes                    | 4*(224 + 16 + 72 + 8400 + 10)
peak_activations.bytes          | 4*(8192 + 3072)
buffers                         | 16
a.flops / a.macs                | 2
max(a.macs, b.macs)             | 3*3*3*8*32*32
r.cmp                           | 8192
a.positions                     | 32*32
c.positions                     | 1
b.kernel                        | 1x3
p.kernel                        | (3, 2)
a.padding                       | 1
b.padding                       | 0
a.overlap                       | 2
p.overlap                       | 2
b.overlap                       | 2x6
"""


@pytest.mark.parametrize(("quantity", "answer"), rows_of(ASKED))
def test_what_can_be_asked(quantity: str, answer: str) -> None:
    verdict = judge_one(case_of(*NETWORK), quantity, text_of(answer)).verdict
    assert verdict.right, verdict


MEANINGLESS = """
prams                 | prams names no quantity, layer or scope                | did you mean params?
a.wieghts             | wieghts of a.wieghts is no quantity                    | did you mean weights?
z.params + a.params   | z.params names no quantity, layer or scope             |
3 + 4                 | 3 + 4 asks nothing of the network                      | write it as in: fc6.weights + fc7.weights
a.macs.bytes          | macs takes no memory: it has no bytes                  |
p.receptive_field + 1 | p.receptive_field is 5x4, and arithmetic needs a number | ask for its height, width or channels
c.height              | c has no height: its shape is 10                       |
a.peak_activations    | peak_activations is a figure of the whole network      | ask for activations of a layer or a scope
c.overlap             | each output of c sees all of the input: it has no neighbour | ask a layer before it
r.kernel              | r has no kernel                                        | ask a convolution or a pool
c.padding             | c has no padding                                       | ask a convolution or a pool
r.stride              | r has no stride of its own |
input.stride          | input has no stride of its own |
input.kernel          | input has no kernel                                    | ask a convolution or a pool
input.padding         | input has no padding                                   | ask a convolution or a pool
a.params +            | a number or a name is missing at the end in a.params + |
"""


@pytest.mark.parametrize(("quantity", "message", "help"), rows_of(MEANINGLESS))
def test_what_cannot_be_asked(quantity: str, message: str, help: str) -> None:
    with pytest.raises(Fault) as caught:
        judge_one(case_of(*NETWORK), quantity, text_of("1"))
    assert caught.value.message == message
    assert not help or caught.value.help == help


ENDS = """
conv 4x4 8 same         | conv1.padding         | 1:2       | right
conv 4x4 8 same         | conv1.padding         | 1:2x1:2   | right
conv 4x4 8 same         | conv1.padding         | 2:1       | wrong
conv 4x4 8 same         | conv1.padding         | 1         | wrong
conv 4x4 8 same         | conv1.padding         | <= 2      | wrong
conv 4x3 8 same         | conv1.padding         | 1:2x1     | right
conv 4x3 8 same         | conv1.padding         | 1：2x1：1  | right
conv 4x3 8 pad=0:1x1    | conv1.padding         | 0:1 x 1   | right
conv 3x3 8 same         | conv1.padding         | 1:1       | right
conv 3x3 8 same         | conv1.padding         | 1:2       | wrong
conv 4x4 8 same         | conv1.padding         | 1:2:3     | :2:3 is not arithmetic
conv 4x4 8 same         | conv1.padding * 2     | 3         | conv1.padding is 1:2, and arithmetic needs a number
conv 4x4 8 same         | conv1.kernel          | 1:2       | wrong
"""


@pytest.mark.parametrize(("layer", "quantity", "answer", "said"), rows_of(ENDS))
def test_padding_that_differs_at_the_ends(layer: str, quantity: str, answer: str, said: str) -> None:
    case = case_of("3x32x32", layer)
    if said not in ("right", "wrong"):
        with pytest.raises(Fault) as caught:
            judge_one(case, quantity, text_of(answer))
        assert caught.value.message == said
        return
    verdict = judge_one(case, quantity, text_of(answer)).verdict
    assert verdict.right == (said == "right"), verdict


@pytest.mark.parametrize(("answer", "right"), [("0:1", True), ("1:0", True), ("1", False), ("0:2", False), ("1:1x1", False)])
def test_a_window_that_is_padded_at_one_end(answer: str, right: bool) -> None:
    asked = window_question({"input": 6, "output": 6, "kernel": 2, "stride": 1}, "padding")
    assert asked.shown == "0:1"
    assert mark_window(asked, answer).right == right


WINDOW_SLIPS = """
input: 32, kernel: 5, padding: 2, stride: 1              | output  | 28  | padding forgotten
input: 32, kernel: 5, padding: 2, stride: 1              | output  | 30  | padding counted once
input: 32, kernel: 5, padding: 2, stride: 1              | output  | 31  | K-1 forgotten
input: 224, kernel: 7, padding: 3, stride: 2             | output  | 113 | floor against ceil
input: 224, kernel: 7, padding: 3, stride: 2             | output  | 224 | stride ignored
input: 32, kernel: 3, padding: 0, stride: 1, dilation: 3 | output  | 30  | dilation ignored
input: 32, output: 32, kernel: 5, stride: 1              | padding | 4   | padding of both sides
input: 227, output: 55, padding: 0, stride: 4            | kernel  | 4   | K-1 forgotten
input: 32, kernel: 5, padding: 2, stride: 1              | output  | 99  |
"""


@pytest.mark.parametrize(("known", "unknown", "answer", "slip"), rows_of(WINDOW_SLIPS))
def test_a_slip_with_a_window_is_named(known: str, unknown: str, answer: str, slip: str, tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(f"exercises: [{{solve: {{{known}}}, answers: {{{unknown}: {answer}}}}}]", encoding="utf-8")
    ((entry,),) = [part["answers"] for part in json.loads(cnncalc("check", str(path), "--json").out)["files"][0]["exercises"]]
    assert entry["status"] == "wrong"
    assert [one["name"] for one in entry["slips"]][:1] == [slip] * bool(slip)


# Slips: input, layers, what is asked, the wrong answer, the slip. Every row of the table of slips stands here.


class Slipped(NamedTuple):
    """A wrong answer and the slip that must be named."""

    input: str
    layers: str
    quantity: str
    answer: str
    slip: str


WRONG = """
1x32x32   | conv 5x5 6                   | conv1.params          | 150                    | bias forgotten
3x224x224 | conv 3x3 64 half             | params                | 1,728                  | bias forgotten
3x224x224 | conv 3x3 64 nobias           | params                | 1.79K                  | bias counted
3x227x227 | conv 11x11/4 96              | conv1.weights         | 34,944                 | bias counted
1x32x32   | conv 5x5 6                   | macs                  | 122,304                | bias counted
96x27x27  | conv 5x5 256 pad=2 groups=2  | conv1.weights         | 614,400                | groups ignored
32x14x14  | dwconv 3x3 half              | dwconv1.weights       | 9,216                  | groups ignored
3x224x224 | conv 3x3 64 half             | macs                  | 173.4M                 | FLOPs for MACs
3x224x224 | conv 3x3 64 half             | flops                 | 86,704,128             | MACs for FLOPs
3x32x32   | conv 5x5 6 pad=2             | conv1                 | 6x30x30                | padding counted once
3x32x32   | conv 5x5 6 pad=2             | conv1.padding         | 4                      | padding of both sides
3x32x32   | conv 5x5 6 pad=2             | conv1                 | 6x28x28                | padding forgotten
64x32x32  | maxpool 3x3/2                | maxpool1              | 64x16x16               | floor against ceil
64x32x32  | maxpool 3x3/2 ceil           | maxpool1.width        | 15                     | floor against ceil
3x32x32   | conv 5x5 6                   | conv1                 | 6x27x27                | K-1 forgotten
3x32x32   | conv 5x5 6                   | conv1                 | 6x32x32                | K-1 forgotten
3x32x32   | conv 3x3 6 dilation=3        | conv1                 | 6x24x24                | K-1 forgotten
3x32x32   | conv 3x3 6, conv 3x3 6       | conv2.receptive_field | 7                      | K-1 forgotten
3x32x32   | conv 3x3 6 dilation=2        | conv1                 | 6x30x30                | dilation ignored
3x32x32   | conv 3x3/2 6, conv 3x3 6     | conv2.receptive_field | 5                      | stride ignored
3x32x32   | conv 3x3/2 6                 | conv1                 | 6x30x30                | stride ignored
1x99x99   | conv 7x7/4 1                 | conv1.overlap         | 6                      | stride ignored
1x5x5     | conv 3x3 1                   | conv1.positions       | 4                      | K-1 forgotten
3x224x224 | conv 3x3 64 half             | params                | 640                    | input channels left out
64x56x56  | conv 3x3 64 half             | macs                  | 1,806,336              | input channels left out
3x32x32   | conv 5x5 5                   | params                | 76                     | one filter counted
1x30x81   | conv 5x5 1                   | conv1                 | 1x77x26                | height and width swapped
8x32x20   | conv 3x1 4                   | conv1                 | 4x32x18                | height and width swapped
8x32x20   | conv 3x1 4                   | conv1.kernel          | 1x3                    | height and width swapped
8x32x20   | conv 3x1 4 pad=1x0           | conv1.padding         | 0x1                    | height and width swapped
3x32x32   | conv 3x3 6                   | params                | 1344                   | batch counted
3x32x32   | conv 3x3 6                   | macs                  | 145,800                | batch left out
64x56x56  | conv 3x3 64 nobias, bn       | params                | 37,120                 | running statistics counted
64x56x56  | conv 3x3 64 nobias, bn       | params                | 36,864                 | norms left out
3x32x32   | conv 3x3 6                   | conv1.weights.bytes   | 162                    | bytes for numbers
3x32x32   | fc 2000                      | params.bytes          | 23.45 MB               | MiB for MB
3x32x32   | fc 2000                      | params                | 5.86M                  | MiB for MB
3x32x32   | fc 2000                      | params.bytes          | 24.5 MB                | cut off
1x32x32   | conv 5x5 6                   | conv1.connections     | 97,843                 | digit lost
1x32x32   | conv 5x5 6                   | conv1.connections     | 9784320                | digit gained
3x32x32   | conv 3x3 10                  | conv1                 | 3x30x30                | channels of the input
3x32x32   | conv 3x3 10, conv 3x3 8      | conv2.params          | 3*3*3*8 + 8            | channels of the input
78x7x4    | conv 7x4 128                 | conv1.params          | 289,536                | bias for every pair
1x32x32   | conv 5x5 6                   | conv1.params          | 122,304                | sharing forgotten
1x32x32   | conv 5x5 3                   | conv1.connections     | (32*32 + 1)*28*28*3    | window forgotten
64x32x32  | maxpool 2x2                  | maxpool1              | 32x16x16               | pool on channels
64x32x32  | maxpool 2x2, conv 3x3 8      | conv1.params          | 3*3*32*8 + 8           | pool on channels
64x32x32  | avgpool 2x2                  | avgpool1              | 1x16x16                | pool on channels
512x7x7   | fc 4096                      | fc1.params            | 512*4096 + 4096        | H*W forgotten
10x7x7    | flatten, fc 10               | flatten1              | 10                     | H*W forgotten
10x7x7    | flatten, fc 10               | fc1.weights           | 10*10                  | H*W forgotten
128x218x218 | dense 10, softmax          | fc1.params            | 1290                   | dense at each position
128x218x218 | dense 10, softmax          | fc1                   | 218x218x10             | dense at each position
3x32x32   | conv 3x3/2 6, conv 3x3/2 8   | conv2.stride          | 4                      | jump for stride
3x32x32   | conv 3x3/2 6, conv 3x3/2 8   | conv2.jump            | 2                      | stride for jump
3x32x32   | conv 3x3/2 6, conv 3x3/2 8   | conv2.receptive_field | 3                      | kernel for field
"""


def test_digits_of_the_note_on_lenet() -> None:
    assert named_slips(case_of("1x32x32", "conv 5x5 6"), "conv1.connections", "12230") == ["digit lost"]


@pytest.mark.parametrize("row", [Slipped(*row) for row in rows_of(WRONG)], ids=lambda row: f"{row.slip}: {row.answer}")
def test_the_likely_slip_is_named(row: Slipped) -> None:
    batch = 8 if "batch" in row.slip or row.slip.startswith("digit") else 1
    found = named_slips(case_of(row.input, row.layers, batch=batch), row.quantity, row.answer)
    assert row.slip in found


LIKELIEST = """
1x28x28   | maxpool 3x3/2 pad=1 ceil     | maxpool1.height       | 14                     | floor against ceil
1x75x75   | maxpool 2x2/2 ceil           | maxpool1.height       | 37                     | floor against ceil
1x28x28   | maxpool 3x3/2 pad=1          | maxpool1.height       | 13                     | padding forgotten
512x7x7   | fc 4096                      | fc1.params            | 512*4096 + 4096        | H*W forgotten
3x32x32   | conv 3x3 8 groups=1          | conv1.weights         | 72                     | input channels left out
"""


@pytest.mark.parametrize("row", [Slipped(*row) for row in rows_of(LIKELIEST)], ids=lambda row: f"{row.layers}: {row.answer}")
def test_the_likeliest_slip_stands_first_and_none_is_hidden(row: Slipped, tmp_path: Path, cnncalc: Run) -> None:
    case = case_of(row.input, row.layers)
    judged = judge_one(case, row.quantity, text_of(row.answer))
    found = likely(judged.question, judged.answer, judged.value, case)
    assert found[0].name == row.slip
    text = f"exercises:\n  - on: {row.input}\n    layers: {row.layers}\n    answers: {{{row.quantity}: {row.answer}}}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    told = " ".join(cnncalc("check", str(tmp_path / "a.yaml")).out.split())
    assert f"{row.slip}? {found[0].does}" in told
    assert all(slip.name in told for slip in found)


def test_the_table_of_wrong_answers_has_every_slip() -> None:
    tried = {row[4] for row in rows_of(WRONG)}
    assert tried | {"freezing ignored"} == {slip.name for slip in SLIPS}


def test_frozen_layers_counted_as_trained() -> None:
    spec = parse("input: 3x8x8\nlayers:\n  - conv 3x3 4\n  - fc 10\nfreeze: [conv1]\n")
    case = Case(analyze(build(spec)))
    assert named_slips(case, "trainable", "1,562") == ["freezing ignored"]


def test_an_answer_that_no_slip_gives_has_none() -> None:
    assert named_slips(case_of("3x224x224", "conv 3x3 64 half"), "params", "4,321") == []


# Random layers and slips; the wrong values are reckoned here, by formulas of their own.


class Conv(NamedTuple):
    """A square convolution."""

    w: int
    cin: int
    k: int
    s: int
    p: int
    g: int
    out: int
    bias: bool
    batch: int

    @property
    def line(self) -> str:
        """The step."""
        return f"conv {self.k}x{self.k}/{self.s} {self.out} pad={self.p} groups={self.g}{'' if self.bias else ' nobias'}"

    def size(self, w: int | None = None) -> int:
        """The extent of its output."""
        return ((self.w if w is None else w) + 2 * self.p - self.k) // self.s + 1

    def params(self, depth: int | None = None, bias: bool | None = None) -> int:
        """Its parameters."""
        depth = self.cin // self.g if depth is None else depth
        return self.k * self.k * depth * self.out + self.out * (self.bias if bias is None else bias)

    def macs(self, depth: int | None = None) -> int:
        """Its MACs for the batch."""
        return self.k * self.k * (self.cin // self.g if depth is None else depth) * self.out * self.size() ** 2 * self.batch


def shape_text(conv: Conv, size: int) -> str:
    return f"{conv.out}x{size}x{size}"


# The slip, what is asked, and the wrong answer of somebody who makes it.
MISTAKES: dict[str, tuple[str, Callable[[Conv], object]]] = {
    "bias forgotten": ("params", lambda c: c.params(bias=False)),
    "bias counted": ("params", lambda c: c.params(bias=True)),
    "groups ignored": ("params", lambda c: c.params(depth=c.cin)),
    "input channels left out": ("params", lambda c: c.params(depth=1)),
    "batch counted": ("params", lambda c: c.params() * c.batch),
    "FLOPs for MACs": ("macs", lambda c: 2 * c.macs()),
    "MACs for FLOPs": ("flops", lambda c: c.macs()),
    "batch left out": ("macs", lambda c: c.macs() // c.batch),
    "padding counted once": ("output", lambda c: shape_text(c, (c.w + c.p - c.k) // c.s + 1)),
    "padding forgotten": ("output", lambda c: shape_text(c, (c.w - c.k) // c.s + 1)),
    "floor against ceil": ("output", lambda c: shape_text(c, -((c.k - c.w - 2 * c.p) // c.s) + 1)),
    "K-1 forgotten": ("output", lambda c: shape_text(c, (c.w + 2 * c.p - c.k) // c.s)),
    "stride ignored": ("output", lambda c: shape_text(c, c.w + 2 * c.p - c.k + 1)),
}


@st.composite
def convolutions(draw: st.DrawFn) -> Conv:
    groups = draw(st.sampled_from([1, 1, 2, 3]))
    k = draw(st.integers(1, 7))
    return Conv(
        w=draw(st.integers(k, 40)),
        cin=groups * draw(st.integers(1, 8)),
        k=k,
        s=draw(st.integers(1, 3)),
        p=draw(st.integers(0, 3)),
        g=groups,
        out=groups * draw(st.integers(1, 16)),
        bias=draw(st.booleans()),
        batch=draw(st.integers(1, 4)),
    )


@given(convolutions(), st.sampled_from(sorted(MISTAKES)), st.booleans())
@examples(300)
def test_the_slip_of_a_random_layer_is_named(conv: Conv, slip: str, deep: bool) -> None:
    asked, wrong = MISTAKES[slip]
    answer = str(wrong(conv))
    assume("x0" not in answer and "x-" not in answer)
    case = case_of(f"{conv.cin}x{conv.w}x{conv.w}", *["identity"] * deep, conv.line, batch=conv.batch)
    judged = judge_one(case, f"conv1.{asked}", text_of(answer))
    assume(not judged.verdict.right)
    named = [one.name for one in likely(judged.question, judged.answer, judged.value, case)]
    assert slip in named, (conv, answer, named)


@given(convolutions(), st.integers(2, 50))
@examples(100)
def test_no_right_answer_is_put_down_to_a_slip(conv: Conv, more: int) -> None:
    case = case_of(f"{conv.cin}x{conv.w}x{conv.w}", conv.line, batch=conv.batch)
    for asked, true in (("params", conv.params()), ("macs", conv.macs()), ("output", shape_text(conv, conv.size()))):
        assert judge_one(case, f"conv1.{asked}", text_of(str(true))).verdict.right


def test_a_wrong_answer_on_training_memory_has_its_working() -> None:
    """It was worked out at one byte each, as int8 has them, in which nothing trains."""
    case = case_of("1x8x8", "conv 3x3 4")
    judged = judge_one(case, "training_memory", text_of("3"))
    numbers, _, each = working(judged.question, case).partition(" numbers, ")
    assert (int(numbers.replace(",", "")) * 4, each) == (judged.value, "4 bytes each")


@given(specs(), st.data())
@examples(60)
def test_any_question_on_any_network_is_marked(text: str, data: st.DataObject) -> None:
    case = Case(analyze(build(parse(text)), 2))
    subject = data.draw(st.sampled_from(["", *(f"{row.node.name}." for row in case.analysis.rows)]))
    quantity = data.draw(st.sampled_from(askable(EXPECTED)))
    answer = data.draw(st.sampled_from(["3", "1x2x3", "3.5K", "1", "2x2"]))
    try:
        judged = judge_one(case, f"{subject}{quantity}", text_of(answer))
    except Fault as fault:  # no spatial axes, or a shape where a number is written
        assert fault.message
        return
    if not judged.verdict.right:
        likely(judged.question, judged.answer, judged.value, case)
        working(judged.question, case)


def test_large_networks_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of("3x224x224", "conv 3x3 64 half")
    assert named_slips(case, "params", "1,728") == ["bias forgotten"]
    monkeypatch.setattr("cnncalc.checking.likely.SLIP_NODES", 1)
    assert named_slips(case, "params", "1,728") == []


# The command


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the files to check."""
    monkeypatch.chdir(FOLDER)
    return FOLDER


GOLDEN = [
    ("sheet", "sheet.yaml"),
    ("sheet_json", "sheet.yaml --format json"),
    ("sheet_markdown", "sheet.yaml --format markdown"),
    ("budget", "budget.yaml"),
    ("budget_csv", "budget.yaml --format csv"),
    ("budget_junit", "budget.yaml sheet.yaml --format junit"),
    ("budget_hwc", "budget.yaml --layout hwc --batch 2 --dtype float16"),
    ("symbols", "symbols.yaml"),
    ("as_fvcore", "as.yaml sheet.yaml --as fvcore"),
    ("as_json", "as.yaml sheet.yaml --as thop --format json"),
    ("as_csv", "as.yaml sheet.yaml --as torchvision --format csv"),
    ("as_markdown", "as.yaml --as torchinfo --batch 2 --format markdown"),
    ("as_junit", "as.yaml sheet.yaml --as keras --format junit"),
    ("as_symbols", "symbols.yaml --as torch"),
]


@pytest.mark.parametrize(("name", "args"), GOLDEN, ids=[name for name, _ in GOLDEN])
def test_what_is_printed(name: str, args: str, here: Path, cnncalc: Run, golden: Golden) -> None:
    result = cnncalc("check", *args.split())
    assert (result.status, result.err) == (1, "")
    golden(FOLDER / f"{name}.txt", result.out)


EQUATIONS = """
3x224x224 | conv 3x3/2 8 pad=1 as a | a.output: 8x111x111 | = (224 - 3 + 2*1)//2 + 1 = 112
3x224x200 | conv 3x3/2 8 pad=1 as a | a: 8x111x111 | Wout = (Win - K + 2*P)//S + 1 = (200 - 3 + 2*1)//2 + 1 = 100
3x9x9 | conv 2x2/2 8 as a | a.unread: 0 | = (9 - 2 + 2*0)//2 + 1 = 4
1x32x32 | conv 5x5 3 as a | a.connections: 1 | + outputs = 3*28*28*5*5*1 + 2,352 = 61,152
1x32x32 | conv 5x5 3 nobias as a | a.connections: 1 | = 3*28*28*5*5*1 = 58,800
2x8x8 | fc 4 as a | a: 5 |
2x8x8 | flatten as a | a: 5 | Fout = Cin*Hin*Win = 2*8*8 = 128
3x8x8 | conv 3x3 4 as a | a.params / 5: 1 | a.params = 112
3x8x8 | conv 3x3 4 as a, conv 3x3 4 | a.receptive_field: 4x4 | = 1 + (3 - 1)*1 = 3
3x8x8 | conv 3x3 4 as a | a.height: 5 | = (8 - 3 + 2*0)//1 + 1 = 6
3x16 | conv 3 4 as a | a.length: 5 | = (16 - 3 + 2*0)//1 + 1 = 14
"""


@pytest.mark.parametrize(("on", "layers", "answer", "shown"), rows_of(EQUATIONS))
def test_every_printed_equation_holds_as_it_stands(
    on: str, layers: str, answer: str, shown: str, tmp_path: Path, cnncalc: Run
) -> None:
    text = f"exercises:\n  - on: {on}\n    layers: {layers}\n    answers: {{{answer}}}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    result = cnncalc("check", str(tmp_path / "a.yaml"))
    assert result.status == 1
    told = " ".join(result.out.split())
    assert shown in told
    for equation in re.findall(r"[^;,:]+ = [^;:]+?(?=, [A-Z]|; |: | ✗|$)", told):
        numbers = [part.strip() for part in equation.split(" = ") if re.fullmatch(r"[\d\s+\-*/(),]+", part)]
        values = [eval(re.sub(r"(?<=\d),(?=\d{3})", "", number)) for number in numbers]
        assert len(set(values)) == 1, equation


COUNTED = """
macs              | 1,769,472        | fvcore |
macs              | 1.90M            | fvcore | as fvcore counts, rounded: it is 1,900,544
flops             | 1,900,544        | fvcore | as fvcore counts
flops             | 3.54M            | fvcore | rounded: it is 3,538,944
conv1.flops       | 1769472          | thop   | as thop counts
macs / conv1.macs | 1                | fvcore |
bn1.macs / macs   | 131,072/1900544  | fvcore | as fvcore counts, it comes to 0.06897
conv1.flops / conv1.weights | 1024   | fvcore | as fvcore counts
macs              | 1.95M            | fvcore | wrong
2**(bn1.macs + 1) | 3                | fvcore | wrong
macs              | <= 1.8M          | fvcore |
macs              | >= 1.8M          | fvcore | wrong
cost              | 1,900,544        | fvcore |
cost              | <= 1.8M          | fvcore | wrong
bn1.cost          | 2*64*32*32       | fvcore | it comes to 131,072
input.cost        | 0                | fvcore |
params            | 2,048            | keras  | as keras counts
params.bytes      | 8,192            | keras  | as keras counts
macs              | 2,048            | keras  | wrong
params            | 1,769,472        | torch  | wrong
output            | 64x15x15         | fvcore |
"""


@pytest.mark.parametrize(("quantity", "answer", "tool", "said"), rows_of(COUNTED))
def test_a_figure_is_right_as_another_tool_counts(
    quantity: str, answer: str, tool: str, said: str, tmp_path: Path, cnncalc: Run
) -> None:
    text = (FOLDER / "budget.yaml").read_text(encoding="utf-8").partition("expect:")[0]
    (tmp_path / "net.yaml").write_text(f"{text}expect:\n  {quantity}: '{answer}'\n", encoding="utf-8")
    result = cnncalc("check", str(tmp_path / "net.yaml"), "--as", tool, "--format", "json")
    ((entry,),) = [part["answers"] for part in json.loads(result.out)["files"][0]["exercises"]]
    assert (entry["good"], entry["remark"]) == ((False, "") if said == "wrong" else (True, said))


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_cost_shown_is_what_the_tool_prints(name: str, here: Path, cnncalc: Run) -> None:
    total = cost(analyze(build(load("as.yaml"))), name).total
    assert cnncalc("check", "as.yaml", "--as", name).out.endswith(f"  {CONVENTIONS[name].unit} ({name}): {total:,}\n")


def test_a_network_without_a_figure_says_why(here: Path, cnncalc: Run) -> None:
    why = "it has no rule for deconv (up4, up3, up2 and 1 more)"
    assert f"\n  no figure in flops (pycls): {why}\n" in cnncalc("check", "unet", "--as", "pycls").out
    for form in ("csv", "junit"):
        told = cnncalc("check", "unet", "lenet5", "--as", "pycls", "--format", form)
        assert (told.status, told.err) == (0, f"note: U-Net has no figure in flops (pycls): {why}\n")
    part = json.loads(cnncalc("check", "unet", "--as", "pycls", "--format", "json").out)["files"][0]["exercises"][0]
    assert (part["cost"], part["why_not"]) == (None, why)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("as.yaml sheet.yaml --as fvcor", "there is no convention fvcor\n  help: did you mean fvcore?\n"),
        ("as.yaml", "cost is what another tool would print, and none is named\n"),
        ("windows.yaml --as thop", "--as has no place beside windows.yaml: its exercises have no network\n"),
    ],
)
def test_a_convention_that_is_not_known_or_has_no_place(args: str, message: str, here: Path, cnncalc: Run) -> None:
    result = cnncalc("check", *args.split())
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"error: {message}")


def test_a_tool_that_cannot_count_a_network_is_asked_in_vain(tmp_path: Path, cnncalc: Run) -> None:
    (tmp_path / "net.yaml").write_text("extends: unet\nexpect: {cost: 1}\n", encoding="utf-8")
    result = cnncalc("check", str(tmp_path / "net.yaml"), "--as", "darknet")
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(
        "error: darknet cannot count this network: it has no rule for deconv (up4, up3, up2 and 1 more)"
    )


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_with_its_place(name: str, here: Path, cnncalc: Run, golden: Golden) -> None:
    result = cnncalc("check", f"{name}.yaml")
    assert (result.status, result.out) == (2, "")
    assert f"--> {name}.yaml:" in result.err
    golden(FOLDER / f"{name}.txt", result.err)


def test_all_right_is_status_0(here: Path, cnncalc: Run) -> None:
    result = cnncalc("check", "right.yaml")
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith("\n\n✓ right.yaml: all 4 right\n")
    result = cnncalc("check", "vgg16", "lenet5", "googlenet_3a")
    assert (result.status, result.err) == (0, "")


def test_one_wrong_file_of_several_is_status_1(here: Path, cnncalc: Run) -> None:
    result = cnncalc("check", "lenet5", "budget.yaml", "right.yaml")
    assert result.status == 1
    assert [line for line in result.out.splitlines() if line.startswith("✗ budget.yaml")]


@pytest.mark.parametrize("answer", ["about right", "2 or 3", "<= 3x3x3", "5 apples", "8x30x30x?"])
def test_one_unreadable_answer_leaves_the_others_their_marks(answer: str, tmp_path: Path, cnncalc: Run) -> None:
    exercise = "  - name: {}\n    on: 3x32x32\n    layers: conv 3x3 8 as c\n    answers: {{c: 30x30x8, c.params: {}}}\n"
    text = "exercises:\n" + exercise.format("one", 216) + exercise.format("two", 224)
    text += f'  - on: 3x32x32\n    layers: conv 3x3 8 as c\n    answers: {{c: "{answer}", c.params: "{answer}"}}\n'
    text += f'  - solve: {{input: 112, output: 55, kernel: 5, padding: 1}}\n    answers: {{stride: "{answer}"}}\n'
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    result = cnncalc("check", str(tmp_path / "a.yaml"), "--format", "json")
    assert (result.status, result.err) == (1, "")
    marks = [one for part in json.loads(result.out)["files"][0]["exercises"] for one in part["answers"]]
    assert [one["status"] for one in marks[:4]] == ["right in another form", "wrong", "right in another form", "right"]
    assert [one["status"] for one in marks[4:]] == ["unreadable"] * 3
    assert all(one["remark"] and one["found"] is None for one in marks[4:])
    told = cnncalc("check", str(tmp_path / "a.yaml")).out
    assert f"c.params: {answer} is unreadable: " in " ".join(told.split())
    assert told.rstrip().endswith("a.yaml: 3 of 7 right, 1 wrong, 3 unreadable")


def test_broken_files_are_told_of_together(here: Path, cnncalc: Run) -> None:
    result = cnncalc("check", "right.yaml", *[f"{name}.yaml" for name in BROKEN[:2]])
    assert result.status == 2
    assert result.out.endswith("✓ right.yaml: all 4 right\n"), "one bad file does not stop the others"
    assert all(f"--> {name}.yaml" in result.err for name in BROKEN[:2])


def test_a_budget_breaks_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cnncalc: Run) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text("input: 3x8x8\nlayers:\n  - conv 3x3 4\nexpect:\n  params: <= 100\n", encoding="utf-8")
    result = cnncalc("check", "net.yaml")
    line = "✗ net.yaml:5: params is 112, not <= 100: 12 over, 12 %"
    assert result == Result(1, f"{line}\n✗ net.yaml: 0 of 1 right, 1 wrong\n", "")
    assert cnncalc("check", "net.yaml", "--set", "x=1").status == 2


BUDGETS = """
params       | <= 5M      | ✓ params is 3,504,872 (3.5M), <= 5M: 1.5M to spare, 29.9 %
params       | < 3.5M     | ✗ params is 3,504,872 (3.5M), not < 3.5M: 4,872 over, 0.139 %
params       | <= 3,504,872 | ✓ params is 3,504,872, <= 3,504,872: 0 to spare
params       | < 3,504,872 | ✗ params is 3,504,872, not < 3,504,872: 0 to spare
params       | '>= 4M'    | ✗ params is 3,504,872 (3.5M), not >= 4M: 0.495M short, 12.4 %
params       | '>= 3000k' | ✓ params is 3,504,872 (3,505k), >= 3000k: 505k to spare, 16.8 %
params.bytes | <= 13 MiB  | ✗ params.bytes is 14,019,488 bytes (13.4 MiB), not <= 13 MiB: 0.37 MiB over, 2.85 %
params.bytes | <= 15 MB   | ✓ params.bytes is 14,019,488 bytes (14 MB), <= 15 MB: 0.981 MB to spare, 6.54 %
flash        | <= 14 MiB  | ✓ flash is 14,155,936 bytes (13.5 MiB), <= 14 MiB: 0.5 MiB to spare, 3.57 %
ram          | <= 4096 KiB | ✗ ram is 6,021,120 bytes (5,880 KiB), not <= 4096 KiB: 1,784 KiB over, 43.6 %
memory       | <= 20 MiB  | ✓ memory is 20,177,056 bytes (19.2 MiB), <= 20 MiB: 0.758 MiB to spare, 3.79 %
fc1.params / params | <= 30 % | ✗ fc1.params / params is 36.5491 %, not <= 30 %: 6.55 % over
conv.receptive_field | <= 500 | ✓ conv.receptive_field is 491, <= 500: 9 to spare, 1.8 %
"""


@pytest.mark.parametrize(("quantity", "budget", "said"), rows_of(BUDGETS))
def test_a_budget_says_by_how_much_it_is_kept_or_missed(
    quantity: str, budget: str, said: str, tmp_path: Path, cnncalc: Run
) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"extends: mobilenet_v2\nexpect: {{{quantity}: {budget!r}}}\n".replace("\"'", "'").replace("'\"", "'"))
    result = cnncalc("check", str(path))
    sign, words = said.split(" ", 1)
    assert result.out.splitlines()[0] == f"{sign} {path}:2: {words}"
    assert result.status == (sign == "✗")


MEMORIES = """
       | int8    | lenet5      | flash           | 61706
       |         | lenet5      | flash           | 4*61706
 int8  |         | lenet5      | flash           | 61706
 int8  | float16 | lenet5      | flash           | 2*61706
       |         | resnet18    | flash - params.bytes - buffers.bytes | 0
       |         | lenet5      | ram - peak_activations.bytes | 0
       |         | lenet5      | memory          | 270344
 int8  |         | lenet5      | memory - flash - ram | 0
       |         | lenet5      | C1.flash        | 4*156
"""


@pytest.mark.parametrize(("own", "option", "name", "quantity", "value"), rows_of(MEMORIES))
def test_the_dtype_may_stand_in_the_file_and_an_option_wins(
    own: str, option: str, name: str, quantity: str, value: str, tmp_path: Path, cnncalc: Run
) -> None:
    path = tmp_path / "net.yaml"
    head = f"dtype: {own}\n" if own else ""
    path.write_text(f"extends: {name}\n{head}expect:\n  {quantity}: {value}\n", encoding="utf-8")
    assert cnncalc("check", str(path), *(["--dtype", option] if option else [])).status == 0


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_training_memory_is_that_of_the_memory_command(optimizer: str) -> None:
    word = {"sgd": "training_memory"}.get(optimizer, f"training_memory_{optimizer}")
    case = Case(analyze(build(load("resnet18")), 2))
    total = memory_of(case.analysis, "float32", optimizer).total
    assert question(case.analysis, word).value(case) == total
    with pytest.raises(SpecError, match="gradients are no whole numbers"):
        question(case.analysis, word).value(case._replace(width=1))


def test_variables_and_inputs_of_a_spec(tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 3x8x8\nvars: {c: 4}\nlayers:\n  - conv 3x3 c\nexpect:\n  conv1: 8x4x4\n", encoding="utf-8")
    assert cnncalc("check", str(path)).status == 1
    assert cnncalc("check", str(path), "--set", "c=8", "--input", "3x6x6").status == 0
    assert cnncalc("check", str(path), "--set", "c=8", "--input", "input=3x6x6").status == 0


@pytest.mark.parametrize("option", ["--set c=1", "--input 3x8x8", "--batch 2"])
def test_a_sheet_is_not_changed_from_outside(option: str, here: Path, cnncalc: Run) -> None:
    result = cnncalc("check", "sheet.yaml", *option.split())
    assert result.status == 2
    assert f"{option.split()[0]} has no place beside an answer sheet" in result.err


def test_a_spec_without_expectations_checks_nothing(tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 3x8x8\nlayers:\n  - relu\n", encoding="utf-8")
    result = cnncalc("check", str(path))
    assert result.status == 2
    assert "expects nothing" in result.err


def test_junit_is_read_by_others(here: Path, cnncalc: Run) -> None:
    result = cnncalc("check", "budget.yaml", "sheet.yaml", "right.yaml", "--format", "junit")
    root = ElementTree.fromstring(result.out)
    assert root.tag == "testsuites"
    for suite in [root, *root]:
        assert int(suite.attrib["tests"]) == len(list(suite.iter("testcase")))
        assert int(suite.attrib["failures"]) == len(list(suite.iter("failure")))
    assert [suite.attrib["name"] for suite in root] == ["budget.yaml", "sheet.yaml", "right.yaml"]
    assert [suite.attrib["failures"] == "0" for suite in root] == [False, False, True]
    broken = root.find(".//testcase[@name='params: <= 1k']/failure")
    assert broken is not None and broken.attrib == {"type": "budget broken", "message": "params is 1,920, not <= 1k"}


def test_json_holds_plain_values(here: Path, cnncalc: Run) -> None:
    report = json.loads(cnncalc("check", "budget.yaml", "right.yaml", "--format", "json").out)
    first, second = report["files"]
    assert (report["good"], first["good"], second["good"]) == (False, False, True)
    answers = {one["quantity"]: one for one in first["exercises"][0]["answers"]}
    assert answers["params"]["found"] == 1920
    assert answers["conv1.params"]["slips"][0]["name"] == "bias forgotten"


def test_a_report_goes_to_a_file(here: Path, tmp_path: Path, cnncalc: Run) -> None:
    target = tmp_path / "report.xml"
    result = cnncalc("check", "right.yaml", "--format", "junit", "-o", str(target))
    assert (result.status, result.out) == (0, "")
    assert ElementTree.parse(target).getroot().attrib["failures"] == "0"


def test_the_library_checks_too() -> None:
    checked = check(str(FOLDER / "right.yaml"))
    assert checked.good and [finding.status for finding in checked.findings] == ["right"] * 4


def test_a_question_can_be_asked_without_a_file() -> None:
    case = Case(analyze(build(load("vgg16"))))
    assert question(case.analysis, "dense.params / params").value(case) == Fraction(123642856, 138357544)


@pytest.mark.parametrize("command", ["summarize", "memory", "explain", "expand"])
def test_the_dtype_of_a_file_is_that_of_every_command(command: str, tmp_path: Path, cnncalc: Run) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("extends: lenet5\ndtype: int8\n", encoding="utf-8")
    own, given, other = (
        cnncalc(command, *args).out
        for args in ([str(path)], ["lenet5", *(["--dtype", "int8"] if command != "expand" else [])], ["lenet5"])
    )
    assert own.replace("net.yaml", "lenet5") == given or command == "expand"
    assert own != other
    if command == "expand":
        assert "dtype: int8\n" in own
