"""What went wrong on the command line, as people read it: the error, and what may help."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from cnncalc.cli.commands import COMMANDS
from cnncalc.errors import CnncalcError, Fault, Problem, did_you_mean, nearest, quote, render, visible
from cnncalc.limits import SHOWN_PROBLEMS


def failed(error: Exception, args: Sequence[str]) -> int:
    """Show what went wrong, and what may help; the status to end with."""
    problems = _problems(error, args)
    shown = [_coloured(render(problem)) for problem in problems[:SHOWN_PROBLEMS]]
    if len(problems) > SHOWN_PROBLEMS:
        shown.append(f"and {len(problems) - SHOWN_PROBLEMS} more errors")
    click.echo("\n\n".join(shown), err=True)
    return 2


def _problems(error: Exception, args: Sequence[str]) -> Sequence[Problem]:
    if isinstance(error, click.UsageError):
        return [_usage_problem(error, args)]
    if isinstance(error, CnncalcError):
        return error.problems
    if isinstance(error, Fault):
        return [Problem(error.message, error.place, (), error.help)]
    assert isinstance(error, OSError)
    return [Problem(f"{quote(str(error.filename or 'the output'), 80)}: {error.strerror}")]


def no_command(word: str) -> CnncalcError:
    """The error for a word that is not a command."""
    return CnncalcError([Problem(f"there is no command {quote(word)}", help=_command_help(word))])


def _command_help(word: str) -> str | None:
    from cnncalc.bundled.names import bundled_path

    if os.path.isfile(word) or bundled_path(word):
        return f"did you mean cnncalc summarize {quote(word, 80)}?"
    from cnncalc.counting.conventions import CONVENTIONS
    from cnncalc.layers import kind_named

    topic = "kinds" if kind_named(word) else "conventions" if word in CONVENTIONS else ""
    if topic:
        return f"cnncalc {topic} {word} describes it"
    return did_you_mean(word, COMMANDS, "cnncalc -h lists the commands")


def _usage_problem(error: click.UsageError, args: Sequence[str]) -> Problem:
    command = [*args[:1]] if args and args[0] in COMMANDS else []
    path = error.ctx.command_path if error.ctx else " ".join(["cnncalc", *command])
    otherwise = f"{path} -h shows how it is used"
    if isinstance(error, click.NoSuchOption):
        help = _option_help(error.option_name.lstrip("-"), error.ctx) or otherwise
        return Problem(f"{path} has no option {quote(error.option_name)}", help=help)
    message = visible(error.format_message().rstrip("."))
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


def _coloured(text: str) -> str:
    """The first word red, the help green, where standard error is a terminal that may have colour."""
    if os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        return text
    lines = text.split("\n")
    lines[0] = click.style("error", fg="red", bold=True) + click.style(lines[0].removeprefix("error"), bold=True)
    if lines[-1].startswith("  help: "):
        lines[-1] = click.style("  help", fg="green", bold=True) + lines[-1].removeprefix("  help")
    return "\n".join(lines)
