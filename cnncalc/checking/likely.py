"""Which slips a wrong answer comes from, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cnncalc.asking.answers import Answer
from cnncalc.asking.case import Case
from cnncalc.asking.marks import mark
from cnncalc.asking.questions import Query
from cnncalc.checking.slips import SLIPS, Slip
from cnncalc.errors import CnncalcError, Fault
from cnncalc.limits import SLIP_NODES
from cnncalc.words.numbers import symbolic

TEMPTED = 2  # steps of `Slip.made` that a setting is worth which tempts to the slip


def likely(question: Query, answer: Answer, value: Any, case: Case) -> tuple[Slip, ...]:
    """The slips that give a wrong answer, the likeliest first; none where no known one does, or the network is large.

    `value` is the right answer. An answer that is rounded to one digit would fit some slip by chance.
    """
    return Suspects(question, value, case).of(answer)


class Suspects:
    """The wrong values that slips make of one question; each is worked out once, for all answers to it."""

    def __init__(self, question: Query, value: Any, case: Case) -> None:
        self.question = question
        self.value = value
        self.case = case
        self.asked = frozenset(node for term in question.terms.values() for node in term.nodes)
        self.order = sorted(SLIPS, key=lambda slip: -self._likelihood(slip))
        self.wrong: dict[int, tuple[Any, ...]] = {}

    def of(self, answer: Answer) -> tuple[Slip, ...]:
        """The slips that give an answer, the likeliest first, in the order of the table where two are made as often."""
        if answer.sign or _is_coarse(answer) or len(self.case.analysis.graph.nodes) > SLIP_NODES:
            return ()
        return tuple(slip for slip in self.order if self._gives(slip, answer))

    def wrong_values(self, slip: Slip) -> tuple[Any, ...]:
        """What a slip makes of the right answer, where that is something else: at the layers asked about, then everywhere."""
        key = id(slip)
        if key not in self.wrong:
            self.wrong[key] = tuple(value for value in self._slipped(slip) if value != self.value)
        return self.wrong[key]

    def _likelihood(self, slip: Slip) -> int:
        nodes = [self.case.analysis.graph.nodes[node] for node in self.asked] if slip.tempts else []
        return slip.made + TEMPTED * any(slip.tempts in node.layer.given for node in nodes if node.inputs)

    def _gives(self, slip: Slip, answer: Answer) -> bool:
        if slip.reread:
            plain = not isinstance(answer.value, tuple) and not symbolic(answer.value)
            unslipped = slip.reread(answer) if plain else None
            return unslipped is not None and mark(unslipped, self.value).right
        layout, batch = self.case.analysis.graph.layout, self.case.analysis.batch
        return any(mark(answer, wrong, layout, batch).right for wrong in self.wrong_values(slip))

    def _slipped(self, slip: Slip) -> Iterator[Any]:
        if not self.question.asks(slip.about):
            return
        everywhere = frozenset(range(len(self.case.analysis.graph.nodes)))
        for where in dict.fromkeys((self.asked, everywhere)) if slip.change else [self.asked]:
            try:
                if slip.change:
                    yield self.question.value(self.case, slip.change(self.case, where), slip.about)
                else:
                    yield self.question.instead(slip.about, slip.instead).value(self.case)
            except (Fault, CnncalcError):  # so slipped, the network does not fit together, or has no such quantity
                continue


def _is_coarse(answer: Answer) -> bool:
    if isinstance(answer.value, tuple) or symbolic(answer.value):
        return False
    return answer.step not in (0, 1) and abs(answer.value) < 10 * answer.step
