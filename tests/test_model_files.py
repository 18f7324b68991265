"""Files of other programs: told by their content, read within bounds, refused in one clear error where they are broken."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing.onnx_writer import model, node, number, part, tensor, value, varint
from running import Run

import cnncalc as package
from cnncalc import SpecError
from cnncalc.importing.formats import format_of
from cnncalc.importing.imported import import_file

CONV = node("Conv", ["x", "c.weight", "c.bias"], "a", strides=[2, 2], pads=[1, 1, 1, 1])
WEIGHTS = [tensor("c.weight", (8, 3, 3, 3)), tensor("c.bias", (8,))]
SMALL = model(
    [
        CONV,
        node("Relu", ["a"], "b"),
        node("GlobalAveragePool", ["b"], "g"),
        node("Flatten", ["g"], "f"),
        node("Gemm", ["f", "fc.weight", "fc.bias"], "y", transB=1),
    ],
    [*WEIGHTS, tensor("fc.weight", (10, 8)), tensor("fc.bias", (10,))],
)


@pytest.fixture
def small(tmp_path: Path) -> str:
    return saved(tmp_path, SMALL)


def saved(folder: Path, data: bytes, name: str = "net.onnx") -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def steps(path: str, shape: str | None = None) -> list[str]:
    found = format_of(path)
    assert found is not None
    return [step.text for step in import_file(path, found, {"": shape} if shape else None).lowered.steps]


def test_every_command_takes_a_model_file(small: str, cnncalc: Run) -> None:
    shown = cnncalc("summarize", small, "--columns", "name,layer,output,params,macs").out
    assert [line.split() for line in shown.splitlines() if line.startswith("c ")] == [
        ["c", "conv", "3x3/2", "8", "half", "8x4x4", "224", "3,456"]
    ]
    assert "note: no batch normalisation is in the file" in shown
    assert package.summarize(small).params == 224 + 90
    assert json.loads(cnncalc("summarize", small, "--format", "json").out)["notes"]
    assert cnncalc("explain", small, "c").status == 0
    assert cnncalc("check", small).out == f"✓ {small}: right\n"


def test_import_writes_what_reads_back_as_the_same_network(small: str, tmp_path: Path, cnncalc: Run) -> None:
    path = str(tmp_path / "spec.yaml")
    assert cnncalc("import", small, "-o", path).status == 0
    text = Path(path).read_text(encoding="utf-8")
    assert text.startswith("# net.onnx: ONNX, writer, opset 17\n")
    assert package.expand(path) == package.expand(small)


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert steps(saved(tmp_path, SMALL, "net.yaml"))[0] == "conv 3x3/2 8 half"
    assert format_of(saved(tmp_path, b"input: 1x8x8\nlayers:\n  - relu\n", "spec.onnx")) is None


def onnx(
    tmp_path: Path, nodes: list[bytes], constants: list[bytes] | None = None, opset: int = 17, **ends: list[bytes]
) -> list[str]:
    return steps(saved(tmp_path, model(nodes, constants or [], opset=opset, **ends)))


NODES: list[tuple[str, list[bytes], list[bytes], list[str]]] = [
    (
        "a shape that the graph computes",
        [
            node("Shape", ["x"], "s"),
            node("Gather", ["s", "zero"], "n"),
            node("Unsqueeze", ["n", "axis"], "u"),
            node("Concat", ["u", "rest"], "t", axis=0),
            node("Reshape", ["x", "t"], "y"),
        ],
        [tensor("zero", (), [0]), tensor("axis", (1,), [0]), tensor("rest", (1,), [-1])],
        ["flatten"],
    ),
    (
        "MatMul and Add",
        [node("Flatten", ["x"], "f"), node("MatMul", ["f", "w"], "m"), node("Add", ["m", "l.bias"], "y")],
        [tensor("w", (192, 5)), tensor("l.bias", (5,))],
        ["fc 5"],
    ),
    (
        "same padding",
        [node("Conv", ["x", "c.weight"], "y", strides=[2, 2], auto_pad="SAME_UPPER")],
        WEIGHTS[:1],
        ["conv 3x3/2 8 same nobias"],
    ),
    (
        "a pool that leaves padding out",
        [node("AveragePool", ["x"], "y", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])],
        [],
        ["avgpool 3x3/2 half exclude_pad"],
    ),
    ("bounds as inputs", [node("Clip", ["x", "lo", "hi"], "y")], [tensor("lo", (), [0.0]), tensor("hi", (), [6.0])], ["relu6"]),
    (
        "a split",
        [node("Pad", ["x", "p"], "q"), node("Concat", ["q", "q"], "c", axis=1), node("Slice", ["c", "i", "j", "k"], "y")],
        [tensor("p", (8,), [0, 0, 1, 1, 0, 0, 1, 1]), tensor("i", (1,), [1]), tensor("j", (1,), [4]), tensor("k", (1,), [1])],
        ["pad 1", "concat", "slice 1:4"],
    ),
    (
        "resizing by scales",
        [node("Resize", ["x", "", "s"], "y", mode="linear")],
        [tensor("s", (4,), [1.0, 1.0, 2.0, 2.0])],
        ["upsample 2 bilinear"],
    ),
]


@pytest.mark.parametrize(("name", "nodes", "constants", "wanted"), NODES, ids=[row[0] for row in NODES])
def test_nodes_of_onnx(tmp_path: Path, name: str, nodes: list[bytes], constants: list[bytes], wanted: list[str]) -> None:
    assert onnx(tmp_path, nodes, constants) == wanted


def test_older_opsets_have_bounds_and_axes_as_attributes(tmp_path: Path) -> None:
    squeezed = [
        node("ReduceMean", ["x"], "m", axes=[2, 3], keepdims=1),
        node("Squeeze", ["m"], "s", axes=[2, 3]),
        node("Clip", ["s"], "y", min=0.0),
    ]
    assert onnx(tmp_path, squeezed, opset=9) == ["gap", "relu", "flatten"]


def test_an_open_input_is_asked_for_and_given(tmp_path: Path, cnncalc: Run) -> None:
    path = saved(tmp_path, model([CONV], WEIGHTS, [value("x", ("batch", 3, "height", "width"))], [value("a", ())]))
    result = cnncalc("summarize", path)
    assert "it leaves the shape of its input open: 3x?x?\n  help: give it, as in --input 3x224x224" in result.err
    assert cnncalc("summarize", path, "--input", "3x32x32").status == 0
    assert package.summarize(path, input="3x32x32").params == 224
    assert "does not fit its input x, which is 3x?x?" in cnncalc("summarize", path, "--input", "4x32x32").err


def test_external_data_is_left_alone(tmp_path: Path) -> None:
    outside = [tensor("c.weight", (8, 3, 3, 3), external=True), tensor("c.bias", (8,), external=True)]
    assert onnx(tmp_path, [CONV], outside, outputs=[value("a", ())]) == ["conv 3x3/2 8 half"]


def test_what_a_file_declares_is_held_against_the_rules(tmp_path: Path, cnncalc: Run) -> None:
    path = saved(tmp_path, model([CONV], WEIGHTS, outputs=[value("a", (1, 8, 5, 5))]))
    assert "c: its output is 8x5x5 in the file, 8x4x4 by the rules" in cnncalc("summarize", path).err


BROKEN: dict[str, tuple[bytes, str]] = {
    "cut off": (SMALL[:200], "says that it has"),
    "a length beyond the end": (
        number(1, 8) + varint(7 << 3 | 2) + varint(10**12) + b"abc",
        "says that it has 1,000,000,000,000 bytes",
    ),
    "no graph": (number(1, 8) + part(7, b""), "it holds no graph"),
    "round in a circle": (
        model([node("Relu", ["b"], "a"), node("Relu", ["a"], "b")], outputs=[value("b", ())]),
        "or its nodes go round",
    ),
    "a negative shape": (model([CONV], [tensor("c.weight", (8, -3, 3, 3))]), "no shape that a tensor can have"),
    "an old opset": (model([CONV], WEIGHTS, opset=3), "it is of opset 3; those from 7 on are read"),
    "an input that is missing": (model([node("Conv", ["x", ""], "y")]), "1 x Conv without an input 2: Conv1"),
    "a window without a kernel": (model([node("MaxPool", ["x"], "y")]), "its node MaxPool is laid out as none of ONNX is"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_error(name: str, tmp_path: Path, cnncalc: Run) -> None:
    data, message = BROKEN[name]
    result = cnncalc("summarize", saved(tmp_path, data))
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("error: ") == 1


def test_a_million_nodes_are_refused(tmp_path: Path, cnncalc: Run) -> None:
    path = saved(tmp_path, model([node("Relu", ["x"], "y")] * 200_000))
    assert "it has more than 100,000 operations, the limit" in cnncalc("summarize", path).err


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


OTHERS = {
    "a pickle of today": (
        archive(**{"m/data.pkl": b"x"}),
        "a pickle, which runs code",
    ),
    "a pickle of old": (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "a pickle, which runs code"),
    "weights alone": ((16).to_bytes(8, "little") + b'{"a":{}}        ' + bytes(8), "a file of weights alone"),
    "TorchScript": (archive(**{"m/constants.pkl": b"x", "m/code/m.py": b"x", "m/data.pkl": b"x"}), "TorchScript"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_files_that_are_known_and_not_read_say_what_to_do(name: str, tmp_path: Path, cnncalc: Run) -> None:
    data, message = OTHERS[name]
    result = cnncalc("summarize", saved(tmp_path, data, "model.pt"))
    assert message in result.err
    assert "torch.export.save(torch.export.export(" in result.err


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path, cnncalc: Run) -> None:
    path = saved(tmp_path, archive(**{"m/models/model.json": bytes(70 * 1024 * 1024)}), "bomb.pt2")
    assert "its graph is larger than 64 MiB" in cnncalc("summarize", path).err


@pytest.mark.parametrize("text", [b"", b"{}", b"[", b"[" * 100_000, b'{"graph_module": {"graph": 3}}', b"\xff"])
def test_a_graph_that_is_no_graph_is_one_error(text: bytes, tmp_path: Path, cnncalc: Run) -> None:
    result = cnncalc("summarize", saved(tmp_path, archive(**{"m/models/model.json": text}), "model.pt2"))
    assert result.status == 2
    assert "its graph is" in result.err


@given(st.integers(0, len(SMALL) - 1), st.binary(max_size=8), st.integers(0, 40))
def test_any_bytes_in_an_onnx_file_end_in_a_network_or_an_error(at: int, data: bytes, gone: int) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        file.write(SMALL[:at] + data + SMALL[at + gone :])
        file.flush()
        try:
            package.load(file.name)
        except SpecError as error:
            assert str(error).startswith("error: ")
