"""The calls of a functional model: which tensors each call of a layer reads. Keras 2 and 3 write them differently."""

from __future__ import annotations

from typing import Any, NamedTuple

MODELS = ("Sequential", "Functional", "Model")
Key = tuple[str, int, int]  # the tensor of a layer's call: the layer's name, the number of the call, the number of the output


class KerasCall(NamedTuple):
    """One call of a layer: the tensors and the numbers it is given, and whether a number comes first."""

    reads: list[Key]
    numbers: list[float]
    number_first: bool
    stated: dict[Key, list[int | None]]  # the shapes that the file gives of the tensors, the batch first


def calls_of(layer: dict[str, Any]) -> list[KerasCall]:
    """The calls of a layer of a functional model."""
    return [_call(node) for node in layer.get("inbound_nodes") or []]


def _call(node: Any) -> KerasCall:
    call = KerasCall([], [], False, {})
    found: list[Key | float] = []
    _collect([node.get("args", []), node.get("kwargs", {})] if isinstance(node, dict) else node, found, call.stated)
    numbers = [value for value in found if not isinstance(value, tuple)]
    first = bool(found) and not isinstance(found[0], tuple)
    return KerasCall([value for value in found if isinstance(value, tuple)], numbers, first, call.stated)


def _collect(value: Any, found: list[Key | float], stated: dict[Key, list[int | None]]) -> None:
    """Gather tensors and numbers in their order."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            config = value["config"]
            key = key_of(config["keras_history"])
            stated[key] = config.get("shape")
            found.append(key)
        else:
            _collect([part for name, part in value.items() if name not in ("name", "training", "mask")], found, stated)
    elif is_key(value):
        found.append(key_of(value))
        _collect(value[3:], found, stated)
    elif isinstance(value, list):
        for part in value:
            _collect(part, found, stated)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        found.append(value)


def is_key(value: Any) -> bool:
    """Whether a value names a tensor, as in ["conv1", 0, 0] or, with arguments of the call, ["conv1", 0, 0, {}]."""
    return (
        isinstance(value, list)
        and len(value) in (3, 4)
        and isinstance(value[0], str)
        and all(isinstance(number, int) for number in value[1:3])
    )


def key_of(value: Any) -> Key:
    """The tensor that a value names."""
    name, call, output = value[:3]
    return str(name), int(call), int(output)


def keys_in(value: Any) -> list[tuple[str, Key]]:
    """The tensors that input_layers or output_layers list: one, several, or several by names."""
    if is_key(value):
        return [(str(value[0]), key_of(value))]
    if isinstance(value, dict):
        return [(str(name), key_of(part)) for name, part in value.items()]
    return [pair for part in value or [] for pair in keys_in(part)]
