"""Parity with PyTorch: thousands of layers and graphs, written in both, have the same shapes, parameters and values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from random import Random

import pytest
import torch
from parity import graphs
from parity.agreement import disagreement
from parity.drawing import Written
from parity.kinds import CASES, GRAPH_CASES, JOIN_CASES, TOTAL, Dice
from parity.moves import JOINS
from parity.network import Network
from torch import nn

from cnncalc.layers import KINDS

PARTS = 8  # of the graphs, so that one can be repeated by itself


@cache
def layers(dice: Dice, kind: str) -> list[Network]:
    """The cases of a kind."""
    return [graphs.layer(kind, random) for random in dice.cast(kind, CASES[kind].cases)]


def hold(networks: Iterable[Network]) -> None:
    """Every network agrees."""
    found = [wrong for net in networks if (wrong := disagreement(net))]
    assert not found, f"{len(found)} disagreements, such as\n{min(found, key=len)}"


@pytest.mark.parametrize("kind", CASES)
def test_a_layer_is_that_of_pytorch(kind: str, dice: Dice) -> None:
    hold(layers(dice, kind))


@pytest.mark.parametrize("kind", JOINS)
def test_a_join_is_that_of_pytorch(kind: str, dice: Dice) -> None:
    hold(graphs.joined(kind, random) for random in dice.cast(kind, JOIN_CASES))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_graph_is_that_of_pytorch(part: int, dice: Dice) -> None:
    hold(map(graphs.graph, dice.cast(f"graph {part}", GRAPH_CASES // PARTS)))


def test_no_kind_is_missing() -> None:
    assert {*CASES, *JOINS} == set(KINDS)


def test_a_run_is_of_two_thousand_cases_and_more() -> None:
    assert TOTAL >= 2_000


@pytest.mark.parametrize("kind", CASES)
def test_every_word_of_a_kind_is_drawn(kind: str, dice: Dice) -> None:
    usage = KINDS[kind].grammar()
    drawn = {word.partition("=")[0] for net in layers(dice, kind) for word in net.lines[0].split()}
    assert {*usage.flags, *usage.settings} - drawn == set()


def one(words: str, module: nn.Module, x: torch.Tensor) -> Network:
    """A network of one layer on an input of one's own."""
    net = Network(Random(0), tuple(x.shape[1:]), torch.float64)
    net.tensors["input"] = x.double()
    line, y = net.add(Written(words, module), net.tensors["input"])
    net.lines = [f"- {line}"]
    net.ends("output", y)
    return net


PICTURE = torch.arange(32.0).reshape(1, 2, 4, 4).sin()


@pytest.mark.parametrize(
    ("words", "module", "message"),
    [
        ("conv 3x3 3 half", lambda: nn.Conv2d(2, 3, 3), "the shape of n1 is (1, 3, 4, 4), in PyTorch (1, 3, 2, 2)"),
        ("conv 3x3 3", lambda: nn.Conv2d(2, 3, 3, bias=False), "the parameters of n1 are 57, in PyTorch 54"),
        ("maxpool 3x3/2 ceil", lambda: nn.MaxPool2d(3, 2), "the shape of n1 is (1, 2, 2, 2), in PyTorch (1, 2, 1, 1)"),
        ("avgpool 2x2 pad=1", lambda: nn.AvgPool2d(2, 2, 1, count_include_pad=False), "the values of n1 differ: number 1"),
        ("gn 2", lambda: nn.GroupNorm(2, 2, eps=1.1e-5), "the values of n1 differ"),
        ("gelu", lambda: nn.GELU("tanh"), "the values of n1 differ"),
        ("upsample 2 bilinear", lambda: nn.Upsample(None, 2.0, "bilinear", True), "the values of n1 differ"),
        ("conv 5x5 3", lambda: nn.Conv2d(2, 3, 3), "cnncalc refuses it"),
    ],
)
def test_what_differs_is_told(words: str, module: Callable[[], nn.Module], message: str) -> None:
    assert message in disagreement(one(words, module(), PICTURE))
