"""The one base class of all layer kinds: the defaults of a kind that has one input, no parameters and no cost."""

from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, NamedTuple, TypeVar

from cnncalc.layers.arithmetic import elements
from cnncalc.layers.letters import Letters, extents, filled, of_shape, volume
from cnncalc.layers.reach import Reach
from cnncalc.layers.sliding import NONE, Sliding
from cnncalc.layers.unchanging import Unchanging
from cnncalc.words.entering import AXES as AXES
from cnncalc.words.sizes import Size
from cnncalc.words.usage import Usage, default_of, parse_usage

T = TypeVar("T")
Shape = tuple[int, ...]  # channels first; a vector's has one extent
Formulas = Iterable[tuple[str, str]]  # what is worked out, and the arithmetic: in letters, or with the numbers put in


class Ops(NamedTuple):
    """Exact operations of the textbook algorithm, by class."""

    mul: int = 0
    add: int = 0
    cmp: int = 0
    div: int = 0
    exp: int = 0  # exp, log, erf and powers that are not whole
    sqrt: int = 0


class Padding(NamedTuple):
    """A padding word (`half`, `full`, `same`, `same_lower`, `causal`, `valid`), or `pad` with (before, after) of each axis."""

    mode: str = ""
    amounts: tuple[tuple[int, int], ...] = ()


class Layer(Unchanging):
    """A layer with its settings, for data of a given rank; every method takes shapes and returns exact numbers.

    The settings are attributes, named by the usage line's words; SIZE becomes `kernel` and `stride`.
    `y` is the output's shape, `x` the input's. A rule that cannot hold raises a `Fault`.
    """

    usage: ClassVar[str]
    family: ClassVar[str]
    kind: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    size_is: ClassVar[Any] = Size  # what SIZE, or NUMBER, means in the usage line
    example: ClassVar[tuple[str, str]]  # an input and a line, shown by `cnncalc kinds KIND`

    means: ClassVar[tuple[tuple[str, str], ...]] = ()  # letters of the formulas that mean something special here
    spatial: ClassVar[bool] = False  # needs spatial axes
    dots: ClassVar[bool] = False  # the outputs are dot products: it has MACs
    convolves: ClassVar[bool] = False  # its kernels slide over the input, which those of a deconv do not
    depthwise: ClassVar[bool] = False  # every input channel has kernels of its own
    fully_connected: ClassVar[bool] = False  # every output has a weight for every input
    elementwise: ClassVar[bool] = False  # does the same to every number, whatever the shape
    keeps_channels: ClassVar[bool] = False  # leaves the channels as they are; norms and activations need not say so
    flattens: ClassVar[bool] = False  # makes a vector of what it is given
    fixes_shape: ClassVar[bool] = False  # the settings give the output's shape
    fixes_grid: ClassVar[bool] = False  # the settings give the output's spatial extents, whatever the input's
    adaptive: ClassVar[bool] = (
        False  # a pool whose windows follow from the output's grid; at the input's own it is the identity
    )
    sliding_pool: ClassVar[str] = ""  # of a global pool: the kind that does the same under a window
    whole_statistics: ClassVar[bool] = False  # normalises by statistics over all positions, at inference too
    splits: ClassVar[bool] = False  # its branches start from shares of the channels
    renames: ClassVar[bool] = False  # the output is the input's memory under another shape
    is_nothing: ClassVar[bool] = False  # another name for its input, which a branch left empty passes on as well
    views: ClassVar[bool] = False  # who keeps its output for backward keeps the whole input, as of PyTorch's slices
    in_place: ClassVar[bool] = False  # may overwrite its input
    joins: ClassVar[bool] = False  # has branches instead of an input
    stride_is_kernel: ClassVar[bool] = False  # what a size without a stride means
    each: ClassVar[Ops] = Ops()  # operations for each element of the output
    keeps: ClassVar[tuple[str, ...]] = ()  # what backward reads, in the words of `cnncalc.analysis.training_lifetimes.KEPT`

    rank: int
    layout: str = "chw"  # how shapes are written in the spec of this layer
    text: str = ""  # the step in canonical words, once somebody has asked for it
    given: dict[str, Any]  # the settings that the step gives, by the usage line's words
    kernel: Shape
    stride: Shape
    dilation: Shape
    padding: Padding = Padding()
    ceil: bool = False
    items = 1  # how many tensors one input becomes

    def __init_subclass__(cls) -> None:
        cls.kind = cls.usage.partition(" ")[0]

    @classmethod
    def has_weights(cls) -> bool:
        """Whether layers of this kind learn parameters, at least under some settings, or are made of dot products."""
        return cls.dots or cls.learned is not Layer.learned

    @classmethod
    @cache
    def grammar(cls) -> Usage:
        """The usage line, taken apart."""
        return parse_usage(cls.usage, {"SIZE": cls.size_is, "NUMBER": cls.size_is})

    def __getattr__(self, name: str) -> Any:
        """A setting that the step does not give has the usage line's default, read when it is first asked for."""
        slot = next((slot for slot in type(self).grammar().slots if slot.name == name and slot.default is not None), None)
        if slot is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        value = self.__dict__[name] = default_of(slot, self.rank)
        return value

    def shown(self, shape: Shape) -> str:
        """A shape as the spec writes it."""
        return show_shape(shape, self.layout)

    def shape(self, *xs: Shape) -> Shape:
        """The output's shape."""
        return xs[0]

    def learned(self, *xs: Shape) -> dict[str, Shape]:
        """The parameter tensors with their shapes, laid out as PyTorch lays them out."""
        return {}

    def kept(self, *xs: Shape) -> dict[str, Shape]:
        """The buffers: tensors that are kept but not learned."""
        return {}

    def statistics(self, *xs: Shape) -> int:
        """How many numbers that it normalises by it keeps for backward, where it keeps them."""
        return 0

    def macs(self, y: Shape, *xs: Shape) -> int:
        """Multiply-accumulates of dot products."""
        return 0

    def ops(self, y: Shape, *xs: Shape) -> Ops:
        """Operations of the textbook algorithm, by class."""
        n = elements(y)
        return Ops(*[count * n for count in self.each_element()])

    def each_element(self) -> Ops:
        """Operations for each element of the output, under its settings."""
        return self.each

    def kept_for_backward(self) -> tuple[str, ...]:
        """What backward reads, under its settings."""
        return self.keeps

    def reach(self, y: Shape, *xs: Shape) -> tuple[Reach, ...] | None:
        """For each spatial axis, which input positions an output sees; None: just its own."""
        return None

    def window(self, *xs: Shape) -> Sliding:
        """The settings of its window in numbers, each None where its kind has none."""
        return NONE

    def same_everywhere(self) -> bool:
        """Whether it does the same to every number, under its settings."""
        return self.elementwise

    def stands_for(self, i: int, extent: int) -> int | None:
        """The position that is read in place of one outside the input, along an axis; None where zeros are."""
        return None

    def crosses_border(self, y: Shape, *xs: Shape) -> bool:
        """Whether outputs at the border would be others if the input went on there."""
        return False

    def unread(self, x: Shape) -> Shape:
        """For each spatial axis, how many rows of the padded input lie past the last window."""
        return ()

    def letters(self, y: Shape, *xs: Shape) -> Letters:
        """What the letters of the formulas stand for."""
        return of_shape(y) | of_shape(xs[0], "in") | of_shape(y, "out")

    def shape_formulas(self, y: Shape, *xs: Shape) -> Formulas:
        """The formula of each extent of the output."""
        return zip(axis_names(y), extents(y))

    def formulas(self, y: Shape, *xs: Shape) -> Formulas:
        """The formulas of params, buffers, macs and of each class of operations that is not 0; `/` divides without a rest."""
        for name, count in self.each_element()._asdict().items():
            if count:
                yield name, volume(y) if count == 1 else f"{count}*{volume(y)}"

    def shape_working(self, y: Shape, *xs: Shape) -> Formulas:
        """The arithmetic of each extent of the output, the numbers put in."""
        letters = self.letters(y, *xs)
        return [(name, filled(formula, letters)) for name, formula in self.shape_formulas(y, *xs)]

    def working(self, y: Shape, *xs: Shape) -> Formulas:
        """The arithmetic of `formulas`, the numbers put in."""
        letters = self.letters(y, *xs)
        return [(name, filled(formula, letters)) for name, formula in self.formulas(y, *xs)]


def show_shape(shape: Shape, layout: str) -> str:
    """A shape in a layout.

    >>> show_shape((64, 7, 9), "hwc")
    '7x9x64'
    """
    return "x".join(map(format, arrange(shape, layout)))


def arrange(shape: tuple[T, ...], layout: str) -> tuple[T, ...]:
    """The extents of a shape, channels first, in the order of a layout."""
    return (*shape[1:], shape[0]) if layout == "hwc" else shape


def axis_names(shape: Shape) -> tuple[str, ...]:
    """What the extents of a shape are called.

    >>> axis_names((64, 7, 7))
    ('channels', 'height', 'width')
    """
    return ("channels", *AXES[len(shape) - 1]) if len(shape) > 1 else ("features",)
