"""Calls that give or mark texts: a spec with every block opened, a PyTorch module, a file that is checked."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cnncalc.errors import refuse
from cnncalc.library.networks import TEXT, Given, Named, Shapes, Values, graph_of, is_text, spec_of
from cnncalc.limits import NODES
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from cnncalc.checking.classroom import ClassMarks
    from cnncalc.checking.findings import Checked
    from cnncalc.checking.options import CheckOptions
    from cnncalc.counting.conventions import Convention
    from cnncalc.library.networks import Options


def expand(x: Named, **options: Unpack[Options]) -> str:
    """The text of a spec with every block opened, every repeat unrolled and every number filled in.

    It is a spec again: the same network, every layer under the same name. Raises a `SpecError` where extents are symbols.

    >>> import cnncalc
    >>> print(cnncalc.expand("input: 1x8x8\\nlayers:\\n  - repeat 2:\\n      - conv 3x3 4, relu"))
    input: 1x8x8
    layers:
      - conv 3x3 4
      - relu
      - conv 3x3 4
      - relu
    <BLANKLINE>
    """
    from cnncalc.network.write import spec_lines

    graph = graph_of(x, Given(**options))
    if graph.sizes:
        raise refuse("a spec can be opened where its extents are numbers", "give them, as in 3x224x224")
    return "\n".join([*spec_lines(graph), ""])


def export(x: Named, to: str = "torch", class_name: str | None = None, command: str = "", **options: Unpack[Options]) -> str:
    """The text of a PyTorch module (PyTorch 2) that is the network: one file that needs nothing but torch.

    The names of its modules, and so the keys of its `state_dict`, are those of the layers. `class_name` names the class, in
    place of the network's own name; `command` is a comment to begin with. Raises a `SpecError` where PyTorch has no way to say
    a layer, or wants a number where the network has a symbol.

    >>> import cnncalc
    >>> text = cnncalc.export("input: 1x8x8\\nlayers:\\n  - conv 3x3 4, relu")
    >>> text.splitlines()[-2:]
    ['        x = self.relu1(x)  # 4x6x6', '        return x']
    """
    from cnncalc.exporting import export

    return export(graph_of(x, Given(**options)), to, class_name, command)


def mark_class(
    key: str | os.PathLike[str],
    sheets: Iterable[str | os.PathLike[str]],
    *,
    layout: str | None = None,
    dtype: str | None = None,
    max_nodes: int = NODES,
    convention: str | Convention | None = None,
    progress: Progress = None,
) -> ClassMarks:
    """Mark the sheets of a class against a key: questions, settings and points come from the key alone.

    `key` is a path or a bundled sheet, `sheets` are paths. A file that cannot be read is `unread` and says why; the others are
    marked. `questions` has what is asked, `sheets` the findings of each student in the same order. Raises a `SpecError` where
    the key makes no sense, or its own answers are wrong.

    >>> import cnncalc
    >>> marks = cnncalc.mark_class("lenet_c1", ["bottlenecks"])  # a sheet of other exercises answers nothing
    >>> marks.good, [finding.status for finding in marks.sheets[0].findings][:1]
    (False, ['not answered'])
    """
    from cnncalc.checking.classroom import mark_class
    from cnncalc.checking.options import CheckOptions
    from cnncalc.counting.conventions import convention_named

    counting = convention_named(convention) if isinstance(convention, str) else convention
    how = CheckOptions(layout=layout, dtype=dtype, max_nodes=max_nodes, convention=counting)
    return mark_class(os.fspath(key), [os.fspath(sheet) for sheet in sheets], how, progress)


def check(
    x: Named,
    how: CheckOptions | None = None,
    progress: Progress = None,
    *,
    input: Shapes = None,
    set: Values = None,
    batch: int | None = None,
    layout: str | None = None,
    dtype: str | None = None,
    max_nodes: int = NODES,
    convention: str | Convention | None = None,
) -> Checked:
    """Hold a network against what its spec expects, or mark an answer sheet, exercise by exercise.

    `x` is named as in `summarize`; a sheet is a bundled name, a path or a text. `findings` has an answer each, with what is
    right, its working, and the slip that a wrong one probably comes from; `good` says whether all is right. With a
    `convention`, or its name, a figure of macs or flops is right too where that tool would print it. `how` holds the same
    options in one value. Raises a `SpecError` with all that cannot be understood.

    >>> import cnncalc
    >>> [finding.status for finding in cnncalc.check("lenet5").findings][:2]
    ['right', 'right']
    """
    from cnncalc.bundled.find import FoundFile
    from cnncalc.checking.check import check, check_spec, check_text
    from cnncalc.checking.options import CheckOptions
    from cnncalc.counting.conventions import convention_named

    counting = convention_named(convention) if isinstance(convention, str) else convention
    shapes = {"": input} if isinstance(input, str) else input
    values = {name: str(value) for name, value in (set or {}).items()}
    how = CheckOptions(shapes, values, batch, layout, dtype, max_nodes, counting) if how is None else how
    if isinstance(x, str) and is_text(x):
        return check_text(FoundFile(x, TEXT, os.curdir), how, progress)
    if isinstance(x, (str, os.PathLike)):
        return check(os.fspath(x), how, progress)
    spec = spec_of(x, progress)
    return check_spec(spec, spec.file.name, how, progress)
