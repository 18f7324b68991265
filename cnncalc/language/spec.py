"""What a spec file says, before any number is known: a tree of lines and structures with their places."""

from typing import NamedTuple, TypeAlias

from cnncalc.errors import Place, Problem, Source, Word
from cnncalc.layers.base import Layer
from cnncalc.layers.settings import StepPlan
from cnncalc.results.frozen import Frozen
from cnncalc.results.shown import in_a_line
from cnncalc.words.usage import Usage
from cnncalc.words.values import Compiled


class KindStep(NamedTuple):
    """A step that is a kind: one layer."""

    word: Word
    plan: StepPlan
    name: Word | None = None
    sharing: Word | None = None  # whose weights it uses


class BlockStep(NamedTuple):
    """A step that uses a block; `arguments` are the words for its parameters."""

    word: Word
    block: str
    arguments: dict[str, Word]
    name: Word | None = None
    sharing: Word | None = None  # whose weights it uses


class ParameterStep(NamedTuple):
    """A step that uses the kind or block that a parameter names."""

    word: Word
    words: tuple[Word, ...]
    name: Word | None = None
    sharing: Word | None = None  # whose weights it uses


class FromStep(NamedTuple):
    """`from NAME`: go on from a named tensor."""

    word: Word


class UseStep(NamedTuple):
    """`use NAME to TENSOR`: a step that uses another spec, with values for its variables."""

    word: Word
    part: str
    to: Word | None
    arguments: dict[str, Word]
    name: Word | None = None
    sharing: Word | None = None


class BrokenStep(NamedTuple):
    """A step that makes no sense; its problem has been reported, and nothing is known of what follows it."""

    word: Word


Step: TypeAlias = "KindStep | BlockStep | ParameterStep | FromStep | UseStep | BrokenStep"


class Line(NamedTuple):
    """Steps, one after the other."""

    steps: tuple[Step, ...]
    place: Place


class Repeat(NamedTuple):
    """`repeat N:`; with `as i` its rounds are counted from 0, with `shared` all use the weights of the first."""

    times: Compiled
    body: "Body"
    place: Place
    word: Word  # the count as it is written
    counter: str | None = None
    shared: bool = False


class Choice(NamedTuple):
    """`if COND:` with its `else:`"""

    condition: Compiled
    body: "Body"
    otherwise: "Body"
    place: Place
    word: Word  # the condition as it is written


class Branch(NamedTuple):
    """One branch of a join and the name that a mapping gives it."""

    label: Word | None
    body: "Body"
    place: Place


class Join(NamedTuple):
    """`add:`, `concat:`, `split:` and their like."""

    layer: type[Layer]
    branches: tuple[Branch, ...]
    name: Word | None
    place: Place


class Head(NamedTuple):
    """`head NAME:`, a side branch that ends in an output of its own."""

    name: Word
    body: "Body"
    place: Place


Item: TypeAlias = "Line | Repeat | Choice | Join | Head"
Body: TypeAlias = "tuple[Item, ...]"


class Block(NamedTuple):
    """A block: its parameters as a usage line, the words of their defaults, its layers."""

    usage: Usage
    defaults: dict[str, Word]
    known: frozenset[str]
    body: "Body"
    place: Place


class Text(NamedTuple):
    """A word of the file's upper keys, with its place and that of its key."""

    word: Word
    place: Place
    key: Place


class SpecFields(NamedTuple):
    """What a `Spec` holds."""

    name: str
    source: str
    layout: str
    inputs: dict[str, Text]
    vars: dict[str, Text]
    blocks: dict[str, Block]
    layers: "Body"
    freeze: tuple[Text, ...]
    expect: dict[str, Text]
    file: Source
    problems: tuple[Problem, ...] = ()
    dtype: str = ""  # the type of every number, where the file says it
    parts: "dict[str, Spec]" = {}  # the specs that it uses, by the names that it calls them  # noqa: RUF012
    notes: tuple[str, ...] = ()  # what was skipped or taken for granted where it was read from another program's file
    remarks: tuple[str, ...] = ()  # what is odd about its texts


class Spec(Frozen, SpecFields):
    """A spec file. Mistakes that were found reading it are kept in `problems`, and building it reports them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return in_a_line(self, self.name, f"{self.file.name}, {len(self.file.lines):,} lines")

    def __hash__(self) -> int:
        return hash((self.name, self.source, self.layout, self.file))
