"""The figures: one row for each thing that can be asked of a network, in columns, comparisons, expectations and sweeps."""

from __future__ import annotations

from typing import TypeAlias

from cnncalc.asking import fields, found, lecun
from cnncalc.asking.figure import AXES, BYTES, COUNT, LAST, LINE, OWN, RATIO, SHAPE, SUM, TEXT, WHOLE, Figure
from cnncalc.asking.found import Of, count, extent, in_bytes, last, operations, sliding, sources, summed
from cnncalc.layers.base import Ops

Words: TypeAlias = "tuple[str, ...]"
COST = "cost"
CHANNELS = ("channels_out", "out_channels")
FIELD = "input positions that the output which sees most sees by the path of windows, gates and norms left out"
LEAST = "the same of the output that sees least"
JUMP = "positions of the network's input from one output of the path to the next"
HULL = "input positions that the output which sees most depends on at all, gates and norms with it"
INTENSITY = "MACs for each byte that is moved"
DEPTH = "layers with weights on the longest path to the main output"


def _word(key: str, of: Of, what: str, unit: str = TEXT, aliases: Words = ()) -> Figure:
    """A word about one layer."""
    return Figure(key, key, unit, of, what, OWN, aliases=aliases, yields=True)


def _sum(key: str, title: str, of: Of, what: str, stored: bool = False, working: Words = ()) -> Figure:
    """A count that adds up, of which less is better."""
    return Figure(key, title, COUNT, of, what, cost=True, stored=stored, working=working)


def _size(key: str, title: str, of: Of, what: str, aliases: Words = (), over: str = SUM) -> Figure:
    """A number of bytes, of which less is better."""
    return Figure(key, title, BYTES, of, what, over, cost=True, aliases=aliases, yields=True)


def _last(key: str, title: str, unit: str, of: Of, what: str, aliases: Words = (), working: Words = ()) -> Figure:
    """What is so of the last of several layers."""
    return Figure(key, title, unit, of, what, LAST, aliases=aliases, working=working)


TRAINING = {"training_memory": "sgd", "training_memory_momentum": "momentum", "training_memory_adam": "adam"}


def _seen(key: str, of: Of, what: str, aliases: Words = (), working: Words = ()) -> Figure:
    """A receptive field of the last of several layers; a layer of the same name is meant first."""
    return _last(key, key.replace("_", " "), AXES, of, what, aliases, working)._replace(yields=True)


def _window(key: str, unit: str, what: str, aliases: Words = ()) -> Figure:
    """A setting of one layer's window; a layer or a variable of the same name is meant first."""
    return Figure(key, key.replace("_", " "), unit, sliding(key), what, OWN, aliases=aliases, yields=True)


OPERATIONS = {
    "mul": "multiplications of the textbook algorithm",
    "add": "additions of the textbook algorithm",
    "cmp": "comparisons",
    "div": "divisions",
    "exp": "exponentials",
    "sqrt": "square roots",
}
_ROWS = (
    _word("name", last(lambda row: row.node.name), "the name of the layer or scope"),
    _word("kind", last(lambda row: row.node.layer.kind), "the kind of the layer"),
    _word("layer", last(lambda row: row.text), "the layer as a spec writes it", aliases=("text",)),
    _word("line", lambda case, rows: rows[0].node.line, "the line of the spec that it is from", LINE),
    _word("from", lambda case, rows: " ".join(it.name for it in sources(case, rows)), "the layers that it reads"),
    _last("input", "input", SHAPE, found.input_shape, "the shape that it reads", ("input_shape",))._replace(yields=True),
    _last("output", "output", SHAPE, last(lambda row: row.node.shape), "the shape that comes out", ("output_shape",)),
    _last("items", "items", COUNT, last(lambda row: row.node.items), "how often it runs for a sample")._replace(yields=True),
    _last("channels", "channels", COUNT, last(lambda row: row.node.shape[0]), "channels that come out", CHANNELS, ("Cout",)),
    _last("length", "length", COUNT, extent("length"), "length of what comes out, of one axis", working=("Lout",)),
    _last("height", "height", COUNT, extent("height"), "height of what comes out", working=("Hout", "Hout = Wout")),
    _last("width", "width", COUNT, extent("width"), "width of what comes out", working=("Wout", "Hout = Wout")),
    _sum("params", "params", count("params"), "parameters, biases among them", stored=True),
    _sum("weights", "weights", count("weights"), "parameters without biases", stored=True),
    _sum("buffers", "buffers", count("buffers"), "numbers that are kept and not trained, as running means", stored=True),
    _sum("trainable", "trainable", summed(lambda row: row.trainable), "parameters that are not frozen", True, ("params",)),
    _sum("macs", "MACs", count("macs"), "multiply-accumulates for the batch"),
    _sum("flops", "FLOPs (2·MACs)", count("flops"), "two operations for each MAC"),
    _sum(COST, "cost", found.cost, "what another tool prints; `--as` says which"),
    _sum("ops", "ops", summed(lambda row: sum(row.figures.ops)), "all operations of the textbook algorithm"),
    *(_sum(name, name, operations(name), OPERATIONS[name]) for name in Ops._fields),
    _sum("activations", "activations", count("activations"), "numbers that come out, for the batch", stored=True),
    _sum("neurons", "neurons", lecun.neurons, "activations of layers with MACs, of pools and scales", True, ("activations",)),
    _sum("connections", "connections", lecun.connections, "MACs, inputs of pools and scales, and one for each bias"),
    _size("bytes", "bytes", in_bytes(count("activations")), "bytes of the activations", ("activation_bytes",)),
    _size("weight_bytes", "weight bytes", in_bytes(summed(found.kept)), "bytes of the parameters and buffers", ("flash",)),
    _size("moved", "moved bytes", found.moved, "bytes of inputs, parameters, buffers and outputs", ("moved_bytes",)),
    Figure(
        "intensity",
        "MACs/byte",
        RATIO,
        found.intensity,
        "MACs for each moved byte",
        aliases=("arithmetic_intensity",),
        yields=True,
    ),
    _seen("field", fields.on_path("size"), FIELD, ("receptive_field", "rf"), ("size",)),
    _seen("field_least", fields.on_path("least"), LEAST),
    _last("jump", "jump", AXES, fields.on_path("jump"), JUMP),
    _seen("start", fields.on_path("start"), "where the first output of the path starts to read"),
    _seen("centre", fields.on_path("centre"), "the middle of what output 0 sees by the path", ("center",)),
    _seen("hull", fields.in_hull("size"), HULL),
    _seen("hull_least", fields.in_hull("least"), LEAST),
    _seen("hull_jump", fields.in_hull("stride"), "positions from one output's hull to the next; 0 behind gates and norms"),
    _seen("hull_start", fields.in_hull("start"), "where the hull of the first output begins"),
    Figure("kernel", "kernel", AXES, sliding("kernel"), "the extents of the kernel", OWN),
    Figure("stride", "stride", AXES, sliding("stride"), "how far on the next window stands; of a network the jump", OWN),
    Figure("padding", "padding", AXES, sliding("padding"), "what is padded on each side", OWN),
    _window("padding_before", AXES, "what is padded before each axis"),
    _window("padding_after", AXES, "what is padded after each axis"),
    _window("dilation", AXES, "how far apart the taps of the kernel are"),
    _window("groups", COUNT, "groups that the channels are divided into; of a dwconv its input channels"),
    _window("channels_in", COUNT, "channels that go in", ("in_channels",)),
    _window("output_padding", AXES, "what a deconv adds at the end of each axis", ("out_pad",)),
    _last("positions", "positions", COUNT, sliding("positions"), "outputs of one channel"),
    _last("overlap", "overlap", AXES, sliding("overlap"), "input positions that neighbouring outputs share"),
    Figure("unread", "unread", AXES, last(found.unread), "positions at the end of the input that no window reads", OWN),
    Figure("layers", "layers", COUNT, summed(lambda row: 1), "how many layers there are"),
    Figure("depth", "depth", COUNT, found.depth, DEPTH, WHOLE, aliases=("weighted_depth",), yields=True),
    Figure("peak_activations", "peak activations", COUNT, found.peak, "the most activations alive at once", WHOLE, True, True),
    _size(
        "peak_bytes",
        "peak memory",
        in_bytes(found.peak),
        "bytes of the most activations alive at once",
        ("peak_memory", "peak", "ram"),
        WHOLE,
    ),
    _size("memory", "memory", in_bytes(found.held), "weight bytes and peak memory together, at inference", over=WHOLE),
    *(
        _size(
            word,
            word.replace("_", " "),
            found.training(optimizer),
            f"bytes of training with {optimizer} at their peak",
            over=WHOLE,
        )
        for word, optimizer in TRAINING.items()
    ),
)
FIGURES = {figure.key: figure for figure in _ROWS}
OF_NETWORK = {"stride": "jump"}  # what the word of a figure that is one layer's own means where a whole network is asked
ALIASES = {alias: figure.key for figure in _ROWS for alias in figure.aliases}


def figure_named(word: str) -> Figure | None:
    """The figure of a key or an alias.

    >>> figure_named("rf").key, figure_named("weighted_depth").key, figure_named("zzz")
    ('field', 'depth', None)
    """
    return FIGURES.get(ALIASES.get(word, word))


def yields(word: str) -> bool:
    """Whether a name of the network or of its spec is meant before the figure of the same word."""
    return word in ALIASES or (word in FIGURES and FIGURES[word].yields)
