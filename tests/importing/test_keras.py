"""Keras's files, in both of its ways of writing calls, and in all three of its containers."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_files import analysis_of, model_of, steps_of

from cnncalc.errors import Fault, SpecError
from cnncalc.importing import keras
from cnncalc.importing.formats import Beginning
from cnncalc.importing.keras.layers import LAYERS
from cnncalc.importing.operations import Model
from cnncalc.importing.telling import is_keras

Layer = dict[str, Any]


def layer(kind: str, name: str = "it", **config: Any) -> Layer:
    return {"class_name": kind, "config": {"name": name, **config}}


def sequential(shape: list[int | None], *layers: Layer) -> Layer:
    start = layer("InputLayer", "start", batch_shape=[None, *shape])
    return layer("Sequential", "net", layers=[start, *layers])


def tensor(name: str, shape: list[int | None] | None = None, call: int = 0) -> Layer:
    config = {"shape": [None, *shape] if shape else None, "keras_history": [name, call, 0]}
    return {"class_name": "__keras_tensor__", "config": config}


def functional(inputs: dict[str, list[int | None]], layers: list[tuple[Layer, list[Any]]], *outputs: str) -> Layer:
    """A functional model of Keras 3: layers, each with the arguments of each of its calls."""
    starts = [layer("InputLayer", name, batch_shape=[None, *shape]) | {"name": name} for name, shape in inputs.items()]
    rest = [
        own | {"name": own["config"]["name"], "inbound_nodes": [{"args": args, "kwargs": {}} for args in calls]}
        for own, calls in layers
    ]
    ends = [[name, 0, 0] for name in outputs]
    return layer("Functional", "net", layers=starts + rest, input_layers=[[name, 0, 0] for name in inputs], output_layers=ends)


def read(model: Layer, folder: Path, given: dict[str, tuple[int, ...]] | None = None) -> Model:
    return model_of(keras, json.dumps(model), folder, given)


# What a layer makes of a map of 13x13 with 8 channels, of 16x8, of 2x13x13 with 8 channels, or of a vector.
MAP = [13, 13, 8]
LAYERS_SAID: list[tuple[list[int], Layer, str, str]] = [
    (MAP, layer("Conv2D", filters=4, kernel_size=[3, 3]), "conv 3x3 4", "4x11x11"),
    (MAP, layer("Conv2D", filters=4, kernel_size=3, strides=2, padding="same"), "conv 3x3/2 4 same", "4x7x7"),
    (
        [13, 13, 8],
        layer("Conv2D", filters=4, kernel_size=3, dilation_rate=[2, 2], use_bias=False),
        "conv 3x3 4 dilation=2 nobias",
        "4x9x9",
    ),
    (
        [13, 13, 8],
        layer("Conv2D", filters=4, kernel_size=1, groups=2, activation="relu"),
        "conv 1x1 4 groups=2, relu",
        "4x13x13",
    ),
    (MAP, layer("DepthwiseConv2D", kernel_size=3, depth_multiplier=2), "dwconv 3x3 mult=2", "16x11x11"),
    (
        [13, 13, 8],
        layer("SeparableConv2D", filters=4, kernel_size=3, activation="swish"),
        "dwconv 3x3 nobias, conv 1x1 4, silu",
        "4x11x11",
    ),
    (
        [13, 13, 8],
        layer("Conv2DTranspose", filters=4, kernel_size=3, strides=2, padding="same"),
        "deconv 3x3/2 4 same",
        "4x26x26",
    ),
    (MAP, layer("Conv2DTranspose", filters=4, kernel_size=2, strides=3), "deconv 2x2/3 4 out_pad=1", "4x39x39"),
    (
        [16, 8],
        layer("Conv1D", filters=4, kernel_size=3, padding="causal", dilation_rate=2),
        "conv 3 4 pad=4:0 dilation=2",
        "4x16",
    ),
    ([2, 13, 13, 8], layer("Conv3D", filters=4, kernel_size=[1, 3, 3], padding="same"), "conv 1x3x3 4 same", "4x2x13x13"),
    (MAP, layer("MaxPooling2D", pool_size=[2, 2]), "maxpool 2x2", "8x6x6"),
    (MAP, layer("MaxPooling2D", pool_size=3, strides=2, padding="same"), "maxpool 3x3/2 same", "8x7x7"),
    (MAP, layer("AveragePooling2D", pool_size=2, padding="same"), "avgpool 2x2 same exclude_pad", "8x7x7"),
    (MAP, layer("GlobalAveragePooling2D", keepdims=True), "gap", "8x1x1"),
    (MAP, layer("GlobalMaxPooling2D"), "gmp, flatten", "8"),
    (MAP, layer("Dense", units=5), "conv 1x1 5", "5x13x13"),
    ([12], layer("Dense", units=5, use_bias=False, activation="softmax"), "fc 5 nobias, softmax", "5"),
    (MAP, layer("BatchNormalization", axis=[3]), "bn", "8x13x13"),
    (MAP, layer("BatchNormalization", axis=-1, scale=False, center=False), "bn noaffine", "8x13x13"),
    (MAP, layer("LayerNormalization", axis=[-1]), "ln", "8x13x13"),
    (MAP, layer("GroupNormalization", groups=4), "gn 4", "8x13x13"),
    (MAP, layer("Normalization", axis=[3]), "bn noaffine", "8x13x13"),
    (MAP, layer("ReLU", max_value=6.0), "relu6", "8x13x13"),
    (MAP, layer("LeakyReLU", alpha=0.3), "leakyrelu", "8x13x13"),
    (MAP, layer("PReLU", shared_axes=[1, 2]), "prelu", "8x13x13"),
    (MAP, layer("Activation", activation="hard_silu"), "hardswish", "8x13x13"),
    (MAP, layer("Activation", activation={"class_name": "function", "config": "mish"}), "mish", "8x13x13"),
    (MAP, layer("Dropout", rate=0.2), "dropout 0.2", "8x13x13"),
    (MAP, layer("ZeroPadding2D", padding=[[1, 1], [0, 2]]), "pad 1:1x0:2", "8x15x15"),
    (MAP, layer("Cropping2D", cropping=2), "crop 2", "8x9x9"),
    (MAP, layer("UpSampling2D", size=[2, 2], interpolation="bilinear"), "upsample 2 bilinear", "8x26x26"),
    (MAP, layer("Resizing", height=20, width=7, interpolation="nearest"), "resize 20x7", "8x20x7"),
    (MAP, layer("Flatten"), "flatten", "1352"),
    (MAP, layer("Reshape", target_shape=[169, 8]), "reshape 8x169", "8x169"),
    ([12], layer("Reshape", target_shape=[2, 2, -1]), "reshape 3x2x2", "3x2x2"),
    ([2, 13, 13, 8], layer("TimeDistributed", layer=layer("Conv2D", filters=4, kernel_size=3)), "conv 1x3x3 4", "4x2x11x11"),
    ([2, 13, 13, 8], layer("TimeDistributed", layer=layer("MaxPooling2D", pool_size=2)), "maxpool 1x2x2", "8x2x6x6"),
    ([16, 8], layer("TimeDistributed", layer=layer("Dense", units=5)), "conv 1 5", "5x16"),
]


@pytest.mark.parametrize(
    ("shape", "own", "steps", "made"), LAYERS_SAID, ids=[f"{row[1]['class_name']}: {row[2]}" for row in LAYERS_SAID]
)
def test_a_layer_is_what_keras_makes_of_it(shape: list[int], own: Layer, steps: str, made: str, tmp_path: Path) -> None:
    analysis = analysis_of(read(sequential([*shape], own), tmp_path))
    assert ", ".join(layer.text for layer in analysis.layers) == steps
    assert "x".join(map(str, analysis.layers[-1].output_shape)) == made


def test_channels_first_shapes_stay_as_they_are(tmp_path: Path) -> None:
    net = sequential(
        [8, 13, 12],
        layer("Conv2D", "a", filters=4, kernel_size=3, data_format="channels_first"),
        layer("BatchNormalization", "b", axis=1),
        layer("MaxPooling2D", "c", pool_size=2, data_format="channels_first"),
    )
    analysis = analysis_of(read(net, tmp_path))
    assert analysis.layers[-1].output_shape == (4, 5, 5)
    assert analysis["b"].params == 8


def test_a_permute_moves_the_files_own_axes(tmp_path: Path) -> None:
    model = read(sequential([4, 5, 6], layer("Permute", dims=[3, 1, 2])), tmp_path)
    assert model.operations[0].shape == (5, 6, 4)  # in the file 6x4x5, channels last


def residual(*layers: Layer) -> Layer:
    """A block whose layers are listed in an order in which they cannot run."""
    a, b, total = (
        layer("Conv2D", "a", filters=8, kernel_size=1),
        layer("Conv2D", "b", filters=8, kernel_size=1),
        layer("Add", "sum"),
    )
    return functional(
        {"x": [5, 5, 8]}, [(total, [[[tensor("b"), tensor("x")]]]), (b, [[tensor("a")]]), (a, [[tensor("x")]])], "sum"
    )


def test_layers_run_as_soon_as_what_they_read_is_there(tmp_path: Path) -> None:
    assert [operation.name for operation in read(residual(), tmp_path).operations] == ["a", "b", "sum"]


def test_the_calls_of_keras_2_are_read(tmp_path: Path) -> None:
    net = residual()
    for own in net["config"]["layers"]:
        nodes = [node["args"] for node in own.pop("inbound_nodes", [])]
        own["inbound_nodes"] = [
            [[*part["config"]["keras_history"], {}] for part in (args[0] if isinstance(args[0], list) else args)]
            for args in nodes
        ]
        if "batch_shape" in own["config"]:
            own["config"]["batch_input_shape"] = own["config"].pop("batch_shape")
    model = read(net | {"keras_version": "2.10.0"}, tmp_path)
    assert model.tool == "Keras 2.10.0"
    assert steps_of(model) == ["conv 1x1 8", "conv 1x1 8", "add"]


def test_numbers_in_a_call_are_constants(tmp_path: Path) -> None:
    plus, times = layer("Add", "plus"), layer("Multiply", "times")
    net = functional({"x": [5, 5, 8]}, [(plus, [[tensor("x"), 3.0]]), (times, [[tensor("plus"), 0.5]])], "times")
    operations = read(net, tmp_path).operations
    assert [(operation.op, operation.of("value")) for operation in operations] == [("plus", 3.0), ("times", 0.5)]


def test_a_nested_model_is_a_scope(tmp_path: Path) -> None:
    inner = functional({"y": [5, 5, 8]}, [(layer("ReLU", "act"), [[tensor("y")]])], "act")
    inner["config"]["name"] = "tower"
    net = functional({"x": [5, 5, 8]}, [(inner, [[tensor("x")]]), (layer("Flatten", "flat"), [[tensor("tower")]])], "flat")
    (first, _) = read(net, tmp_path).operations
    assert (first.name, [part.path for part in first.scope]) == ("tower.act", ["tower"])


def test_layers_that_are_called_twice_are_refused_by_name(tmp_path: Path) -> None:
    shared, joined = layer("Conv2D", "eye", filters=8, kernel_size=1), layer("Add", "sum")
    calls = [[tensor("left")], [tensor("right")]]
    net = functional(
        {"left": [5, 5, 8], "right": [5, 5, 8]},
        [(shared, calls), (joined, [[[tensor("eye"), tensor("eye", call=1)]]])],
        "sum",
    )
    with pytest.raises(SpecError, match="shares with eye"):
        analysis_of(read(net, tmp_path))


def test_a_stated_shape_is_held_against_the_rules(tmp_path: Path) -> None:
    conv, act = layer("Conv2D", "a", filters=4, kernel_size=3), layer("ReLU", "b")
    net = functional({"x": [5, 5, 8]}, [(conv, [[tensor("x")]]), (act, [[tensor("a", [5, 5, 4])]])], "b")
    with pytest.raises(SpecError, match="4x5x5 in the file, 4x3x3 by the rules"):
        analysis_of(read(net, tmp_path))


def test_an_open_shape_is_asked_for_and_taken(tmp_path: Path) -> None:
    net = sequential([None, None, 3], layer("Conv2D", filters=4, kernel_size=3))
    with pytest.raises(Fault) as caught:
        read(net, tmp_path)
    assert "open: ?x?x3" in caught.value.message
    assert read(net, tmp_path, {"": (3, 32, 32)}).operations[0].shape == (4, 30, 30)


def test_layers_that_no_kind_says_are_listed_together(tmp_path: Path) -> None:
    net = sequential([16, 8], layer("LSTM", "one", units=4), layer("Dense", "two", units=4), layer("Embedding", "three"))
    with pytest.raises(SpecError, match=r"LSTM[^$]*Embedding"):
        analysis_of(read(net, tmp_path))


def zipped(**members: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in members.items():
            archive.writestr(f"{name}.json", json.dumps(value))
    return buffer.getvalue()


def hdf5(name: str, text: bytes) -> bytes:
    """The least HDF5 file whose root has one attribute: a text of variable length, as h5py writes it."""
    heap = 1024
    attribute_type = struct.pack("<BBBBI", 0x19, 1, 0, 0, 16) + struct.pack("<BBBBIHH", 0x13, 0, 0, 0, 1, 0, 8)
    own = name.encode() + b"\0"
    parts = [part.ljust(-(-len(part) // 8) * 8, b"\0") for part in (own, attribute_type, struct.pack("<BBBB4x", 1, 0, 0, 0))]
    message = (
        struct.pack("<BBHHH", 1, 0, len(own), len(attribute_type), 8)
        + b"".join(parts)
        + struct.pack("<IQI", len(text), heap, 1)
    )
    header = struct.pack("<HHBxxx", 0x0C, len(message), 0) + message
    file = b"\x89HDF\r\n\x1a\n" + bytes(56) + struct.pack("<Q", 96)
    file = file.ljust(96, b"\0") + struct.pack("<BBHII4x", 1, 0, 1, 1, len(header)) + header
    size = 16 + 16 + -(-len(text) // 8) * 8
    collection = b"GCOL" + struct.pack("<B3xQ", 1, size) + struct.pack("<HHIQ", 1, 1, 0, len(text)) + text
    return file.ljust(heap, b"\0") + collection.ljust(size, b"\0")


NET = sequential([13, 13, 8], layer("Conv2D", filters=4, kernel_size=3))
HDF5 = hdf5("model_config", json.dumps(NET).encode())
CIRCLE = functional({"x": [3]}, [(layer("ReLU", "a"), [[tensor("b")]]), (layer("ReLU", "b"), [[tensor("a")]])], "a")


@pytest.mark.parametrize(
    "content",
    [zipped(config=NET, metadata={"keras_version": "3.8.0"}), hdf5("model_config", json.dumps(NET).encode())],
    ids=["zip", "hdf5"],
)
def test_every_container_holds_the_same(content: bytes, tmp_path: Path) -> None:
    assert steps_of(model_of(keras, content, tmp_path)) == ["conv 3x3 4"]


def broken(*layers: Layer) -> bytes:
    return json.dumps(sequential([8, 8, 3], *layers)).encode()


# What is wrong with a file, and what the error says.
BROKEN: list[tuple[bytes, str]] = [
    (b"", "no valid JSON"),
    (b"[]", "no JSON object"),
    (b"{" * 100_000, "no valid JSON"),
    (b'{"class_name": "Functional", "config": 3}', "not as Keras writes it"),
    (b'{"class_name": "MyModel", "config": {}}', "does not list"),
    (broken(), "no layer that computes"),
    (broken(layer("Conv2D", filters="many", kernel_size=3)), "filters is"),
    (broken(layer("Conv2D", filters=3, kernel_size=[3])), "kernel_size is"),
    (broken(layer("Conv2D", filters=3, kernel_size=9)), "larger than its input"),
    (broken(layer("Conv1D", filters=3, kernel_size=3)), "works on 1 axes"),
    (broken(layer("Reshape", target_shape=[5])), "does not hold 192 numbers"),
    (
        json.dumps(
            functional({"x": [3]}, [(layer("ReLU", "a"), [[tensor("b")]]), (layer("ReLU", "b"), [[tensor("a")]])], "a")
        ).encode(),
        "wait for one another",
    ),
    (b"\x89HDF\r\n\x1a\n", "damaged"),
    (hdf5("model_weights", b"x"), "weights without the model"),
    (HDF5[:1100], "damaged"),
    (zipped(metadata={}), "damaged"),
    (zipped(config=NET)[:-60] + zipped(config=NET)[-40:], "damaged"),
]


@pytest.mark.parametrize(("content", "says"), BROKEN, ids=[row[1] for row in BROKEN])
def test_a_broken_file_is_told_what_is_wrong(content: bytes, says: str, tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        model_of(keras, content, tmp_path)
    assert says in caught.value.message


def test_a_zip_bomb_stops_at_the_limit(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * (33 * 1024 * 1024))
    with pytest.raises(Fault, match="larger than 32 MiB"):
        model_of(keras, buffer.getvalue(), tmp_path)


def test_models_that_multiply_inside_one_another_stop_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cnncalc.importing.keras.network.OPERATIONS", 1000)
    net = functional({"x": [3]}, [(layer("Identity", "it"), [[tensor("x")]])], "it")
    for depth in range(12):
        net["config"]["name"] = f"m{depth}"
        calls = [[tensor("x")], [tensor(f"m{depth}")]]
        net = functional({"x": [3]}, [(net, calls), (layer("Add", "sum"), [[[tensor(f"m{depth}", call=1)]]])], "sum")
    with pytest.raises(Fault, match="more than 1,000 calls"):
        read(net, tmp_path)


def test_the_content_tells_a_file_of_keras() -> None:
    assert is_keras(Beginning(b"PK\x03\x04", 9, ("metadata.json", "config.json", "model.weights.h5")))
    assert is_keras(Beginning(b"\x89HDF\r\n\x1a\n\0\0", 9))
    assert is_keras(Beginning(b'{"module": "keras", "class_name": "Functional", ', 9))
    assert not is_keras(Beginning(b'{"input": "3x8x8", "layers": ["conv 3x3 4"]}', 9))
    assert not is_keras(Beginning(b"PK\x03\x04", 9, ("archive/data.pkl",)))


values = st.one_of(
    st.integers(-3, 9), st.sampled_from(["same", "valid", "relu", "channels_first", None, True]), st.text(max_size=3)
)
settings = st.dictionaries(
    st.sampled_from(
        ["filters", "kernel_size", "strides", "padding", "units", "axis", "pool_size", "target_shape", "dims", "groups"]
    ),
    st.one_of(values, st.lists(values, max_size=3)),
    max_size=6,
)
layers = st.builds(lambda kind, own: layer(kind, **own), st.sampled_from([*LAYERS, "LSTM", "Sequential"]), settings)


@given(st.lists(layers, max_size=4), st.lists(st.integers(1, 9), min_size=1, max_size=4), st.binary(max_size=30))
def test_nothing_but_a_fault_comes_of_strange_files(
    tmp_path_factory: pytest.TempPathFactory, own: list[Layer], shape: list[int], strange: bytes
) -> None:
    damaged = HDF5[: 37 * len(strange)], HDF5[:100] + strange + HDF5[130:]
    for content in (json.dumps(sequential([*shape], *own)).encode(), strange, *damaged):
        with contextlib.suppress(Fault, SpecError):
            analysis_of(model_of(keras, content, tmp_path_factory.getbasetemp()))
