"""Random networks: single layers, single joins, and small graphs of lines, joins, side outputs and ways back."""

from __future__ import annotations

from math import nan
from random import Random

import torch
from parity.convolutions import CONV
from parity.drawing import CHANNELS, LONGEST, Draw, Shape, Written, by
from parity.kinds import CASES
from parity.moves import JOINS, LINEAR
from parity.network import Network
from torch import Tensor, nn

SINGULAR = ("sqrt",)  # kinds that give nan, and would leave little else to compare in a graph
FREE = ("fc", "flatten", "reshape", "spp", "roipool", "roialign")  # kinds that leave their axes or multiply their items
Lines = list[str]


def drawn_shape(random: Random, ranks: Shape) -> Shape:
    """An input with one of the numbers of spatial axes."""
    rank = random.choice(ranks)
    return (random.choice(CHANNELS), *(random.randint(1, LONGEST[rank]) for _ in range(rank)))


# Where a neighbour's share is exactly 0, PyTorch sometimes does not read it, and sometimes multiplies its nan.
BLENDING = ("upsample", "resize", "roialign")


def layer(kind: str, random: Random) -> Network:
    """One layer, in single precision or, where values are large or magnify rounding, in double; some have a nan to pass on."""
    case = CASES[kind]
    while True:
        shape = drawn_shape(random, case.ranks)
        written = case.write(Draw(random, shape))
        if written is not None:
            scale = random.choice((1, 1, 1, 20, 1000))
            exact = written.sharp or scale > 1 or random.random() < 0.2
            net = Network(random, shape, torch.float64 if exact else torch.float32, scale)
            if random.random() < 0.1 and kind not in BLENDING:
                net.tensors["input"].view(-1)[random.randrange(net.tensors["input"].numel())] = nan
            line, y = net.add(written, net.tensors["input"])
            net.lines = [f"- {line}"]
            net.ends("output", y)
            return net


def joined(kind: str, random: Random) -> Network:
    """One join of short branches."""
    net = Network(random, drawn_shape(random, (0, 1, 2, 3)), torch.float64)
    net.lines, y = _join(net, net.tensors["input"], 0, kind)
    net.ends("output", y)
    return net


def graph(random: Random) -> Network:
    """A small graph, now and then of two inputs."""
    net = Network(random, drawn_shape(random, (0, 1, 2, 2, 2, 3)), torch.float64)
    if random.random() < 0.25:
        net.open("other", drawn_shape(random, (0, 1, 2, 3)))
    net.lines, y = _body(net, net.tensors["input"], 2, inside=False)
    net.ends("output", y)
    return net


def _body(net: Network, x: Tensor, depth: int, inside: bool) -> tuple[Lines, Tensor]:
    """Some items, one below the other. The last is no head: the main path would have no output of its own."""
    lines: Lines = []
    for left in reversed(range(net.random.randint(1, 3))):
        item = net.random.choice(("line", "line", "join", "head" if left and not inside else "line") if depth else ("line",))
        if item == "join":
            more, x = _join(net, x, depth - 1, net.random.choice([kind for kind in JOINS if kind != "div"]))
        elif item == "head":
            name = net.fresh("h")
            body, y = _body(net, x, 0, inside)
            net.ends(name, y)
            more = [f"- head {name}:", *(f"    {line}" for line in body)]
        else:
            more, x = _line(net, x, inside)
        lines += more
    return lines, x


def _line(net: Network, x: Tensor, inside: bool) -> tuple[Lines, Tensor]:
    """One to three steps, now and then from a tensor further up."""
    steps: Lines = []
    if net.random.random() < 0.15:
        alike = [name for name, tensor in net.tensors.items() if not inside or _form(tensor) == _form(x)]
        name = net.random.choice(alike)
        steps, x = [f"from {name}"], net.tensors[name]
    for _ in range(net.random.randint(1, 3)):
        step, x = net.step(x, _kinds(x, inside))
        steps.append(step)
    return [f"- {', '.join(steps)}"], x


def _form(x: Tensor) -> tuple[int, int]:
    return x.dim(), x.shape[0]


def _kinds(x: Tensor, inside: bool) -> list[str]:
    """The kinds that a tensor can be given to; in a branch, those that keep its axes."""
    barred = (*SINGULAR, *(FREE if inside else ("roipool", "roialign") if len(x) > 1 else ()))
    return [kind for kind, case in CASES.items() if x.dim() - 2 in case.ranks and kind not in barred]


def _join(net: Network, x: Tensor, depth: int, kind: str) -> tuple[Lines, Tensor]:
    """Branches that end alike; those that add up may end in extents of 1."""
    many = 2 if kind == "div" else net.random.randint(1, 3)
    starts = [x] * many
    if kind == "split":
        many = Draw(net.random, tuple(x.shape[1:])).divisor(x.shape[1])
        starts = list(x.chunk(many, 1))
    lines, ended = [], []
    for start in starts:
        branch, y = ([], start) if net.random.random() < 0.2 else _body(net, start, depth, inside=True)
        if ended:
            bridge, y = _bridge(net, y, ended[0], kind)
            branch += [f"- {step}" for step in bridge]
        ended.append(y)
        lines += _indented(branch)
    name = net.fresh("j")
    net.tensors[name] = JOINS[kind](ended)
    return [f"- {kind} as {name}:", *lines], net.tensors[name]


def _indented(branch: Lines) -> Lines:
    first, *rest = branch or [""]
    return [f"    - {first}".rstrip(), *(f"      {line}" for line in rest)]


def _bridge(net: Network, y: Tensor, target: Tensor, kind: str) -> tuple[Lines, Tensor]:
    """Steps that bring a branch to the extents of another, or for what broadcasts to extents of 1."""
    steps: list[str] = []
    rank, free = y.dim() - 2, kind in ("concat", "split")
    if y.shape[2:] != target.shape[2:]:
        extents = tuple(target.shape[2:])
        written = Written(f"resize {by(extents)} bilinear", nn.Upsample(extents, mode=LINEAR[rank], align_corners=False))
        step, y = net.add(written, y)
        steps.append(step)
    if y.shape[1] != target.shape[1] and not free:
        step, y = net.add(_channels(rank, y.shape[1], target.shape[1]), y)
        steps.append(step)
    if rank and not free and net.random.random() < 0.25:
        step, y = net.add(CASES["gap"].write(Draw(net.random, tuple(y.shape[1:]))), y)
        steps.append(step)
    return steps, y


def _channels(rank: int, have: int, want: int) -> Written:
    if not rank:
        return Written(f"fc {want}", nn.Linear(have, want))
    return Written(f"conv {by([1] * rank)} {want}", CONV[rank](have, want, 1))
