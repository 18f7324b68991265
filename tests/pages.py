"""HTML as a browser takes it: what tests of pages and notebooks share."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

VOID = ("meta", "link", "br")
HEAD = "html head meta title style body main script"
BLOCKS = "h1 h2 h3 p div table thead tbody tfoot tr th td ul li dl dt dd pre"
INLINE = "span b i code button"
MATHS = "math mtable mtr mtd mrow mfrac msup msub mi mn mo mtext"
TAGS = f"{HEAD} {BLOCKS} {INLINE} {MATHS}".split()
CALLS = ("src", "href", "srcset", "action", "data", "onclick", "onload", "onerror")  # what would ask for something else


class Balanced(HTMLParser):
    """Reads HTML, and fails where a tag is not closed, is none that a report has, or asks for another file."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said = ""
        self.counts: dict[str, int] = {}
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag in TAGS
        assert not {name for name, _ in attrs} & set(CALLS)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.open += [tag] * (tag not in VOID)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data
