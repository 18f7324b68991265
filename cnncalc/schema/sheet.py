"""The schema of an answer sheet: exercises, each with a network or a window, a question, and answers."""

from __future__ import annotations

from typing import Any

from cnncalc.analysis.storage import DTYPES
from cnncalc.asking.places import EXPECTED, askable
from cnncalc.checking.exercise import KEYS, NETWORK_KEYS
from cnncalc.checking.sheets import KEYS as SHEET_KEYS
from cnncalc.checking.worth import LETTERS
from cnncalc.schema.spec import BELOW, TEXT, TEXTS
from cnncalc.schema.steps import ref
from cnncalc.solving.window import NAMES

ANSWER = {"anyOf": [{**TEXT, "type": [*TEXT["type"], "null"]}, {"type": "array", "items": TEXT, "minItems": 1}]}
POINTS = {"type": "number", "minimum": 0}
OWN: dict[str, dict[str, Any]] = {
    "name": {**TEXT, "description": "What the marks call the exercise."},
    "question": {**TEXT, "description": "The question, as text."},
    "teaches": {**TEXT, "description": "What the exercise teaches, as text."},
    "spec": {"description": "The network: the name of a spec, or one written out.", "anyOf": [TEXT, ref("spec")]},
    "solve": {
        "description": "What is known about one window, as {input: 32, kernel: 5}.",
        "type": "object",
        "properties": {name: {"type": "integer", "minimum": 0} for name in NAMES},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "on": {**BELOW["input"], "description": "The shape that goes in, as 3x32x32."},
    "set": {**TEXTS, "type": "object", "minProperties": 1, "description": "Variables of the spec and other values for them."},
    "batch": {"type": ["integer", "string"], "description": "How many inputs at once; 1 unless it is given."},
    "dtype": {"enum": [*DTYPES], "description": "The type of every number; float32 unless it is given."},
    "points": {
        "description": "Points of the exercise, which its answers share, or of each answer by its quantity; 1 each otherwise.",
        "anyOf": [POINTS, {"type": "object", "additionalProperties": POINTS}],
    },
    "choices": {
        "description": "What answers are chosen from, as conv1.params: [216, 224, 72]; the answer may be A, B or C.",
        "type": "object",
        "additionalProperties": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": len(LETTERS), "uniqueItems": True},
    },
    "answers": {
        "description": "Quantities and the answers to them, as conv1.params: 1,792; leave one empty to be asked.",
        "type": "object",
        "minProperties": 1,
        "properties": dict.fromkeys(askable(EXPECTED), ANSWER),
        "additionalProperties": ANSWER,
    },
}
NETWORKS = (["spec"], ["solve"], ["layers", "on"], ["layers", "input"])  # each is a way to say what is asked about


def exercise() -> dict[str, Any]:
    """One exercise."""
    below = {**{key: BELOW[key] for key in NETWORK_KEYS if key != "on"}, **OWN}
    return {
        "type": "object",
        "properties": {key: below[key] for key in KEYS},
        "required": ["answers"],
        "additionalProperties": False,
        "anyOf": [{"required": keys} for keys in NETWORKS],
    }


def sheet() -> dict[str, Any]:
    """A file of exercises."""
    below = {
        "title": {**TEXT, "description": "What the sheet is called."},
        "source": {**TEXT, "description": "Where the exercises come from."},
        "student": {**TEXT, "description": "Whose answers they are."},
        "name": {**TEXT, "description": "The same."},
        "exercises": {"type": "array", "items": exercise(), "minItems": 1},
    }
    return {"type": "object", "properties": {key: below[key] for key in SHEET_KEYS}, "additionalProperties": False}
