"""`cnncalc export`: the text that it writes, without PyTorch; tests/parity runs it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from running import ROOT, Result, Run, bundled_graph
from strategies import examples, specs

import cnncalc as library
from cnncalc.bundled.names import bundled_names
from cnncalc.exporting.torch.helpers import HELPERS
from cnncalc.exporting.torch.kinds import TORCH
from cnncalc.layers import KINDS
from cnncalc.network.graph import Graph

GLOBALS = {"torch", "nn", "getattr", "float"}


def graph_of(layers: str, shape: str = "3x16x16") -> Graph:
    return library.build(library.parse(f"input: {shape}\nlayers:\n{layers}"))


def exported(layers: str, shape: str = "3x16x16") -> str:
    return library.export(graph_of(layers, shape))


# What stands in the text: the modules by their names, read from its tree.


class Text:
    """An exported file, read as Python."""

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        self.classes = {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}

    def function(self, name: str, of: str) -> ast.FunctionDef | None:
        found = (node for node in self.classes[of].body if isinstance(node, ast.FunctionDef) and node.name == name)
        return next(found, None)

    def modules(self, of: str = "", prefix: str = "") -> Iterator[str]:
        """The whole names of all modules that are made of PyTorch's classes or of helpers."""
        of = of or list(self.classes)[-1]
        init = self.function("__init__", of)
        for node in init.body if init else []:
            name, made = assigned(node)
            if made in self.classes and made not in HELPERS:
                yield from self.modules(made, f"{prefix}{name}.")
            elif made:
                yield prefix + name


def assigned(node: ast.stmt) -> tuple[str, str]:
    """The name that a statement of `__init__` gives to a module, and the module's class."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        return dotted(node.targets[0]), ast.unparse(node.value.func)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "self.add_module":
        name, made = node.value.args
        assert isinstance(made, ast.Call)
        return ast.literal_eval(name), ast.unparse(made.func)
    return "", ""


def dotted(node: ast.expr) -> str:
    """`self.a["b"]` as a.b."""
    if isinstance(node, ast.Subscript):
        return f"{dotted(node.value)}.{ast.literal_eval(node.slice)}".strip(".")
    if isinstance(node, ast.Call):
        return str(ast.literal_eval(node.args[1]))  # getattr(self, "a")
    return node.attr if isinstance(node, ast.Attribute) else ""


def unknown_variables(text: str) -> list[str]:
    """Variables that are read in a `forward` before anything is assigned to them."""
    found = []
    for name in (read := Text(text)).classes:
        function = read.function("forward", name)
        if function and name not in HELPERS:
            known = GLOBALS | {argument.arg for argument in function.args.args}
            for statement in function.body:
                found += [part.id for part in loads(statement) if part.id not in known]
                known |= {part.id for part in ast.walk(statement) if isinstance(part, ast.Name)}
    return found


def loads(statement: ast.stmt) -> Iterator[ast.Name]:
    inside = {part.id for part in ast.walk(statement) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    for part in ast.walk(statement.value) if isinstance(statement, (ast.Assign, ast.Return)) and statement.value else ():
        if isinstance(part, ast.Name) and not (isinstance(part.ctx, ast.Store) or (part.id == "pool" and "pool" in inside)):
            yield part


# Every kind and every bundled network


def test_every_kind_has_a_row() -> None:
    assert set(TORCH) == set(KINDS)


@pytest.mark.sample(20)
@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_network_is_python_and_keeps_its_names(name: str) -> None:
    graph = bundled_graph(name)
    text = library.export(graph)
    compile(text, name, "exec")
    learned = {node.name for node in graph.layers() if node.layer.learned(*node.applied.xs)}
    assert learned - set(Text(text).modules()) == set()
    assert unknown_variables(text) == []
    assert max(map(len, text.splitlines())) <= 160


@examples(60)
@given(specs())
def test_a_random_network_is_python(text: str) -> None:
    try:
        written = library.export(library.build(library.parse(text)))
    except library.SpecError as error:
        assert "cannot be exported" in str(error) or "has names that lie in it" in str(error), text
        return
    compile(written, "random", "exec")
    assert unknown_variables(written) == []


@pytest.mark.parametrize(
    ("layers", "shape", "lines"),
    [
        ("  - conv 3x3/2 8 same", "3x16x16", ["nn.Conv2d(3, 8, 3, stride=2)", "pad(x, (0, 1, 0, 1))"]),
        ("  - conv 4x4 8 same", "3x16x16", ['nn.Conv2d(3, 8, 4, padding="same")', "self.conv1(x)"]),
        ("  - conv 4x4 8 same_lower", "3x16x16", ["nn.Conv2d(3, 8, 4)", "pad(x, (2, 1, 2, 1))"]),
        ("  - conv 3x3 6 full dilation=2 groups=3 nobias", "3x16x16", ["3, padding=4, dilation=2, groups=3, bias=False)"]),
        ("  - dwconv 1x7 half", "3x16x16", ["nn.Conv2d(3, 3, (1, 7), padding=(0, 3), groups=3)"]),
        ("  - deconv 4x4/2 8 pad=0:2", "3x16x16", ["nn.ConvTranspose2d(3, 8, 4, stride=2)", "self.deconv1(x)[..., :-2, :-2]"]),
        ("  - deconv 3x3/2 8 same", "3x16x16", ["nn.ConvTranspose2d(3, 8, 3, stride=2)", "[..., :-1, :-1]"]),
        ("  - maxpool 3x3/2 half ceil", "3x16x16", ["nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)"]),
        ("  - maxpool 2x2/1 same", "3x16x16", ["nn.MaxPool2d(2, stride=1)", '(0, 1, 0, 1), value=float("-inf"))']),
        ("  - maxpool 3x3 pad=2", "3x16x16", ["nn.MaxPool2d(3, stride=3)", '(2, 2, 2, 2), value=float("-inf"))']),
        ("  - avgpool 3x3/1 half exclude_pad", "3x16x16", ["stride=1, padding=1, count_include_pad=False)"]),
        (
            "  - avgpool 2x2/1 same exclude_pad",
            "3x16x16",
            ["nn.AvgPool2d(2, stride=1)", " / self.avgpool1(nn.functional.pad(torch.ones"],
        ),
        ("  - lppool 2x2 p=3 pad=1", "3x16x16", ["nn.LPPool2d(3, 2, stride=2)", "(1, 1, 1, 1)"]),
        ("  - gap, gmp", "3x16x16", ["nn.AdaptiveAvgPool2d(1)", "nn.AdaptiveMaxPool2d(1)"]),
        (
            "  - conv 9/4 8 half, bn, gap",
            "1x100",
            ["nn.Conv1d(1, 8, 9, stride=4, padding=4)", "nn.BatchNorm1d(8)", "AdaptiveAvgPool1d"],
        ),
        ("  - conv 3x3x3 4, instnorm", "1x8x8x8", ["nn.Conv3d(1, 4, 3)", "nn.InstanceNorm3d(4)"]),
        ("  - fc 8, bn, relu", "100", ["nn.Linear(100, 8)", "nn.BatchNorm1d(8)", "self.fc1(x)"]),
        ("  - fc 8 nobias", "3x16x16", ["nn.Linear(768, 8, bias=False)", "self.fc1(x.flatten(1))"]),
        ("  - ln", "3x16x16", ["class ChannelLayerNorm(nn.LayerNorm)", "self.ln1 = ChannelLayerNorm(3)"]),
        ("  - ln", "100", ["self.ln1 = nn.LayerNorm(100)"]),
        ("  - lrn 3", "100", ["self.lrn1(x[..., None])[..., 0]"]),
        ("  - spp 2x2 1x1", "3x16x16", ["nn.ModuleList([nn.AdaptiveMaxPool2d(2), nn.AdaptiveMaxPool2d(1)])"]),
        ("  - dropout 1/4, softmax, prelu shared", "3x16x16", ["nn.Dropout(0.25)", "nn.Softmax(dim=1)", "nn.PReLU()"]),
        ("  - upsample 2 bilinear", "3x16x16", ['nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)']),
        ("  - shuffle 3", "3x16x16", ["nn.ChannelShuffle(3)"]),
        ("  - shuffle 2", "4x16", ["x.unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2)"]),
        (
            "  - slice 1:3, crop 1x0:2, maxout 2",
            "3x16x16",
            ["x[:, 1:3]", "x[..., 1:-1, :-2]", ".unflatten(1, (-1, 2)).amax(2)"],
        ),
        ("  - reshape 12x64", "3x16x16", ["x.reshape(-1, 12, 64)"]),
        (
            "  - mean:\n      - relu\n      - gelu\n      - identity",
            "3x16x16",
            ["x = self.relu1(x) + self.gelu1(x) + x", "x = x / 3"],
        ),
        (
            "  - max:\n      - relu\n      - gelu\n      - identity",
            "3",
            ["y = torch.maximum(self.relu1(x), self.gelu1(x))", "(y, x)"],
        ),
        ("  - split:\n      - relu\n      - identity", "4x8", ["x, y = x.chunk(2, 1)", "x = torch.cat([self.relu1(x), y], 1)"]),
        ("  - roialign 7x7 rois=5", "3x16x16", ["class RoIAlign", "x: Tensor, regions: Tensor", "self.roialign1(x, regions)"]),
    ],
)
def test_a_layer_is_written_as_one_would(layers: str, shape: str, lines: list[str]) -> None:
    text = exported(layers, shape)
    assert [line for line in lines if line not in text] == [], text


def test_scopes_that_differ_in_numbers_share_a_class() -> None:
    spec = "blocks:\n  unit size c s=1: conv size/s c half, bn\nlayers:\n  - unit 3x3 8\n  - unit 5x5 16 2\n  - unit 3x3 8\n"
    text = library.export(library.build(library.parse(f"input: 3x16x16\n{spec}")))
    assert "class Unit(nn.Module):" in text and "class Unit2" not in text
    assert "in_channels: int, out_channels: int, kernel_size: int, stride: int = 1" in text
    assert "self.unit2 = Unit(8, 16, kernel_size=5, stride=2)" in text
    assert "self.unit3 = Unit(16, 8, kernel_size=3)" in text


def test_what_is_not_read_is_made_and_not_run() -> None:
    text = exported("  - conv 3x3 8 as a, relu as b\n  - from a, conv 1x1 2")
    assert "self.b = nn.ReLU()  # nothing reads its output" in text
    assert "self.b(" not in text


def test_an_opened_spec_is_exported_the_same() -> None:
    from cnncalc.network.write import spec_lines

    graph = library.build(library.load("resnet18"))
    again = library.build(library.parse("\n".join(spec_lines(graph))))
    assert set(Text(library.export(again)).modules()) == set(Text(library.export(graph)).modules())


def test_symbols_are_no_hindrance_where_no_number_is_needed() -> None:
    text = library.export(library.build(library.load("resnet18"), "3xHxW"))
    assert "    sizes: H % 32 == 0, W % 32 == 0" in text
    assert "x = self.conv1(x)  # 64xH/2xW/2" in text


@pytest.mark.sample(1 / 7)
def test_a_large_network_is_python() -> None:
    wide = "\n".join("      - relu" for _ in range(3000))
    for layers in (f"  - add:\n{wide}", f"  - max:\n{wide}", f"  - concat:\n{wide}", "  - repeat 10000: conv 3x3 3 half, relu"):
        compile(exported(layers, "3x8x8"), "large", "exec")


def test_deep_scopes_are_refused() -> None:
    blocks = "\n".join(f"  b{i}: b{i + 1}" for i in range(120))
    spec = library.parse(f"input: 3x8x8\nblocks:\n{blocks}\n  b120: relu\nlayers:\n  - b0\n")
    with pytest.raises(library.SpecError, match=r"lies in 121 scopes, one inside the other; PyTorch's modules nest 100 deep"):
        library.export(library.build(spec))


@pytest.mark.parametrize(
    ("layers", "shape", "message"),
    [
        ("  - fc 10", "3xHxW", "fc1 cannot be exported: its in_features would be 3*H*W, and PyTorch wants a number there"),
        ("  - avgpool 3x3x3/2 half", "1xDxHxW", "avgpool1 cannot be exported: an extent of its input would be D"),
        ("  - conv 3x3 4", "CxHxW", "conv1 cannot be exported: its in_channels would be C"),
        ("  - gap, instnorm", "3x8x8", "instnorm1 cannot be exported: PyTorch refuses an instance norm over a single position"),
        ("  - conv 3x3 4 as a, conv 1x1 4 as a.b", "3x8x8", "a is a layer, and other layers have names that lie in it"),
    ],
)
def test_what_cannot_be_written_is_refused(layers: str, shape: str, message: str) -> None:
    with pytest.raises(library.SpecError) as refused:
        exported(layers, shape)
    assert message in str(refused.value)


def test_two_layers_of_one_name_are_refused() -> None:
    spec = library.parse("input: 3x8x8\nblocks:\n  b: conv 3x3 4 as x\nlayers:\n  - b as a\n  - conv 3x3 4 as a.x\n")
    with pytest.raises(library.SpecError, match=r"two layers are named a\.x"):
        library.export(library.build(spec))


# The command


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--to", "keras"), "'keras' is not"),
        (("--class-name", "2nd"), "2nd cannot name the network's class"),
        (("--class-name", "nn"), "nn cannot name the network's class"),
        (("--input", "3xHxW"), "its in_features would be"),
        (("--set", "width=2"), "the spec has no variable width"),
        (("--to",), "requires an argument"),
    ],
)
def test_wrong_usage_is_told(args: tuple[str, ...], message: str, cnncalc: Run) -> None:
    result = cnncalc("export", "vgg16", *args)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_the_file_is_written_whole_or_not_at_all(cnncalc: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    assert cnncalc("export", "vgg16", "--input", "3xHxW", "-o", str(path)).status == 2
    assert not path.exists()
    assert cnncalc("export", "lenet5", "-o", str(path)) == Result(0, "", "")
    assert path.read_text(encoding="utf-8") == cnncalc("export", "lenet5").out


def test_the_first_line_is_the_command_that_makes_it(cnncalc: Run) -> None:
    args = ("export", "mobilenet_v2", "--input", "3x96x96", "--set", "width=0.5", "--class-name", "Small")
    text = cnncalc(*args).out
    assert text.startswith("# cnncalc export mobilenet_v2 --to torch --input 3x96x96 --set width=0.5 --class-name Small\n")
    assert "class Small(nn.Module):" in text


def test_awkward_names(cnncalc: Run, golden: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = cnncalc("export", "tests/export/names.yaml")
    assert (result.status, result.err) == (0, "")
    golden(ROOT / "tests" / "export" / "names.py.txt", result.out)


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(library.SpecError, match="cnncalc cannot export to torhc"):
        library.export(graph_of("  - relu"), to="torhc")


@pytest.mark.parametrize(
    ("blocks", "uses", "line"),
    [
        ("unit p: conv 3x3/2 3 pad=p", ("0:1", "1:0"), "class Unit2(nn.Module)"),
        ("unit s:\n    - relu as a, tanh as b\n    - if s: from a\n    - sigmoid as c", ("0", "1"), "class Unit2(nn.Module)"),
        ("unit k: conv k 3 pad=1", ("3x3", "5x5"), "kernel_size, padding=1)"),
    ],
)
def test_scopes_that_differ_in_more_are_told_apart(blocks: str, uses: tuple[str, str], line: str) -> None:
    layers = "".join(f"  - unit {use}\n" for use in uses)
    assert line in library.export(library.build(library.parse(f"input: 3x16x16\nblocks:\n  {blocks}\nlayers:\n{layers}")))
