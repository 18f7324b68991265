"""Keras's models, version 2 and 3: one JSON that lists the layers, alone, in a zip (.keras) or in an attribute (.h5).

The rules are those of each layer's compute_output_shape. Shapes in the file have the channels last, or first where the layers
say data_format="channels_first"; here they are always first.
"""

from __future__ import annotations

from typing import Any

from cnncalc.errors import Fault, quote
from cnncalc.importing.keras.documents import Document, document_in
from cnncalc.importing.keras.layers import made_by
from cnncalc.importing.keras.network import KerasNet
from cnncalc.importing.keras.nodes import MODELS
from cnncalc.importing.operations import Model, Shape


def read(path: str, given: dict[str, Shape]) -> Model:
    """The model of a .keras, an .h5 or a .json of Keras; no weight is read, and no class of the file is made."""
    document = document_in(path)
    try:
        return _model(document, given)
    except RecursionError:
        raise Fault("models lie too deep in one another in this file") from None
    except (AttributeError, TypeError, KeyError, IndexError, ValueError) as error:
        detail = quote(str(error), 60)
        raise Fault(f"the configuration of the model is not as Keras writes it ({detail})", "is the file whole?") from None


def _model(document: Document, given: dict[str, Shape]) -> Model:
    config: dict[str, Any] = document.model
    kind = config.get("class_name", "")
    if kind not in MODELS or "config" not in config:
        message = f"the model is of the class {quote(str(kind)) or 'unknown'}, whose layers the file does not list"
        raise Fault(message, "a file has the layers of Sequential and functional models; import a live one from Python")
    net = KerasNet(given, channels_first(config), made_by)
    outputs = net.run(config)
    draft = net.draft
    if not draft.operations:
        raise Fault("the model has no layer that computes")
    name = net.name_of(config)
    return Model("keras", document.tool, name, draft.inputs, draft.operations, outputs, tuple(draft.notes))


def channels_first(config: Any) -> bool:
    """Whether the layers with a height and a width have their channels first. Raises a `Fault` where they disagree."""
    formats: set[str] = set()
    pending = [config]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += value
        elif isinstance(value, dict):
            pending += value.values()
            kind, settings = value.get("class_name"), value.get("config")
            if isinstance(kind, str) and isinstance(settings, dict) and kind.endswith(("1D", "2D", "3D")):
                formats.add(str(settings.get("data_format") or "channels_last"))
    if len(formats) > 1:
        raise Fault("some layers have their channels first and others last", "one model has one data_format here")
    return formats == {"channels_first"}
