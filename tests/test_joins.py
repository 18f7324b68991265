"""A join's name is a scope: its figures are sums over its branches, and freezing it freezes them."""

import pytest

import cnncalc
from cnncalc.errors import Fault
from cnncalc.network.ablation import ablate

# C holds 4*4*3*3 + 4 = 148 parameters; I's convolutions 4*2 + 2 = 10 each, or 2*2 + 2 = 6 on the half that a split gives.
NESTED = """
input: 4x8x8
layers:
  - conv 3x3 4 half as C
  - {kind} as M:
      - - add as I:
            - conv 1x1 2
            - conv 1x1 2
      - conv 1x1 2 as last
  - conv 1x1 4 as D
freeze: [{freeze}]
"""
KINDS = {"concat": 10, "split": 6}


def network(kind: str, freeze: str = "") -> cnncalc.Analysis:
    """The nested joins, the outer one of a kind."""
    return cnncalc.analyze(cnncalc.build(cnncalc.parse(NESTED.format(kind=kind, freeze=freeze))))


def asked(analysis: cnncalc.Analysis, text: str) -> object:
    """What an expectation would ask."""
    from cnncalc.asking.case import Case
    from cnncalc.asking.questions import question

    return question(analysis, text).value(Case(analysis))


@pytest.mark.parametrize(("kind", "each"), KINDS.items())
def test_the_figures_of_a_join_are_sums_over_its_branches(kind: str, each: int) -> None:
    net = network(kind)
    assert asked(net, "M.params") == net["M"].params == 3 * each
    assert asked(net, "I.params") == net["I"].params == 2 * each
    assert asked(net, "M.macs") == net["M"].macs == 3 * (each - 2) * 64
    # two slices of a split, three convolutions, the sum inside and the join itself
    outputs = (2 * 2 if kind == "split" else 0) + 3 * 2 + 2 + 4
    assert asked(net, "M.activations") == net["M"].activations == outputs * 64


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_out_of_a_join_is_its_own(kind: str) -> None:
    net = network(kind)
    assert asked(net, "M") == asked(net, "M.output") == net["M"].output == (4, 8, 8)
    with pytest.raises(Fault, match="M has 2 inputs"):
        asked(net, "M.input")
    with pytest.raises(AttributeError, match="M has 2 inputs"):
        _ = net["M"].input


@pytest.mark.parametrize("pattern", ["M", "'M*'", "M, I", "I, last"])
@pytest.mark.parametrize(("kind", "each"), KINDS.items())
def test_freezing_a_join_freezes_its_branches(kind: str, each: int, pattern: str) -> None:
    net = network(kind, pattern)
    assert net.trainable == net.params - 3 * each


def test_freezing_a_join_leaves_what_is_outside() -> None:
    net = network("concat", "I")
    assert net.trainable == net.params - 20
    assert not net.graph.frozen & {1, 5, 6, 7}


def test_what_a_join_froze_stays_frozen_in_a_network_made_anew() -> None:
    net = network("concat", "M").graph
    left = ablate(net, ["D"]).graph
    assert left is not None
    again = cnncalc.build(cnncalc.parse(cnncalc.expand(left)))
    before, after = cnncalc.analyze(left), cnncalc.analyze(again)
    assert (after.params, after.trainable) == (before.params, before.trainable) == (178, 148)


def test_a_join_without_layers_in_its_branches_is_itself() -> None:
    net = cnncalc.analyze(cnncalc.build(cnncalc.parse("input: 3x4x4\nlayers:\n  - add:\n      - identity\n      - identity\n")))
    assert asked(net, "add1.params") == 0
    assert asked(net, "add1.add") == 48
