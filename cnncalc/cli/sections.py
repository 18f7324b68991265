"""The help of a command with many options: they are listed by what they are about."""

from __future__ import annotations

import click

FEW = 9  # options that need no headings
NETWORK = ("inputs", "variables", "layout", "max_nodes")
OUTPUT = ("form", "short", "path", "target", "sheet", "key", "width", "color", "_click_default_help", "help")


class Sectioned(click.Command):
    """A command whose options are listed under three headings where they are many."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options: those of the command itself, those that change the network, and those about the output."""
        sections: dict[str, list[tuple[str, str]]] = {"Options": [], "The network": [], "Output": []}
        params = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        for param in params:
            title = "The network" if param.name in NETWORK else "Output" if param.name in OUTPUT else "Options"
            record = param.get_help_record(ctx)
            if record is not None:
                sections[title if len(params) > FEW else "Options"].append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
