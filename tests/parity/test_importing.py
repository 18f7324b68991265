"""Modules of PyTorch are read back as the networks that they are: live, from a `.pt2`, decomposed or in training form."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from parity.exported import module_of

import cnncalc
from cnncalc.bundled.names import bundled_names
from cnncalc.network.graph import Graph

# Why the way back is another network, or none: cnncalc has a kind, and PyTorch's graph says it in numbers alone.
ONE_WAY = ("roipool", "roialign", "spp", "lppool", "maxout", "l2norm", "lrn", "grn")


def graph_named(name: str) -> Graph:
    return cnncalc.build(cnncalc.load(f"{name}.yaml"))


def is_plain(graph: Graph) -> bool:
    return (
        not graph.sizes
        and not graph.shared
        and len(graph.inputs) == 1
        and not {node.layer.kind for node in graph.layers()} & {*ONE_WAY}
    )


def shape_of(graph: Graph) -> str:
    return "x".join(map(str, graph.nodes[0].shape))


def learning(graph: Graph) -> dict[str, tuple[int, ...]]:
    """The layers that learn, by their names, with their output's shape."""
    return {node.name: node.shape for node in graph.layers() if node.layer.learned(*node.applied.xs)}


NAMES = [name for name in bundled_names() if is_plain(graph_named(name))]


@pytest.mark.sample(12, long=True)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_exported_is_read_back(name: str) -> None:
    graph = graph_named(name)
    back = cnncalc.build(cnncalc.from_torch(module_of(graph, "meta"), shape_of(graph)))
    mine, theirs = (cnncalc.analyze(found).totals.figures for found in (graph, back))
    assert (theirs.params, theirs.buffers, theirs.macs) == (mine.params, mine.buffers, mine.macs)
    assert learning(back) == learning(graph)


FORMS = ("inference", "training", "decomposed")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name", ["lenet5", "resnet18", "mobilenet_v2", "shufflenet_v2_x1_0", "mobilenet_v3_small", "convnext_tiny"]
)
def test_a_file_in_any_form_is_the_same_network(name: str, form: str, tmp_path: Path) -> None:
    graph = graph_named(name)
    module = module_of(graph, "meta").train(form == "training")
    program = torch.export.export(module, (torch.empty(2, *graph.nodes[0].shape, device="meta"),))
    path = tmp_path / "model.pt2"
    torch.export.save(program.run_decompositions() if form == "decomposed" else program, path)
    mine, theirs = cnncalc.analyze(graph).totals.figures, cnncalc.summarize(path).totals.figures
    assert (theirs.params, theirs.macs) == (mine.params, mine.macs)


def test_a_module_is_left_as_it_is() -> None:
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Dropout())
    weight = module[0].weight.clone()
    spec = cnncalc.from_torch(module, "3x8x8")
    assert module.training
    assert torch.equal(module[0].weight, weight)
    layers = ("  - conv 3x3 4 as _0", "  - bn as _1", "  - dropout as _2")
    assert spec.file.lines[-5:] == (*layers, "expect:", "  params: 120")


def test_what_cannot_be_exported_is_one_error() -> None:
    with pytest.raises(cnncalc.SpecError, match=r"PyTorch cannot export Conv2d"):
        cnncalc.from_torch(torch.nn.Conv2d(4, 4, 3), "3x8x8")
    with pytest.raises(cnncalc.SpecError, match=r"is no torch\.nn\.Module"):
        cnncalc.from_torch(3, "3x8x8")
