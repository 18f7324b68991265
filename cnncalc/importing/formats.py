"""Which format a file has: decided by its content, never by its name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import Fault, quote, refuse
from cnncalc.importing import telling

if TYPE_CHECKING:
    from cnncalc.importing.operations import Model, Shape

HEAD = 65_536  # bytes of a file by which it is told


class Beginning(NamedTuple):
    """What a file is told by: its first bytes, and what it lists where it is a zip."""

    first: bytes
    size: int  # of the whole file
    listing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The first bytes as text; empty where they are none."""
        try:
            return self.first.decode() if b"\0" not in self.first else ""
        except UnicodeDecodeError as error:  # a character may be cut where the bytes end
            return self.first[: error.start].decode() if error.start > len(self.first) - 4 else ""


class Format(NamedTuple):
    """A format of model files: its word, its name in a sentence, how content tells it, and the module that reads it.

    The module has `read(path, given) -> Model`; `given` are shapes, without the batch, for inputs that the file leaves open,
    by their names, one for all inputs under an empty name. It raises a `Fault` where the file is broken.
    """

    word: str
    name: str
    tells: Callable[[Beginning], bool]
    module: str

    def read(self, path: str, given: dict[str, Shape] | None = None) -> Model:
        """The model that a file holds."""
        model: Model = import_module(self.module).read(path, given or {})
        return model


def _is_onnx(file: Beginning) -> bool:
    """Whether the fields of the first bytes are those of ONNX's ModelProto, up to the graph."""
    if file.first[:1] not in (b"\x08", b"\x12"):
        return False
    from cnncalc.importing.onnx.wire import fields

    seen = set()
    try:
        for number, kind, _, _ in fields(file.first, 0, len(file.first)):
            seen.add(number)
            if (number, kind) not in _OF_MODEL:
                return False
    except Fault:  # the field at which the first bytes end, or the file itself where it is cut off
        return bool(seen)
    return 7 in seen


_OF_MODEL = {(1, 0), (2, 2), (3, 2), (4, 2), (5, 0), (6, 2), (7, 2), (8, 2), (14, 2), (20, 2), (25, 2), (26, 2)}


def _is_torch_export(file: Beginning) -> bool:
    from cnncalc.importing.torch_export.archive import graph_in

    return graph_in(file.listing) is not None


# The first that tells a file reads it.
FORMATS: tuple[Format, ...] = (
    Format("tflite", "TensorFlow Lite model", telling.is_tflite, "cnncalc.importing.tflite"),
    Format("onnx", "ONNX", _is_onnx, "cnncalc.importing.onnx"),
    Format("pt2", "PyTorch's exported program", _is_torch_export, "cnncalc.importing.torch_export"),
    Format("keras", "Keras model", telling.is_keras, "cnncalc.importing.keras"),
    Format("printed", "PyTorch's print(model)", telling.is_printed, "cnncalc.importing.printed"),
    Format("ultralytics", "Ultralytics model YAML", telling.is_ultralytics, "cnncalc.importing.ultralytics"),
    Format("darknet", "Darknet cfg", telling.is_darknet, "cnncalc.importing.darknet"),
    Format("caffe", "Caffe prototxt", telling.is_caffe, "cnncalc.importing.caffe"),
)


def _is_pickle(file: Beginning) -> bool:
    in_zip = any(name.endswith("/data.pkl") for name in file.listing)
    return in_zip or (file.first[:1] == b"\x80" and file.first[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"))


def _is_script(file: Beginning) -> bool:
    return any(name.endswith("/constants.pkl") for name in file.listing) and any("/code/" in name for name in file.listing)


def _is_safetensors(file: Beginning) -> bool:
    return file.first[8:10] == b'{"' and 2 <= int.from_bytes(file.first[:8], "little") < file.size


PT2 = "where it was made: torch.export.save(torch.export.export(model.eval(), (torch.zeros(1, 3, 224, 224),)), 'model.pt2')"
# Files that are known and not read: how content tells them, what they are, and what to do.
REFUSED: tuple[tuple[Callable[[Beginning], bool], str, str], ...] = (
    (_is_script, "TorchScript, whose graph is code that would have to be run", PT2),
    (_is_pickle, "a pickle, which runs code when it is opened, so it stays closed", PT2),
    (_is_safetensors, "a file of weights alone, which does not say how they are connected", PT2),
)


def format_named(word: str) -> str:
    """The name of a format, by its word."""
    return next((known.name for known in FORMATS if known.word == word), word)


def beginning(path: str) -> Beginning:
    """What a file is told by."""
    import os

    with open(path, "rb") as file:
        first = file.read(HEAD)
        size = os.fstat(file.fileno()).st_size
    return Beginning(first, size, _listing(path) if first.startswith(b"PK\x03\x04") else ())


def _listing(path: str) -> tuple[str, ...]:
    """The names of the files in a zip; none where it is broken."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ()


def format_of(path: str) -> Format | None:
    """The format of a file; None where it is none that is known. One that is known and not read is refused."""
    try:
        file = beginning(path)
    except OSError:
        return None  # whoever reads it will say why
    for known in FORMATS:
        if known.tells(file):
            return known
    for tells, what, help in REFUSED:
        if tells(file):
            raise refuse(f"{quote(path, 80)} is {what}", help)
    return None
