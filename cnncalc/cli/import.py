"""`cnncalc import`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cnncalc.cli.network import given_shapes
from cnncalc.cli.options import input_option
from cnncalc.cli.output import SPEC_ENDINGS, destination, file_option, require_ending, write_lines, write_notes
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.importing.imported import Imported


@click.command(cls=Sectioned, name="import", short_help="Write a model file of another program as a spec.")
@click.argument("file")
@input_option()
@click.option("--flat", is_flag=True, help="One line a layer, as the file has them.")
@file_option()
def command(file: str, inputs: tuple[str, ...], flat: bool, path: str | None) -> None:
    """Write a model file of another program as a spec.

    FILE is told by its content. `package.module:function` names what makes a PyTorch module instead, and `timm:NAME` a model of
    timm: that code is run, which takes PyTorch.

    \b
    Examples:
      cnncalc import model.onnx -o model.yaml
      cnncalc import torchvision.models:resnet50 --input 3x224x224
    """
    require_ending(path, "a spec", SPEC_ENDINGS)
    from cnncalc.importing.imported import written

    read = _read(file, given_shapes(inputs, ""))
    with destination(path) as stream:
        write_lines(stream, written(read, flat))


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
