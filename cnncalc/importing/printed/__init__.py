"""The text that print(model) writes of a PyTorch module: its layers with their settings, but no shape and no forward.

Only of Sequential, and of classes that are known to be no more, is the order of what is inside clear. Everything else is
refused by the names of its modules.
"""

from __future__ import annotations

from cnncalc.errors import Fault, quote
from cnncalc.importing.drafting import ModelDraft
from cnncalc.importing.operations import InModule, Model, Shape
from cnncalc.importing.printed.modules import MODULES, operation_of
from cnncalc.importing.printed.text import PrintedModule, read_printed
from cnncalc.importing.texts import fault_at, read_text

IN_ORDER = (
    "Sequential",
    "Conv2dNormActivation",
    "Conv3dNormActivation",
    "ConvNormActivation",
    "ConvBNReLU",
    "ConvBNActivation",
)
FLAT = "flatten"  # what these classes do between two of their modules
KNOWN = dict.fromkeys(("VGG", "AlexNet"), ("features", "avgpool", FLAT, "classifier"))
SHOWN = 3  # places of a class that an error names
HELP = "a file of torch.export.save has the whole graph: torch.export.save(torch.export.export(model, (x,)), 'model.pt2')"


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model of a printed module; the shape of its input must be given."""
    root = read_printed(read_text(path), path)
    _require_order(root)
    shape = given.get("input") or given.get("")
    if not shape:
        raise Fault("the text that print(model) writes has no shapes in it", "give the input's, as in --input 3x224x224")
    draft = ModelDraft()
    last = _add(draft, root, draft.input("input", shape), "", ())
    if not draft.operations:
        raise fault_at(root.place, "there is no layer inside")
    return Model("printed", "", root.kind, draft.inputs, draft.operations, {"output": last}, tuple(draft.notes))


def _require_order(root: PrintedModule) -> None:
    """Refuse modules whose forward is not in the text: all of them in one error."""
    found: dict[str, list[str]] = {}
    pending = [(root, root.name)]
    while pending:
        module, path = pending.pop()
        if module.parts is None:
            continue
        if module.kind in IN_ORDER or (module.kind in KNOWN and module.names() == [n for n in KNOWN[module.kind] if n != FLAT]):
            pending += [(part, f"{path}.{part.name}".lstrip(".")) for part in reversed(module.parts)]
        else:
            found.setdefault(module.kind, []).append(path or "the model itself")
    if found:
        lines = [f"{len(paths):,} x {quote(kind)}: {_some(paths)}" for kind, paths in found.items()]
        message = "what these modules do with the layers inside them is not in the text:" + "".join(
            f"\n  {line}" for line in lines
        )
        raise Fault(message, HELP)


def _some(paths: list[str]) -> str:
    more = len(paths) - SHOWN
    return ", ".join(quote(path, 60) for path in paths[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _add(draft: ModelDraft, module: PrintedModule, x: str, path: str, scope: tuple[InModule, ...]) -> str:
    """Add a module and what is inside it; the tensor that it makes."""
    if module.parts is None:
        return operation_of(draft, module, x, path or module.kind.lower(), scope)
    if module.kind in KNOWN:
        parts = {part.name: part for part in module.parts}
        for name in KNOWN[module.kind]:
            if name == FLAT:
                draft.note(f"{module.kind} flattens in front of its classifier, which the text does not say")
                x = draft.add(FLAT, FLAT, (x,), None)
            else:
                x = _inside(draft, parts[name], x, path, scope)
        return x
    for part in module.parts:
        x = _inside(draft, part, x, path, scope)
    return x


def _inside(draft: ModelDraft, part: PrintedModule, x: str, path: str, scope: tuple[InModule, ...]) -> str:
    own = f"{path}.{part.name}" if path else part.name
    return _add(draft, part, x, own, (*scope, InModule(own, part.kind)))


__all__ = ["MODULES", "read"]
