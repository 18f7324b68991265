"""Layers as Python calls them, `nn.Conv2d(3, 64, 7, stride=2)`: the words of the call, its positional values named."""

from __future__ import annotations

import re
from typing import NamedTuple

# What stands at each place of a call: as PyTorch writes it (Conv2d), and as Keras does (Conv2D).
PYTORCH = """
conv in out kernel_size stride padding dilation groups bias
convtranspose in out kernel_size stride padding output_padding groups bias dilation
maxpool kernel_size stride padding dilation
avgpool kernel_size stride padding
lppool p kernel_size stride
adaptiveavgpool size
adaptivemaxpool size
linear in out bias
batchnorm in eps
groupnorm groups in eps
instancenorm in eps
layernorm in eps
localresponsenorm size alpha beta k
elu alpha
celu alpha
gelu approximate
reflectionpad pad
replicationpad pad
zeropad pad
dropout rate
leakyrelu negative_slope
pixelshuffle r
relu inplace
relu6 inplace
"""
KERAS = """
conv filters kernel_size strides padding
convtranspose filters kernel_size strides padding
depthwiseconv kernel_size strides padding
separableconv filters kernel_size strides padding
maxpooling pool_size strides padding
maxpool pool_size strides padding
averagepooling pool_size strides padding
dense units activation
dropout rate
batchnormalization axis
upsampling factor
layernormalization axis
"""


class ForeignCall(NamedTuple):
    """The words of a call, the first of which is what is called; `rank` is the number of axes in its name, or 0."""

    words: list[str]
    rank: int


def called(text: str) -> ForeignCall | None:
    """The words of a call, None where a text is none.

    >>> called("nn.Conv2d(3, 64, 7, padding=(3, 1))").words
    ['Conv2d', 'in=3', 'out=64', 'kernel_size=7', 'padding=3x1']
    """
    match = re.fullmatch(r"\s*(?:\w+\.)*([A-Za-z]\w*)\((.*)\)\s*", text)
    if not match:
        return None
    name, inside = match.groups()
    arguments = [part.strip() for part in _split(inside) if part.strip()]
    places = _places(name)
    words = [name]
    for place, argument in enumerate(arguments):
        key, equals, value = (part.strip() for part in argument.partition("="))
        if not equals and place >= len(places):
            return None
        words.append(f"{key if equals else places[place]}={_value(value if equals else argument)}")
    axes = re.search(r"[123](?=[dD](?:Transpose)?$)", name)
    return ForeignCall(words, int(axes[0]) if axes else 0)


def _places(name: str) -> list[str]:
    bare = re.sub(r"[123][dD]", "", name).lower().replace("_", "")
    tables = (KERAS, PYTORCH) if re.search(r"[123]D", name) or bare == "dense" else (PYTORCH, KERAS)
    rows = [row.split() for table in tables for row in table.strip().splitlines()]
    return next((row[1:] for row in rows if row[0] == bare), [])


def _split(text: str) -> list[str]:
    """The arguments, cut at the commas outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _value(text: str) -> str:
    """A value as one word: a tuple as extents, a text without its quotes."""
    bare = text.strip("'\" ")
    if bare[:1] in "([" and bare[-1:] in ")]":
        return re.sub(r"\s*,\s*", "x", bare[1:-1].strip(" ,"))
    return re.sub(r"\s+", "", bare).removeprefix("F.").removeprefix("nn.")
