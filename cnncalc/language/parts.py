"""`use NAME to TENSOR width=2`: another spec, or a piece of it, as a part of this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from cnncalc.errors import Fault, SpecError, Word, did_you_mean, quote
from cnncalc.language.spec import Spec, UseStep
from cnncalc.words.scan import check_name

Part: TypeAlias = "Callable[[str], Spec]"  # finds the spec of a name
HOW = "write it as in: use resnet50 to conv5_x as c"


def use_step(words: Sequence[Word], part: Part | None, used: dict[str, Spec]) -> UseStep:
    """The step that uses a part, which is loaded unless it is among those `used` already."""
    if len(words) < 2:
        raise Fault("use lacks the name of a spec", HOW, word=words[0])
    name = words[1]
    if name.text not in used:
        used[name.text] = _loaded(name, part)
    spec = used[name.text]
    to, arguments = _settings(words[2:])
    for key, word in arguments.items():
        if key not in spec.vars:
            known = f"its variables are: {', '.join(spec.vars)}" if spec.vars else "it has none"
            where = Word(key, word.column - len(key) - 1)
            raise Fault(f"{name.text} has no variable {quote(key)}", did_you_mean(key, spec.vars, known), word=where)
    return UseStep(words[0], name.text, to, arguments)


def _loaded(name: Word, part: Part | None) -> Spec:
    if part is None:
        message = f"there is no file here beside which {quote(name.text)} could lie"
        raise Fault(message, "put the layers into a file; in Python, load finds the files that one uses", word=name)
    try:
        return part(name.text)
    except SpecError as error:
        first = error.problems[0]
        fault = Fault(first.message, first.help, word=name)
        fault.place = first.place
        raise fault from None


def _settings(words: Sequence[Word]) -> tuple[Word | None, dict[str, Word]]:
    """The tensor up to which a part is used, and the values for its variables."""
    to: Word | None = None
    arguments: dict[str, Word] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        key, equals, value = word.text.partition("=")
        if word.text == "to" and to is None and left:
            to = left.pop(0)
            check_name(to)
        elif equals and value and key not in arguments:
            arguments[key] = Word(value, word.column + len(key) + 1)
        elif word.text == "set":
            raise Fault("use does not know the word set", "give the values alone, as in: use resnet50 width=2", word=word)
        else:
            raise Fault(f"use does not know the word {quote(word.text)}", HOW, word=word)
    return to, arguments


def stem(name: str) -> str:
    """What a part is called where it is given no name.

    >>> stem("resnet50"), stem("nets/back-bone.yaml")
    ('resnet50_', 'back_bone')
    """
    bare = re.sub(r"\W", "_", re.sub(r"\.ya?ml$", "", name.replace("\\", "/").rpartition("/")[2]), flags=re.ASCII) or "part"
    bare = f"part_{bare}" if bare[0].isdigit() else bare
    return f"{bare}_" if bare[-1].isdigit() else bare
