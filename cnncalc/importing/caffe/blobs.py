"""A Caffe network on its way to a model: which tensor each blob is by now."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import quote
from cnncalc.importing.caffe.prototxt import ProtoMessage
from cnncalc.importing.drafting import ModelDraft
from cnncalc.importing.operations import Shape


class CaffeNet:
    """The blobs by their names; a layer that works in place gives the same name to what it makes."""

    def __init__(self, given: dict[str, Shape]) -> None:
        self.given = given
        self.draft = ModelDraft()
        self.blobs: dict[str, str | None] = {}  # None for labels and boxes, which no layer of the network computes
        self.unread: dict[str, str] = {}  # tensors that no layer has read so far, with the blob that each is
        self.ends: dict[str, str] = {}

    def shape(self, tensor: str) -> Shape:
        """A tensor's shape, without the batch."""
        return self.draft.shapes[tensor]

    def map_of(self, layer: ProtoMessage, tensor: str) -> Shape:
        """The shape of a tensor that must have a height and a width."""
        shape = self.shape(tensor)
        if len(shape) != 3:
            raise layer.refuse(f"{quote(layer.text('name'))} needs a map; it is given {'x'.join(map(str, shape))}")
        return shape

    def bottoms(self, layer: ProtoMessage, least: int = 0) -> list[str]:
        """The tensors that a layer reads, those left out that no layer computes."""
        found = [self._blob(layer, name) for name in layer.texts("bottom")]
        tensors = [tensor for tensor in found if tensor is not None]
        if len(tensors) < least:
            raise layer.refuse(f"{quote(layer.text('name'))} reads {len(tensors)} blobs and needs {least}", "give it a bottom")
        for tensor in tensors:
            self.unread.pop(tensor, None)
        return tensors

    def _blob(self, layer: ProtoMessage, name: str) -> str | None:
        if name not in self.blobs:
            message = f"{quote(layer.text('name'))} reads the blob {quote(name)}, which no layer above makes"
            raise layer.refuse(message, "its name must be the top of a layer above, or an input")
        return self.blobs[name]

    def bottom(self, layer: ProtoMessage) -> str:
        """The one tensor that a layer reads."""
        return self.bottoms(layer, 1)[0]

    def add(
        self, layer: ProtoMessage, op: str, inputs: tuple[str, ...], shape: Shape, attributes: dict[str, Any] | None = None
    ) -> str:
        """The operation of a layer, whose first top it is."""
        tensor = self.step(layer, op, inputs, shape, attributes)
        self.put(layer, [tensor])
        return tensor

    def step(
        self,
        layer: ProtoMessage,
        op: str,
        inputs: tuple[str, ...],
        shape: Shape,
        attributes: dict[str, Any] | None = None,
        part: str = "",
    ) -> str:
        """An operation under a layer's name that is no top of its own."""
        name = layer.text("name") or (layer.texts("top") or [op])[0]
        weights = tuple(f"the parameter {param.text('name')}" for param in layer.messages("param") if param.text("name"))
        return self.draft.add(f"{name}{part}", op, inputs, shape, attributes, weights=weights)

    def put(self, layer: ProtoMessage, tensors: list[str]) -> None:
        """Give the tops of a layer to tensors."""
        for top, tensor in zip(layer.texts("top") or [layer.text("name")], tensors):
            self.blobs[top] = tensor
            self.unread[tensor] = top

    def uncomputed(self, layer: ProtoMessage) -> None:
        """The tops of a layer are labels or boxes."""
        for top in layer.texts("top"):
            self.blobs.setdefault(top, None)

    def end(self, layer: ProtoMessage, note: str) -> None:
        """A layer behind the network's end: what it reads is an output."""
        for tensor in self.bottoms(layer):
            self.ends[layer.text("name") or "output"] = tensor
            break
        self.draft.note(note)
        self.uncomputed(layer)

    def outputs(self) -> dict[str, str]:
        """The ends of the network, the last one first, which is the main one."""
        found = {blob: tensor for tensor, blob in self.unread.items() if tensor not in self.draft.inputs} | self.ends
        last = list(self.draft.shapes)[-1]
        return dict(reversed(found.items())) or {"output": last}
