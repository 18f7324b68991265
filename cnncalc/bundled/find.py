"""Where specs come from: a path, standard input, or the specs that are installed with the package."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from cnncalc.errors import did_you_mean, nearest, quote, refuse, visible
from cnncalc.language.read import parse
from cnncalc.language.spec import Spec
from cnncalc.limits import FILE_BYTES
from cnncalc.progress import Progress

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# In an installed package the specs lie inside; in a checkout beside it.
SPECS = next(
    folder for folder in (os.path.join(ROOT, "specs"), os.path.join(ROOT, os.pardir, "specs")) if os.path.isdir(folder)
)
ENDINGS = (".yaml", ".yml")
EXERCISES = "exercises"  # the folder of answer sheets and of the small specs that they ask about; others are families


class FoundFile(NamedTuple):
    """The text of a file, what errors call it, and the folder in which the files that it names lie."""

    text: str
    shown: str
    folder: str


def load(name: str, progress: Progress = None) -> Spec:
    """The spec of a path, of `-` (standard input), or of a bundled name with or without .yaml when no such file exists."""
    found = find(name)
    return parse(found.text, found.shown, base_beside(found.folder), progress)


def find(name: str) -> FoundFile:
    """The text of a path, of `-` (standard input), or of a bundled name."""
    if name == "-":
        return FoundFile(_text(sys.stdin.buffer.read(FILE_BYTES + 1), "standard input"), "<stdin>", os.curdir)
    path = resolve(name)
    return FoundFile(read_file(path), _shown(path, name), os.path.dirname(path))


def load_beside(folder: str, name: str) -> Spec:
    """The spec of a name that a file in a folder mentions: another file there, or a bundled one."""
    beside = os.path.join(folder, name)
    return load(beside if os.path.isfile(beside) else name)


def base_beside(folder: str) -> Callable[[str], Spec]:
    """What finds the spec that one in a folder extends."""

    def base(name: str) -> Spec:
        beside = os.path.join(folder, name)
        path = beside if os.path.isfile(beside) else bundled_path(name)
        if path is None:
            where = "beside this file" if folder else "here"
            raise refuse(f"there is no file {quote(name, 80)} {where}, and no bundled spec of that name", _suggestion(beside))
        return parse(read_file(path), _shown(path, name), None)

    return base


def _shown(path: str, name: str) -> str:
    """What errors call a file: a bundled one by its name alone."""
    return os.path.basename(path) if path in _paths().values() else visible(name)


def resolve(name: str) -> str:
    """The path of a spec's file."""
    if os.path.isfile(name):
        return name
    bundled = bundled_path(name)
    if bundled:
        return bundled
    if not name.strip():
        raise refuse("SPEC is empty", "name a file, a bundled spec, or - for standard input")
    if os.path.isdir(name):
        raise refuse(f"{quote(name, 80)} is a folder", "name the file inside it")
    if os.path.exists(name):
        return name  # a pipe or a device: reading it will tell
    if os.path.islink(name):
        raise refuse(f"{quote(name, 80)} is a link that leads nowhere", f"it points to {quote(os.readlink(name), 80)}")
    raise refuse(f"there is no file or bundled spec {quote(name, 80)}", _suggestion(name))


def bundled_path(name: str) -> str | None:
    """The path of a bundled spec, None if there is none of that name. A network goes before an exercise."""
    stem, ending = os.path.splitext(name)
    return _paths().get(stem if ending in ENDINGS else name)


def load_bundled(name: str) -> Spec:
    """The bundled spec of a name, whatever files lie about."""
    path = bundled_path(name)
    if path is None:
        raise refuse(f"there is no bundled spec {quote(name, 80)}", did_you_mean(name, all_bundled_names()))
    return parse(read_file(path), os.path.basename(path), base_beside(os.path.dirname(path)))


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """The folders of bundled specs, the exercises last, and the names in each, numbers in them by their size."""
    folders = sorted((entry.name for entry in os.scandir(SPECS) if entry.is_dir()), key=lambda name: (name == EXERCISES, name))
    return {folder: tuple(sorted(_stems(folder), key=by_number)) for folder in folders}


@cache
def _paths() -> dict[str, str]:
    found: dict[str, str] = {}
    for folder, names in families().items():
        for name in names:
            found.setdefault(name, os.path.join(SPECS, folder, f"{name}.yaml"))
    return found


def _stems(folder: str) -> list[str]:
    return [entry[:-5] for entry in os.listdir(os.path.join(SPECS, folder)) if entry.endswith(".yaml")]


def by_number(name: str) -> list[tuple[int, str]]:
    """What sorts resnet50 in front of resnet101."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def bundled_names(folder: str = "") -> list[str]:
    """The names of the bundled networks, or those of the specs in one folder, a family of them or the exercises."""
    return [
        name
        for family, names in families().items()
        if (family == folder if folder else family != EXERCISES)
        for name in names
        if family != EXERCISES or name not in bundled_sheets()
    ]


@cache
def bundled_sheets() -> tuple[str, ...]:
    """The names of the bundled answer sheets."""
    return tuple(name for name in families()[EXERCISES] if "\nexercises:" in "\n" + read_file(_paths()[name]))


def all_bundled_names() -> list[str]:
    """The names of all bundled files, the networks first."""
    return [name for names in families().values() for name in names]


def _suggestion(name: str) -> str:
    try:
        files = [entry for entry in os.listdir(os.path.dirname(name) or os.curdir) if entry.endswith(ENDINGS)][:1000]
    except OSError:
        return f"there is no folder {quote(os.path.dirname(name), 80)}"
    stems = {os.path.splitext(file)[0]: file for file in files}
    guess = nearest(os.path.splitext(os.path.basename(name))[0], [*stems, *all_bundled_names()])
    return f"did you mean {stems.get(guess, guess)}?" if guess else "cnncalc zoo lists the bundled specs"


def read_file(path: str) -> str:
    """The text of a file, within the limit on its size."""
    try:
        with open(path, "rb") as file:
            data = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise refuse(f"{quote(path, 80)} cannot be read: {error.strerror}") from None
    return _text(data, path)


def _text(data: bytes, name: str) -> str:
    if len(data) > FILE_BYTES:
        raise refuse(f"{quote(name, 80)} is larger than 4 MiB, the limit for a spec", "blocks and repeat say much in little")
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        shown = f"byte {data[error.start]:#04x} at position {error.start}"
        raise refuse(f"{quote(name, 80)} is not a text file in UTF-8 ({shown})", "a spec is YAML, which is text") from None
    if "\0" in text:
        raise refuse(f"{quote(name, 80)} is not a text file: it holds a zero byte", "a spec is YAML, which is text")
    return text
