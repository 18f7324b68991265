"""`like NAME`: the spatial extents of a named tensor, where extents can stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cnncalc.errors import Fault, Word, quote

if TYPE_CHECKING:
    from cnncalc.words.env import Env


def like(text: str) -> tuple[str, str] | None:
    """The name in a word that `with_like` made, and the amount before it; None for other words.

    >>> like("like c3"), like("2 like c3"), like("7x7")
    (('c3', ''), ('c3', '2'), None)
    """
    amount, found, name = text.rpartition("like ")
    return (name, amount.rstrip()) if found and amount[-1:] in ("", " ") and name else None


def with_like(words: Iterable[Word]) -> list[Word]:
    """The words of a step, `like` and the name after it made one word, with the amount before it if there is one.

    >>> [word.text for word in with_like([Word("like"), Word("c3"), Word("bilinear")])]
    ['like c3', 'bilinear']
    """
    done: list[Word] = []
    for word in words:
        if done and done[-1].text.rpartition(" ")[2] == "like":
            done[-1] = done[-1]._replace(text=f"{done[-1].text} {word.text}")
        elif word.text == "like" and done and done[-1].text[:1].isdecimal():
            done[-1] = done[-1]._replace(text=f"{done[-1].text} like")
        else:
            done.append(word)
    return done


def shape_entering(env: Env) -> tuple[Any, ...]:
    """The shape of what enters the step that a word belongs to."""
    if env.tensors is None:
        raise Fault("an end left open has no meaning here", "write it out, as in 0:32")
    return env.tensors("")


def extents_like(env: Env, name: str, rank: int) -> tuple[Any, ...]:
    """The spatial extents of a named tensor, if they are as many as the data has axes."""
    if env.tensors is None:
        raise Fault("like has no meaning here", "it stands in layers, as in: resize like c3")
    extents = env.tensors(name)[1:]
    if len(extents) != rank:
        has = f"{quote(name)} has {len(extents)} spatial axes, and the data has {rank}"
        raise Fault(has, "name a tensor with as many")
    return extents
