"""Different layers that compute the same: six equivalences, as rearrangements of weights and as a table to demonstrate.

>>> from cnncalc.equivalences import EQUIVALENCES
>>> for side in EQUIVALENCES[3].demonstrate(seed=1):
...     print(side)
dwconv 3x3 half, conv 1x1 6: 6,000 multiplications, 70 parameters
conv 3x3 6 half: 21,600 multiplications, 222 parameters
"""

from cnncalc.equivalences.demonstrations import EQUIVALENCES, Demonstration, Equivalence, Side
from cnncalc.equivalences.rearranged import (
    composed,
    conv1x1_as_fc,
    fc_as_conv,
    grouped_as_towers,
    separable_as_dense,
    stacked_1d_as_dense,
    unpadded,
)

__all__ = [
    "EQUIVALENCES",
    "Demonstration",
    "Equivalence",
    "Side",
    "composed",
    "conv1x1_as_fc",
    "fc_as_conv",
    "grouped_as_towers",
    "separable_as_dense",
    "stacked_1d_as_dense",
    "unpadded",
]
