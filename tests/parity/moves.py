"""Layers that move, drop, repeat or blend numbers, and the joins, written in PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import prod

import torch
from parity.drawing import Draw, Function, Written, by, flat
from torch import Tensor, nn
from torch.nn import functional

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}

JOINS: dict[str, Callable[[list[Tensor]], Tensor]] = {
    "add": lambda xs: reduce(torch.add, xs),
    "sub": lambda xs: reduce(torch.sub, xs),
    "mul": lambda xs: reduce(torch.mul, xs),
    "div": lambda xs: torch.div(*xs),
    "min": lambda xs: reduce(torch.minimum, xs),
    "max": lambda xs: reduce(torch.maximum, xs),
    "mean": lambda xs: torch.stack(torch.broadcast_tensors(*xs)).mean(0),
    "concat": lambda xs: torch.cat(xs, 1),
    "split": lambda xs: torch.cat(xs, 1),
}


def identity(draw: Draw) -> Written:
    return Written("identity", nn.Identity())


def flatten(draw: Draw) -> Written:
    return Written("flatten", nn.Flatten())


def dropout(draw: Draw) -> Written:
    word, rate = draw.random.choice((("", 0.5), (" 0.2", 0.2), (" 1/4", 0.25), (" RATE=0.9", 0.9)))
    return Written(f"dropout{word.lower()}", nn.Dropout(rate))


def pad(draw: Draw) -> Written:
    pairs, word = draw.pairs(2), draw.random.choice(("", "", " reflect", " replicate", " edge"))
    if word == " reflect" and any(max(pair) >= extent for pair, extent in zip(pairs, draw.extents)):
        word = ""
    mode = {"": "constant", " edge": "replicate"}.get(word, word.strip())
    return Written(f"pad {draw.ends(pairs)}{word}", Function(lambda x: functional.pad(x, flat(pairs), mode)))


def crop(draw: Draw) -> Written:
    pairs = [(a, b) if a + b < extent else (0, 0) for extent, (a, b) in zip(draw.extents, draw.pairs(2))]
    return Written(f"crop {draw.ends(pairs)}", Function(lambda x: functional.pad(x, [-amount for amount in flat(pairs)])))


def _blended(draw: Draw) -> tuple[str, dict[str, object]]:
    """The words and PyTorch's settings for interpolation."""
    if draw.often():
        return " bilinear", {"mode": LINEAR[draw.rank], "align_corners": False}
    return "", {"mode": "nearest"}


def upsample(draw: Draw) -> Written:
    factors, (words, settings) = draw.per_axis(1, 3), _blended(draw)
    module = nn.Upsample(scale_factor=tuple(map(float, factors)), **settings)
    return Written(f"upsample {draw.short(factors)}{words}", module)


def resize(draw: Draw) -> Written:
    """Of single precision PyTorch finds the nearest input in single precision: from 26 to 22 positions it errs by rounding.

    For extents as small as those drawn here it does not, and of double precision it errs nowhere up to 80.
    """
    grid, (words, settings) = draw.grid(beyond=5), _blended(draw)
    return Written(f"resize {by(grid)}{words}", nn.Upsample(grid, **settings))


def shuffle(draw: Draw) -> Written:
    groups = draw.divisor(draw.channels)
    dealt = Function(lambda x: x.unflatten(1, (groups, -1)).transpose(1, 2).flatten(1, 2))
    return Written(f"shuffle {groups}", nn.ChannelShuffle(groups) if draw.rank == 2 else dealt)


def pixelshuffle(draw: Draw) -> Written:
    """PyTorch has it for pictures; C*r^n channels as r x ... x r, each of which goes behind its axis, is what it does."""
    r = draw.random.choice([r for r in (1, 2, 3) if draw.channels % r**draw.rank == 0])
    if draw.rank == 2:
        return Written(f"pixelshuffle {r}", nn.PixelShuffle(r))
    order = [0, 1, *(axis for i in range(draw.rank) for axis in (2 + draw.rank + i, 2 + i))]
    extents = [extent * r for extent in draw.extents]

    def shuffled(x: Tensor) -> Tensor:
        return x.unflatten(1, (-1, *[r] * draw.rank)).permute(order).reshape(len(x), -1, *extents)

    return Written(f"pixelshuffle {r}", Function(shuffled))


def space_to_depth(draw: Draw) -> Written:
    r = draw.random.choice([r for r in (1, 2, 3, 4) if not any(extent % r for extent in draw.extents)])
    if draw.rank == 2:
        return Written(f"space_to_depth {r}", nn.PixelUnshuffle(r))
    split = [part for extent in draw.extents for part in (extent // r, r)]
    order = [0, 1, *range(3, 3 + 2 * draw.rank, 2), *range(2, 2 + 2 * draw.rank, 2)]
    extents = [extent // r for extent in draw.extents]

    def unshuffled(x: Tensor) -> Tensor:
        return x.reshape(len(x), -1, *split).permute(order).reshape(len(x), -1, *extents)

    return Written(f"space_to_depth {r}", Function(unshuffled))


def slice(draw: Draw) -> Written:
    first = draw.random.randrange(draw.channels)
    stop = draw.random.randint(first + 1, draw.channels)
    return Written(f"slice {first}:{stop}", Function(lambda x: x[:, first:stop]))


def pad_channels(draw: Draw) -> Written:
    count = draw.random.randint(1, 5)
    return Written(f"pad_channels {count}", Function(lambda x: functional.pad(x, (0, 0) * draw.rank + (0, count))))


def reshape(draw: Draw) -> Written:
    shape = [prod(draw.shape)]
    for _ in range(draw.random.randrange(4)):
        shape.append(draw.divisor(shape[0]))
        shape[0] //= shape[-1]
    return Written(f"reshape {by(shape)}", Function(lambda x: x.reshape(len(x), *shape)))
