"""The text of print(model): a tree of modules, each with its class and, inside parentheses, its settings or its parts."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnncalc.errors import Place, Source, quote
from cnncalc.importing.texts import fault_at
from cnncalc.limits import EXTENT, LINE_CHARACTERS, YAML_DEPTH

HEAD = re.compile(r"(?P<indent> *)(?:\((?P<name>[^():]+)\): )?(?P<kind>[A-Za-z_]\w*)\((?P<rest>.*)")
SETTING = re.compile(r"\s*(?:(?P<name>\w+)=)?(?P<value>\([^()]*\)|'[^']*'|[^,()']+)\s*(?:,|$)")
Value = "int | float | str | bool | None | tuple[int | None, ...]"


class PrintedModule(NamedTuple):
    """A module: its name in the one around it, its class, its settings as text, and its parts; None where it has none."""

    name: str
    kind: str
    settings: str
    parts: list[PrintedModule] | None
    place: Place

    def names(self) -> list[str]:
        """The names of its parts."""
        return [part.name for part in self.parts or ()]


def read_printed(text: str, name: str) -> PrintedModule:
    """The module that a text is; `name` is what errors call the file."""
    source = Source(name, text.splitlines())
    root: PrintedModule | None = None
    around: list[PrintedModule] = []
    for number, line in enumerate(source.lines, 1):
        place = Place(source, number, len(line) - len(line.lstrip()) + 1, max(1, len(line.strip())))
        if not line.strip():
            continue
        if line.strip() == ")" and around:
            around.pop()
            continue
        module = _module(line, place, around)
        if root is None:
            root = module
        elif not around:
            raise fault_at(place, "a second module begins here", "the text of one print(model) is one network")
        elif (parts := around[-1].parts) is not None:
            parts.append(module)
        if module.parts is not None:
            around.append(module)
            if len(around) > YAML_DEPTH:
                raise fault_at(place, f"modules lie more than {YAML_DEPTH} deep in one another here")
    if root is None or around:
        last = Place(source, max(1, len(source.lines)), 1, 1)
        raise fault_at(last, "the text ends inside a module", "copy what print(model) writes to its last parenthesis")
    return root


def _module(line: str, place: Place, around: list[PrintedModule]) -> PrintedModule:
    found = HEAD.fullmatch(line) if len(line) <= LINE_CHARACTERS else None
    if found is None or (found["name"] is None) == bool(around):
        message = f"{quote(line.strip())} is no line of print(model)"
        raise fault_at(place, message, "a line is (name): Class(settings), or the closing parenthesis of one above")
    rest = found["rest"].strip()
    whole = rest.endswith(")") and rest.count("(") == rest.count(")") - 1
    if not whole and rest:
        raise fault_at(place, f"the settings of {quote(found['kind'])} have parts of their own, which is not understood")
    return PrintedModule(found["name"] or "", found["kind"], rest[:-1] if whole else "", None if whole else [], place)


def settings_of(module: PrintedModule) -> tuple[list[object], dict[str, object]]:
    """The settings of a module: those without a name in order, and those with one."""
    plain: list[object] = []
    named: dict[str, object] = {}
    position = 0
    while position < len(module.settings):
        found = SETTING.match(module.settings, position)
        if found is None or found.end() == position:
            raise fault_at(module.place, f"the settings of {quote(module.kind)} are not understood: {quote(module.settings)}")
        value = _value(found["value"].strip())
        if found["name"]:
            named[found["name"]] = value
        else:
            plain.append(value)
        position = found.end()
    return plain, named


def _value(text: str) -> object:
    """A setting as Python would read it."""
    if text.startswith("("):
        return tuple(_value(part.strip()) for part in text[1:-1].split(",") if part.strip())
    if text.startswith("'"):
        return text[1:-1]
    if text in ("True", "False", "None"):
        return {"True": True, "False": False, "None": None}[text]
    if re.fullmatch(r"-?\d{1,16}", text) and abs(int(text)) <= EXTENT:
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text
