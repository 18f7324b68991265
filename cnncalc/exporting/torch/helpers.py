"""Small modules that PyTorch lacks. Each is written out where a network needs it."""

from __future__ import annotations

HELPERS: dict[str, str] = {
    "ChannelLayerNorm": '''\
class ChannelLayerNorm(nn.LayerNorm):
    """Layer normalisation over the channels at each position, which are axis 1 here."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)
''',
    "HalfBatchNorm": '''\
class HalfBatchNorm(nn.modules.batchnorm._BatchNorm):
    """Batch normalisation with a learned shift alone or, with `scale`, a learned scale alone, on any number of axes."""

    def __init__(self, channels: int, eps: float = 1e-05, scale: bool = False) -> None:
        super().__init__(channels, eps)
        self.register_parameter("bias" if scale else "weight", None)

    def _check_input_dim(self, input: Tensor) -> None:
        pass
''',
    "Scale": '''\
class Scale(nn.Module):
    """One learned factor a channel and, with `bias`, one learned term."""

    def __init__(self, channels: int, bias: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels)) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        shape = (-1, *[1] * (x.dim() - 2))
        x = x * self.weight.view(shape)
        return x if self.bias is None else x + self.bias.view(shape)
''',
    "Shift": '''\
class Shift(nn.Module):
    """One learned term a channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.bias.view(-1, *[1] * (x.dim() - 2))
''',
    "GlobalResponseNorm": '''\
class GlobalResponseNorm(nn.Module):
    """Each channel by its length over the mean length of all (Woo et al. 2023)."""

    def __init__(self, channels: int, eps: float = 1e-06) -> None:
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.zeros(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        axes = tuple(range(2, x.dim()))
        shape = (-1, *[1] * len(axes))
        lengths = torch.linalg.vector_norm(x, dim=axes, keepdim=True)
        share = lengths / (lengths.mean(1, keepdim=True) + self.eps)
        return x + (x * share * self.weight.view(shape) + self.bias.view(shape))
''',
    "PadChannels": '''\
class PadChannels(nn.Module):
    """Channels of zeros behind those of the input."""

    def __init__(self, added_channels: int) -> None:
        super().__init__()
        self.added_channels = added_channels

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.pad(x, (0, 0) * (x.dim() - 2) + (0, self.added_channels))
''',
    "AxisShuffle": '''\
class AxisShuffle(nn.Module):
    """`nn.PixelShuffle` on any number of axes: each takes `factor` positions out of the channels."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        axes = range(x.dim() - 2)
        x = x.unflatten(1, (-1, *[self.factor for _ in axes]))
        x = x.permute(0, 1, *[axis for i in axes for axis in (2 + len(axes) + i, 2 + i)])
        for i in axes:
            x = x.flatten(2 + i, 3 + i)
        return x
''',
    "AxisUnshuffle": '''\
class AxisUnshuffle(nn.Module):
    """`nn.PixelUnshuffle` on any number of axes: blocks of `factor` positions along each become channels."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor) -> Tensor:
        axes = range(x.dim() - 2)
        for i in axes:
            x = x.unflatten(2 + 2 * i, (-1, self.factor))
        x = x.permute(0, 1, *[3 + 2 * i for i in axes], *[2 + 2 * i for i in axes])
        return x.flatten(1, 1 + len(axes))
''',
    "RoIPool": '''\
class RoIPool(nn.Module):
    """The largest value of each cell of each region's grid (Girshick 2015).

    `regions` is batch x N x 4: x1, y1, x2, y2 on the map that comes in, rounded to whole positions here.
    The N regions of the first picture come out first, then those of the second: (batch * N) x channels x grid.
    """

    def __init__(self, output_size: int | tuple[int, int]) -> None:
        super().__init__()
        self.pool = nn.AdaptiveMaxPool2d(output_size)

    def forward(self, x: Tensor, regions: Tensor) -> Tensor:
        height, width = x.shape[2:]
        cells = []
        for picture, boxes in zip(x, regions):
            for left, top, right, bottom in (boxes + 0.5).floor().int().tolist():
                left, top = min(left, width - 1), min(top, height - 1)
                right, bottom = max(right, left + 1), max(bottom, top + 1)
                cells.append(self.pool(picture[:, top:bottom, left:right]))
        return torch.stack(cells)
''',
    "RoIAlign": '''\
class RoIAlign(nn.Module):
    """The mean of 2x2 points, read bilinearly, in each cell of each region's grid (He et al. 2017).

    `regions` is batch x N x 4: x1, y1, x2, y2 on the map that comes in, whose position i lies at i + 1/2.
    The N regions of the first picture come out first, then those of the second: (batch * N) x channels x grid.
    """

    def __init__(self, output_size: int | tuple[int, int]) -> None:
        super().__init__()
        self.grid = (output_size, output_size) if isinstance(output_size, int) else output_size

    def forward(self, x: Tensor, regions: Tensor) -> Tensor:
        x1, y1, x2, y2 = regions.to(x.dtype).unbind(-1)
        rows = self.points(y1, y2, 2 * self.grid[0], x.shape[2])
        columns = self.points(x1, x2, 2 * self.grid[1], x.shape[3])
        places = torch.stack(torch.broadcast_tensors(columns[:, :, None, :], rows[:, :, :, None]), -1)
        read = nn.functional.grid_sample(x, places.flatten(1, 2), "bilinear", "border", align_corners=False)
        read = read.unflatten(2, (regions.shape[1], -1)).transpose(1, 2).flatten(0, 1)
        return nn.functional.avg_pool2d(read, 2)

    @staticmethod
    def points(low: Tensor, high: Tensor, count: int, extent: int) -> Tensor:
        """So many points evenly along each stretch, from -1 at one end of the map to 1 at the other."""
        shares = (torch.arange(count, device=low.device, dtype=low.dtype) + 0.5) / count
        return 2 * (low[..., None] + (high - low)[..., None] * shares) / extent - 1
''',
}
