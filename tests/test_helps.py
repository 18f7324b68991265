"""Helps lead to what was meant: each is followed, and the network that comes of it is the one that the writer wanted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Result

from cnncalc import SpecError, analyze, build, parse
from cnncalc.layers import KINDS
from cnncalc.layers.foreign import UNSAYABLE
from cnncalc.network.inline import calc
from cnncalc.words.sizes import Grid, Size

Run = Callable[..., Result]


def rows_of(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


# A step as other tools write it, and the step that the help must offer.
MEANT = """
3x32x32  | conv 3x3 32 pad 1                                 | conv 3x3 32 pad=1
3x32x32  | conv 3x3 32 pad 1 relu                            | conv 3x3 32 pad=1, relu
3x32x32  | conv 3x3 32 padding=1                             | conv 3x3 32 pad=1
3x32x32  | conv 3x3 32 padding 1                             | conv 3x3 32 pad=1
3x32x32  | conv 3x3 32 p1                                    | conv 3x3 32 pad=1
3x32x32  | conv 3x3 32 padding=same                          | conv 3x3 32 same
3x32x32  | conv 3x3 32 padding=valid                         | conv 3x3 32
3x32x32  | conv 3x3 64 stride=2                              | conv 3x3/2 64
3x32x32  | conv 3x3 64 stride 2                              | conv 3x3/2 64
3x32x32  | conv 3x3 64 s2                                    | conv 3x3/2 64
3x32x32  | conv 3x3 / 2 64                                   | conv 3x3/2 64
3x32x32  | conv 3x3 64 stride=2 as stem                      | conv 3x3/2 64 as stem
4x32x32  | conv 3x3 64 groups 2                              | conv 3x3 64 groups=2
3x32x32  | conv 3x3 64 dilation 2 pad 2                      | conv 3x3 64 dilation=2 pad=2
3x32x32  | conv 3x3 64 dilation_rate=2                       | conv 3x3 64 dilation=2
3x32x32  | conv 3x3 64 bias=False                            | conv 3x3 64 nobias
3x32x32  | conv 3x3 64 no_bias                               | conv 3x3 64 nobias
3x32x32  | conv 3x3 64 activation=relu                       | conv 3x3 64, relu
3x32x32  | conv 3x3 64 same relu                             | conv 3x3 64 same, relu
3x32x32  | conv 64 3x3                                       | conv 3x3 64
3x32x32  | conv kernel_size=3 filters=64                     | conv 3x3 64
3x32x32  | conv2d 3x3 64                                     | conv 3x3 64
3x32x32  | maxpool 2                                         | maxpool 2x2
3x32x32  | maxpool 3/2 pad=1 ceil                            | maxpool 3x3/2 pad=1 ceil
3x32x32  | conv 3 64 half groups=1                           | conv 3x3 64 half groups=1
3x32x32  | maxpool 2x2 stride=2                              | maxpool 2x2/2
3x32x32  | maxpool 3x3 stride 2 pad 1                        | maxpool 3x3/2 pad=1
3x32x32  | maxpool 2x2 stride=1                              | maxpool 2x2/1
3x32x32  | deconv 2x2 64 stride=2                            | deconv 2x2/2 64
3x32x32  | dwconv 3x3 stride=2 padding=1                     | dwconv 3x3/2 pad=1
3x32x32  | sepconv 3x3 64                                    | dwconv 3x3 nobias, conv 1x1 64
3x32x32  | SeparableConv2D(64, 3, padding='same')            | dwconv 3x3 same nobias, conv 1x1 64
3x32x32  | leakyrelu slope=0.1 inplace=True                  | leakyrelu 0.1
3x32x32  | LeakyReLU(0.1)                                    | leakyrelu 0.1
3x32x32  | nn.ELU(alpha=0.5)                                 | elu 0.5
3x32x32  | nn.GELU(approximate='tanh')                       | gelu tanh
3x32x32  | nn.BatchNorm2d(3, eps=0.001)                      | bn eps=0.001
3x32x32  | nn.BatchNorm2d(3, 1e-3, momentum=0.01)            | bn eps=1e-3
3x32x32  | BatchNormalization(epsilon=1e-3)                  | bn eps=1e-3
3x32x32  | BatchNormalization(scale=False)                   | bn noscale
3x32x32  | BatchNormalization(center=False)                  | bn noshift
3x32x32  | nn.LocalResponseNorm(5, alpha=1e-4, k=2)          | lrn 5 alpha=1e-4 k=2
3x32x32  | nn.ReflectionPad2d(3)                             | pad 3 reflect
3x32x32  | nn.ReplicationPad2d(3)                            | pad 3 replicate
3x32x32  | nn.ZeroPad2d(3)                                   | pad 3
3x32x32  | fc 10 activation=softmax                          | fc 10, softmax
3x32x32  | bn affine=False                                   | bn noaffine
3x32x32  | Conv2d(3, 64, kernel_size=7, stride=2, padding=3) | conv 7x7/2 64 pad=3
3x32x32  | nn.Conv2d(3, 64, 3, 2, 1, bias=False)             | conv 3x3/2 64 pad=1 nobias
3x32x32  | Conv2D(64, (3, 3), strides=2, padding='same', activation='relu') | conv 3x3/2 64 same, relu
3x32x32  | Dense(10, activation='softmax')                   | fc 10, softmax
3x32x32  | nn.Linear(3072, 10)                               | fc 10
3x32x32  | MaxPool2d(3, stride=2, padding=1, ceil_mode=True) | maxpool 3x3/2 pad=1 ceil
3x32x32  | nn.BatchNorm2d(64)                                | bn
3x32x32  | ReLU(inplace=True)                                | relu
3x32x32  | nn.ConvTranspose2d(3, 32, 2, stride=2)            | deconv 2x2/2 32
3x32x32  | AdaptiveAvgPool2d((7, 7))                         | adaptive_avgpool 7x7
3x32x32  | Upsample(scale_factor=2)                          | upsample 2
16x100   | conv kernel_size=9 filters=32 stride=4            | conv 9/4 32
16x100   | Conv1d(16, 32, 9, stride=4)                       | conv 9/4 32
16x100   | Conv1D(32, 9, padding='causal')                   | conv 9 32 causal
16x100   | conv kernel_size=9 filters=32 padding=causal      | conv 9 32 causal
3x8x32x32 | conv kernel_size=3 filters=32                    | conv 3x3x3 32
"""


@pytest.mark.parametrize(("input", "step", "meant"), rows_of(MEANT))
def test_a_step_in_the_words_of_another_tool_gets_the_line_to_write(input: str, step: str, meant: str) -> None:
    calc(input, [meant])  # the help can be followed
    for refused in (lambda: calc(input, [step]), lambda: build(parse(f'input: {input}\nlayers:\n  - "{step}"\n'))):
        with pytest.raises(SpecError) as caught:
            refused()
        assert [problem.help for problem in caught.value.problems][:1] == [f"write {meant}"]


def test_padding_is_not_offered_as_a_step_where_a_setting_was_meant(cnncalc: Run) -> None:
    """The two differ: 32*32*27*32 MACs for padding of the convolution, 30*30*27*32 for padding after it."""
    for kind in KINDS.values():
        usage = kind.grammar()
        for name in usage.settings:
            words = [
                kind.kind,
                *["3x3" if slot.meaning in (Size, Grid) else "4" for slot in usage.positional if slot.required],
                name,
                "1",
            ]
            result = cnncalc("calc", "4x32x32", " ".join(words))
            assert result.status == 2
            assert f"write {' '.join(words[:-2])} {name}=1" in result.err, result.err
    assert analyze(calc("3x32x32", ["conv 3x3 32 pad=1"])).totals.figures.macs == 884_736


def test_what_is_offered_with_a_comma_makes_two_steps() -> None:
    for line in ("conv 3x3 8 relu", "identity pad 1", "relu dropout", "conv 3x3 8 pad", "bn scale", "relu add"):
        with pytest.raises(SpecError) as caught:
            calc("3x32x32", [line])
        help = caught.value.problems[0].help or ""
        if match := re.fullmatch(r"(\w+) is a step of its own: put a comma before it", help):
            calc("3x32x32", [line.replace(f" {match[1]}", f", {match[1]}")])
        assert "add is a step" not in help


@pytest.mark.parametrize("word", sorted(UNSAYABLE))
def test_what_no_kind_is_gets_no_guess(word: str, cnncalc: Run) -> None:
    help = cnncalc("calc", "64x56x56", f"{word} 16").err.partition("help: ")[2].strip()
    assert not help.startswith("did you mean")
    assert help == UNSAYABLE[word]


@pytest.mark.parametrize("word", ["lookahead", "cosine", "foo", "flux"])
def test_a_word_that_is_like_none_gets_no_guess(word: str, cnncalc: Run) -> None:
    assert "did you mean" not in cnncalc("calc", "64x56x56", word).err


def test_a_layer_named_as_darknet_and_yaml_people_do(tmp_path: Path, cnncalc: Run) -> None:
    (tmp_path / "a.yaml").write_text("input: 3x8x8\nlayers:\n  - conv1: conv 3x3 64\n", encoding="utf-8")
    assert "help: write conv 3x3 64 as conv1" in cnncalc("summarize", str(tmp_path / "a.yaml")).err


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("conv: {size: 3x3, out: 64, strides: 2}", "conv 3x3/2 64"),
        ("conv: {kernel_size: 3, filters: 64, stride: 2, padding: 1}", "conv 3x3/2 64 pad=1"),
        ("maxpool: {size: 2x2, stride: 2}", "maxpool 2x2/2"),
    ],
)
def test_a_mapping_in_the_words_of_another_tool(written: str, meant: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse(f"input: 3x32x32\nlayers:\n  - {written}\n") and build(parse(f"input: 3x32x32\nlayers:\n  - {written}\n"))
    assert caught.value.problems[0].help == f"write {meant}"


FIELD = """
tensor-as-branch | conv 3x3 8 half as a, conv 3x3 8 half as b; a, relu | write from a
named-join | concat as m:; .. - conv 1x1 4; .. - conv 1x1 4; m, conv 1x1 8 | write from m
repeat-name | repeat 2:; .. - conv 3x3 8 half as b | put what is repeated into a block, whose uses have names of their own
block-outputs | stage 8 as s; from s.lwo, relu | did you mean low?
join-parameter | fuse add | write the join itself, as in add:
tensor-argument | conv 1x1 4 as x0; up 5 16 | give it the name of a tensor where the block is used
"""
BLOCKS = """blocks:
  stage c:
    - conv 3x3/2 c half as low
    - conv 3x3/2 c half
  up low c:
    - conv 1x1 c
    - from low
"""
FUSE = """  fuse how:
    - how:
        - conv 3x3 8 half
        - identity
"""


@pytest.mark.parametrize(("name", "lines", "help"), rows_of(FIELD))
def test_what_a_name_cannot_be(name: str, lines: str, help: str, tmp_path: Path, cnncalc: Run) -> None:
    layers = "".join(
        f"      {line.removeprefix('.. ')}\n" if line.startswith("..") else f"  - {line}\n" for line in lines.split("; ")
    )
    blocks = BLOCKS + (FUSE if name == "join-parameter" else "")
    (tmp_path / "a.yaml").write_text(f"input: 3x32x32\n{blocks}layers:\n{layers}", encoding="utf-8")
    assert help in " ".join(cnncalc("summarize", str(tmp_path / "a.yaml")).err.split())
