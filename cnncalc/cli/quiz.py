"""`cnncalc quiz`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import color_option, completed
from cnncalc.cli.output import SPEC_ENDINGS, destination, require_ending, write_lines
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import refuse

if TYPE_CHECKING:
    from cnncalc.drills import Question

SEEDS = 100_000  # that are drawn where none is given: few digits are easily typed again


@click.command(cls=Sectioned, name="quiz")
@click.option("-n", "--number", "count", type=int, default=10, show_default=True, help="How many questions, 100 at most.")
@click.option("--seed", type=int, help="Ask the questions of this seed, the same on every machine; one is drawn otherwise.")
@click.option(
    "--topic",
    "topics",
    multiple=True,
    metavar="NAME,...",
    shell_complete=completed("topics"),
    help="Ask about these topics alone.",
)
@click.option("--level", type=int, default=1, show_default=True, help="1: pencil and paper; 2: more rules; 3: networks.")
@click.option(
    "--sheet",
    metavar="FILE",
    shell_complete=completed("path"),
    help="Write an exercise sheet without answers instead; cnncalc check marks it.",
)
@click.option(
    "--key",
    metavar="FILE",
    shell_complete=completed("path"),
    help="Write the key of the sheet, with the working of each answer.",
)
@color_option(help="Colour the verdicts.")
def command(
    count: int,
    seed: int | None,
    topics: tuple[str, ...],
    level: int,
    sheet: str | None,
    key: str | None,
    color: str,
) -> int:
    """Drill: questions, each with hints, the working after the answer, and at the end what to practise.

    Answers are read as people write them: 1792, 1,792, 34.9K, 3*3*3*64 + 64; shapes as 64x224x224 or 224x224x64. At the prompt
    h or ? gives a hint (again: a larger one), s skips, q or Ctrl-D ends. Answers can be piped in, one per line.

    The topics: size, params, macs, receptive-field, bottleneck, fc-conv, memory, solve, graph.

    \b
    Examples:
      cnncalc quiz
      cnncalc quiz --topic size,params -n 5 --level 2
      cnncalc quiz --seed 7 --sheet sheet.yaml --key key.yaml
    """
    for option, path in (("--sheet", sheet), ("--key", key)):
        require_ending(path, "an answer sheet", SPEC_ENDINGS, option)
    from cnncalc.drills import quiz

    chosen = _drawn() if seed is None else seed
    names = [name.strip() for text in topics for name in text.split(",")]
    questions = quiz(chosen, count, names, level)
    if sheet is None and key is None:
        from cnncalc.cli.prompt import Prompt

        with destination(None):  # who reads us may have seen enough before the end
            return Prompt(questions, _again(questions, chosen, names), color).run()
        return 0
    if sheet == key:
        raise refuse("--sheet and --key name the same file", "give each a file of its own")
    for option, path in (("--sheet", sheet), ("--key", key)):
        if path is not None:
            _write(option, path, questions, _again(questions, chosen, names))
    return 0


def _drawn() -> int:
    """A seed that nobody chose."""
    return int.from_bytes(os.urandom(8), "big") % SEEDS


def _again(questions: tuple[Question, ...], seed: int, names: list[str]) -> str:
    """The command that asks the same questions again."""
    topics = f" --topic {','.join(names)}" if names else ""
    return f"cnncalc quiz --seed {seed} -n {len(questions)} --level {questions[0].level}{topics}"


def _write(option: str, path: str, questions: tuple[Question, ...], again: str) -> None:
    from cnncalc.report.sheet import sheet_lines

    with destination(path, option) as stream:
        write_lines(stream, sheet_lines(questions, again, key=option == "--key"))
