"""A cfg file on its way to a model, and what every section may have: an activation, batch normalisation."""

from __future__ import annotations

from typing import Any

from cnncalc.importing.darknet.sections import CfgSection
from cnncalc.importing.drafting import ModelDraft
from cnncalc.importing.operations import Shape
from cnncalc.importing.texts import fault_at

ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "leaky": ("leakyrelu", {"slope": 0.1}),
    "swish": ("silu", {}),
    "logistic": ("sigmoid", {}),
    "loggy": ("loggy", {}),
    **{word: (word, {}) for word in ("relu", "relu6", "mish", "tanh", "elu", "selu", "gelu")},
}


class Reading:
    """A cfg file on its way to a model: the tensor that each layer made, by Darknet's own numbers, and the ends."""

    def __init__(self, shape: Shape) -> None:
        self.draft = ModelDraft()
        self.input = self.draft.input("input", shape)
        self.made: list[str] = []
        self.ends: dict[str, str] = {}

    @property
    def number(self) -> int:
        """The number of the layer that is read now, as Darknet prints it."""
        return len(self.made)

    @property
    def last(self) -> str:
        """The tensor that enters the layer."""
        return self.made[-1] if self.made else self.input

    def shape(self, name: str) -> Shape:
        """A tensor's shape."""
        return self.draft.shapes[name]

    def map_of(self, section: CfgSection, name: str = "") -> Shape:
        """The shape of a tensor that must be a map."""
        shape = self.shape(name or self.last)
        if len(shape) != 3:
            raise fault_at(section.place, f"[{section.word}] needs a map, but what enters is a vector of {shape[0]:,}")
        return shape

    def unknown(self, section: CfgSection) -> str:
        """A section that has no row here, as an operation of its own word: lowering says so."""
        return self.draft.add(f"{section.word}{self.number}", section.word, (self.last,), self.shape(self.last))

    def activated(self, section: CfgSection, x: str, default: str = "logistic") -> str:
        """What an activation makes of a tensor."""
        word = section.text("activation", default)
        if word == "linear":
            return x
        op, settings = ACTIVATIONS.get(word, (word, {}))
        return self.draft.add(f"{word}{self.number}", op, (x,), self.shape(x), settings)

    def normalised(self, section: CfgSection, x: str) -> str:
        """Batch normalisation where a section asks for it; its shift is what Darknet calls the biases."""
        if not section.whole("batch_normalize", 0):
            return x
        return self.draft.add(f"bn{self.number}", "bn", (x,), self.shape(x))

    def outputs(self) -> dict[str, str]:
        """The ends: what the detecting layers are given, or else what the last layer makes."""
        return self.ends or {f"output{self.number - 1}": self.last}


def require_size(section: CfgSection, made: Shape) -> None:
    """Refuse a window that does not fit its input."""
    if min(made) < 1:
        raise fault_at(section.place, f"the kernel of [{section.word}] is larger than its input with padding")


def refuse_settings(section: CfgSection, names: tuple[str, ...]) -> None:
    """Refuse what changes numbers and has no word here."""
    for name in names:
        if name in section.options and section.text(name, "0") != "0":
            option = section.options[name]
            raise fault_at(option.place, f"{name}={option.text} is a setting of Darknet that no kind here has")
