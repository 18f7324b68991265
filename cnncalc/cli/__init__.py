"""The command line. Commands are loaded when they are asked for, and load what they need when they run.

Front door, the names that other rooms may import:

- run
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from cnncalc.cli.commands import COMMANDS as COMMANDS
from cnncalc.cli.commands import GROUPS as GROUPS
from cnncalc.cli.encoding import write_stand_ins
from cnncalc.errors import CnncalcError, Fault

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """The commands, each in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"cnncalc.cli.{cmd_name.replace('-', '_')}").command
        command.short_help = COMMANDS[cmd_name]
        command.epilog = f"More: cnncalc guide {cmd_name}"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, by what one wants to do."""
        for title, commands in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<11}", purpose) for name, purpose in commands.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from cnncalc.cli.failing import no_command

            raise no_command(args[0])
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings=CONTEXT)
@click.version_option(None, "-V", "--version", package_name="cnncalc", message="cnncalc %(version)s")
def cli() -> None:
    """The pocket calculator for convolutional networks.

    A spec in YAML goes in; exact shapes, parameters, MACs, receptive fields and memory come out.

    \b
    Example:
      cnncalc summarize vgg16.yaml
    """


def run() -> NoReturn:
    """The installed command: `main`, then an exit that does not free the objects one by one: a tenth of the time."""
    status = main()
    sys.stderr.flush()
    os._exit(status)


def main(args: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status.

    Errors end in a message on standard error and status 2, never in a traceback; Ctrl-C and a closed pipe end quietly.
    """
    sys.stdout = sys.stdout or open(os.devnull, "w")  # closed by whoever started us, who wants no result  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115 -- both stay open to the end
    write_stand_ins(sys.stdout)
    if "_CNNCALC_COMPLETE" in os.environ:
        import cnncalc.cli.completion  # noqa: F401 -- it registers our scripts with click
    try:
        status = cli.main(args=args, prog_name="cnncalc", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # at the last flush; see `destination` for those before
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.UsageError, CnncalcError, Fault, OSError) as error:
        from cnncalc.cli.failing import failed

        return failed(error, sys.argv[1:] if args is None else args)
    return status if isinstance(status, int) else 0
