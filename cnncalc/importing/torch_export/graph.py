"""The nodes of the graph, one after the other: those on weights alone are worked out, the others become operations."""

from __future__ import annotations

import re
from typing import Any

from cnncalc.errors import Fault
from cnncalc.importing.names import Names
from cnncalc.importing.operations import AlongBatch, InModule, Model, Operation, Shape
from cnncalc.importing.torch_export.archive import BROKEN
from cnncalc.importing.torch_export.calls import Call, Constant
from cnncalc.importing.torch_export.table import NOTHING, ROWS
from cnncalc.importing.torch_export.values import OpenNumber, Reference, extents, value
from cnncalc.layers.arithmetic import product
from cnncalc.limits import OPERATIONS as MOST


def model_of(document: dict[str, Any]) -> Model:
    """The model that a graph's JSON is."""
    try:
        return _GraphReader(document).model()
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        shown = f"{type(error).__name__}: {error}"[:100]
        raise Fault(f"its graph is not laid out as PyTorch lays it out ({shown})", BROKEN) from None


class _GraphReader:
    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        module = document["graph_module"]
        self.graph, self.signature = module["graph"], module["signature"]
        self.known: dict[str, str | Constant] = {}  # each tensor of the graph: the operation that it is, or a constant
        self.shapes: dict[str, Shape] = {}
        self.sizes: dict[str, int] = {}  # how many numbers each parameter and buffer has
        self.learning: set[str] = set()  # modules with parameters of their own
        self.operations: list[Operation] = []
        self.names = Names()
        self.batch = 1
        if len(self.graph["nodes"]) > MOST:
            raise Fault(f"it has {len(self.graph['nodes']):,} operations; the limit is {MOST:,}")
        self.inner = {around for node in self.graph["nodes"] for around in _paths(node)[:-1]}  # modules with others inside

    def model(self) -> Model:
        inputs = self._inputs()
        for node in self.graph["nodes"]:
            self._node(node)
        outputs: dict[str, str] = {}
        for name in self._user_outputs():
            made = self.known[name]
            if isinstance(made, str):
                outputs[f"output{len(outputs) + 1}"] = made
        root = next((stack for node in self.graph["nodes"] if (stack := _stack(node))), [("", "")])[0][1]
        version = str(self.document.get("torch_version") or "")[:40]
        tool = f"PyTorch {version}".strip()
        return Model("pt2", tool, root.rpartition(".")[2], dict(inputs), self.operations, outputs)

    def shape(self, name: str) -> Shape:
        """The shape of a tensor of the graph, batch and all."""
        if name not in self.shapes:
            self.shapes[name] = extents(self.graph["tensor_values"][name])
        return self.shapes[name]

    def _inputs(self) -> dict[str, Shape]:
        found: dict[str, Shape] = {}
        for spec in self.signature["input_specs"]:
            ((kind, held),) = spec.items()
            if kind == "user_input":
                name = held["arg"].get("as_tensor", {}).get("name")
                if name is not None:
                    found[name] = self.shape(name)
                    self.known[name] = name
            elif isinstance(held.get("arg"), dict) and "name" in held["arg"]:
                name = held["arg"]["name"]
                own = held.get("parameter_name") or held.get("buffer_name") or held.get("tensor_constant_name") or name
                learned = frozenset({own} if kind == "parameter" else ())
                self.sizes[own] = product(self.shape(name))
                self.known[name] = Constant(self.shape(name), own, learned)
        if not found:
            raise Fault("its graph has no input that is a tensor")
        self.batch = next(iter(found.values()))[0] if next(iter(found.values())) else 1
        return {name: shape[1:] if shape[:1] == (self.batch,) else shape for name, shape in found.items()}

    def _user_outputs(self) -> list[str]:
        found = [spec["user_output"]["arg"] for spec in self.signature["output_specs"] if "user_output" in spec]
        return [argument["as_tensor"]["name"] for argument in found if "as_tensor" in argument]

    def _node(self, node: dict[str, Any]) -> None:
        arguments = {item["name"]: value(item["arg"]) for item in node["inputs"]}
        outs = [name for output in node["outputs"] for name in _outputs(value(output))]
        held = [item for found in arguments.values() for item in (found if isinstance(found, list) else [found])]
        tensors = [self.known[item.name] for item in held if isinstance(item, Reference)]
        op = _word(node["target"])
        if not any(isinstance(tensor, str) for tensor in tensors):
            learned = frozenset[str]().union(*(tensor.learned for tensor in tensors if isinstance(tensor, Constant)))
            for name in outs:
                if name in self.graph["tensor_values"]:
                    self.known[name] = Constant(self.shape(name), name, learned)
            return
        if all(name not in self.graph["tensor_values"] for name in outs):
            return  # a size, or a condition that has been checked
        self._call(node, op, arguments, outs)

    def _call(self, node: dict[str, Any], op: str, arguments: dict[str, Any], outs: list[str]) -> None:
        for key, found in arguments.items():
            arguments[key] = [self._known(item) for item in found] if isinstance(found, list) else self._known(found)
        call = Call(self, node, op.rstrip("_"), arguments, outs)
        first = node["inputs"][0]["arg"].get("as_tensor", {}).get("name")
        if call.op in NOTHING:
            made: list[str] = [call.activations[0]]
        else:
            made = self._made(call)
        for name, tensor in zip(outs, made):
            self.known[name] = tensor
        if op.endswith("_") and first is not None:  # it works in place: whoever reads its input later reads its output
            self.known[first] = made[0]

    @staticmethod
    def _made(call: Call) -> list[str]:
        """What a call makes: by its row, or under the file's own word where it has none or works along the batch."""
        try:
            return ROWS[call.op](call) if call.op in ROWS else call.unknown()
        except AlongBatch:
            return call.unknown()
        except Fault as fault:  # listed with all else that no kind says
            return call.made(fault.message, call.activations) * max(1, len(call.outs))

    def _known(self, item: Any) -> Any:
        if isinstance(item, OpenNumber):
            return item
        return (self.known[item.name], self.shape(item.name)) if isinstance(item, Reference) else item

    def add(self, operation: Operation, node: dict[str, Any]) -> str:
        """Put an operation on the list, under the name of its module; that name."""
        stack = _stack(node)
        path = stack[-1][0] if stack else ""
        own = operation.weights[0].rpartition(".")[0] if operation.weights else ""
        is_module = path and path not in self.inner and ".nn.modules." in stack[-1][1]
        name = self.names.own(own or path) if own or is_module else self.names.inside(self._scope(path), operation.op)
        scope = tuple(InModule(path, kind.rpartition(".")[2]) for path, kind in stack)
        self.operations.append(operation._replace(name=name, scope=scope))
        return name

    def _scope(self, path: str) -> str:
        """The module that an operation without a name stands in: none that learns, whose name is for what it learns."""
        self.learning = self.learning or {name.rpartition(".")[0] for name in self.sizes}
        return path.rpartition(".")[0] if path in self.learning else path


def _outputs(found: Any) -> list[str]:
    items = found if isinstance(found, list) else [found]
    return [item.name if isinstance(item, Reference) else "" for item in items]


def _word(target: str) -> str:
    """The operation that a node calls, without where it comes from and for which types of numbers.

    >>> _word("torch.ops.aten.conv2d.default"), _word("_operator.getitem"), _word("torch.ops.quantized.add.default")
    ('conv2d', 'getitem', 'quantized.add')
    """
    parts = target.split(".")
    if parts[:2] != ["torch", "ops"]:
        return parts[-1]
    return parts[3] if parts[2] == "aten" else ".".join(parts[2:4])


def _stack(node: dict[str, Any]) -> list[tuple[str, str]]:
    """The modules that a node stands in, from the outermost in: path and class."""
    entries = [entry.split(",") for entry in node["metadata"].get("nn_module_stack", "").split(";")]
    return [(re.sub(r"@\d+$", "", entry[1]), entry[2]) for entry in entries if len(entry) >= 3]


def _paths(node: dict[str, Any]) -> list[str]:
    return [path for path, _ in _stack(node)]
