"""Text to Spec: the keys of the file, its blocks and variables; the layers themselves are read by `body`."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from typing import TYPE_CHECKING

from cnncalc.errors import Chained, Problem, Source, SpecError, did_you_mean, nearest, quote
from cnncalc.language.body import BodyReader
from cnncalc.language.headers import read_headers
from cnncalc.language.inputs import EXAMPLE, input_names, rank_of, read_inputs
from cnncalc.language.keys import Keys, text_of
from cnncalc.language.lines import LineReader
from cnncalc.language.spec import Block, Body, Spec, Text
from cnncalc.language.variables import check_values, good_names
from cnncalc.language.yaml_errors import source_of
from cnncalc.language.yaml_text import Mapping, Scalar, Sequence, read_yaml
from cnncalc.limits import SHOWN_PROBLEMS
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from cnncalc.language.parts import Part

KEYS = ("name", "source", "extends", "layout", "dtype", "input", "vars", "blocks", "layers", "freeze", "expect")
OWN_KEYS = (
    "name",
    "source",
    "extends",
    "dtype",
    "input",
    "vars",
    "freeze",
    "expect",
)  # what a spec that extends another may have
TITLES = ("name", "source")
LAYOUTS = ("chw", "hwc")
MISSING = {"input": EXAMPLE, "layers": "put the layers below it, each after a dash"}
Base = Callable[[str], Spec]  # finds the spec of a name


def parse(
    text: str, name: str = "<text>", base: Base | None = None, progress: Progress = None, part: Part | None = None
) -> Spec:
    """The spec that a text holds.

    `name` is what errors call the text; `base` finds the spec that it extends, `part` those that it uses. Raises a
    `SpecError` where the text is no spec at all; mistakes inside one are kept, and `build` reports them together with those
    that it finds.

    >>> import cnncalc
    >>> cnncalc.parse("name: Small\\ninput: 3x8x8\\nlayers:\\n  - conv 3x3 4")
    <Spec Small: <text>, 4 lines>
    """
    source = source_of(name, text)
    problems: list[Problem] = []
    node = read_yaml(text, source, problems, progress)
    if not isinstance(node, Mapping):
        help = "a spec starts with keys, such as input: and layers:"
        raise SpecError([*problems, Problem("a spec is a mapping of keys", node.place, (), help)])
    return read_spec(node, source, problems, base, progress, part)


def read_spec(
    node: Mapping,
    source: Source,
    problems: list[Problem],
    base: Base | None = None,
    progress: Progress = None,
    part: Part | None = None,
) -> Spec:
    """The spec that a mapping in a file is; what is wrong with it is kept in it, after the `problems` so far."""
    if is_sheet(node):
        message = "this is an answer sheet, not a spec: it has exercises"
        raise SpecError([*problems, Problem(message, node.pairs[0][0].place, (), "cnncalc check marks it")])
    reader = _SpecReader(source, Keys(node, problems), progress, part)
    return reader.extended(base) if "extends" in reader.keys else reader.whole()


def is_sheet(node: Mapping) -> bool:
    """Whether a file is an answer sheet (`cnncalc.checking.sheets`) and no spec."""
    return any(key.value == "exercises" for key, _ in node.pairs)


class _SpecReader:
    def __init__(self, source: Source, keys: Keys, progress: Progress, part: Part | None) -> None:
        self.part = part
        self.parts: Map[str, Spec] = {}
        self.source = source
        self.keys = keys
        self.note = keys.note
        self.problems = keys.problems
        self.progress = progress

    def whole(self) -> Spec:
        guesses = self.refuse_unknown(KEYS)
        for key in ("input", "layers"):
            if key not in self.keys and key not in guesses:
                self.note(f"the key {key} is missing", self.keys.place, MISSING[key])
        variables = self.keys.texts("vars")
        blocks, layers = self.blocks_and_layers(variables)
        return Spec(
            name=self.keys.line("name"),
            source=self.keys.line("source"),
            layout=self.layout(),
            inputs=read_inputs(self.keys),
            vars=variables,
            blocks=blocks,
            layers=layers,
            freeze=self.freeze(),
            expect=self.keys.texts("expect"),
            file=self.source,
            dtype=self.keys.dtype(),
            problems=(*self.problems, *(problem for part in self.parts.values() for problem in part.problems)),
            parts=dict(self.parts),
            remarks=tuple(self.keys.cut(TITLES)),
        )

    def extended(self, base: Base | None) -> Spec:
        self.refuse_unknown(OWN_KEYS)
        spec = self.base(base)
        variables = self.keys.texts("vars")
        for name, text in variables.items():
            if name not in spec.vars:
                help = did_you_mean(name, spec.vars, f"its variables are: {', '.join(spec.vars) or 'none'}")
                self.note(f"{self.keys.text('extends')} has no variable {quote(name)}", text.key, help)
        check_values(variables, {*spec.vars, *variables}, spec.blocks, self.problems)
        return spec._replace(
            name=self.keys.line("name") or spec.name,
            source=self.keys.line("source") or spec.source,
            inputs=read_inputs(self.keys) or spec.inputs,
            vars=spec.vars | variables,
            freeze=self.freeze() if "freeze" in self.keys else spec.freeze,
            expect=self.keys.texts("expect") if "expect" in self.keys else spec.expect,
            dtype=self.keys.dtype() or spec.dtype,
            problems=(*self.problems, *spec.problems),
            remarks=(*self.keys.cut(TITLES), *(() if "name" in self.keys else spec.remarks)),
        )

    def base(self, base: Base | None) -> Spec:
        """The spec that this one extends."""
        key, value = self.keys["extends"]
        if not isinstance(value, Scalar) or not value.value:
            raise SpecError([Problem("extends names one spec", key.place, (), "for instance extends: resnet50.yaml")])
        if base is None:
            raise Chained(value.value, value.place)
        try:
            return base(value.value)
        except Chained as chained:
            own = chained.name == value.value
            help = "extend the file that holds the layers" if own else f"extend {chained.name}, and set its variables"
            message = f"{quote(value.value)} extends another spec itself"
            raise SpecError([Problem(message, value.place, (), help)]) from None
        except SpecError as error:
            first = error.problems[0]
            raise SpecError([first._replace(place=first.place or value.place), *error.problems[1:]]) from None

    def refuse_unknown(self, known: tuple[str, ...]) -> set[str]:
        """Report the keys that are not known; returns the ones that were probably meant."""
        guesses = set()
        for key, _ in self.keys.pairs.values():
            if key.value in known:
                continue
            if key.value in KEYS:
                message = f"a spec that extends another has no {key.value} of its own"
                self.note(message, key.place, f"it may have: {', '.join(known)}")
                continue
            guess = nearest(key.value, known) if len(self.problems) < SHOWN_PROBLEMS else None
            guesses.add(guess or "")
            help = f"did you mean {guess}?" if guess else f"the keys are: {', '.join(known)}"
            self.note(f"the key {quote(key.value)} is not known", key.place, help)
        return guesses

    def layout(self) -> str:
        layout = self.keys.text("layout") or "chw"
        if layout not in LAYOUTS:
            help = did_you_mean(layout.lower(), LAYOUTS, "chw is channels first, hwc channels last")
            self.note(f"the layout {quote(layout)} is not known", self.keys["layout"][1].place, help)
            return "chw"
        return layout

    def freeze(self) -> tuple[Text, ...]:
        if "freeze" not in self.keys:
            return ()
        key, value = self.keys["freeze"]
        nodes = value.items if isinstance(value, Sequence) else [value]
        if not all(isinstance(node, Scalar) for node in nodes):
            self.note("freeze is a list of names or patterns", value.place, "for instance freeze: [stage1, stage2.*]")
            return ()
        return tuple(text_of(key, node) for node in nodes if isinstance(node, Scalar) and node.value)

    def blocks_and_layers(self, variables: Map[str, Text]) -> tuple[dict[str, Block], Body]:
        broken: set[str] = set()
        headers = read_headers(self.keys["blocks"][1], self.problems, broken) if "blocks" in self.keys else {}
        known = good_names(variables, headers, self.problems)
        usages = {name: header.usage for name, header in headers.items()}
        vocabulary = {**dict.fromkeys(broken), **usages}
        lines = LineReader(vocabulary, self.problems, self.progress, rank_of(self.keys), self.part)
        self.parts = lines.used
        lines.names.update(input_names(self.keys))
        reader = BodyReader(lines)
        blocks = {}
        for name, header in headers.items():
            inside = known | {slot.name for slot in header.usage.positional}
            blocks[name] = Block(header.usage, header.defaults, inside, reader.body(header.node, inside), header.place)
        check_values({name: variables[name] for name in known}, known, headers, self.problems)
        if "layers" not in self.keys:
            return blocks, ()
        key, value = self.keys["layers"]
        before = len(self.problems)
        layers = reader.body(value, known)
        if not layers and len(self.problems) == before:
            self.note("there are no layers", key.place, "put them below, each after a dash")
        return blocks, layers
