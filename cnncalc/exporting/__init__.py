"""Networks written for other programs.

Front door, the names that other rooms may import:

- TARGETS, export
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import did_you_mean, quote, refuse

if TYPE_CHECKING:
    from cnncalc.network.graph import Graph

TARGETS = ("torch",)


def export(graph: Graph, to: str = "torch", class_name: str | None = None, command: str = "") -> str:
    """The text of a PyTorch module (PyTorch 2) that is the network: one file that needs nothing but torch.

    The names of its modules, and so the keys of its `state_dict`, are those of the graph's nodes. `class_name` names the class,
    in place of the network's own name; `command` is a comment to begin with. Raises a `SpecError` where PyTorch has no way to
    say a layer, or wants a number where the graph has a symbol.

    >>> import cnncalc
    >>> text = export(cnncalc.build(cnncalc.parse("input: 1x8x8\\nlayers:\\n  - conv 3x3 4, relu")))
    >>> text.splitlines()[-2:]
    ['        x = self.relu1(x)  # 4x6x6', '        return x']
    """
    from cnncalc.exporting.torch.torch import torch_lines

    if to not in TARGETS:
        raise refuse(f"cnncalc cannot export to {quote(to)}", did_you_mean(to, TARGETS, f"it can to {', '.join(TARGETS)}"))
    return "\n".join([*torch_lines(graph, class_name, command), ""])
