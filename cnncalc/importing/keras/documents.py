"""The JSON of a model, wherever Keras put it, and which Keras wrote it."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from cnncalc.errors import Fault
from cnncalc.importing.keras.hdf5 import SIGNATURE, DamagedFile, root_attribute

CONFIG_BYTES = 32 * 1024 * 1024  # of the JSON; that of the largest network of keras.applications has half a million


class Document(NamedTuple):
    """A model's configuration, and what wrote it."""

    model: dict[str, Any]
    tool: str


def document_in(path: str) -> Document:
    """The configuration in a file. Raises a `Fault` where there is none, or where it is damaged."""
    with open(path, "rb") as file:
        start = file.read(len(SIGNATURE))
        if start == SIGNATURE:
            return _in_hdf5(file)
        if is_zipfile(file):
            return _in_zip(file)
        file.seek(0)
        return _document(file.read(CONFIG_BYTES + 1), b"")


def _in_hdf5(file: BinaryIO) -> Document:
    try:
        config, version = root_attribute(file, "model_config"), root_attribute(file, "keras_version")
    except DamagedFile:
        raise Fault("the file is damaged: it ends too early, or points where nothing is") from None
    if config is None:
        raise Fault("the file holds weights without the model", "save the model itself: model.save('model.keras')")
    return _document(config, version or b"")


def _in_zip(file: BinaryIO) -> Document:
    try:
        with ZipFile(file) as archive:
            config = _member(archive, "config.json")
            metadata = _member(archive, "metadata.json") if "metadata.json" in archive.namelist() else b"{}"
    except (BadZipFile, KeyError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise Fault("the file is damaged: its config.json cannot be read") from None
    version = _parsed(metadata)
    return _document(config, str(version.get("keras_version", "")).encode() if isinstance(version, dict) else b"")


def _member(archive: ZipFile, name: str) -> bytes:
    """A file of a zip, as much of it as may be."""
    with archive.open(name) as member:
        return member.read(CONFIG_BYTES + 1)


def _document(text: bytes, version: bytes) -> Document:
    if len(text) > CONFIG_BYTES:
        raise Fault("the model's configuration is larger than 32 MiB")
    model = _parsed(text)
    if not isinstance(model, dict):
        raise Fault("the model's configuration is no JSON object")
    known = version.decode(errors="replace") or str(model.get("keras_version", ""))
    return Document(model, f"Keras {known}" if known else "")


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Fault("the model's configuration is no valid JSON", "is the file whole?") from None
