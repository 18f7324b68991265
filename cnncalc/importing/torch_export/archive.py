"""The archive: which of its files holds the graph, read within bounds."""

from __future__ import annotations

import json
import zipfile
import zlib
from typing import Any

from cnncalc.errors import Fault
from cnncalc.limits import MODEL_BYTES

ENDS = ("models/model.json", "serialized_exported_program.json")  # since PyTorch 2.8, and before
BROKEN = "export it again, by torch.export.save"


def graph_in(listing: tuple[str, ...]) -> str | None:
    """Which file of an archive holds the graph."""
    return next((name for name in listing if name.endswith(ENDS)), None)


def document(path: str) -> dict[str, Any]:
    """The JSON of the graph."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = graph_in(tuple(archive.namelist()))
            if name is None:
                raise Fault("the archive holds no graph", BROKEN)
            found = json.loads(_bytes(archive, name))
    except (ValueError, RecursionError) as error:
        raise Fault(f"its graph is no JSON: {error}", BROKEN) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Fault(f"the archive is broken: {error}", BROKEN) from None
    if not isinstance(found, dict):
        raise Fault("its graph is no JSON object", BROKEN)
    return found


def _bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a file in it, within the limit however small they were packed."""
    with archive.open(name) as file:
        data = file.read(MODEL_BYTES + 1)
    if len(data) > MODEL_BYTES:
        raise Fault(f"its graph is larger than {MODEL_BYTES >> 20} MiB, the limit for a model without its weights")
    return data
