"""How many MACs a second the packed engine does, by layer shape, on one core, plain loops beside it; then whole networks.

python tests/benchmarks/packed.py [SPEC ...]    by default those of the tests
"""

from __future__ import annotations

import sys
import time
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from random import Random
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from cnncalc import build, load
from cnncalc.reference.packed.dots import dense, draw
from cnncalc.reference.packed.network import run
from cnncalc.reference.packed.plan import PackedWindow
from cnncalc.reference.packed.products import convolve

sys.path.insert(0, str(Path(__file__).parent.parent))  # where the tests lie
from running import SAMPLE

SHAPES = (  # what it is, channels, side of the plane, outputs, kernel, stride, groups
    ("VGG conv1_1", 3, 224, 64, 3, 1, 1),
    ("VGG conv1_2", 64, 224, 64, 3, 1, 1),
    ("VGG conv2_2", 128, 112, 128, 3, 1, 1),
    ("VGG conv3_2", 256, 56, 256, 3, 1, 1),
    ("VGG conv4_2", 512, 28, 512, 3, 1, 1),
    ("VGG conv5_1", 512, 14, 512, 3, 1, 1),
    ("ResNet 7x7/2", 3, 224, 64, 7, 2, 1),
    ("ResNet 3x3/2", 128, 56, 128, 3, 2, 1),
    ("ResNet 1x1, 56x56", 256, 56, 64, 1, 1, 1),
    ("ResNet 1x1/2", 256, 56, 512, 1, 2, 1),
    ("ResNet 1x1, 14x14", 1024, 14, 256, 1, 1, 1),
    ("ResNet 1x1, 7x7", 2048, 7, 512, 1, 1, 1),
    ("ResNet 3x3, 7x7", 512, 7, 512, 3, 1, 1),
    ("depthwise 112x112", 32, 112, 32, 3, 1, 32),
    ("depthwise /2", 96, 112, 96, 3, 2, 96),
    ("depthwise 7x7", 960, 7, 960, 3, 1, 960),
)
PLAIN_MACS = 2_000_000  # about how many the plain loops are timed on


def shape_rates(channels: int, side: int, outs: int, kernel: int, stride: int, groups: int) -> tuple[float, float]:
    """MACs a second, plain and packed; the packed ones include drawing the weights, packing and unpacking."""
    window = PackedWindow((kernel,) * 2, (stride,) * 2, (1, 1), ((kernel // 2,) * 2,) * 2, groups)
    terms, random = channels // groups * kernel**2, Random(0)
    x = [bytes(i % 16 for i in random.randbytes(side * side)) for _ in range(channels)]
    start = time.perf_counter()
    weights = draw("benchmark", range(outs), terms)
    packed = [len(sums) for sums in convolve(x, (side, side), window, weights, [0] * outs) or ()]
    seconds = time.perf_counter() - start
    return plain_rate(channels // groups, side, kernel, stride), sum(packed) * terms / seconds


def plain_rate(channels: int, side: int, kernel: int, stride: int) -> float:
    """MACs a second of nested loops over nested lists, padded beforehand, for as many rows of one output as it takes."""
    wide, out = side + 2 * (kernel // 2), (side + 2 * (kernel // 2) - kernel) // stride + 1
    x = [[[7] * wide for _ in range(wide)] for _ in range(channels)]
    weight = [[[1] * kernel for _ in range(kernel)] for _ in range(channels)]
    rows = min(out, max(1, PLAIN_MACS // (out * channels * kernel**2)))
    start = time.perf_counter()
    for i in range(rows):
        for j in range(out):
            total = 0
            for plane, taps in zip(x, weight):
                for a in range(kernel):
                    for b in range(kernel):
                        total += plane[i * stride + a][j * stride + b] * taps[a][b]
    return rows * out * channels * kernel**2 / (time.perf_counter() - start)


def dense_rates(terms: int, outs: int) -> tuple[float, float]:
    """The same for a fully connected layer."""
    x = bytes(i % 16 for i in Random(0).randbytes(terms))
    start = time.perf_counter()
    list(dense(x, (draw("benchmark", range(o, o + 1), terms).data for o in range(outs)), 1, 2, [0] * outs))
    packed = terms * outs / (time.perf_counter() - start)
    row = [u - 1 for u in draw("benchmark", range(1), terms).data]
    start = time.perf_counter()
    for _ in range(20):
        total = 0
        for a, b in zip(x, row):
            total += a * b
    return 20 * terms / (time.perf_counter() - start), packed


def show(name: str, rates: tuple[float, float]) -> None:
    print(f"{name:20} {rates[0] / 1e6:8.1f} {rates[1] / 1e6:8.0f} {rates[1] / rates[0]:7.0f}x")


def network(spec: str) -> None:
    """A whole network at its own size on all cores, in a process of its own, which tells its memory."""
    start, macs = time.perf_counter(), 0
    for done in run(build(load(spec))):
        macs += done.macs
        assert done.tensor.shape == done.node.shape, done.node.name
    seconds = time.perf_counter() - start
    peak = (getrusage(RUSAGE_SELF).ru_maxrss + (cpu_count() or 1) * getrusage(RUSAGE_CHILDREN).ru_maxrss) / 1024
    print(f"{spec:20} {seconds:8.1f} {macs / 1e6:10.0f} {macs / seconds / 1e6:8.0f} {peak:8.0f}")


def main() -> None:
    print("million MACs a second   plain   packed")
    for name, *shape in SHAPES:
        show(name, shape_rates(*shape))
    show("VGG fc6, 256 outputs", dense_rates(25088, 256))
    print("\nnetwork               seconds  mega-MACs     rate  MiB at most", flush=True)
    for spec in sys.argv[1:] or SAMPLE:
        one = get_context("spawn").Process(target=network, args=(spec,))
        one.start()
        one.join()


if __name__ == "__main__":
    main()
