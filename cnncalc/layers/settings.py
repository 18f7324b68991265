"""From the words of a step to a layer with its settings, and from a layer back to the words."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.errors import Fault, Word
from cnncalc.layers.base import Layer, Padding
from cnncalc.results.frozen import FrozenDict
from cnncalc.words.env import Env
from cnncalc.words.sizes import Pads, Size
from cnncalc.words.usage import PADDING_FLAGS, Slot, default_of
from cnncalc.words.values import Compiled, compile_word

if TYPE_CHECKING:
    from cnncalc.words.values import Known

# The usage line's word, in lower case, and the layer's attribute where that has another name.
ATTRIBUTES = {"a:b": "span", "hxw": "size", "shape": "size", "rois": "items"}


class FilledSlot(NamedTuple):
    """A filled slot: the words for it and their meanings."""

    slot: Slot
    words: tuple[Word, ...]
    compiled: tuple[Compiled, ...]

    def read(self, env: Env, rank: int) -> Any:
        """The slot's value; a fault points at the word."""
        values = []
        for word, compiled in zip(self.words, self.compiled):
            try:
                values.append(compiled.read(env, rank))
            except Fault as fault:
                fault.word = fault.word or word
                raise
        return tuple(values) if self.slot.many else values[0]

    def written(self, layer: type[Layer]) -> str:
        """The words as they stand in a step, with the name of a setting."""
        text = " ".join(word.text for word in self.words)
        if self.slot.name == "padding":
            return text if text in PADDING_FLAGS else f"pad={text}"
        return f"{self.slot.name}={text}" if self.slot.name in layer.grammar().settings else text


class StepPlan(NamedTuple):
    """A step of a kind, as far as it can be understood without the values of names."""

    layer: type[Layer]
    parts: tuple[FilledSlot, ...]
    fixed: bool

    def values(self, env: Env, rank: int) -> tuple[tuple[str, Any], ...]:
        """The settings that the step gives."""
        return tuple([(part.slot.name, part.read(env, rank)) for part in self.parts])

    def word_of(self, slot: str) -> Word | None:
        """The word that fills a slot, to underline it."""
        return next((part.words[0] for part in self.parts if slot in (part.slot.name, part.slot.shown.lower())), None)

    def with_extents(self, size: Word, extents: str) -> str:
        """The step as it is written, but for its size, which gets other extents."""
        stride = "".join(size.text.partition("/")[1:])
        sized = size._replace(text=f"{extents}{stride}")
        parts = [
            part._replace(words=tuple(sized if word == size else word for word in part.words)) for part in self._in_order()
        ]
        words = [part.written(self.layer) for part in parts]
        return " ".join([self.layer.kind, *words])

    def _in_order(self) -> list[FilledSlot]:
        names = [slot.name for slot in self.layer.grammar().slots]
        return sorted(self.parts, key=lambda part: names.index(part.slot.name))


def plan(layer: type[Layer], bound: dict[str, list[Word]], known: "Known") -> StepPlan:
    """Find out what the words of a step mean."""
    slots = {slot.name: slot for slot in layer.grammar().slots}
    parts = tuple(_part(slots[name], words, known) for name, words in bound.items())
    return StepPlan(layer, parts, all(compiled.fixed for part in parts for compiled in part.compiled))


def _part(slot: Slot, words: list[Word], known: Collection[str]) -> FilledSlot:
    compiled = []
    for word in words:
        try:
            compiled.append(_compile(slot, word.text, known))
        except Fault as fault:
            fault.word = fault.word or word
            raise
    return FilledSlot(slot, tuple(words), tuple(compiled))


def _compile(slot: Slot, text: str, known: Collection[str]) -> Compiled:
    again = _compile, slot, text, known
    if slot.name == "padding":
        if text in PADDING_FLAGS:
            return Compiled(lambda env, rank: Padding(text), True, again)
        pads = compile_word(Pads, text, known)
        return Compiled(lambda env, rank: Padding("pad", pads.read(env, rank)), pads.fixed, again)
    if slot.meaning is None:
        return Compiled(lambda env, rank: True, True, again)
    return compile_word(slot.meaning, text, known)


def make(layer: type[Layer], given: tuple[tuple[str, Any], ...], rank: int, layout: str = "chw") -> Layer:
    """A layer for data with `rank` spatial axes."""
    if layer.spatial and not rank:
        raise Fault(f"{layer.kind} needs spatial axes, but its input is a vector", "reshape it first, as in: reshape 256x7x7")
    made = layer()
    settings = made.__dict__  # from then on a layer does not change
    settings.update(rank=rank, layout=layout, given=FrozenDict(given))
    for name, value in given:
        if name == "size" and layer.grammar().positional[0].meaning is Size:
            kernel, stride = value
            settings.update(kernel=kernel, stride=stride or (kernel if layer.stride_is_kernel else (1,) * rank))
        else:
            settings[ATTRIBUTES.get(name, name)] = value
    return made


def text_of(layer: Layer) -> str:
    """The step as it was understood: the canonical words, with every name replaced by its value.

    >>> from cnncalc.layers import KINDS
    >>> text_of(make(KINDS["maxpool"], (("size", ((3, 3), (2, 2))), ("padding", Padding("half"))), 2))
    'maxpool 3x3/2 half'
    """
    if not layer.text:
        layer.__dict__["text"] = _text(layer)
    return layer.text


def _text(layer: Layer) -> str:
    usage = layer.grammar()
    words = [usage.kind]
    for slot in (*usage.positional, *usage.settings.values(), *usage.flags.values()):
        if slot.name in layer.given:
            words += _shown(layer, slot)
    return " ".join(words)


def _shown(layer: Layer, slot: Slot) -> list[str]:
    """The words of a slot; none where it has its default."""
    value = layer.given[slot.name]
    if slot.name == "padding":
        return _padding(layer.padding, slot)
    if slot.meaning is None:
        return [slot.shown]
    if slot.meaning is Size:
        usual = layer.kernel if layer.stride_is_kernel else (1,) * layer.rank
        return [Size.show((layer.kernel, None if layer.stride == usual else layer.stride))]
    if slot.default is not None and value == default_of(slot, layer.rank):
        return []
    if slot.many:
        return [slot.meaning.show(item) for item in value]
    shown = layer.shown(value) if slot.name == "shape" else slot.meaning.show(value)
    return [f"{slot.name}={shown}" if slot.name in layer.grammar().settings else shown]


def _padding(padding: Padding, slot: Slot) -> list[str]:
    if padding.mode != slot.shown:
        return []
    return [f"pad={Pads.show(padding.amounts)}"] if padding.mode == "pad" else [padding.mode]
