"""Options that name several values: `--set width=0.5,1`, `--set width=0.25:2:0.25`, `--input 3x192x192,3x224x224`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cnncalc.cli.network import pair
from cnncalc.errors import quote, refuse

if TYPE_CHECKING:
    from cnncalc.design.versions import Changes
    from cnncalc.language.spec import Spec

NAMED = re.compile(r"\s*\w+\s*=(?!=)")  # NAME=VALUE


def changes_of(spec: Spec, inputs: Iterable[str], variables: Iterable[str], without: Iterable[str] = ()) -> Changes:
    """What the options --input, --set and --without vary."""
    from cnncalc.design.versions import Changes

    first = next(iter(spec.inputs), "input")
    shapes = [text if NAMED.match(text) else f"{first}={text}" for text in inputs]
    patterns = [pattern for text in without for pattern in alternatives("--without", text)]
    return Changes(_alike("--input", shapes), _alike("--set", variables), patterns)


def _alike(option: str, texts: Iterable[str]) -> dict[str, list[str]]:
    """The values of each name, from all the times that an option is given; a name applies to all values that follow it."""
    from cnncalc.design.ranges import spread

    found: dict[str, list[str]] = {}
    for text in texts:
        for number, part in enumerate(alternatives(option, text)):
            if number == 0 or NAMED.match(part):
                name, part = pair(option, part)
            found.setdefault(name, []).extend(spread(part) if option == "--set" else [part])
    return found


def alternatives(option: str, text: str) -> list[str]:
    """The texts between commas; a comma in parentheses belongs to its text."""
    values, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            values.append("")
        else:
            values[-1] += character
    values = [value.strip() for value in values]
    if not all(part.strip() for value in values for part in (value.split("+") if option == "--without" else [value])):
        raise refuse(f"{option} {quote(text)} has an empty value", "put commas between values")
    return values
