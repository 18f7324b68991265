"""A line of layers becomes steps: kinds and blocks are looked up and their words bound, as far as no value is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.errors import Fault, Place, Problem, Word, did_you_mean, quote
from cnncalc.language.spec import BlockStep, BrokenStep, FromStep, KindStep, Line, ParameterStep, Spec, Step, UseStep
from cnncalc.language.unknown import STRUCTURE, unknown_step
from cnncalc.layers import ALIASES, KINDS, YOUNGER, kind_named
from cnncalc.layers.settings import plan
from cnncalc.limits import SHOWN_PROBLEMS
from cnncalc.progress import PACE, Progress
from cnncalc.words.operators import WORDS
from cnncalc.words.scan import Phrase, check_name, split_line
from cnncalc.words.usage import Usage

RESERVED = (frozenset({*KINDS, *ALIASES}) - YOUNGER) | {*STRUCTURE, *WORDS}
if TYPE_CHECKING:
    from cnncalc.language.parts import Part


class Vocabulary(NamedTuple):
    """What a line may speak of: the blocks of the file and the names of parameters and variables.

    A block without a usage is one whose key makes no sense: that has been reported, and its uses are passed over.
    """

    blocks: Mapping[str, Usage | None]
    known: frozenset[str]

    def has_step(self, word: str) -> bool:
        """Whether a word begins a step."""
        layer = kind_named(word)
        return word in self.blocks or (layer is not None and not layer.joins)

    def reads(self, line: str) -> bool:
        """Whether a line makes sense as far as no value is needed."""
        try:
            return all(not isinstance(read_step(phrase, self), BrokenStep) for phrase in split_line(line))
        except Fault:
            return False


class LineReader:
    """Reads lines, reports what is wrong with them, and reads each different text only once."""

    def __init__(
        self,
        blocks: Mapping[str, Usage | None],
        problems: list[Problem],
        progress: Progress = None,
        rank: int = 2,
        part: Part | None = None,
    ) -> None:
        self.blocks = blocks
        self.rank = rank  # how many spatial axes the input has, for helps
        self.problems = problems
        self.part = part
        self.used: dict[str, Spec] = {}  # parts, by the names that the file calls them
        self.progress = progress
        self.names: set[str] = set()  # of inputs, and of tensors so far
        self.seen: dict[tuple[str, frozenset[str]], tuple[Step, ...]] = {}
        self.plans: dict[tuple[tuple[Word, ...], frozenset[str]], Step] = {}

    def line(self, text: str, place: Place, known: frozenset[str]) -> Line:
        """The steps of a line; a step that makes no sense becomes a broken one."""
        if self.progress and place.line % PACE == 0:
            self.progress("reading layers", place.line, len(place.source.lines))
        key = text, known
        if key in self.seen:
            return Line(self.seen[key], place)
        before = len(self.problems)
        steps = tuple(self.steps(text, place, Vocabulary(self.blocks, known)))
        if len(self.problems) == before:
            self.seen[key] = steps
        return Line(steps, place)

    def steps(self, text: str, place: Place, scope: Vocabulary) -> Iterable[Step]:
        try:
            phrases = split_line(text)
        except Fault as fault:
            self.note(fault, place)
            return [BrokenStep(Word(text))]
        return [self.step(phrase, place, scope) for phrase in phrases]

    def step(self, phrase: Phrase, place: Place, scope: Vocabulary) -> Step:
        if phrase.name:
            self.names.add(phrase.name.text)
        key = phrase.words, scope.known  # lines that differ in their names alone share the rest
        try:
            if key not in self.plans:
                self.plans[key] = self._used(phrase, scope) or read_step(phrase, scope)
            step = self.plans[key]
            return step if isinstance(step, (FromStep, BrokenStep)) else step._replace(name=phrase.name)
        except Fault as fault:
            first = phrase.words[0] if phrase.words else fault.word or Word("")
            fault.word = fault.word or first
            self.note(self.helped(fault, phrase, scope), place)
            return BrokenStep(first)

    def _used(self, phrase: Phrase, scope: Vocabulary) -> UseStep | None:
        """The step that uses a part; None where a step is none. Blocks and parameters may be named so."""
        if not phrase.words or phrase.words[0].text != "use" or "use" in scope.known or "use" in scope.blocks:
            return None
        from cnncalc.language.parts import use_step  # few specs use others

        words, sharing = unshared(phrase.words, scope)
        return use_step(words, self.part, self.used)._replace(name=phrase.name, sharing=sharing)

    def helped(self, fault: Fault, phrase: Phrase, scope: Vocabulary) -> Fault:
        """The fault, with the step in our words where it is in those of another tool."""
        if len(self.problems) >= SHOWN_PROBLEMS:
            return fault
        if len(phrase.words) == 1 and phrase.words[0].text in self.names:
            fault.help = f"write from {phrase.words[0].text}"
            return fault
        from cnncalc.language.rewording import step_help  # few steps are wrong

        words = [*phrase.words, *([Word("as"), phrase.name] if phrase.name else [])]
        place = fault.word.text if fault.word and fault.word not in phrase.words[:1] else ""
        text = " ".join(word.text for word in words)
        if phrase.words and phrase.words[0].text not in (*scope.blocks, *scope.known):
            fault.help = step_help(text, place, scope.known, self.rank, scope.reads, scope.has_step) or fault.help
        elif scope.has_step(place) and text.partition(f" {place}")[1]:
            fault.help = f"{place} is a step of its own: put a comma before it"
        return fault

    def names_tensor(self, text: str, known: frozenset[str]) -> bool:
        """Whether a line is the name of a tensor above, and nothing else that it could be."""
        return text in self.names and text not in known and text not in self.blocks and kind_named(text) is None

    def note(self, fault: Fault, place: Place) -> None:
        """Add a fault to the problems."""
        help = fault.help if len(self.problems) < SHOWN_PROBLEMS else None
        place = fault.place or (place.word(fault.word) if fault.word else place)
        self.problems.append(Problem(fault.message, place, (), help))


def read_step(phrase: Phrase, scope: Vocabulary) -> Step:
    """One step, understood as far as no value is needed."""
    if not phrase.words:
        raise Fault("as has nothing before it to name", "write it as in: conv 3x3 64 as conv1_1", word=phrase.name)
    (word, *rest), sharing = unshared(phrase.words, scope)
    if word.text == "from":
        return _from(phrase)
    if word.text in scope.known:
        return ParameterStep(word, tuple(rest), phrase.name, sharing)
    if word.text in scope.blocks:
        usage = scope.blocks[word.text]
        return block_step(word, usage.bind(rest), phrase.name, sharing) if usage else BrokenStep(word)
    layer = kind_named(word.text)
    if layer is None:
        raise unknown_step(word, scope)
    if layer.joins:
        over = f"{word.text}_over"
        help = f"write {' '.join([over, *(word.text for word in rest)])}" if over in KINDS and rest else None
        message = f"{word.text} joins branches, and there are none below it"
        raise Fault(message, help or f"write {word.text}: and the branches below", word=word)
    return KindStep(word, plan(layer, layer.grammar().bind(rest), scope.known), phrase.name, sharing)


def unshared(words: tuple[Word, ...], scope: Vocabulary) -> tuple[tuple[Word, ...], Word | None]:
    """The words of a step without `sharing NAME` at their end, and that name."""
    at = next((i for i, word in enumerate(words) if i and word.text == "sharing" and word.text not in scope.known), None)
    if at is None or words[0].text == "from":
        return words, None
    if at != len(words) - 2:
        help = "write it as in: conv 3x3 64 sharing conv1"
        raise Fault("sharing takes one name and ends the step, before as", help, word=words[at])
    check_name(words[-1])
    return words[:at], words[-1]


def block_step(word: Word, bound: dict[str, list[Word]], name: Word | None, sharing: Word | None) -> BlockStep:
    """A use of a block, once its words are at their parameters."""
    return BlockStep(word, word.text, {parameter: words[0] for parameter, words in bound.items()}, name, sharing)


def stand_in(step: ParameterStep, target: str, scope: Vocabulary) -> Step:
    """The step that a parameter means, where its argument is the word `target`."""
    usage = scope.blocks.get(target)
    layer = None if usage else kind_named(target)
    if layer and layer.joins:
        message = f"{step.word.text} is used as a step here, but stands for {target}, which joins branches"
        raise Fault(message, f"write {target}: and the branches below", word=step.word)
    if usage:
        return block_step(Word(target, step.word.column), usage.bind(step.words), step.name, step.sharing)
    if layer:
        return KindStep(step.word, plan(layer, layer.grammar().bind(step.words), scope.known), step.name, step.sharing)
    message = f"{step.word.text} is used as a step here, but stands for {quote(target)}, which is no kind or block"
    raise Fault(message, did_you_mean(target, [*KINDS, *scope.blocks]), word=step.word)


def _from(phrase: Phrase) -> FromStep:
    if phrase.name or len(phrase.words) != 2:
        raise Fault(
            "from takes one name and is a step of its own", "write it as in: from conv1, conv 3x3 64", word=phrase.words[0]
        )
    check_name(phrase.words[1])
    return FromStep(phrase.words[1])
