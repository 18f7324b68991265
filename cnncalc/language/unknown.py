"""What to say of a word that is no kind and no block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.errors import Fault, Word, nearest, quote
from cnncalc.layers import ALIASES, KINDS

if TYPE_CHECKING:
    from cnncalc.language.lines import Vocabulary

# Words that begin what holds layers. A parameter, a variable or a block cannot be named like these.
STRUCTURE = ("repeat", "if", "else", "head", "as", "from", "in")
LATER = ("elif", "use")  # those that came later: a file may use them as names
ALIKE = 0.7  # how much a mistyped word is like the one that was meant


def unknown_step(word: Word, scope: Vocabulary) -> Fault:
    """The error for a step that is no kind and no block."""
    text = word.text
    if text == "in":
        return Fault("in is not a step", "in is the number of channels that enter a block or a line of layers", word=word)
    if text in scope.known:
        message = f"{quote(text)} is a parameter or a variable, which cannot stand for what holds layers"
        return Fault(message, "write the join itself, as in add:, with an if around each where there are several", word=word)
    if text in (*STRUCTURE, *LATER):
        return Fault(f"{text} is not a step", f"write it as a key with layers below: {text} ...:", word=word)
    if text.lower() in KINDS or text.lower() in ALIASES:
        return Fault(f"there is no kind or block named {quote(text)}", f"kinds are written small: {text.lower()}", word=word)
    known = [*KINDS, *ALIASES, *scope.blocks, *scope.known, "repeat", "head", "from"]
    return Fault(f"there is no kind or block named {quote(text)}", lambda: _meant(text, known), word=word)


def _meant(text: str, known: list[str]) -> str | None:
    from cnncalc.layers.foreign import KNOWN, kind_elsewhere, why_absent

    if absent := why_absent(text):
        return absent
    if kind := kind_elsewhere(text):
        return f"did you mean {kind}?"
    guess = nearest(text, [*known, *KNOWN], ALIKE)
    if guess is None:
        return "cnncalc kinds lists the kinds; blocks are defined under blocks"
    return f"did you mean {guess if guess in known else KNOWN[guess]}?"
