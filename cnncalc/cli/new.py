"""`cnncalc new`."""

from __future__ import annotations

import os

import click

from cnncalc.cli.output import SPEC_ENDINGS, destination, require_file
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import quote, refuse

SCHEMA = "cnncalc.schema.json"  # beside the spec, so that an editor finds it without a network, on any machine
START = f"""\
# yaml-language-server: $schema={SCHEMA}
# The line above lets an editor complete and check this file: `cnncalc schema -o {SCHEMA}` writes what it names.
# `cnncalc summarize FILE` shows the figures, and `cnncalc check FILE` compares them with those under expect.

# What goes in: channels x height x width.
input: 3x32x32

# Each line is a layer or several, in their order. `cnncalc kinds` lists all kinds, `cnncalc kinds conv` describes one.
layers:
  - conv 3x3 16 same, relu, maxpool 2x2 # kernel 3x3, 16 channels, padded so that the size stays; then it is halved
  - gap, fc 10 # the mean of each channel; one score for each of ten classes

# Figures that you expect: an exact one, a rounded one such as 1.5M, or a budget.
expect: {{output: 10, params: <= 1k, conv1.output: 16x32x32}}
"""


@click.command(cls=Sectioned, name="new")
@click.argument("file", type=click.Path())
@click.option("--force", is_flag=True, help="Overwrite a file that exists.")
def command(file: str, force: bool) -> None:
    """Write a short spec with comments to start from; it can be summarised and checked as it is.

    FILE ends in .yaml, or is - for standard output. cnncalc.schema.json is written beside FILE, unless it exists; the first
    line of FILE names it. So editors such as VS Code (with the YAML extension) complete and check what you write, even offline.

    \b
    Examples:
      cnncalc new net.yaml
      cnncalc new -
    """
    if file != "-":
        _require_new(file, force)
        _write_schema(os.path.join(os.path.dirname(file), SCHEMA))
    with destination(file, "FILE") as stream:
        stream.write(START)


def _require_new(file: str, force: bool) -> None:
    require_file(file, "FILE")
    stem, ending = os.path.splitext(file)
    if ending.lower() not in SPEC_ENDINGS:
        raise refuse(f"{quote(file, 80)}: a spec is written as .yaml", f"cnncalc new {quote(f'{stem}.yaml', 80)}")
    if os.path.lexists(file) and not force:
        raise refuse(f"{quote(file, 80)} exists already", "choose another name, or add --force to overwrite it")


def _write_schema(path: str) -> None:
    if os.path.lexists(path):
        return
    from cnncalc.schema import schema_lines

    with destination(path, "FILE") as stream:
        stream.writelines(schema_lines())
