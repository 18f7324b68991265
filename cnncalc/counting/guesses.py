"""What else people print of a network: parts left out, functions for modules, biases that it lacks, several inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from cnncalc.analysis.analyze import Analysis
from cnncalc.counting.called import AVERAGE, FUNCTION, MODULE, called, form_label, forms
from cnncalc.counting.conventions import CONVENTIONS
from cnncalc.counting.cost import costed, joined, lacking
from cnncalc.counting.cost_values import Cost
from cnncalc.counting.parts import CLASSIFIER, HEADS, parts
from cnncalc.counting.rules import Convention
from cnncalc.layers.normalisation import Bn

ADDED = "biases added"  # the terms of what is supposed
UNSCALED = "bn without a scale"
LIKELY = 3  # what weighs no more is shown beside what supposes nothing; what weighs more, where nothing else fits
# What a supposition weighs; the least is the likeliest.
PARTS = {HEADS: 1, CLASSIFIER: 2}
CALLED, KERAS_OWN, ODD, SEVERAL, CUT = 2, 2, 4, 4, 3
BATCHES = tuple(2**power for power in range(1, 9))


class Extra(NamedTuple):
    """What a supposition adds to a count, or takes away: its term, what stands after the convention's name, and its weight."""

    term: str
    label: str
    amount: int
    weight: int


class Guess(NamedTuple):
    """A count of a network under suppositions; `form` says what is called as a function."""

    cost: Cost
    form: str = ""
    extras: tuple[Extra, ...] = ()

    @property
    def total(self) -> int:
        """What would be printed."""
        return self.cost.total + sum(extra.amount for extra in self.extras)

    @property
    def weight(self) -> int:
        """How much is supposed; 0 of a plain count."""
        return CALLED * bool(self.form) + sum(extra.weight for extra in self.extras)

    @property
    def labels(self) -> tuple[str, ...]:
        """What is supposed, in a few words each."""
        return (*([self.form] if self.form else []), *(extra.label for extra in self.extras))

    def of(self, inputs: int) -> Guess:
        """The same for several inputs at once."""
        more = Extra(f"{inputs} inputs", f"* {inputs}", self.total * (inputs - 1), SEVERAL)
        return self._replace(extras=(*self.extras, more))


class Guesser:
    """All counts of a network that are tried for a printed number."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    @cached_property
    def parts(self) -> Mapping[tuple[str, str], Analysis]:
        """The network, taken apart."""
        return parts(self.analysis)

    def every(self, counts: str) -> Iterator[Guess]:
        """The counts of costs or of parameters, plain ones first, those of one convention together and no total twice."""
        for row in CONVENTIONS.values():
            if row.counts != counts or lacking(self.analysis, row):
                continue
            seen: set[int] = set()
            for guess in self._of(row):
                if guess.total not in seen:
                    seen.add(guess.total)
                    yield guess

    def _of(self, row: Convention) -> Iterator[Guess]:
        costs = {how: self._costs(called(row, how)) for how in (MODULE, FUNCTION, AVERAGE)}
        for form in forms() if row.counts == "cost" else [{}]:
            chosen = {key: costs[form.get(key[1], MODULE)][key] for key in self.parts}
            guess = Guess(joined(row, chosen.values()), form_label(form))
            for part in ("", *PARTS):
                less = -sum(cost.total for key, cost in chosen.items() if key[0] == part)
                extras = (Extra(f"without {part}", f"- {part}", less, PARTS[part]),) if less else ()
                yield guess._replace(extras=extras)
                for extra in self._unsaid(row, part):
                    yield guess._replace(extras=(extra, *extras))

    def _costs(self, row: Convention) -> dict[tuple[str, str], Cost]:
        return {key: costed(part, row) for key, part in self.parts.items()}

    def _unsaid(self, row: Convention, without: str) -> Iterator[Extra]:
        """Parameters that networks of other programs have and this spec has not, or the other way round."""
        if row.counts == "cost":
            return
        kept = [part for key, part in self.parts.items() if key[0] != without]
        if amount := sum(map(missing_biases, kept)):
            yield Extra(ADDED, "+ biases", amount, KERAS_OWN if row.name == "keras" else ODD)
        if amount := sum(map(scales, kept)):
            yield Extra(UNSCALED, "- scales of bn", -amount, KERAS_OWN)


def missing_biases(analysis: Analysis) -> int:
    """How many biases the convolutions would have that have none."""
    nodes = (row.node for row in analysis.rows)
    return sum(node.shape[0] for node in nodes if node.layer.family == "convolution" and node.layer.nobias)


def scales(analysis: Analysis) -> int:
    """How many scales the batch normalisations have; Keras's own networks leave them out before a relu."""
    nodes = (row.node for row in analysis.rows)
    return sum(
        node.shape[0] for node in nodes if isinstance(node.layer, Bn) and "weight" in node.layer.learned(*node.applied.xs)
    )
