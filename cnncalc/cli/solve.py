"""`cnncalc solve`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from cnncalc.cli.options import input_option, layout_option, set_option, spec_argument
from cnncalc.cli.output import Output, output_options
from cnncalc.cli.progress import ProgressBar
from cnncalc.cli.sections import Sectioned
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cnncalc.solving.window import Solutions

SHOWN = 20


@click.command(cls=Sectioned, name="solve")
@spec_argument(required=False)
@input_option(metavar="W", help="The input's extent; with SPEC a [NAME=]SHAPE to try.")
@click.option("--output", "extent", metavar="O", help="How many windows fit: the output's extent.")
@click.option("--kernel", metavar="K", help="The kernel's extent.")
@click.option("--padding", metavar="P", help="The padding at both ends, or BEFORE:AFTER.")
@click.option("--stride", metavar="S", help="How far the window moves on.")
@click.option("--dilation", metavar="D", help="The gap between taps; 1 unless given, or ? to look for it.")
@click.option("--ceil", is_flag=True, help="Round up, as a pool with ceil does.")
@click.option("--same", is_flag=True, help="Which padding keeps the size, and why.")
@click.option("--all", "everything", is_flag=True, help=f"List everything that fits, not the first {SHOWN} alone.")
@set_option(help="With SPEC: give a variable another value.")
@layout_option(help="With SPEC: how shapes are written.")
@output_options(file=["-o"])
def command(
    spec: str | None,
    inputs: tuple[str, ...],
    extent: str | None,
    kernel: str | None,
    padding: str | None,
    stride: str | None,
    dilation: str | None,
    ceil: bool,
    same: bool,
    everything: bool,
    variables: tuple[str, ...],
    layout: str | None,
    output: Output,
) -> int:
    """Find the unknown in O = floor((W - K + 2P)/S) + 1.

    Give four of input, output, kernel, padding and stride: every whole number that fits for the fifth is listed with its
    working. Leave two or three open, and the combinations that people use are listed, the most usual first. The dilation is 1
    unless it is given, or asked for with ?. With all five, whether they fit is said.

    With SPEC: the smallest input that it accepts, the inputs that leave no remainder, and the first layer that breaks below.

    \b
    Examples:
      cnncalc solve --input 227 --output 55 --kernel 11 --padding 0
      cnncalc solve --input 224 --output 112 --kernel 7
      cnncalc solve --same --kernel 5
      cnncalc solve alexnet --input 3x64x64
    """
    numbers = {"output": extent, "kernel": kernel, "padding": padding, "stride": stride, "dilation": dilation}
    given = {name: text for name, text in numbers.items() if text is not None}
    if spec is not None:
        return _solve_spec(spec, inputs, variables, layout, [*given, *["ceil"] * ceil, *["same"] * same], output)
    if variables or layout:
        raise refuse(f"{'--set' if variables else '--layout'} belongs to a spec", "name one, as in cnncalc solve vgg16")
    if len(inputs) > 1:
        raise refuse("--input is given twice", "the window slides along one axis: give one extent")
    if inputs:
        given["input"] = inputs[0]
    return _solve_window(given, ceil, same, None if everything else SHOWN, output)


def _solve_window(given: dict[str, str], ceil: bool, same: bool, most: int | None, output: Output) -> int:
    from cnncalc.report.describers.solve import solutions_report
    from cnncalc.solving import LISTED, solve

    known = {name: value for name, text in given.items() if (value := _value(name, text)) is not None}
    if same:
        found = _same(known, ceil)
    elif known:
        found = solve(known, ceil, most or LISTED, look_for=[name for name in given if name not in known])
    else:
        raise refuse("nothing is given", "give --input --output --kernel --padding --stride, all but what is to be found")
    output.write(solutions_report(found))
    return 0 if found.right else 1


def _same(known: dict[str, int | tuple[int, int]], ceil: bool) -> Solutions:
    from cnncalc.solving.same import same_padding

    odd = [f"--{name}" for name in ("output", "padding") if name in known] + ["--ceil"] * ceil
    if odd:
        raise refuse(f"{odd[0]} has no place beside --same, which looks for the padding that keeps the size", "leave it out")
    return same_padding(**{name: value for name, value in known.items() if isinstance(value, int)})


def _value(name: str, text: str) -> int | tuple[int, int] | None:
    """The number that an option gives, None for a question mark."""
    if text == "?":
        return None
    numbers = text.split(":") if name == "padding" else [text]
    if len(numbers) > 2 or not all(re.fullmatch(r"-?[0-9]{1,19}", number) for number in numbers):
        example = "a whole number, before:after, or ?" if name == "padding" else "a whole number, or ? to look for it"
        axis = "; the window slides along one axis" if "x" in text else ""
        raise refuse(f"--{name} {quote(text)} is not a number", f"give {example}{axis}")
    return int(text) if len(numbers) == 1 else (int(numbers[0]), int(numbers[1]))


def _solve_spec(
    spec: str,
    inputs: Iterable[str],
    variables: Iterable[str],
    layout: str | None,
    odd: Sequence[str],
    output: Output,
) -> int:
    from cnncalc.cli.network import load_spec
    from cnncalc.network.smallest import sizes_of
    from cnncalc.report.describers.sizes import sizes_report

    if odd:
        raise refuse(f"--{odd[0]} has no place beside a spec, whose layers have their own", "leave SPEC or the option out")
    with ProgressBar() as bar:
        loaded, asked, values = load_spec(spec, inputs, variables, layout, bar)
        report = sizes_report(sizes_of(loaded, values, layout), asked or {}, bar)
    output.write(report)
    return 0
