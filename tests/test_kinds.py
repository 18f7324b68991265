"""What the class of a kind says of it, held against what the reference computes: nobody asks a kind for its name."""

from __future__ import annotations

from typing import Any

import pytest

import cnncalc as package
from cnncalc.layers import KINDS
from cnncalc.reference.run import forward
from cnncalc.reference.tensors import flatten, reshape

SHAPE = (4, 3, 3)
LINES = {"maxout": "maxout 2", "gn": "gn 2"}  # where the example wants more channels
PLAIN = [kind for kind, layer in KINDS.items() if not layer.joins and not layer.usage.endswith("rois=N")]


def graph(line: str, shape: tuple[int, ...] = SHAPE) -> package.Graph:
    return package.build(package.parse(f"input: {'x'.join(map(str, shape))}\nlayers:\n  - {line}\n"))


def line(kind: str) -> str:
    """A step of a kind that takes the small map."""
    return LINES.get(kind, KINDS[kind].example[1])


def outputs(step: str, numbers: list[float], shape: tuple[int, ...] = SHAPE) -> list[Any]:
    found = forward(graph(step, shape), {"input": reshape(numbers, shape)}, seed=1)
    return flatten(list(found.tensors.values())[-1])


NUMBERS = [(i * 7 % 36 - 15) / 4 for i in range(36)]


def commutes(kind: str) -> bool:
    """Whether numbers in the opposite order give the results in the opposite order."""
    forth, back = outputs(line(kind), NUMBERS), outputs(line(kind), NUMBERS[::-1])
    return len(forth) == len(back) == 36 and forth == back[::-1]


@pytest.mark.parametrize("kind", [kind for kind in PLAIN if KINDS[kind].family == "activation" or KINDS[kind].elementwise])
def test_elementwise_is_what_does_the_same_to_every_number(kind: str) -> None:
    assert commutes(kind) == KINDS[kind].elementwise


def test_a_slope_that_all_channels_share_is_the_same_everywhere() -> None:
    assert [next(graph(step).layers()).layer.same_everywhere() for step in ("prelu", "prelu shared")] == [False, True]
    assert outputs("prelu shared", NUMBERS) == outputs("prelu shared", NUMBERS[::-1])[::-1]


POOLS = {kind: layer for kind, layer in KINDS.items() if layer.family == "pooling" and kind in PLAIN}


@pytest.mark.parametrize("kind", POOLS)
def test_an_adaptive_pool_is_the_identity_at_its_own_grid(kind: str) -> None:
    if KINDS[kind].adaptive:
        step, shape = (f"{kind} 3x3", SHAPE) if "SIZE" in KINDS[kind].usage else (kind, (36, 1, 1))
        assert outputs(step, NUMBERS, shape) == NUMBERS


@pytest.mark.parametrize("kind", [kind for kind, layer in POOLS.items() if layer.sliding_pool])
def test_a_global_pool_is_a_pool_whose_window_is_the_whole_map(kind: str) -> None:
    assert outputs(kind, NUMBERS) == outputs(f"{KINDS[kind].sliding_pool} 3x3/1", NUMBERS)


@pytest.mark.parametrize("kind", [kind for kind in PLAIN if KINDS[kind].family == "normalisation"])
def test_statistics_over_the_whole_map_reach_from_corner_to_corner(kind: str) -> None:
    before, after = (outputs(line(kind), [*NUMBERS[:8], last, *NUMBERS[9:]]) for last in (1.5, -3.5))
    assert (before[0] != after[0]) == KINDS[kind].whole_statistics


GRIDS = {"adaptive_avgpool": "2x2", "adaptive_maxpool": "2x2", "spp": "2x2 1x1", "roipool": "2x2 rois=2", "resize": "5x5"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not KINDS[kind].joins])
def test_what_fixes_its_grid_gives_the_same_at_every_size(kind: str) -> None:
    step = f"{kind} {GRIDS[kind]}" if kind in GRIDS else KINDS[kind].example[1]
    layer = KINDS[kind]
    grids = set()
    for extent in (24, 48):
        try:
            *_, node = graph(step, (96, extent, extent)).layers()
        except package.SpecError:
            continue  # a reshape to one size, or a slice of more channels
        grids.add(node.shape[1:] if len(node.shape) > 1 else node.shape)
    if layer.fixes_grid or layer.fixes_shape or layer.sliding_pool or layer.fully_connected:
        assert len(grids) <= 1
    elif layer.spatial or layer.flattens:
        assert len(grids) == 2


def test_what_is_made_of_dot_products_is_convolved_scattered_or_fully_connected() -> None:
    dots = {kind for kind, layer in KINDS.items() if layer.dots}
    assert dots == {kind for kind, layer in KINDS.items() if layer.convolves or layer.fully_connected} | {"deconv"}
