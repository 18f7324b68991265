"""The specs that are installed with the package: their names, their families and where they lie. Loads no layer."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache

from cnncalc.bundled.text import read_file

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# In an installed package the specs lie inside; in a checkout beside it.
SPECS = next(
    folder for folder in (os.path.join(ROOT, "specs"), os.path.join(ROOT, os.pardir, "specs")) if os.path.isdir(folder)
)
ENDINGS = (".yaml", ".yml")
EXERCISES = "exercises"  # the folder of answer sheets and of the small specs that they ask about; others are families


def bundled_path(name: str) -> str | None:
    """The path of a bundled spec, None if there is none of that name. A network is found before an exercise."""
    stem, ending = os.path.splitext(name)
    file = (stem if ending in ENDINGS else name) + ".yaml"
    found = (os.path.join(SPECS, folder, file) for folder in folders())
    return next(filter(os.path.isfile, found), None) if os.path.basename(file) == file else None


@cache
def folders() -> tuple[str, ...]:
    """The folders of bundled specs, the exercises last."""
    return tuple(sorted(filter(_is_folder, os.listdir(SPECS)), key=lambda name: (name == EXERCISES, name)))


def _is_folder(name: str) -> bool:
    return os.path.isdir(os.path.join(SPECS, name))


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """The folders of bundled specs, and the names in each, numbers in them by their size."""
    return {folder: tuple(sorted(_stems(folder), key=by_number)) for folder in folders()}


@cache
def paths() -> dict[str, str]:
    """The file of each name; a network goes before an exercise."""
    found: dict[str, str] = {}
    for folder, names in families().items():
        for name in names:
            found.setdefault(name, os.path.join(SPECS, folder, f"{name}.yaml"))
    return found


def _stems(folder: str) -> list[str]:
    return [entry[:-5] for entry in os.listdir(os.path.join(SPECS, folder)) if entry.endswith(".yaml")]


def by_number(name: str) -> list[tuple[int, str]]:
    """A key that sorts resnet50 before resnet101."""
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
    return tuple(name for name in families()[EXERCISES] if "\nexercises:" in "\n" + read_file(paths()[name]))


def all_bundled_names() -> list[str]:
    """The names of all bundled files, the networks first."""
    return [name for names in families().values() for name in names]
