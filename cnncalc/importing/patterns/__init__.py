"""What several operations mean together: a table of small rewriters on the list.

Each is called with every operation that may be the last of its pattern, and says whether it put one in place of several. What
reshapes and transposes mean together is found when they are lowered, since it depends on shapes.
"""

from __future__ import annotations

from cnncalc.importing.operations import Model
from cnncalc.importing.patterns import activations, layers
from cnncalc.importing.patterns.web import Web

PATTERNS = (
    activations.clips,
    activations.hard,
    activations.gate,
    activations.gelu,
    layers.layer_norm,
    layers.bias,
    layers.scale,
    layers.padding,
)
LASTS = frozenset(("clip", "times", "mul", "plus", "conv"))  # what a pattern may end with


def found_patterns(model: Model) -> Model:
    """The model with every pattern found in it put in place of its parts."""
    web = Web(model)
    changed = False
    for name in list(web.operations):
        last = web.at(name, *LASTS)
        while last is not None and any(pattern(web, last) for pattern in PATTERNS):
            changed = True
            last = web.at(name, *LASTS)
    if not changed:
        return model
    names = web.names()
    outputs = {output: names.get(name, name) for output, name in model.outputs.items()}
    return model._replace(operations=web.listed(names), outputs=outputs)
