"""Layers that a file has in parts: a bias, a scale with a term, padding, layer normalisation."""

from __future__ import annotations

from cnncalc.importing.operations import Operation, Shape
from cnncalc.importing.patterns.web import Web
from cnncalc.layers.arithmetic import product


def bias(web: Web, last: Operation) -> bool:
    """A learned term after a dense layer or a convolution without one is its bias."""
    if last.op != "plus" or not last.of("learned"):
        return False
    layer = web.before(last, "dense", "conv", "deconv")
    shape = last.stated.get("value", ())
    if layer is None or layer.of("bias") or product(shape) != layer.of("out"):
        return False
    if _trailing(shape) != (0 if layer.op == "dense" else len(layer.of("kernel"))):
        return False
    stated = {**layer.stated, "bias": (layer.of("out"),)} if layer.stated else {}
    web.replace(last, [layer], layer._replace(attributes={**layer.attributes, "bias": True}, stated=stated, shape=last.shape))
    return True


def _trailing(shape: Shape) -> int:
    """How many extents of 1 stand behind the one that is more."""
    wide = [i for i, extent in enumerate(shape) if extent > 1]
    return len(shape) - 1 - wide[-1] if wide else -1


def scale(web: Web, last: Operation) -> bool:
    """A learned factor and a learned term, both of one shape, are one layer."""
    if last.op != "plus" or not last.of("learned"):
        return False
    times = web.before(last, "times")
    if times is None or not times.of("learned") or times.stated.get("value") != last.stated.get("value"):
        return False
    stated = {"value": last.stated["value"]} if "value" in last.stated else {}
    web.replace(last, [times], last._replace(op="scale", inputs=times.inputs, attributes={"bias": True}, stated=stated))
    return True


def padding(web: Web, last: Operation) -> bool:
    """Zeros around the input of a convolution are its padding."""
    pad = web.before(last, "pad") if last.op == "conv" and not isinstance(last.of("padding"), str) else None
    if pad is None or pad.of("mode") != "constant" or pad.of("value"):
        return False
    (channels, *pairs), own = pad.of("padding"), last.of("padding")
    if any(channels) or len(pairs) != len(last.of("kernel")) or any(amount < 0 for pair in pairs for amount in pair):
        return False
    both = tuple((a + c, b + d) for (a, b), (c, d) in zip(pairs, own or ((0, 0),) * len(pairs)))
    web.replace(last, [pad], last._replace(inputs=pad.inputs, attributes={**last.attributes, "padding": both}))
    return True


def layer_norm(web: Web, last: Operation) -> bool:
    """(x - mean) / sqrt(var + eps), times a learned factor, plus a learned term: normalisation over the axes of the mean."""
    if last.op != "plus" or not last.of("learned"):
        return False
    times = web.before(last, "times")
    quotient = web.before(times, "div") if times is not None and times.of("learned") else None
    if times is None or quotient is None:
        return False
    root = web.inside(quotient.inputs[1], "sqrt", "power")
    found = _variance(web, root, quotient.inputs[0]) if root is not None else None
    if root is None or found is None:
        return False
    mean, parts = found
    shape = last.stated.get("value", ())
    axes = mean.of("axes")
    stated = {"weight": shape, "bias": shape} if shape else {}
    new = last._replace(op="ln", inputs=mean.inputs, attributes={"axes": axes}, stated=stated)
    web.replace(last, [*parts, root, quotient, times], new)
    return True


def _variance(web: Web, root: Operation, centred: str) -> tuple[Operation, list[Operation]] | None:
    """The mean that is subtracted, and all operations between it and the root."""
    plus = web.before(root, "plus")
    variance = web.before(plus, "reduce_mean") if plus is not None else None
    square = web.before(variance, "power") if variance is not None else None
    minus = web.at(centred, "sub")
    if plus is None or variance is None or square is None or minus is None or square.of("value") != 2:
        return None
    mean = web.inside(minus.inputs[1], "reduce_mean")
    own = square.inputs == (centred,) and mean is not None and mean.inputs[0] == minus.inputs[0]
    if not own or mean is None or web.readers.get(centred) != 2 or mean.of("axes") != variance.of("axes"):
        return None
    return mean, [mean, minus, square, variance, plus]
