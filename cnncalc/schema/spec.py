"""The schema of a spec: its keys, and what may be below each."""

from __future__ import annotations

from typing import Any

from cnncalc.asking.places import EXPECTED, askable
from cnncalc.language.read import KEYS, LAYOUTS, OWN_KEYS
from cnncalc.schema.steps import NAME, TENSOR, ref
from cnncalc.words.dtypes import DTYPES

TEXT: dict[str, Any] = {"type": ["string", "number", "boolean"]}  # YAML takes 10 and 1.4 for numbers; we read their text
TEXTS: dict[str, Any] = {"type": ["object", "null"], "additionalProperties": TEXT}
SHAPE = {**TEXT, "examples": ["3x224x224"]}

BELOW: dict[str, dict[str, Any]] = {
    "name": {**TEXT, "description": "What reports call the network."},
    "source": {**TEXT, "description": "Where the network comes from: authors, year, table."},
    "extends": {"type": "string", "description": "Another spec, beside this file or bundled, that this one changes."},
    "layout": {"enum": [*LAYOUTS], "description": "How shapes are written: chw is channels first, hwc channels last."},
    "dtype": {"enum": [*DTYPES], "description": "The type of every number; --dtype goes before it. Else it is float32."},
    "input": {
        "description": "The shape that goes in, as 3x224x224; of several inputs, a name and a shape for each.",
        "anyOf": [SHAPE, {"type": "object", "minProperties": 1, "patternProperties": {f"^{TENSOR}$": SHAPE}}],
    },
    "vars": {**TEXTS, "description": "Variables and their values; --set gives others."},
    "blocks": {
        "description": "Blocks: a name, parameters and their defaults, as in `stage n c s=1:`, and the layers below.",
        "type": ["object", "null"],
        "patternProperties": {rf"^{NAME}( +{NAME})*( +{NAME}=\S+)*$": {"anyOf": [ref("body"), {"type": "null"}]}},
        "additionalProperties": False,
    },
    "layers": {**ref("body"), "description": "The layers in their order, each line after a dash."},
    "freeze": {
        "description": "Layers and scopes that training leaves as they are: names, or patterns such as stage1.*",
        "anyOf": [TEXT, {"type": "array", "items": TEXT}],
    },
    "expect": {
        **TEXTS,
        "description": "Figures that cnncalc check compares with the network's: exact, rounded (1.5M) or a budget (<= 5M).",
        "properties": dict.fromkeys(askable(EXPECTED), TEXT),
    },
}


def keys(*names: str) -> dict[str, Any]:
    """A mapping that has these keys alone."""
    return {"type": "object", "properties": {name: BELOW[name] for name in names}, "additionalProperties": False}


def whole() -> dict[str, Any]:
    """A spec of its own."""
    return {**keys(*(key for key in KEYS if key != "extends")), "required": ["input", "layers"]}


def extended() -> dict[str, Any]:
    """A spec that changes another."""
    return {**keys(*OWN_KEYS), "required": ["extends"]}
