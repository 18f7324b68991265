"""`cnncalc schema`."""

from __future__ import annotations

import click

from cnncalc.cli.output import destination, file_option, require_ending
from cnncalc.cli.sections import Sectioned


@click.command(cls=Sectioned, name="schema")
@file_option()
def command(path: str | None) -> None:
    """Print the JSON Schema of specs and answer sheets, with which editors complete and check them.

    A file whose first line is # yaml-language-server: $schema=cnncalc.schema.json uses the schema beside it: cnncalc new writes
    both. The schema knows keys, kinds and their words; cnncalc summarize checks whether shapes fit together.

    \b
    Examples:
      cnncalc schema
      cnncalc schema -o cnncalc.schema.json
    """
    require_ending(path, "a JSON Schema", (".json",))
    from cnncalc.schema import schema_lines

    with destination(path) as stream:
        stream.writelines(schema_lines())
