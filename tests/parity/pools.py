"""Pools whose windows follow from the grid that they give. The region pools are written from their papers."""

from __future__ import annotations

import torch
from parity.drawing import Draw, Function, Written, by
from torch import Tensor, nn
from torch.nn import functional

AVG = {1: nn.AdaptiveAvgPool1d, 2: nn.AdaptiveAvgPool2d, 3: nn.AdaptiveAvgPool3d}
MAX = {1: nn.AdaptiveMaxPool1d, 2: nn.AdaptiveMaxPool2d, 3: nn.AdaptiveMaxPool3d}


def gap(draw: Draw) -> Written:
    return Written("gap", AVG[draw.rank](1))


def gmp(draw: Draw) -> Written:
    return Written("gmp", MAX[draw.rank](1))


def adaptive_avgpool(draw: Draw) -> Written:
    grid = draw.grid()
    return Written(f"adaptive_avgpool {by(grid)}", AVG[draw.rank](grid))


def adaptive_maxpool(draw: Draw) -> Written:
    grid = draw.grid()
    return Written(f"adaptive_maxpool {by(grid)}", MAX[draw.rank](grid))


def spp(draw: Draw) -> Written:
    grids = [draw.grid() for _ in range(draw.upto(3))]
    pools = [MAX[draw.rank](grid) for grid in grids]
    pyramid = Function(lambda x: torch.cat([pool(x).flatten(1) for pool in pools], 1))
    return Written(f"spp {' '.join(map(by, grids))}", pyramid)


def _regions(draw: Draw) -> list[list[float]]:
    """Boxes (x1, y1, x2, y2) on the map, some with corners on quarters of positions, some with any."""
    height, width = draw.extents
    return [[a, c, b, d] for (a, b), (c, d) in ((_stretch(draw, width), _stretch(draw, height)) for _ in range(draw.upto(3)))]


def _stretch(draw: Draw, extent: int) -> tuple[float, float]:
    if draw.often():
        low, high = sorted(draw.random.sample(range(4 * extent + 1), 2))
        return low / 4, high / 4
    start = draw.random.uniform(0, extent * 0.9)
    return start, draw.random.uniform(start + extent * 0.05, extent)


def roipool(draw: Draw) -> Written:
    """Corners rounded to whole positions, the region cut into a grid, the largest of each cell (Girshick 2015, section 2.1)."""
    regions, grid = _regions(draw), draw.grid()

    def pooled(picture: Tensor) -> Tensor:
        height, width = picture.shape[1:]
        cells = []
        for x1, y1, x2, y2 in regions:
            (left, right), (top, bottom) = _rounded(x1, x2, width), _rounded(y1, y2, height)
            cells.append(functional.adaptive_max_pool2d(picture[:, top:bottom, left:right], grid))
        return torch.stack(cells)

    return _each(f"roipool {by(grid)} rois={len(regions)}", Function(pooled), regions)


def _rounded(low: float, high: float, extent: int) -> tuple[int, int]:
    first = min(int(low + 0.5), extent - 1)
    return first, max(int(high + 0.5), first + 1)


def roialign(draw: Draw) -> Written:
    """Each cell of a region is the mean of 2x2 points, at 1/4 and 3/4 of it, read bilinearly (He et al. 2017, section 3).

    Position i lies at i + 1/2, as `grid_sample` has it too where corners are not aligned.
    """
    regions, grid = _regions(draw), draw.grid()

    def aligned(picture: Tensor) -> Tensor:
        height, width = picture.shape[1:]
        cells = []
        for x1, y1, x2, y2 in regions:
            rows, columns = _points(y1, y2, 2 * grid[0], height, picture), _points(x1, x2, 2 * grid[1], width, picture)
            points = torch.stack([columns.expand(len(rows), -1), rows[:, None].expand(-1, len(columns))], 2)
            read = functional.grid_sample(picture[None], points[None], "bilinear", "border", align_corners=False)
            cells.append(functional.avg_pool2d(read[0], 2))
        return torch.stack(cells)

    return _each(f"roialign {by(grid)} rois={len(regions)}", Function(aligned), regions)


def _points(low: float, high: float, count: int, extent: int, like: Tensor) -> Tensor:
    """So many points evenly along a stretch, from -1 at one end of the map to 1 at the other."""
    spots = [low + (high - low) * (i + 0.5) / count for i in range(count)]
    return torch.tensor([2 * spot / extent - 1 for spot in spots], dtype=like.dtype)


def _each(words: str, pool: nn.Module, regions: list[list[float]]) -> Written:
    """The regions of each picture, one picture's behind the other's."""
    return Written(words, Function(lambda x: torch.cat([pool(picture) for picture in x])), regions)
