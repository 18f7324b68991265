"""`cnncalc quiz`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cnncalc.cli.options import CountType, color_option, completed
from cnncalc.cli.output import SPEC_ENDINGS, destination, require_ending, write_lines
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import refuse
from cnncalc.report.renderers import write_report

if TYPE_CHECKING:
    from cnncalc.bundled.find import FoundFile
    from cnncalc.drills import Question

SEEDS = 100_000  # that are drawn where none is given: few digits are easily typed again
PRINTED = {".md": "markdown", ".tex": "latex", ".csv": "csv"}  # endings of what is for paper


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
@click.option(
    "--from",
    "source",
    metavar="KEY",
    shell_complete=completed("file"),
    help="Write sheet and key of a file of exercises, not of drawn ones.",
)
@click.option("--word", metavar="WORD", help="Draw under a word of yours: without it the sheet's seed gives no key.")
@click.option("--choices", type=CountType(2, 10), metavar="N", help="Let each answer be one of N, wrong ones by usual slips.")
@color_option(help="Colour the verdicts.")
def command(source: str | None, sheet: str | None, key: str | None, color: str, **drawn: Any) -> int:
    """Drill: questions, each with hints, the working after the answer, and at the end what to practise.

    Answers are read as people write them: 1792, 1,792, 34.9K, 3*3*3*64 + 64; shapes as 64x224x224 or 224x224x64. At the prompt
    h or ? gives a hint (again: a larger one), s skips, q or Ctrl-D ends. Answers can be piped in, one per line.

    A sheet is YAML, which cnncalc check marks, or with the ending .md, .tex or .csv a handout for paper; so is a key. --from
    takes the exercises of a file, whose answers are worked out. Who has the seed of a sheet can draw its key; with --word the
    key needs the word too.

    The topics: size, params, macs, receptive-field, bottleneck, fc-conv, memory, solve, graph.

    \b
    Examples:
      cnncalc quiz
      cnncalc quiz --topic size,params -n 5 --level 2
      cnncalc quiz --seed 7 --sheet sheet.yaml --key key.yaml
      cnncalc quiz --seed 7 --word maple --choices 4 --sheet handout.md
      cnncalc quiz --from lenet_c1 --sheet handout.tex --key key.tex
    """
    for option, path in (("--sheet", sheet), ("--key", key)):
        require_ending(path, "an answer sheet", (*SPEC_ENDINGS, *PRINTED), option)
    if sheet is not None and sheet == key:
        raise refuse("--sheet and --key name the same file", "give each a file of its own")
    files = {"--sheet": sheet, "--key": key}
    if source is not None:
        return _from_file(source, files, drawn)
    quiz = _drawn(**drawn)
    if sheet is not None or key is not None:
        _write_drawn(quiz, files)
        return 0
    if quiz.choices:
        raise refuse("--choices is for sheets", "name one, as in --sheet sheet.yaml")
    from cnncalc.cli.prompt import Prompt

    with destination(None):  # who reads us may have seen enough before the end
        return Prompt(quiz.questions, quiz.again, color).run()


class DrawnQuiz(NamedTuple):
    """Questions that were drawn, the command that asks them again, and how many choices each has, if it has any."""

    questions: tuple[Question, ...]
    again: str
    choices: int


def _drawn(
    seed: int | None, count: int, topics: tuple[str, ...], level: int, word: str | None, choices: int | None
) -> DrawnQuiz:
    from cnncalc.drills import quiz

    chosen = int.from_bytes(os.urandom(8), "big") % SEEDS if seed is None else seed  # one that nobody chose
    names = [name.strip() for text in topics for name in text.split(",")]
    questions = quiz(chosen if word is None else _under(word, chosen), count, names, level)
    told = [f"--topic {','.join(names)}"] * bool(names) + ["--word WORD"] * (word is not None)
    told += [f"--choices {choices}"] * bool(choices)
    again = " ".join([f"cnncalc quiz --seed {chosen} -n {len(questions)} --level {questions[0].level}", *told])
    return DrawnQuiz(questions, again, choices or 0)


def _under(word: str, seed: int) -> int:
    from cnncalc.drills.secret import secret_seed

    if not word.strip():
        raise refuse("--word is empty", "choose one that nobody guesses")
    return secret_seed(seed, word)


def _write_drawn(quiz: DrawnQuiz, files: Mapping[str, str | None]) -> None:
    """Write sheet and key: as YAML, or as reports of that YAML."""
    from cnncalc.bundled.find import FoundFile
    from cnncalc.report.sheet import sheet_lines

    for option, path in files.items():
        if path is None:
            continue
        if _form(path) is None:
            with destination(path, option) as stream:
                write_lines(stream, sheet_lines(quiz.questions, quiz.again, option == "--key", quiz.choices))
        else:
            text = "\n".join(sheet_lines(quiz.questions, quiz.again, True, quiz.choices))
            _print(FoundFile(text, "the quiz", os.curdir), option, path)


def _from_file(source: str, files: Mapping[str, str | None], drawn: Mapping[str, Any]) -> int:
    """Write sheet and key of a file of exercises."""
    from cnncalc.bundled.find import find

    for option in ("seed", "word", "choices", "topics"):
        if drawn[option]:
            raise refuse(f"--{option.removesuffix('s')} has no place beside --from: nothing is drawn", "leave it out")
    if all(path is None for path in files.values()):
        raise refuse("--from writes a sheet or a key, and neither is named", "name one, as in --sheet handout.md")
    found = find(source)
    for option, path in files.items():
        if path is not None:
            _print(found, option, path)
    return 0


def _print(found: FoundFile, option: str, path: str) -> None:
    """Write a key or the sheet of one: a report, or YAML."""
    from cnncalc.checking.keys import key_of
    from cnncalc.checking.options import CheckOptions
    from cnncalc.report.blank_sheet import blank_lines
    from cnncalc.report.describers.handout import handout_report

    key, form = key_of(found, CheckOptions()), _form(path)
    if form is None and option == "--key":
        raise refuse("the file of --from is the key in YAML already", "write another form, as in --key key.md")
    with destination(path, option) as stream:
        if form is None:
            write_lines(stream, blank_lines(key))
        else:
            write_report(stream, form, handout_report(key, option == "--key"))


def _form(path: str) -> str | None:
    """The form of a report that the name of a file asks for, None for YAML."""
    return PRINTED.get(os.path.splitext(path)[1].lower())
