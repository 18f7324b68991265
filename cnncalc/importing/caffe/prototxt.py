"""The text form of protocol buffers: fields with values, and messages in braces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.errors import Fault, Place, Source, quote
from cnncalc.importing.texts import fault_at
from cnncalc.limits import EXTENT, YAML_DEPTH

TOKEN = re.compile(r"""\s+|\#[^\n]*|(?P<token>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\w.+-]+|[{}:<>\[\],;])""")
OPENS = {"{": "}", "<": ">"}
BETWEEN = (",", ";")


class ProtoToken(NamedTuple):
    """A word, a text in quotes or a mark, and where it begins in the file."""

    text: str
    start: int


class ProtoField(NamedTuple):
    """One value of a field: a text, or a message."""

    value: str | ProtoMessage
    start: int


class ProtoMessage:
    """The fields of one message, each with its values in order, and where it begins."""

    def __init__(self, start: int, text: ProtoText) -> None:
        self.start = start
        self.fields: dict[str, list[ProtoField]] = {}
        self._text = text

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def texts(self, name: str) -> list[str]:
        """The values of a field that may be given several times."""
        return [self._plain(name, field) for field in self.fields.get(name, [])]

    def text(self, name: str, default: str = "") -> str:
        """The value of a field; the last one where it is given twice."""
        found = self.fields.get(name)
        return self._plain(name, found[-1]) if found else default

    def _plain(self, name: str, field: ProtoField) -> str:
        if isinstance(field.value, ProtoMessage):
            raise self._text.refuse(f"{name} is a single value, not a message in braces", field.start, f"write {name}: value")
        return field.value

    def messages(self, *names: str) -> list[ProtoMessage]:
        """The messages of some fields."""
        found = [(name, field) for name in names for field in self.fields.get(name, [])]
        for name, field in found:
            if not isinstance(field.value, ProtoMessage):
                raise self._text.refuse(f"{name} is a message", field.start, f"write {name} {{ ... }}")
        return [field.value for _, field in found if isinstance(field.value, ProtoMessage)]

    def message(self, name: str) -> ProtoMessage:
        """The message of a field; an empty one where it is not given, so that every field has its default."""
        found = self.messages(name)
        return found[-1] if found else ProtoMessage(self.start, self._text)

    def wholes(self, name: str, least: int = 0) -> list[int]:
        """The whole numbers of a field that may be given several times."""
        return [self._whole(name, field, least) for field in self.fields.get(name, [])]

    def whole(self, name: str, default: int, least: int = 0) -> int:
        """The whole number of a field."""
        found = self.fields.get(name)
        return self._whole(name, found[-1], least) if found else default

    def _whole(self, name: str, field: ProtoField, least: int) -> int:
        written = self._plain(name, field)
        digits = written.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 16 or not least <= int(written) <= EXTENT:
            raise self._text.refuse(f"{name}: {quote(written)} is no whole number from {least} up", field.start)
        return int(written)

    def flag(self, name: str, default: bool) -> bool:
        """Whether a field is true."""
        written = self.text(name, str(default)).lower()
        if written not in ("true", "false", "1", "0", "t", "f"):
            raise self._text.refuse(f"{name}: {quote(written)} is neither true nor false", self.fields[name][-1].start)
        return written in ("true", "1", "t")

    def refuse(self, message: str, help: str | None = None) -> Fault:
        """An error about this message."""
        return self._text.refuse(message, self.start, help)


class ProtoText:
    """A prototxt being read, and what turns a position in it into a place for errors."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.tokens = self._tokens()
        self.next = next(self.tokens, None)

    def _tokens(self) -> Iterator[ProtoToken]:
        position = 0
        while position < len(self.text):
            found = TOKEN.match(self.text, position)
            if found is None:
                raise self.refuse(f"{quote(self.text[position])} has no meaning here", position)
            if found["token"]:
                yield ProtoToken(found["token"], position)
            position = found.end()

    def take(self) -> ProtoToken:
        """The token here; the next one takes its place."""
        token = self.next
        if token is None:
            raise self.refuse("the file ends in the middle of a message", len(self.text.rstrip()) - 1, "is it whole?")
        self.next = next(self.tokens, None)
        return token

    def sees(self, *marks: str) -> bool:
        """Whether one of some marks stands here."""
        return self.next is not None and self.next.text in marks

    def refuse(self, message: str, start: int, help: str | None = None) -> Fault:
        """An error about a position in the file."""
        start = max(start, 0)
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        place = Place(Source(self.name, self.text.split("\n")), line, column, 1)
        return fault_at(place, message, help)


def read_prototxt(text: str, name: str) -> ProtoMessage:
    """The message that a file holds; `name` is what errors call the file."""
    reader = ProtoText(text, name)
    return _message(reader, ProtoToken("", 0), None, 0)


def _message(reader: ProtoText, opening: ProtoToken, end: str | None, depth: int) -> ProtoMessage:
    if depth > YAML_DEPTH:
        raise reader.refuse(f"messages lie more than {YAML_DEPTH} deep in one another here", opening.start)
    message = ProtoMessage(opening.start, reader)
    while not (reader.sees(end) if end else reader.next is None):
        key = reader.take()
        if not (key.text[0].isalpha() or key.text[0] == "_"):
            raise reader.refuse(f"a field's name should stand here, not {quote(key.text)}", key.start)
        for field in _values(reader, depth):
            message.fields.setdefault(key.text, []).append(field)
        while reader.sees(*BETWEEN):
            reader.take()
    if end:
        reader.take()
    return message


def _values(reader: ProtoText, depth: int) -> Iterator[ProtoField]:
    """What stands behind a field's name: a value, a message, or several values in square brackets."""
    colon = reader.sees(":") and reader.take()
    if reader.sees("["):
        reader.take()
        while not reader.sees("]"):
            yield _value(reader, depth, True)
            while reader.sees(*BETWEEN):
                reader.take()
        reader.take()
    else:
        yield _value(reader, depth, bool(colon))


def _value(reader: ProtoText, depth: int, plain: bool) -> ProtoField:
    token = reader.take()
    if token.text in OPENS:
        return ProtoField(_message(reader, token, OPENS[token.text], depth + 1), token.start)
    if not plain or token.text in "}>:],;":
        raise reader.refuse(f"a value should stand here, not {quote(token.text)}", token.start, "a field is name: value")
    if token.text[0] not in "\"'":
        return ProtoField(token.text, token.start)
    text = token.text[1:-1]
    while reader.next is not None and reader.next.text[0] in "\"'":  # texts that follow one another are one
        text += reader.take().text[1:-1]
    return ProtoField(text, token.start)
