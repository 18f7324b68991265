"""The command line. Commands are loaded when they are asked for, and load what they need when they run.

Front door, the names that other rooms may import:

- run
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from cnncalc.errors import CnncalcError, Fault, Problem, did_you_mean, nearest, quote

GROUPS = {
    "Understand a network": ("summarize", "explain", "calc", "solve", "memory", "bottleneck"),
    "Compare and design": ("compare", "variants", "sweep", "fc-to-conv"),
    "Check and learn": ("check", "quiz", "verify"),
    "Other tools and files": ("new", "import", "expand", "export", "schema", "reconcile", "conventions"),
    "About cnncalc": ("guide", "zoo", "kinds", "help", "completion"),
}
COMMANDS = tuple(command for commands in GROUPS.values() for command in commands)
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """The commands, each in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"cnncalc.cli.{cmd_name.replace('-', '_')}").command
        command.epilog = f"More: cnncalc guide {cmd_name}"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, by what one wants to do."""
        for title, names in GROUPS.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(title):
                formatter.write_dl([(f"{name:<11}", command.short_help or "") for name, command in commands.items() if command])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise CnncalcError([Problem(f"there is no command {quote(args[0])}", help=_command_help(args[0]))])
        return super().resolve_command(ctx, args)


def _command_help(word: str) -> str | None:
    """The help for a word that is not a command."""
    from cnncalc.bundled.names import bundled_path

    if os.path.isfile(word) or bundled_path(word):
        return f"did you mean cnncalc summarize {quote(word, 80)}?"
    from cnncalc.counting.conventions import CONVENTIONS
    from cnncalc.layers import kind_named

    topic = "kinds" if kind_named(word) else "conventions" if word in CONVENTIONS else ""
    if topic:
        return f"cnncalc {topic} {word} describes it"
    return did_you_mean(word, COMMANDS, "cnncalc -h lists the commands")


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
    gc.disable()  # one command makes no garbage to speak of, and looking for it takes a tenth of the time
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a character shows ? instead of ending us
    if "_CNNCALC_COMPLETE" in os.environ:
        import cnncalc.cli.completion  # noqa: F401 -- it registers our scripts with click
    try:
        status = cli.main(args=args, prog_name="cnncalc", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        return _failed(_usage_problem(error, sys.argv[1:] if args is None else args))
    except CnncalcError as error:
        return _failed(*error.problems)
    except Fault as fault:
        return _failed(Problem(fault.message, fault.place, (), fault.help))
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # at the last flush; see `destination` for those before
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _failed(Problem(f"{quote(str(error.filename or 'the output'), 80)}: {error.strerror}"))
    return status if isinstance(status, int) else 0


def _usage_problem(error: click.UsageError, args: Sequence[str]) -> Problem:
    command = [*args[:1]] if args and args[0] in COMMANDS else []
    path = error.ctx.command_path if error.ctx else " ".join(["cnncalc", *command])
    otherwise = f"{path} -h shows how it is used"
    if isinstance(error, click.NoSuchOption):
        help = _option_help(error.option_name.lstrip("-"), error.ctx) or otherwise
        return Problem(f"{path} has no option {quote(error.option_name)}", help=help)
    message = error.format_message().rstrip(".")
    choices = getattr(getattr(error, "param", None), "type", None)
    if isinstance(choices, click.Choice):
        word = error.message.partition("'")[2].partition("'")[0]
        otherwise = did_you_mean(word, map(str, choices.choices), otherwise) or otherwise
    return Problem(message[:1].lower() + message[1:], help=otherwise)


def _option_help(word: str, ctx: click.Context | None) -> str | None:
    """The option that was probably meant; for a single letter, the options that start with it."""
    options = [name for param in ctx.command.get_params(ctx) for name in param.opts] if ctx else []
    bare = {name.lstrip("-"): name for name in options if name.startswith("-")}  # the dashes make no names alike
    if len(word) == 1:
        meant = [option for name, option in bare.items() if name.startswith(word)]
    else:
        meant = [bare[guess]] if (guess := nearest(word, bare)) else []
    return f"did you mean {' or '.join(meant)}?" if meant else None


def _failed(*problems: Problem) -> int:
    from cnncalc.errors import render
    from cnncalc.limits import SHOWN_PROBLEMS

    shown = [_coloured(render(problem)) for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        shown.append(f"and {len(problems) - SHOWN_PROBLEMS} more errors")
    click.echo("\n\n".join(shown), err=True)
    return 2


def _coloured(text: str) -> str:
    """The first word red, the help green, where standard error is a terminal that may have colour."""
    if os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        return text
    lines = text.split("\n")
    lines[0] = click.style("error", fg="red", bold=True) + click.style(lines[0].removeprefix("error"), bold=True)
    if lines[-1].startswith("  help: "):
        lines[-1] = click.style("  help", fg="green", bold=True) + lines[-1].removeprefix("  help")
    return "\n".join(lines)
