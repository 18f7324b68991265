"""Model files that are text: reading one within the limit, and errors that show a place in it."""

from __future__ import annotations

from cnncalc.errors import Fault, Place
from cnncalc.limits import FILE_BYTES


def read_text(path: str) -> str:
    """The text of a model file. Raises a `Fault` where it is too large, or no text."""
    with open(path, "rb") as file:
        data = file.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise Fault("the file is larger than 4 MiB, the limit for a text", "a description of a network holds no weights")
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Fault(f"the file is not a text in UTF-8: see byte {error.start}") from None


def fault_at(place: Place, message: str, help: str | None = None) -> Fault:
    """An error about one place of a text."""
    fault = Fault(message, help)
    fault.place = place
    return fault
