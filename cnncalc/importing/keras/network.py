"""A model of Keras on its way to a list of operations: its layers called in order, nested models inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.errors import Fault, quote
from cnncalc.importing.channels_last import first
from cnncalc.importing.drafting import ModelDraft
from cnncalc.importing.keras.nodes import MODELS, KerasCall, Key, calls_of, keys_in
from cnncalc.importing.keras.settings import KerasLayer
from cnncalc.importing.operations import InModule, Shape
from cnncalc.limits import OPERATIONS

DEPTH = 50  # of models inside one another
MadeBy = Callable[["KerasNet", KerasLayer, list[str]], str]  # the tensor that a layer makes of some
UNKNOWN: Shape = ()  # the shape of what a layer makes that has no row


class KerasNet:
    """The operations so far, and how the file's axes are those of a tensor here."""

    def __init__(self, given: dict[str, Shape], channels_first: bool, made_by: MadeBy) -> None:
        self.given = given
        self.made_by = made_by
        self.first = channels_first
        self.draft = ModelDraft()
        self.calls = 0

    def shape(self, tensor: str) -> Shape:
        """A tensor's shape, channels first."""
        return self.draft.shapes[tensor]

    def own_shape(self, dims: list[int] | tuple[int, ...]) -> Shape:
        """A shape of the file without its batch, channels first."""
        return tuple(dims) if self.first else first(tuple(dims))

    def own_axis(self, layer: KerasLayer, axis: int, rank: int) -> int:
        """An axis of the file, which counts the batch, among those of a tensor of a rank here."""
        place = axis + rank + 1 if axis < 0 else axis
        if not 1 <= place <= rank:
            raise layer.fault(f"axis {axis} is none that a tensor of {rank} axes and a batch has")
        if self.first:
            return place - 1
        return 0 if place == rank else place

    def add(
        self,
        layer: KerasLayer,
        op: str,
        inputs: list[str],
        shape: Shape,
        attributes: dict[str, Any] | None = None,
        part: str = "",
    ) -> str:
        """An operation of a layer; `part` is what its name has behind the layer's."""
        learns = op in ("conv", "deconv", "dense", "bn", "ln", "gn", "prelu", "scale")
        weights = (f"{layer.path}{part}",) if learns else ()
        return self.draft.add(f"{layer.path}{part}", op, tuple(inputs), shape, attributes, layer.scope, weights=weights)

    def name_of(self, model: dict[str, Any]) -> str:
        """What a model is called."""
        config = model["config"]
        return str(config.get("name", "")) if isinstance(config, dict) else ""

    def run(self, model: dict[str, Any]) -> dict[str, str]:
        """The whole model; its outputs by their names."""
        return self._model(model, None, "", ())

    def _model(self, model: dict[str, Any], inputs: list[str] | None, path: str, scope: tuple[InModule, ...]) -> dict[str, str]:
        """A model that is called with some tensors, or begins with inputs of its own."""
        if len(scope) > DEPTH:
            raise Fault(f"models lie more than {DEPTH} deep in one another")
        config = model["config"]
        if model["class_name"] == "Sequential":
            layers = config if isinstance(config, list) else config["layers"]
            return self._sequence(layers, config, inputs, path, scope)
        return self._graph(config, inputs, path, scope)

    def _sequence(
        self, layers: list[Any], config: Any, inputs: list[str] | None, path: str, scope: tuple[InModule, ...]
    ) -> dict[str, str]:
        """Layers one behind the other."""
        tensor = inputs[0] if inputs else None
        stated = config.get("build_input_shape") if isinstance(config, dict) else None
        for layer in layers:
            if tensor is None:
                settings = layer["config"]
                shape = settings.get("batch_shape") or settings.get("batch_input_shape") or stated
                tensor = self._input("input", shape)
            if layer["class_name"] != "InputLayer":
                tensor = self._call(layer, layer["config"]["name"], KerasCall([], [], False, {}), [tensor], path, scope)[0]
        if tensor is None:
            raise Fault("a Sequential model without layers")
        return {"output": tensor}

    def _input(self, name: str, dims: list[int | None] | None) -> str:
        """An input of the whole model; extents that the file leaves open are given from outside."""
        shape = self.given.get(name) or self.given.get("")
        if shape is None:
            if not dims or None in dims[1:]:
                known = "x".join("?" if dim is None else str(dim) for dim in (dims or [None, None])[1:])
                message = f"the file leaves the shape of its input {quote(name)} open: {known}"
                raise Fault(message, "give it, channels first, as in --input 3x224x224")
            shape = self.own_shape([int(dim) for dim in dims[1:] if dim is not None])
        if not shape or any(not isinstance(extent, int) or extent < 1 for extent in shape):
            raise Fault(f"the shape of the input {quote(name)} is {quote(repr(dims))}")
        return self.draft.input(name, shape)

    def _graph(
        self, config: dict[str, Any], inputs: list[str] | None, path: str, scope: tuple[InModule, ...]
    ) -> dict[str, str]:
        """Layers that call one another; each call runs as soon as what it reads is there."""
        made: dict[Key, str] = {}
        waiting: dict[Key, list[tuple[dict[str, Any], int, KerasCall]]] = {}
        starts = dict(zip((key for _, key in keys_in(config.get("input_layers"))), inputs or []))
        for layer in config["layers"]:
            name = str(layer.get("name") or layer["config"]["name"])
            if layer["class_name"] == "InputLayer":
                settings = layer["config"]
                start = starts.get((name, 0, 0)) if inputs else None
                dims = settings.get("batch_shape") or settings.get("batch_input_shape")
                ready = self._arrived((name, 0, 0), start or self._input(name, dims), made, waiting)
            else:
                ready = [(layer, number, call) for number, call in enumerate(calls_of(layer))]
            self._run(ready, made, waiting, path, scope)
        outputs = {name: made.get(key) for name, key in keys_in(config["output_layers"])}
        lost = [name for name, tensor in outputs.items() if tensor is None]
        if lost or not outputs:
            raise Fault(f"nothing makes the output {quote(', '.join(lost) or 'of the model')}: its layers wait for one another")
        return {name: tensor for name, tensor in outputs.items() if tensor is not None}

    def _arrived(self, key: Key, tensor: str, made: dict[Key, str], waiting: dict[Key, list[Any]]) -> list[Any]:
        """Take in a tensor; the calls that waited for it."""
        made[key] = tensor
        return waiting.pop(key, [])

    def _run(
        self, ready: list[Any], made: dict[Key, str], waiting: dict[Key, list[Any]], path: str, scope: tuple[InModule, ...]
    ) -> None:
        """Run calls, and those that waited for what they make; one whose inputs are not there yet begins to wait."""
        pending = ready[::-1]
        while pending:
            layer, number, call = pending.pop()
            missing = next((key for key in call.reads if key not in made), None)
            if missing is not None:
                waiting.setdefault(missing, []).append((layer, number, call))
                continue
            name = str(layer.get("name") or layer["config"]["name"])
            self._state(call, made)
            for output, tensor in enumerate(self._call(layer, name, call, [made[key] for key in call.reads], path, scope)):
                pending += self._arrived((name, number, output), tensor, made, waiting)[::-1]

    def _state(self, call: KerasCall, made: dict[Key, str]) -> None:
        """Keep what the file says of the shapes of tensors that a call reads."""
        for key, dims in call.stated.items():
            tensor = made[key]
            if not self.given and dims and all(isinstance(dim, int) for dim in dims[1:]) and self.shape(tensor) != UNKNOWN:
                self.draft.state(tensor, self.own_shape([dim for dim in dims[1:] if dim is not None]))

    def _call(
        self, layer: dict[str, Any], name: str, call: KerasCall, tensors: list[str], path: str, scope: tuple[InModule, ...]
    ) -> list[str]:
        """The tensors that a call of a layer or of a nested model makes."""
        self.calls += 1
        if self.calls > OPERATIONS:
            raise Fault(f"the file has more than {OPERATIONS:,} calls of layers")
        kind, own = str(layer["class_name"]), f"{path}.{name}" if path else name
        if kind in MODELS:
            return list(self._model(layer, tensors, own, (*scope, InModule(own, kind))).values())
        return [
            self.made_by(self, KerasLayer(kind, layer["config"], own, scope, tuple(call.numbers), call.number_first), tensors)
        ]
