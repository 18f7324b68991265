"""The graph in a `.pt2`, written here by hand as PyTorch lays it out: what is read, and what anything else ends in."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnncalc as package
from cnncalc import SpecError

STACK = "L__self__,,mine.Net;L__self__{0},{0},torch.nn.modules.{1}"


def sizes(*extents: int) -> dict[str, Any]:
    return {"sizes": [{"as_int": extent} for extent in extents]}


def node(op: str, output: str, stack: str, **arguments: Any) -> dict[str, Any]:
    inputs = [{"name": name, "arg": argument} for name, argument in arguments.items()]
    metadata = {"nn_module_stack": stack}
    return {"target": f"torch.ops.aten.{op}", "inputs": inputs, "outputs": [tensor(output)], "metadata": metadata}


def tensor(name: str) -> dict[str, Any]:
    return {"as_tensor": {"name": name}}


CONV = STACK.format("c", "conv.Conv2d")
GRAPH = {
    "nodes": [
        node(
            "conv2d.default",
            "conv",
            CONV,
            input=tensor("x"),
            weight=tensor("p_w"),
            bias={"as_none": True},
            padding={"as_ints": [1, 1]},
        ),
        node("relu_.default", "relu_", STACK.format("r", "activation.ReLU"), self=tensor("conv")),
        node("add.Tensor", "add", "L__self__,,mine.Net", self=tensor("conv"), other=tensor("relu_")),
        node(
            "mean.dim", "mean", "L__self__,,mine.Net", self=tensor("add"), dim={"as_ints": [-1, -2]}, keepdim={"as_bool": False}
        ),
    ],
    "tensor_values": {
        "x": sizes(2, 3, 8, 8),
        "p_w": sizes(4, 3, 3, 3),
        "mean": sizes(2, 4),
        **dict.fromkeys(("conv", "relu_", "add"), sizes(2, 4, 8, 8)),
    },
}
SIGNATURE = {
    "input_specs": [
        {"parameter": {"arg": {"name": "p_w"}, "parameter_name": "c.weight"}},
        {"user_input": {"arg": tensor("x")}},
    ],
    "output_specs": [{"user_output": {"arg": tensor("mean")}}],
}
PROGRAM = {"graph_module": {"graph": GRAPH, "signature": SIGNATURE}, "torch_version": "2.13.0"}


def saved(path: str | Path, document: Any) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/models/model.json", json.dumps(document))
    return Path(path)


def test_a_program_is_read(tmp_path: Path) -> None:
    spec = package.load(str(saved(tmp_path / "model.pt2", PROGRAM)))
    assert "\n".join(spec.file.lines[2:]) == (
        "input: 3x8x8\n"
        "layers:\n"
        "  - conv 3x3 4 half nobias as c\n"
        "  - relu as r\n"
        "  - add as add1:\n"
        "      - from r\n"
        "      - from r\n"
        "  - gap as reduce_mean1\n"
        "  - flatten as flatten1\n"
        "expect:\n"
        "  params: 108"
    )


def test_a_program_without_an_output_is_refused(tmp_path: Path) -> None:
    without = json.loads(json.dumps(PROGRAM))
    without["graph_module"]["signature"]["output_specs"] = []
    with pytest.raises(SpecError, match="has no output that depends on an input"):
        package.load(str(saved(tmp_path / "model.pt2", without)))


def test_a_shape_that_the_file_has_otherwise_is_an_error(tmp_path: Path) -> None:
    other = json.loads(json.dumps(PROGRAM))
    other["graph_module"]["graph"]["tensor_values"]["conv"] = sizes(2, 4, 9, 9)
    with pytest.raises(SpecError, match="c: its output is 4x9x9 in the file, 4x8x8 by the rules"):
        package.load(str(saved(tmp_path / "model.pt2", other)))


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a document."""
    pairs = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from places(value, (*path, key))


PLACES = list(places(PROGRAM))
JUNK = st.one_of(
    st.none(),
    st.integers(-3, 10**12),
    st.text(max_size=4),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.sampled_from(("x", "conv", "p_w", "as_int", 1.5)),
)


@given(st.sampled_from(PLACES), JUNK)
def test_anything_in_a_program_ends_in_a_network_or_an_error(path: tuple[Any, ...], junk: Any) -> None:
    document = json.loads(json.dumps(PROGRAM))
    inside = document
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = junk
    with tempfile.TemporaryDirectory() as folder:
        try:
            package.load(str(saved(Path(folder) / "model.pt2", document)))
        except SpecError as error:
            assert str(error).startswith("error: ")
