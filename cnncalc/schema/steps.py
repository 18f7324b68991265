"""The schema of layers: a line of steps, a structure with layers below it, or a step whose settings are written out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.language.lines import RESERVED
from cnncalc.language.unknown import LATER, STRUCTURE
from cnncalc.layers import KINDS
from cnncalc.layers.base import Layer
from cnncalc.words.usage import Usage

NAME = "[A-Za-z_][A-Za-z0-9_]*"
TENSOR = r"[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*"  # the name of a tensor, which may have dots and dashes
AS = f"( +as +{TENSOR})?"
WORD: dict[str, Any] = {"type": ["string", "number", "boolean"]}
NAMED: dict[str, Any] = {"type": "string"}
FLAG: dict[str, Any] = {"enum": [True, False, "yes", "no", "true", "false"]}
STRUCTURES = {
    "repeat": rf"^repeat +\S+( +shared)?( +as +{NAME})?$",
    "if": r"^if +\S.*$",
    "elif": r"^elif +\S.*$",
    "else": "^else$",
    "head": f"^head +{TENSOR}$",
}
OPEN_SLICE = r"^([^:]*, *)?slice +[^\s:]+$"  # a line that ends in `slice 32:` is a key to YAML
BESIDE = ("elif", "else")  # stand beside `if`


def ref(name: str) -> dict[str, Any]:
    """A reference to a definition of the schema."""
    return {"$ref": f"#/definitions/{name}"}


def definitions() -> dict[str, Any]:
    """The definitions that specs refer to."""
    branch = {"anyOf": [ref("body"), {"type": "null"}]}
    return {
        "line": line(),
        "item": {"anyOf": [ref("line"), ref("structure")]},
        "body": {"anyOf": [ref("line"), {"type": "array", "items": ref("item"), "minItems": 1}, ref("structure")]},
        "branches": {
            "anyOf": [
                ref("line"),
                {"type": "array", "items": branch, "minItems": 1},
                ref("structure"),
                {
                    "type": "object",
                    "minProperties": 1,
                    "patternProperties": {f"^{TENSOR}$": branch},
                    "additionalProperties": False,
                },
            ]
        },
        "named": {
            "type": "object",
            "minProperties": 1,
            "patternProperties": {f"^{TENSOR}$": branch},
            "additionalProperties": False,
        },
        "structure": structure(),
    }


def line() -> dict[str, Any]:
    """Steps with commas between them; an editor offers the kinds, each with its words to fill in."""
    offered = [
        {"label": kind, "description": _said(layer), "body": _blanks(layer.grammar())}
        for kind, layer in KINDS.items()
        if not layer.joins
    ]
    return {
        "type": "string",
        "pattern": rf"^ *{NAME}( |,|$)",
        "description": "One layer or several with commas between them, as in: conv 3x3 64 pad=1, bn, relu",
        "defaultSnippets": offered,
    }


def structure() -> dict[str, Any]:
    """A mapping of one key: a structure word, a join, or a step with its settings below; beside `if` may be more."""
    known = "|".join(sorted(RESERVED))
    return {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {
            **{pattern: _below(word) for word, pattern in STRUCTURES.items()},
            **dict(_kinds()),
            OPEN_SLICE: {"anyOf": [{"type": "null"}, {"type": "string", "pattern": "^as "}]},
            rf"^(?!({known})( |$)){NAME}{AS}$": {"type": "object", "additionalProperties": _words()},
        },
        "additionalProperties": False,
        "defaultSnippets": [{"label": word, "body": {f"{word} $1": ["$2"]}} for word in STRUCTURES if word not in BESIDE],
        "if": {"minProperties": 2},
        "then": {"propertyNames": {"pattern": r"^(if +\S.*|elif +\S.*|else)$"}},
    }


def _below(word: str) -> dict[str, Any]:
    assert word in (*STRUCTURE, *LATER)
    return {"anyOf": [ref("body"), {"type": "null"}]} if word in ("head", "else") else ref("body")


def _kinds() -> Iterator[tuple[str, dict[str, Any]]]:
    """The key that each kind is as a mapping, and what may be below it."""
    for kind, layer in KINDS.items():
        words = "|".join([kind, *layer.aliases])
        below = ref("branches") if layer.joins else settings(layer.grammar())
        yield f"^({words}){AS}$", {**below, "description": f"{layer.usage}: {_said(layer)}"}


def settings(usage: Usage) -> dict[str, Any]:
    """What may be below a kind whose step is written out: `conv: {size: 3x3, out: 64, bias: false}`."""
    named = {slot.name: slot for slot in usage.positional} | dict(usage.settings)
    flags = [*usage.flags, *(flag[2:] for flag in usage.flags if flag.startswith("no"))]
    own = ["padding"] if "half" in usage.flags else []
    return {
        "type": "object",
        "properties": {
            **dict.fromkeys([*named, *own], _words()),
            **dict.fromkeys(flags, FLAG),
            **dict.fromkeys(("as", "sharing"), NAMED),
        },
        "required": [key for key, slot in named.items() if slot.required],
        "additionalProperties": False,
    }


def _words() -> dict[str, Any]:
    return {"anyOf": [WORD, {"type": "array", "items": {"anyOf": [WORD, {"type": "array", "items": WORD}]}}]}


def _said(layer: type[Layer]) -> str:
    """The first paragraph of a kind's description."""
    return " ".join((layer.__doc__ or "").split("\n\n")[0].split())


def _blanks(usage: Usage) -> str:
    """A step with the words that must be filled in, as an editor counts them."""
    wanted = [slot.shown for slot in usage.positional if slot.required]
    settings = [f"{key}=" for key, slot in usage.settings.items() if slot.required]
    blanks = [f"${{{number}:{word}}}" for number, word in enumerate([*wanted, *settings], 1)]
    return " ".join([usage.kind, *blanks])
