"""`cnncalc import`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import given_shapes
from cnncalc.cli.options import input_option
from cnncalc.cli.output import SPEC_ENDINGS, destination, file_option, require_ending, write_notes
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.importing.imported import Imported
    from cnncalc.network.graph import Graph


@click.command(cls=Sectioned, name="import")
@click.argument("file")
@input_option()
@click.option("--flat", is_flag=True, help="One line a layer, with no blocks.")
@file_option()
def command(file: str, inputs: tuple[str, ...], flat: bool, path: str | None) -> None:
    """Write a model file of another program as a spec.

    What repeats in it becomes blocks with parameters, unless --flat.

    FILE is told by its content. `package.module:function` names what makes a PyTorch module instead, and `timm:NAME` a model of
    timm: that code is run, which takes PyTorch.

    \b
    Examples:
      cnncalc import model.onnx -o model.yaml
      cnncalc import torchvision.models:resnet50 --input 3x224x224
    """
    require_ending(path, "a spec", SPEC_ENDINGS)
    from cnncalc.importing.imported import written_flat, written_folded

    read = _read(file, given_shapes(inputs, ""))
    text = written_flat(read) if flat else written_folded(read, _same_figures)
    with destination(path) as stream:
        stream.write(text)


def _same_figures(one: Graph, other: Graph) -> bool:
    """Whether two networks have the same totals, peak memory too."""
    from cnncalc.analysis.analyze import analyze

    return analyze(one).totals == analyze(other).totals


def _read(file: str, shapes: dict[str, str]) -> Imported:
    """What a file holds, or what a function makes."""
    import os

    if not os.path.exists(file) and ":" in file:
        from cnncalc.importing.called import import_called

        write_notes([f"{quote(file, 80)} is run: its code is whatever is installed under that name"])
        return import_called(file, shapes)
    from cnncalc.importing.formats import format_of
    from cnncalc.importing.imported import import_file

    if not os.path.isfile(file):
        raise refuse(f"there is no file {quote(file, 80)}", "name a model file, or package.module:function")
    found = format_of(file)
    if found is None:
        raise refuse(f"{quote(file, 80)} is no model file that is known", "cnncalc guide import lists what is read")
    return import_file(file, found, shapes)
