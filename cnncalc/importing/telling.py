"""What the formats that are text, or JSON, are told by: the first thing in them that no other format has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.importing.formats import Beginning


def is_darknet(start: Beginning) -> bool:
    """Darknet's cfg begins with the section [net]."""
    first = next(_written(start, "#;"), "")
    return first.replace(" ", "").partition("]")[0] in ("[net", "[network")


def _written(start: Beginning, comments: str) -> Iterator[str]:
    """The lines that hold more than a comment."""
    lines = (line.strip() for line in start.text.splitlines())
    return (line for line in lines if line and line[0] not in comments)


def is_caffe(start: Beginning) -> bool:
    """Caffe's prototxt has a message for every layer, and behind each field's name a colon or a brace."""
    first = next(_written(start, "#"), "")
    return bool(re.match(r"[a-z_]+\s*[:{]", first) and re.search(r"^\s*layers?\s*\{", start.text, re.MULTILINE))


def is_keras(start: Beginning) -> bool:
    """Keras writes a zip with a config.json, an HDF5 file, or the JSON of a model alone."""
    if "config.json" in start.listing and "metadata.json" in start.listing:
        return True
    if start.first.startswith(b"\x89HDF\r\n\x1a\n"):
        return True
    return bool(re.match(r"\s*\{", start.text)) and bool(re.search(r'"class_name"\s*:', start.text))


def is_tflite(start: Beginning) -> bool:
    """TensorFlow Lite has its mark behind the first four bytes."""
    return start.first[4:8] == b"TFL3"


def is_printed(start: Beginning) -> bool:
    """What print(model) writes begins with a class and a parenthesis, and its parts have their names in parentheses."""
    lines = _written(start, "")
    return bool(re.fullmatch(r"[A-Za-z_]\w*\(", next(lines, ""))) and bool(
        re.match(r"\([^():]+\): .*[A-Za-z_]\w*\(", next(lines, ""))
    )


def is_ultralytics(start: Beginning) -> bool:
    """Ultralytics' YAML has a backbone and a head, and no spec has these keys."""
    return bool(re.search(r"^backbone:", start.text, re.MULTILINE)) and bool(re.search(r"^head:", start.text, re.MULTILINE))
