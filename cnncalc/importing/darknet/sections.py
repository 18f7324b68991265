"""The text of a cfg file: sections in brackets, and the options of each."""

from __future__ import annotations

from typing import NamedTuple

from cnncalc.errors import Place, Source, quote
from cnncalc.importing.texts import fault_at
from cnncalc.limits import EXTENT

COMMENTS = ("#", ";")


class CfgOption(NamedTuple):
    """The text behind an option's equals sign, and where it stands."""

    text: str
    place: Place


class CfgSection(NamedTuple):
    """One [section]: its word, its place, its options by name. Of an option that is given twice Darknet reads the first."""

    word: str
    place: Place
    options: dict[str, CfgOption]

    def text(self, name: str, default: str) -> str:
        """An option as it was written."""
        return self.options[name].text if name in self.options else default

    def whole(self, name: str, default: int, least: int = 0) -> int:
        """An option that is a whole number, at least so large."""
        if name not in self.options:
            return default
        option = self.options[name]
        value = _whole(option.text)
        if value is None or not least <= value <= EXTENT:
            message = f"{name}={quote(option.text)} is no whole number from {least} up"
            raise fault_at(option.place, message, f"write a number, such as {name}={max(default, least)}")
        return value

    def places(self, name: str, own: int) -> list[int]:
        """Layers by their numbers: a negative one counts back from this layer, whose own number is given."""
        option = self.options.get(name)
        if option is None:
            raise fault_at(self.place, f"[{quote(self.word)}] names no layer", f"write {name}=-1 for the layer above")
        return [self._place(word, option, name, own) for word in option.text.split(",") if word]

    def _place(self, word: str, option: CfgOption, name: str, own: int) -> int:
        number = _whole(word)
        if number is None:
            raise fault_at(
                option.place, f"{quote(word)} in {name}= is no layer's number", f"write {name}=-1 for the layer above"
            )
        found = number + own if number < 0 else number
        if not 0 <= found < own:
            message = f"{name}={number} is layer {found}, but this is layer {own}: only those above it can be read"
            raise fault_at(option.place, message, "layers count from 0, without [net]; a negative number counts back")
        return found


def read_sections(text: str, name: str) -> list[CfgSection]:
    """The sections of a cfg file, in order; `name` is what errors call the file."""
    source = Source(name, text.splitlines())
    sections: list[CfgSection] = []
    for number, line in enumerate(source.lines, 1):
        written = "".join(line.split())  # Darknet drops every space
        for mark in COMMENTS:
            written = written.partition(mark)[0]
        if written:
            _read(written, Place(source, number, len(line) - len(line.lstrip()) + 1, len(line.strip())), sections)
    return sections


def _read(written: str, place: Place, sections: list[CfgSection]) -> None:
    """Take in one line: the head of a section, or an option of the last one."""
    if written.startswith("["):
        sections.append(CfgSection(written[1:].partition("]")[0], place, {}))
        return
    name, equals, value = written.partition("=")
    if not equals or not sections:
        message = f"{quote(place.text.strip())} is neither a [section] nor an option of one"
        raise fault_at(place, message, "a cfg file begins with [net], and an option is name=value")
    sections[-1].options.setdefault(name, CfgOption(value, place))


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-") if text.startswith("-") else text.removeprefix("+")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(EXTENT)) else None
