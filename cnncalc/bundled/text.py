"""The text of a file that may hold a spec."""

from __future__ import annotations

from cnncalc.errors import quote, refuse
from cnncalc.limits import FILE_BYTES


def read_file(path: str) -> str:
    """The text of a file, within the limit on its size."""
    try:
        with open(path, "rb") as file:
            data = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise refuse(f"{quote(path, 80)} cannot be read: {error.strerror}") from None
    return text_in(data, path)


def text_in(data: bytes, name: str) -> str:
    """The text that some bytes are, within the limit on its size."""
    if len(data) > FILE_BYTES:
        raise refuse(f"{quote(name, 80)} is larger than 4 MiB, the limit for a spec", "blocks and repeat say much in little")
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        shown = f"byte {data[error.start]:#04x} at position {error.start}"
        raise refuse(f"{quote(name, 80)} is not a text file in UTF-8 ({shown})", _other_encoding(data, name)) from None
    if "\0" in text:
        raise refuse(f"{quote(name, 80)} is not a text file: it holds a zero byte", _other_encoding(data, name))
    return text


def _other_encoding(data: bytes, name: str) -> str:
    """The line that makes UTF-8 of a text in another encoding, where it looks like one."""
    for encoding, probable in (("UTF-16", data[:2] in (b"\xff\xfe", b"\xfe\xff")), ("GBK", b"\0" not in data)):
        if not probable:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.removeprefix("\ufeff").translate(dict.fromkeys(b"\t\n\r")).isprintable():
            continue
        return f"it may be {encoding}: iconv -f {encoding} -t UTF-8 {quote(name, 80)} > utf8.yaml makes UTF-8 of it"
    return "a spec is YAML, which is text"
