"""The nodes of the graph, one after the other: those on constants alone are worked out, the others become operations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from cnncalc.errors import Fault
from cnncalc.importing.names import Names
from cnncalc.importing.onnx.calls import NodeCall
from cnncalc.importing.onnx.constants import GraphConstant, of_stored
from cnncalc.importing.onnx.protos import GraphProto, ModelProto, NodeProto
from cnncalc.importing.onnx.stored import MOST_AXES
from cnncalc.importing.onnx.table import NOTHING, ROWS
from cnncalc.importing.onnx.values import folded
from cnncalc.importing.onnx.where import is_parameter, module_of
from cnncalc.importing.onnx.wire import BROKEN
from cnncalc.importing.operations import OPERATIONS, AlongBatch, InModule, Model, Operation, Shape
from cnncalc.importing.shapes import inferred

OPSETS = 7, 22
SILENT = frozenset(("Constant", "Shape", *NOTHING))  # nodes that make no layer
FLOATS = (0, 1, 10, 11, 16)  # types of numbers that an input of a network has; 0 is none said


def model_of(file: ModelProto, given: dict[str, Shape]) -> Model:
    """The model that a file is."""
    if file.graph is None or not file.graph.nodes:
        raise Fault("it holds no graph", "the file is cut off, or no ONNX file")
    if file.opset and file.opset < OPSETS[0]:
        raise Fault(f"it is of opset {file.opset}; those from {OPSETS[0]} on are read", "onnx.version_converter brings it up")
    return GraphReader(file, file.graph, given).model()


class GraphReader:
    """Reads one graph."""

    def __init__(self, file: ModelProto, graph: GraphProto, given: dict[str, Shape]) -> None:
        self.file = file
        self.graph = graph
        self.given = given
        self.batch = 1
        self.names = Names()
        self.known: dict[str, str | GraphConstant] = {}  # each tensor of the file: the operation that it is, or a constant
        self.shapes: dict[str, Shape] = {}  # of each operation, without the batch
        self.operations: list[Operation] = []
        self.places: dict[str, int] = {}  # where each stands in the list
        self.notes: list[str] = []
        paths = [module_of(node)[0] for node in graph.nodes if node.op not in SILENT]
        self.uses = Counter(paths)  # how many nodes each module has
        self.around = {path[:i] for path in self.uses for i, character in enumerate(path) if character == "."}

    def model(self) -> Model:
        inputs = self._inputs()
        for name, tensor in self.graph.constants.items():
            self.known[name] = of_stored(tensor)
        for node in self.graph.nodes:
            try:
                self._node(node)
            except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError):
                raise Fault(
                    f"its node {node.op} {node.name[:80]}".rstrip() + " is laid out as none of ONNX is", BROKEN
                ) from None
        found = [(name, self.known.get(name)) for name in self.graph.outputs]
        outputs = {name: made for name, made in found if isinstance(made, str)}
        if not outputs:
            raise Fault("no output of its graph depends on an input")
        self._note_norms()
        tool = ", ".join(filter(None, [f"{self.file.producer} {self.file.version}".strip(), f"opset {self.file.opset}"]))
        name = self.graph.name if not re.fullmatch(r"(main|torch|tf2|graph|onnx).*|", self.graph.name) else ""
        return Model("onnx", tool, name[:100], dict(inputs), self.operations, outputs, tuple(self.notes))

    def _note_norms(self) -> None:
        ops = {operation.op for operation in self.operations}
        if "conv" in ops and "bn" not in ops:
            self.notes.append("no batch normalisation is in the file: an exporter that met any has folded it into convolutions")

    def _inputs(self) -> dict[str, Shape | None]:
        found: dict[str, Shape | None] = {}
        for name, shape, of in self.graph.inputs:
            if name in self.graph.constants or of not in FLOATS:
                continue
            given = self.given.get(name) or self.given.get("")
            if shape is None and given is None:
                raise Fault(f"it does not state the shape of its input {name}", "give it, as in --input 3x224x224")
            if shape and isinstance(shape[0], int) and shape[0] > 0:
                self.batch = shape[0]
            own = tuple(extent if isinstance(extent, int) and extent > 0 else None for extent in (shape or (1,))[1:])
            found[name] = self._fitting(name, own, given) if None in own or shape is None else own  # type: ignore[assignment]
            self.known[name] = name
            self.shapes[name] = found[name] or ()
        if not found:
            raise Fault("its graph has no input of fractions")
        return found

    @staticmethod
    def _fitting(name: str, own: tuple[int | None, ...], given: Shape | None) -> Shape:
        """The shape of an input that the file leaves open."""
        shown = "x".join("?" if extent is None else str(extent) for extent in own)
        if given is None:
            example = "x".join(str(extent or (3, 224, 224)[min(i, 2)]) for i, extent in enumerate(own)) or "3x224x224"
            raise Fault(f"it leaves the shape of its input open: {shown}", f"give it, as in --input {example}")
        if own and (len(given) != len(own) or any(a not in (None, b) for a, b in zip(own, given))):
            raise Fault(f"--input {'x'.join(map(str, given))} does not fit its input {name}, which is {shown}")
        return given

    def _node(self, node: NodeProto) -> None:
        inputs = [self._known(name) for name in node.inputs]
        if node.op == "Shape" and len(inputs) == 1 and inputs[0] is not None:
            made: list[str | GraphConstant] = [self._shape(node, inputs[0])]
        elif not any(isinstance(found, str) for found in inputs):
            made = [self._folded(node, inputs)]
        else:
            made = list(self._call(node, inputs))
        self._state(node, made)
        for name, found in zip(node.outputs, made):
            if name:
                self.known[name] = found

    def _known(self, name: str) -> str | GraphConstant | None:
        if name and name not in self.known:
            raise Fault(f"a node reads {name[:80]}, which nothing before it makes", "the file is broken, or its nodes go round")
        return self.known[name] if name else None

    def _shape(self, node: NodeProto, x: str | GraphConstant) -> GraphConstant:
        shape = x.shape if isinstance(x, GraphConstant) else (self.batch, *self.shapes[x])
        part = shape[node.attributes.get("start") or 0 : node.attributes.get("end")]
        return GraphConstant((len(part),), part)

    def _folded(self, node: NodeProto, inputs: list[str | GraphConstant | None]) -> GraphConstant:
        call = NodeCall(self, node, inputs)
        found = folded(node, [found if isinstance(found, GraphConstant) else None for found in inputs], call.listed)
        if len(found.shape) > MOST_AXES:
            raise Fault("a constant has more axes than any that is computed with", BROKEN)
        return found

    def _call(self, node: NodeProto, inputs: list[str | GraphConstant | None]) -> list[str]:
        call = NodeCall(self, node, inputs)
        if node.op in NOTHING:
            return call.activations[:1]
        if node.domain not in ("", "ai.onnx") or node.op not in ROWS:
            return call.unknown()
        try:
            return ROWS[node.op](call)
        except AlongBatch:
            return call.unknown()
        except Fault as fault:  # listed with all else that no kind says
            return call.made(fault.message, call.activations)

    def add(self, operation: Operation, node: NodeProto, weight: str) -> str:
        """Put an operation on the list; its name."""
        path, kind = module_of(node)
        alone = bool(kind) or (self.uses[path] == 1 and path not in self.around)
        own = weight.rpartition(".")[0] if is_parameter(weight) else ""
        word = operation.op if operation.op in OPERATIONS else node.op
        name = self.names.own(own or path) if own or (path and alone) else self.names.inside(path, word)
        scope = (InModule(path, kind),) if path else ()
        self.places[name] = len(self.operations)
        self.operations.append(operation._replace(name=name, scope=scope))
        xs = [self.shapes.get(x, ()) for x in operation.inputs]
        self.shapes[name] = inferred(operation, xs)
        if len(self.shapes[name]) > MOST_AXES:
            raise Fault("a tensor has more axes than any that is computed with", BROKEN)
        return name

    def _state(self, node: NodeProto, made: Sequence[str | GraphConstant]) -> None:
        """Remember what the file states of the shapes of a node's outputs."""
        for output, name in zip(node.outputs, made):
            stated = self.graph.shapes.get(output)
            if not stated or not isinstance(name, str) or name not in self.places:
                continue
            if isinstance(stated[0], int) and stated[0] != self.batch:
                continue
            shape = tuple(extent for extent in stated[1:] if isinstance(extent, int) and extent > 0)
            if len(shape) == len(stated) - 1:
                self.shapes[name] = shape
                place = self.places[name]
                self.operations[place] = self.operations[place]._replace(shape=shape)
