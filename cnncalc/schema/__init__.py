"""The JSON Schema of spec files and answer sheets, made from the tables that read them: for editors that complete and check.

Front door, the names that other rooms may import:

- schema_lines
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cnncalc.schema.sheet import sheet
from cnncalc.schema.spec import extended, whole
from cnncalc.schema.steps import definitions

DRAFT = "http://json-schema.org/draft-07/schema#"  # the newest one that the YAML extension of VS Code reads in full


def json_schema() -> dict[str, Any]:
    """The schema of a file: of an answer sheet if it has exercises, of a spec that extends another, or of a whole spec.

    It knows the keys, the kinds and the words of each; what a line says, and whether shapes fit, only reading the file tells.

    >>> sorted(json_schema()["definitions"])[:4]
    ['body', 'branches', 'extended', 'item']
    """
    parts = {**definitions(), "whole": whole(), "extended": extended(), "sheet": sheet()}
    return {
        "$schema": DRAFT,
        "title": "A network or an answer sheet for cnncalc",
        "type": "object",
        "if": {"required": ["exercises"]},
        "then": {"$ref": "#/definitions/sheet"},
        "else": {"$ref": "#/definitions/spec"},
        "definitions": {
            **parts,
            "spec": {
                "type": "object",
                "if": {"required": ["extends"]},
                "then": {"$ref": "#/definitions/extended"},
                "else": {"$ref": "#/definitions/whole"},
            },
        },
    }


def schema_lines() -> Iterator[str]:
    """The text of the schema."""
    yield json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"
