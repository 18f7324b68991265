"""A line of layers becomes steps: kinds and blocks are looked up and their words bound, as far as no value is needed."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnncalc.errors import Fault, Place, Problem, Word, did_you_mean, nearest, quote
from cnncalc.language.spec import BlockStep, BrokenStep, FromStep, KindStep, Line, ParameterStep, Step
from cnncalc.layers import ALIASES, KINDS, kind_named
from cnncalc.layers.base import Layer
from cnncalc.layers.settings import plan
from cnncalc.limits import SHOWN_PROBLEMS
from cnncalc.progress import PACE, Progress
from cnncalc.words.operators import WORDS
from cnncalc.words.scan import Phrase, check_name, split_line
from cnncalc.words.usage import Usage

STRUCTURE = ("repeat", "if", "else", "head", "as", "from", "in")
ALIKE = 0.7  # how much a mistyped word is like the one that was meant
RESERVED = frozenset({*KINDS, *ALIASES, *STRUCTURE, *WORDS})


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
        self, blocks: Mapping[str, Usage | None], problems: list[Problem], progress: Progress = None, rank: int = 2
    ) -> None:
        self.blocks = blocks
        self.rank = rank  # how many spatial axes the input has, for helps
        self.problems = problems
        self.progress = progress
        self.names: set[str] = set()  # of tensors so far, for helps
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
                self.plans[key] = read_step(phrase, scope)
            step = self.plans[key]
            return step if isinstance(step, (FromStep, BrokenStep)) else step._replace(name=phrase.name)
        except Fault as fault:
            first = phrase.words[0] if phrase.words else fault.word or Word("")
            fault.word = fault.word or first
            self.note(self.helped(fault, phrase, scope), place)
            return BrokenStep(first)

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

    def note(self, fault: Fault, place: Place) -> None:
        """Add a fault to the problems."""
        help = fault.help if len(self.problems) < SHOWN_PROBLEMS else None
        self.problems.append(Problem(fault.message, place.word(fault.word) if fault.word else place, (), help))


def read_step(phrase: Phrase, scope: Vocabulary) -> Step:
    """One step, understood as far as no value is needed."""
    if not phrase.words:
        raise Fault("as has nothing before it to name", "write it as in: conv 3x3 64 as conv1_1", word=phrase.name)
    word, *rest = phrase.words
    if word.text == "from":
        return _from(phrase)
    if word.text in scope.known:
        return ParameterStep(word, tuple(rest), phrase.name)
    if word.text in scope.blocks:
        usage = scope.blocks[word.text]
        return block_step(word, usage.bind(rest), phrase.name) if usage else BrokenStep(word)
    layer = kind_named(word.text)
    if layer is None:
        raise unknown_step(word, scope)
    if layer.joins:
        raise Fault(
            f"{word.text} joins branches, and there are none below it", f"write {word.text}: and the branches below", word=word
        )
    return kind_step(word, layer, layer.grammar().bind(rest), phrase.name, scope)


def kind_step(word: Word, layer: type[Layer], bound: dict[str, list[Word]], name: Word | None, scope: Vocabulary) -> KindStep:
    """A step of a kind, once its words are in their slots."""
    return KindStep(word, plan(layer, bound, scope.known), name)


def block_step(word: Word, bound: dict[str, list[Word]], name: Word | None) -> BlockStep:
    """A use of a block, once its words are at their parameters."""
    return BlockStep(word, word.text, {parameter: words[0] for parameter, words in bound.items()}, name)


def stand_in(step: ParameterStep, target: str, scope: Vocabulary) -> Step:
    """The step that a parameter means, where its argument is the word `target`."""
    layer, usage = kind_named(target), scope.blocks.get(target)
    if layer and layer.joins:
        message = f"{step.word.text} is used as a step here, but stands for {target}, which joins branches"
        raise Fault(message, f"write {target}: and the branches below", word=step.word)
    if usage:
        return block_step(Word(target, step.word.column), usage.bind(step.words), step.name)
    if layer:
        return kind_step(step.word, layer, layer.grammar().bind(step.words), step.name, scope)
    message = f"{step.word.text} is used as a step here, but stands for {quote(target)}, which is no kind or block"
    raise Fault(message, did_you_mean(target, [*KINDS, *scope.blocks]), word=step.word)


def _from(phrase: Phrase) -> FromStep:
    if phrase.name or len(phrase.words) != 2:
        raise Fault(
            "from takes one name and is a step of its own", "write it as in: from conv1, conv 3x3 64", word=phrase.words[0]
        )
    check_name(phrase.words[1])
    return FromStep(phrase.words[1])


def unknown_step(word: Word, scope: Vocabulary) -> Fault:
    """The error for a step that is no kind and no block."""
    text = word.text
    if text == "in":
        return Fault("in is not a step", "in is the number of channels that enter a block or a line of layers", word=word)
    if text in scope.known:
        message = f"{quote(text)} is a parameter or a variable, which cannot stand for what holds layers"
        return Fault(message, "write the join itself, as in add:, with an if around each where there are several", word=word)
    if text in STRUCTURE:
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
