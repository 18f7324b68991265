"""HTML: a report as one file that needs no network and no other file, with mathematics that browsers draw by themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO

from cnncalc.report.renderers import Screen
from cnncalc.report.renderers.html.blocks import heading, text, written
from cnncalc.report.report import Report

ROOM = os.path.dirname(__file__)
NOTEBOOK = ".cnncalc .n {text-align: right} .cnncalc .bar i {display: inline-block; height: .6em; background: currentColor}"


def write(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write the page: its style, the report, and the few lines of script that sort tables."""
    stream.writelines(f"{line}\n" for line in _page(report))


def write_part(stream: IO[str], report: Report, screen: Screen) -> None:
    """Write the report inside one `div`, which can stand in any page: for a notebook."""
    stream.writelines(f'<div class="cnncalc">\n<style>{NOTEBOOK}</style>\n')
    stream.writelines(f"{line}\n" for line in (*heading(report, "p"), *written(report)))
    stream.write("</div>\n")


def _page(report: Report) -> Iterator[str]:
    yield from ("<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">')
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{text(': '.join(part for part in (report.title, report.about) if part) or 'cnncalc')}</title>"
    yield from ("<style>", _own("page.css"), "</style>", "</head>", "<body>", "<main>")
    yield from heading(report, "h1") if report.title or report.about else ['<h1 class="unseen">cnncalc</h1>']
    yield from written(report)
    yield from ("</main>", "<script>", _own("sort.js"), "</script>", "</body>", "</html>")


def _own(name: str) -> str:
    """A file of this room."""
    with open(os.path.join(ROOM, name), encoding="utf-8") as file:
        return file.read().strip()
