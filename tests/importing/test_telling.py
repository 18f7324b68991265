"""Which reader takes a file: by its content, whatever it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnncalc.importing.formats import format_of

CONTENTS = [
    (b"# a comment\n[net]\nwidth=8\n", "darknet"),
    (b'name: "net"\nlayer {\n  type: "Input"\n', "caffe"),
    (b'{"class_name": "Sequential", "config": {}}', "keras"),
    (b"\x89HDF\r\n\x1a\n" + bytes(60), "keras"),
    (b"\x1c\0\0\0TFL3" + bytes(60), "tflite"),
    (b"VGG(\n  (features): Sequential(\n", "printed"),
    (b"nc: 80\nbackbone:\n  - [-1, 1, Conv, [64]]\nhead:\n", "ultralytics"),
    (b"input: 3x8x8\nlayers:\n  - conv 3x3 4\n", None),
    (b"name: x\ninput: 3x8x8\nblocks:\n  layer c: conv 1x1 c\nlayers:\n  - layer 8\n", None),
    (b"", None),
]


@pytest.mark.parametrize(("content", "word"), CONTENTS)
def test_the_content_alone_decides(content: bytes, word: str | None, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    found = format_of(str(path))
    assert (found.word if found else None) == word
