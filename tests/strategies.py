"""Random specs that build, drawn for the laws and the fuzzers.

Every layer is drawn to fit the tensor that it stands on, and its shape is followed, so that what is drawn needs no filter.
Numbers are drawn first; then some become expressions of variables and of `in`, and words of a block become its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st
from sampling import enough

from cnncalc import KINDS, SpecError, build, parse
from cnncalc.words.usage import PADDING_FLAGS, Slot

Shape: TypeAlias = "tuple[int, ...]"
Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Names: TypeAlias = "dict[str, Fraction]"  # what stands for a number where a word is written
Settings: TypeAlias = "dict[str, str]"  # the usage line's words, in lower case, and their values; a flag's is its own name

STEPS = tuple(kind for kind, layer in KINDS.items() if not layer.joins)
ELEMENTWISE = ("add", "sub", "mul", "div", "max", "min", "mean")
REGIONS = ("roipool", "roialign")
MOST_ELEMENTS = 3_000
VARIABLES = {"w": Fraction(1, 2), "growth": Fraction(3), "box": Fraction(2)}
PARAMETERS = ("n", "c", "stride", "fix")
PLAIN_SIZE = re.compile(r"\d+(x\d+)*(/\d+(x\d+)*)?")
SEPARATORS = re.compile(r"([x/: ])")
SPECIAL = set(",:[]{}#&*!|>'\"%@`")


class State(NamedTuple):
    """The tensor that one stands on: its shape, channels first, and how many such a picture has."""

    shape: Shape
    items: int = 1


@dataclass
class Step:
    """A kind or a block with its words."""

    kind: str
    settings: Settings
    word: str = ""  # what is written for the kind: an alias, or a parameter
    name: str = ""
    style: str = "line"  # or "named": positional words as settings, or "mapping": written out


@dataclass
class Group:
    """A structure word and the bodies below it; the branches of a join may have labels."""

    key: str
    bodies: list[Body]
    labels: tuple[str, ...] = ()
    count: str = ""


Item: TypeAlias = "list[Step] | Group"
Body: TypeAlias = "list[Item]"


class Parameter(NamedTuple):
    """A block's parameter and what it stands for."""

    name: str
    value: str
    is_default: bool


class Block(NamedTuple):
    """A block and a tensor that it fits."""

    parameters: list[Parameter]
    body: Body
    before: State
    after: State
    looks_outside: bool


@dataclass
class Spec:
    """A spec in the making."""

    layout: str
    variables: Names
    blocks: dict[str, Block] = field(default_factory=dict)
    count: int = 0

    def fresh(self, prefix: str) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"{prefix}{self.count}"


@dataclass(frozen=True)
class Here:
    """Where a body is drawn: the tensors that have names, and what may be done."""

    spec: Spec
    visible: dict[str, State]
    depth: int
    channels: int = 0  # what `in` is all through a block; 0 outside
    may_name: bool = True
    may_regions: bool = True

    def deeper(self, **changes: Any) -> Here:
        """The same, one structure further in."""
        return replace(self, depth=self.depth - 1, **changes)

    def names(self, state: State) -> Names:
        """What stands for a number in a line that starts on this tensor."""
        return {**self.spec.variables, "in": Fraction(self.channels or state.shape[0])}


def examples(usual: int) -> settings:
    """So many examples of a property, or as many of them as are enough for this run."""
    return settings(max_examples=enough(usual))


def extents(shape: Shape, layout: str) -> str:
    """A shape as a spec writes it."""
    return "x".join(map(str, (*shape[1:], shape[0]) if layout == "hwc" else shape))


# Words


def per_axis(draw: Draw, rank: int, low: int, high: int) -> str:
    """`2`, or `2x1` with one number an axis."""
    numbers = draw(st.lists(st.integers(low, high), min_size=rank, max_size=rank))
    return str(numbers[0]) if draw(st.booleans()) else "x".join(map(str, numbers))


def grid(draw: Draw, shape: Shape, high: int = 4) -> str:
    """`3x2`: one extent for every spatial axis."""
    return "x".join(str(draw(st.integers(1, min(high, extent + 1)))) for extent in shape[1:])


def size(draw: Draw, shape: Shape) -> str:
    """`3x3/2`."""
    return grid(draw, shape) + ("/" + per_axis(draw, len(shape) - 1, 1, 3) if draw(st.booleans()) else "")


def pads(draw: Draw, rank: int) -> str:
    """`1`, `1x2` or `0:1x0:1`."""
    if draw(st.booleans()):
        return per_axis(draw, rank, 0, 2)
    pairs = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=rank, max_size=rank))
    pairs = pairs if draw(st.booleans()) else pairs[:1]
    return "x".join(f"{before}:{after}" for before, after in pairs)


def divisor(draw: Draw, number: int) -> int:
    """A number that divides another."""
    chosen: int = draw(st.sampled_from([n for n in range(1, number + 1) if number % n == 0]))
    return chosen


def span(draw: Draw, channels: int) -> str:
    """`A:B`."""
    first = draw(st.integers(0, channels - 1))
    return f"{first}:{draw(st.integers(first + 1, channels))}"


def factors(draw: Draw, number: int) -> Shape:
    """Up to four extents that multiply to a number."""
    found: list[int] = []
    for _ in range(draw(st.integers(0, 3))):
        found.append(divisor(draw, number))
        number //= found[-1]
    return (number, *found)


def count(draw: Draw, slot: Slot, channels: int) -> str:
    """A number of channels, groups or the like."""
    if slot.name == "groups":
        return str(divisor(draw, channels))
    return str(draw(st.integers(1, 8 if slot.name == "out" else 3)))


def value(draw: Draw, slot: Slot, shape: Shape, layout: str) -> str:
    """A word for a slot that has a good chance to fit."""
    rank = len(shape) - 1
    makers: dict[str, Callable[[], Any]] = {
        "Size": lambda: size(draw, shape),
        "Grid": lambda: grid(draw, shape, 9 if slot.name == "hxw" else 4),
        "PerAxis": lambda: per_axis(draw, rank, 1, 3),
        "PerAxisFromZero": lambda: per_axis(draw, rank, 0, 1),
        "Pads": lambda: pads(draw, rank),
        "Count": lambda: count(draw, slot, shape[0]),
        "Channels": lambda: count(draw, slot, shape[0]),
        "Rate": lambda: draw(st.sampled_from(["0", "0.2", "1/3", "1", "0.123456789012345678"])),
        "Span": lambda: span(draw, shape[0]),
        "Shape": lambda: extents(factors(draw, prod(shape)), layout),
        "Real": lambda: draw(st.sampled_from(["0.0001", "1e-3", "0.75", "1/3"])),
        "Positive": lambda: draw(st.sampled_from(["0.001", "1e-3", "2", "1/3"])),
        "Factor": lambda: draw(st.sampled_from(["0.5", "-2", "1e-1", "1/3"])),
        "Slope": lambda: draw(st.sampled_from(["0", "0.2", "1/3", "1"])),
        "Limits": lambda: draw(st.sampled_from(["0:6", "-1:1", "-0.5:2/3", "0:20"])),
        "flag": lambda: slot.shown,
    }
    meaning = slot.meaning.__name__ if slot.meaning else "flag"
    made = [makers[meaning]() for _ in range(draw(st.integers(1, 3)) if slot.many else 1)]
    return " ".join(made)


def settings_of(draw: Draw, kind: str, shape: Shape, layout: str) -> Settings:
    """The words of a step: positional ones in their order, then some of the others in any."""
    usage = KINDS[kind].grammar()
    free = draw(st.permutations([*usage.settings.values(), *usage.flags.values()]))
    slots = [slot for slot in usage.positional if slot.required or draw(st.booleans())]
    slots += [slot for slot in free if slot.required or draw(st.integers(0, 3)) == 0]
    padded = [slot for slot in slots if slot.name == "padding"]
    slots = [slot for slot in slots if slot.name != "padding" or slot is padded[0]]
    return {key_of(slot): value(draw, slot, shape, layout) for slot in slots}


def key_of(slot: Slot) -> str:
    """The word that names a slot."""
    return slot.shown if slot.name == "padding" else slot.name


def expression(draw: Draw, number: int, names: Names) -> str:
    """Arithmetic that comes to a number."""
    more = draw(st.integers(1, 3))
    choices = [
        f"{number + more}-{more}",
        f"{number * more}//{more}",
        f"{2 * number + 1}//2",
        f"max({number},0)",
        f"min({number},{number + more})",
        f"ceil({number}-1/2)",
        f"round({number}+0.25)",
        f"floor({number}.75)",
        f"{number}*2**{more}/2**{more}",
        f"({more}>0)*{number}",
        f"{number}%{number + more}",
        f"-(-{number})",
    ]
    choices += [f"divisible({number},1)"] * (number > 0)
    for name, worth in names.items():
        choices += [f"{number - worth}+{name}"] * (number >= worth and worth.denominator == 1)
        choices += [f"{number / worth}*{name}"] * ((number / worth).denominator == 1)
    chosen: str = draw(st.sampled_from(choices))
    return chosen


def dressed(draw: Draw, word: str, names: Names) -> str:
    """The word with one of its numbers written as an expression, now and then."""
    parts = SEPARATORS.split(word)
    places = [i for i, part in enumerate(parts) if part.isdigit()]
    if not places or draw(st.integers(0, 4)):
        return word
    place = draw(st.sampled_from(places))
    text = expression(draw, int(parts[place]), names)
    parts[place] = text if len(parts) == 1 and is_bare(text) else f"({text})"
    return "".join(parts)


def is_bare(text: str) -> bool:
    """Whether an expression may stand as a size without parentheses: it holds no stride and no letter x inside a name."""
    return "/" not in text.replace("//", "") and "box" not in text and "fix" not in text


def condition(draw: Draw, names: Names, truth: bool) -> str:
    """A comparison that is true, or one that is not."""
    name, worth = draw(st.sampled_from(sorted(names.items())))
    limit = f"{worth.numerator}/{worth.denominator}"
    holds = draw(st.sampled_from([f"{name} == {limit}", f"{name} >= {limit}", f"{name} < {limit} + 1", f"0 or {name}"]))
    fails = draw(st.sampled_from([f"{name} != {limit}", f"{name} > {limit}", "false", f"{name} == {limit} and false"]))
    plain, other = (holds, fails) if truth else (fails, holds)
    text: str = draw(st.sampled_from([plain, f"not ({other})", f"({plain})"]))
    return text


# Steps


@lru_cache(maxsize=20_000)
def after(kind: str, settings: tuple[tuple[str, str], ...], state: State, layout: str) -> State | None:
    """The tensor behind a step; None where the step does not fit or makes too much."""
    line = line_of(Step(kind, dict(settings)))
    try:
        graph = build(parse(f"layout: {layout}\ninput: {extents(state.shape, layout)}\nlayers:\n  - {line}\n"))
    except SpecError:
        return None
    node = graph.nodes[-1]
    return State(node.shape, node.items * state.items) if prod(node.shape) <= MOST_ELEMENTS else None


def step(draw: Draw, here: Here, state: State, names: Names) -> tuple[Step, State]:
    """A layer that fits."""
    kinds = [kind for kind in STEPS if len(state.shape) > 1 or not KINDS[kind].spatial]
    kinds = [*kinds, *REGIONS] if here.may_regions else [kind for kind in kinds if kind not in REGIONS]
    kind, layout = draw(st.sampled_from(kinds)), here.spec.layout
    settings = settings_of(draw, kind, state.shape, layout)
    found = after(kind, tuple(settings.items()), state, layout)
    if found is None:
        kind, settings, found = "relu", {}, state
    return worded(draw, here, Step(kind, settings), found, names), found


def worded(draw: Draw, here: Here, made: Step, found: State, names: Names) -> Step:
    """The step with an alias, a name, expressions and another style, now and then."""
    flags = KINDS[made.kind].grammar().flags if made.kind in KINDS else {}
    made.settings = {key: word if key in flags else dressed(draw, word, names) for key, word in made.settings.items()}
    aliases = KINDS[made.kind].aliases if made.kind in KINDS else ()
    made.word = draw(st.sampled_from([made.kind, *aliases]))
    made.style = draw(st.sampled_from(["line"] * 6 + ["named", "mapping"]))
    if here.may_name and draw(st.integers(0, 3)) == 0:
        made.name = new_name(draw, here)
        here.visible[made.name] = found
    return made


def new_name(draw: Draw, here: Here) -> str:
    """A name of any form that a tensor can have; some look as if counting had given them."""
    name = here.spec.fresh(draw(st.sampled_from(["t", "T-", "_", "relu10", "a.b", "conv_bn1.conv"])))
    return name + draw(st.sampled_from(["", "", ".1", "_x", ".x-1"]))


def resumed(draw: Draw, here: Here, state: State) -> tuple[list[Step], State]:
    """`from` a tensor that has a name, now and then."""
    names = sorted(name for name, seen in here.visible.items() if here.may_regions or seen.items == state.items)
    if not names or draw(st.integers(0, 7)):
        return [], state
    name = draw(st.sampled_from(names))
    return [Step("from", {}, f"from {name}")], here.visible[name]


def line(draw: Draw, here: Here, state: State) -> tuple[Item, State]:
    """One to three steps."""
    steps, state = resumed(draw, here, state)
    names = here.names(state)
    for _ in range(draw(st.integers(1 - len(steps), 3))):
        made, state = step(draw, here, state, names)
        steps.append(made)
    only = len(steps) == 1
    for made in steps:
        made.style = made.style if only or made.style != "mapping" else "line"
    return steps, state


def bridge(here: Here, shape: Shape, target: Shape) -> Body:
    """Lines that turn one shape into another."""
    rank, layout = len(target) - 1, here.spec.layout
    if shape == target:
        return []
    if not rank:
        return [[Step("fc", {"out": str(target[0])})]]
    if len(shape) != len(target):
        whole = Step("fc", {"out": str(prod(target))})
        return [[whole, Step("reshape", {"shape": extents(target, layout)})]]
    steps = []
    if shape[1:] != target[1:]:
        steps.append(Step("resize", {"hxw": extents(target[1:], "chw")}))
    if shape[0] != target[0]:
        steps.append(Step("conv", {"size": "x".join("1" * rank), "out": str(target[0])}))
    return [steps]


# Structures


def body(draw: Draw, here: Here, state: State, least: int = 0) -> tuple[Body, State]:
    """A list of layers."""
    items: Body = []
    for _ in range(draw(st.integers(least, 3))):
        makers = [line, line, line] if not here.depth else [line, line, line, line, join, join, repeat, choice, head, use, use]
        item, state = draw(st.sampled_from(makers))(draw, here, state)
        items.append(item)
    return items, state


def repeat(draw: Draw, here: Here, state: State) -> tuple[Item, State]:
    """`repeat N:` with a body that gives back the shape that it was given, so that its rounds may share their weights."""
    times = draw(st.integers(0, 3))
    inner = here.deeper(visible=dict(here.visible), may_name=False, may_regions=False)
    items, end = body(draw, inner, state, least=1)
    items += bridge(here, end.shape, state.shape)
    shared = " shared" * draw(st.booleans())
    return Group("repeat", [items], count=dressed(draw, str(times), here.names(state)) + shared), state


def choice(draw: Draw, here: Here, state: State) -> tuple[Item, State]:
    """`if` and `else`; what stands in the branch not taken has its mistakes to itself."""
    truth = draw(st.booleans())
    taken, end = body(draw, here.deeper(), state, least=1)
    other, _ = body(draw, here.deeper(visible=dict(here.visible)), state)
    key = f"if {condition(draw, here.names(state), truth)}"
    return Group(key, [taken, other] if truth else [other or [[Step("relu", {})]], taken]), end


def head(draw: Draw, here: Here, state: State) -> tuple[Item, State]:
    """`head NAME:`; where names cannot be given, a line."""
    if not here.may_name:
        return line(draw, here, state)
    name = here.spec.fresh("out")
    items, _ = body(draw, here.deeper(), state)
    return Group(f"head {name}", [items]), state


def join(draw: Draw, here: Here, state: State) -> tuple[Item, State]:
    """Branches that fit together."""
    kind = draw(st.sampled_from([*ELEMENTWISE, "concat", "split"]))
    many = 2 if kind == "div" else draw(st.integers(1, 3))
    start = state
    if kind == "split":
        many = divisor(draw, state.shape[0]) if state.shape[0] < 5 else 1
        start = State((state.shape[0] // many, *state.shape[1:]), state.items)
    inner = here.deeper(may_regions=False)
    drawn = [body(draw, inner, start) for _ in range(many)]
    shape, bodies = fitted(draw, here, kind, drawn)
    end = State(shape, state.items)
    labels = labelled(draw, here, many)
    for label, items, (_, ended) in zip(labels, bodies, drawn):
        if items is drawn[labels.index(label)][0]:
            here.visible[label] = ended
    name = new_name(draw, here) if here.may_name and draw(st.booleans()) else ""
    if name:
        here.visible[name] = end
    return Group(f"{kind} as {name}" if name else kind, bodies, labels), end


def labelled(draw: Draw, here: Here, many: int) -> tuple[str, ...]:
    """Names for the branches, now and then."""
    return tuple(here.spec.fresh("side") for _ in range(many)) if draw(st.integers(0, 3)) == 0 and here.may_name else ()


def fitted(draw: Draw, here: Here, kind: str, drawn: list[tuple[Body, State]]) -> tuple[Shape, list[Body]]:
    """The branches' bodies, with bridges to the first one's shape, and the shape of the join."""
    first = drawn[0][1].shape
    bodies, channels = [drawn[0][0]], first[0]
    for items, end in drawn[1:]:
        free = kind in ("concat", "split")
        thin = not free and len(first) > 1 and draw(st.integers(0, 4)) == 0
        target = (end.shape[0], *first[1:]) if free else (first[0], *[1] * (len(first) - 1)) if thin else first
        channels += target[0] if free else 0
        more = bridge(here, end.shape, target)
        bodies.append([*items, *more] if more else items)
    return (channels, *first[1:]), bodies


def use(draw: Draw, here: Here, state: State) -> tuple[Item, State]:
    """A block, one that is there already where it fits."""
    fits = [name for name, block in here.spec.blocks.items() if block.before == state and not block.looks_outside]
    if not here.may_regions:
        fits = [name for name in fits if here.spec.blocks[name].after.items == state.items]
    name = draw(st.sampled_from(fits)) if fits and draw(st.booleans()) else new_block(draw, here, state)
    block = here.spec.blocks[name]
    given = {p.name: p.value for p in block.parameters if not p.is_default or draw(st.booleans())}
    made = worded(draw, here, Step(name, given), block.after, here.names(state))
    made.style = "named" if made.style == "line" and len(given) < len(block.parameters) else made.style
    return [made], block.after


def new_block(draw: Draw, here: Here, state: State) -> str:
    """A block that fits here."""
    inner = here.deeper(visible=dict(here.visible), channels=state.shape[0], may_name=True)
    items, end = body(draw, inner, state)
    outside = any(made.kind == "from" and made.word[5:] in here.visible for made in steps_of(items))
    name = here.spec.fresh("blk")
    here.spec.blocks[name] = Block(parametrised(draw, here, items), items, state, end, outside)
    return name


def steps_of(items: Body) -> Iterator[Step]:
    """All steps of a body, however deep."""
    for item in items:
        if isinstance(item, Group):
            for inner in item.bodies:
                yield from steps_of(inner)
        else:
            yield from item


def parametrised(draw: Draw, here: Here, items: Body) -> list[Parameter]:
    """Make some words of a body its parameters."""
    found = []
    steps = [made for made in steps_of(items) if made.kind != "from"]
    words = [(made, key) for made in steps for key, word in made.settings.items() if PLAIN_SIZE.fullmatch(word)]
    if words:
        for name in draw(st.lists(st.sampled_from(PARAMETERS), unique=True, max_size=3)):
            made, key = draw(st.sampled_from(words))
            if PLAIN_SIZE.fullmatch(made.settings[key]):
                made.settings[key], standing = abstracted(draw, made.settings[key], name)
                found.append(Parameter(name, standing, draw(st.booleans())))
    layers = [made for made in steps if made.kind in KINDS and made.style != "mapping"]
    if layers and draw(st.integers(0, 2)) == 0:
        layer = draw(st.sampled_from(layers))
        found.append(Parameter("act", layer.word or layer.kind, draw(st.booleans())))
        layer.word = "act"
    return sorted(found, key=lambda parameter: parameter.is_default)


def abstracted(draw: Draw, word: str, name: str) -> tuple[str, str]:
    """The word with a parameter in it, and what the parameter stands for."""
    kernel, slash, stride = word.partition("/")
    if slash:
        return draw(st.sampled_from([(name, word), (f"{name}/{stride}", kernel)]))
    if "x" in word:
        first, _, rest = word.partition("x")
        return draw(st.sampled_from([(name, word), (f"{name}x{rest}", first), (f"({name}+1)x{rest}", str(int(first) - 1))]))
    text, number = draw(st.sampled_from([(f"{name}-1", int(word) + 1), (f"{name}//2", 2 * int(word)), (name, int(word))]))
    return text if is_bare(text) or text == name else f"({text})", str(number)


# Writing


def quoted(word: str) -> str:
    """The word as a value in a mapping."""
    return f'"{word}"' if SPECIAL & set(word) else word


def positional(made: Step) -> tuple[str, ...]:
    """The settings that stand without their names."""
    return tuple(slot.name for slot in KINDS[made.kind].grammar().positional) if made.kind in KINDS else tuple(made.settings)


def line_of(made: Step) -> str:
    """The step on a line."""
    plain = positional(made)
    words = [made.word or made.kind]
    for key, word in made.settings.items():
        bare = key == word or (key in plain and (made.style != "named" or not key.isidentifier()))
        words.append(word if bare or " " in word else f"{key}={word}")
    return " ".join([*words, *([f"as {made.name}"] if made.name else [])])


def mapping_of(made: Step) -> str:
    """The step written out."""
    flags = made.kind in KINDS  # a block has none: its c may be given the c around it
    pairs = [f"{key}: {'true' if flags and key == word else listed(word)}" for key, word in made.settings.items()]
    pairs = ["bias: false" if pair == "nobias: true" else pair for pair in pairs]
    if made.kind in KINDS and "half" in KINDS[made.kind].grammar().flags:
        pairs = [f"padding: {pair[:-6]}" if pair[:-6] in PADDING_FLAGS else pair for pair in pairs]
    return f"{made.kind}: {{{', '.join([*pairs, *([f'as: {made.name}'] if made.name else [])])}}}"


def listed(word: str) -> str:
    """A value, or a list of several."""
    return f"[{', '.join(map(quoted, word.split()))}]" if " " in word else quoted(word)


def lines_of(items: Body) -> Iterator[str]:
    """A body in YAML."""
    for item in items:
        if isinstance(item, Group):
            yield from group_lines(item)
        elif len(item) == 1 and item[0].style == "mapping":
            yield f"- {mapping_of(item[0])}"
        else:
            yield f"- {', '.join(map(line_of, item))}"


def group_lines(group: Group) -> Iterator[str]:
    """A structure in YAML."""
    yield f"- {' '.join(filter(None, [group.key, group.count]))}:"
    if group.key.startswith(("repeat", "if", "head")):
        yield from indented(lines_of(group.bodies[0]))
        for other in group.bodies[1:]:
            yield "  else:"
            yield from indented(lines_of(other))
        return
    for i, branch in enumerate(group.bodies):
        lines = list(lines_of(branch))
        if group.labels:
            yield f"    {group.labels[i]}:"
            yield from indented(indented(lines))
        else:
            yield f"    - {lines[0] if lines else ''}".rstrip()
            yield from (f"      {line}" for line in lines[1:])


def indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    """The lines four columns to the right."""
    return (f"    {line}" for line in lines)


def block_lines(name: str, block: Block) -> Iterator[str]:
    """A block's definition."""
    words = [f"{p.name}={p.value}" if p.is_default else p.name for p in block.parameters]
    yield f"  {' '.join([name, *words])}:"
    yield from indented(lines_of(block.body))


# Specs


class Drawn(NamedTuple):
    """A spec as text, and the tensor that it must end in."""

    text: str
    end: State


def shapes(least: int = 0, most: int = 3) -> st.SearchStrategy[Shape]:
    """Shapes of small tensors with so many spatial axes, channels first."""
    ends = {0: 40, 1: 30, 2: 12, 3: 6}
    channels = st.integers(1, 12)
    ranks = st.integers(least, most)
    return ranks.flatmap(lambda rank: st.tuples(channels, *[st.integers(1, ends[rank])] * rank))


@st.composite
def drawn_specs(draw: Draw, least: int = 0, most: int = 3, depth: int = 2) -> Drawn:
    """Specs that build."""
    used = draw(st.lists(st.sampled_from(sorted(VARIABLES)), unique=True))
    spec = Spec(draw(st.sampled_from(["chw", "chw", "hwc"])), {name: VARIABLES[name] for name in used})
    inputs = {"input": State(draw(shapes(least, most)))}
    if draw(st.integers(0, 3)) == 0:
        inputs = {name: State(draw(shapes(least, most))) for name in ("left", "right.eye", "conv1")[: draw(st.integers(1, 3))]}
    start = next(iter(inputs.values()))
    visible = {name: state for name, state in inputs.items() if name != "conv1"}  # a block may have a conv1 of its own
    items, end = body(draw, Here(spec, visible, depth), start, least=1)
    return Drawn(
        "\n".join([*header_lines(draw, spec, inputs, items), "layers:", *(f"  {text}" for text in lines_of(items)), ""]), end
    )


def header_lines(draw: Draw, spec: Spec, inputs: dict[str, State], items: Body) -> Iterator[str]:
    """What stands above the layers."""
    if draw(st.booleans()):
        yield f"name: {draw(st.sampled_from(['Net', 'no', '1e3', '~', 'Größe 7', 'x: y', '# 1', '- a']))!r}"
    if spec.layout != "chw":
        yield f"layout: {spec.layout}"
    shown = {name: extents(state.shape, spec.layout) for name, state in inputs.items()}
    yield f"input: {shown['input']}" if "input" in inputs else "input:"
    yield from (f"  {name}: {shape}" for name, shape in shown.items() if "input" not in inputs)
    if spec.variables:
        yield (
            "vars: {"
            + ", ".join(f"{name}: {worth.numerator}/{worth.denominator}" for name, worth in spec.variables.items())
            + "}"
        )
    frozen = [made.name for item in items if not isinstance(item, Group) for made in item if made.name and made.kind in KINDS]
    if draw(st.booleans()):
        yield f"freeze: {draw(st.sampled_from([*map(quoted, frozen), quoted('*'), '[]']))}"
    if spec.blocks:
        yield "blocks:"
        for name, block in spec.blocks.items():
            yield from block_lines(name, block)


def specs(least: int = 0, most: int = 3, depth: int = 2) -> st.SearchStrategy[str]:
    """Texts of specs that build."""
    return drawn_specs(least, most, depth).map(lambda drawn: drawn.text)


# Networks whose branches see different stretches


UNEVEN = (
    "conv 3 1 half",
    "conv 5/2 1 half",
    "conv 3/3 1",
    "conv 4 1 pad=2:1",
    "conv 2 1 dilation=3 pad=1:2",
    "maxpool 2",
    "maxpool 3/2 ceil",
    "avgpool 2/1",
    "deconv 2/2 1",
    "deconv 3/2 1 pad=1",
    "deconv 1/2 1",
    "deconv 2/3 1 dilation=2",
    "upsample 2",
    "upsample 3 bilinear",
    "crop 1",
    "crop 0:2",
    "crop 3:1",
    "pad 1",
    "pad 2:0",
    "instnorm",
    "gap",
    "adaptive_avgpool 3",
    "resize 5",
    "resize 7 bilinear",
    "resize 12",
    "resize 25 bilinear",
)


@lru_cache(maxsize=20_000)
def extent_after(line: str, extent: int) -> int:
    """The positions behind a step; 0 where it does not fit or makes too many."""
    try:
        found: int = build(parse(f"input: 1x{extent}\nlayers:\n  - {line}\n")).nodes[-1].shape[1]
    except SpecError:
        return 0
    return found if found <= 60 else 0


@st.composite
def uneven_specs(draw: Draw, depth: int = 2) -> str:
    """One-dimensional networks of windows, resizes, crops and pads, with global branches and strides inside joins."""
    extent = draw(st.integers(1, 40))
    lines, _ = uneven_lines(draw, extent, depth)
    return "\n".join([f"input: 1x{extent}", "layers:", *(f"  {text}" for text in lines), ""])


def uneven_lines(draw: Draw, extent: int, depth: int) -> tuple[list[str], int]:
    """One to four layers or joins, and the positions behind them."""
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        if depth and draw(st.integers(0, 2)) == 0:
            more, extent = uneven_join(draw, extent, depth)
            lines += more
            continue
        step = draw(st.sampled_from(UNEVEN))
        if found := extent_after(step, extent):
            lines.append(f"- {step}")
            extent = found
    return lines or ["- relu"], extent


def uneven_join(draw: Draw, extent: int, depth: int) -> tuple[list[str], int]:
    """Two or three branches, brought to the same positions by a resize, a crop or a pad; one of 1 may be broadcast."""
    branches = [uneven_lines(draw, extent, depth - 1) if draw(st.integers(0, 3)) else (["- relu"], extent) for _ in range(2)]
    target = branches[0][1]
    lines = ["- add:"]
    for branch, end in branches:
        lines += [f"    - {branch[0]}", *(f"      {text}" for text in branch[1:])]
        if end != target and (end != 1 or draw(st.booleans())):
            lines.append(f"      - {fitting(draw, end, target)}")
    return lines, target


def fitting(draw: Draw, have: int, want: int) -> str:
    """A step that turns so many positions into so many."""
    bilinear = " bilinear" * draw(st.booleans())
    if draw(st.booleans()):
        return f"resize {want}{bilinear}"
    return f"crop 0:{have - want}" if have > want else f"pad {want - have}:0"
