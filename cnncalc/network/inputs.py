"""The inputs of a network: what a spec or the command line says their shapes are becomes its first nodes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from cnncalc.errors import Fault, Place, Problem, Source, Word, did_you_mean, quote, refuse
from cnncalc.language.spec import Spec, Text
from cnncalc.layers.base import Shape
from cnncalc.layers.settings import make
from cnncalc.network.draft import Draft
from cnncalc.network.graph import Applied, Input, Node
from cnncalc.network.remarks import is_turned, turned_remark, without_batch
from cnncalc.words.env import Env
from cnncalc.words.expression import parse_expression
from cnncalc.words.sizes import Shape as ShapeWord
from cnncalc.words.values import compile_word, extents_in


def require_inputs(spec: Spec, names: Iterable[str]) -> None:
    """Refuse an input that a spec does not have."""
    for name in names:
        if name not in spec.inputs:
            help = did_you_mean(name, spec.inputs, f"its inputs are: {', '.join(spec.inputs)}")
            raise refuse(f"the spec has no input {quote(name)}", help)


def argument_text(option: str, text: str, column: int) -> Text:
    """A text from the command line, with a place that errors can show."""
    place = Place(Source(option, [text]), 1, column + 1, max(1, len(text) - column))
    return Text(Word(text[column:]), place, place)


def given_inputs(spec: Spec, inputs: Mapping[str, str] | str | None) -> dict[str, Text]:
    if inputs is None:
        return {}
    if isinstance(inputs, str):
        inputs = {next(iter(spec.inputs), "input"): inputs}
    require_inputs(spec, inputs)
    return {name: argument_text("--input", shape, 0) for name, shape in inputs.items()}


def input_nodes(spec: Spec, given: dict[str, Text], draft: Draft, env: Env) -> dict[str, int]:
    names: dict[str, int] = {}
    for name, text in spec.inputs.items():
        text, own = (given[name], draft.layout) if name in given else (text, spec.layout)
        try:
            shape = _shape(text, env, own, draft)
        except Fault as fault:
            fault.help = _joined_by_x(text.word.text) or fault.help
            draft.note(fault, text.place, ())
            continue
        if picture := without_batch(shape, own):
            draft.without_batch = f"--input {picture}" if name in given else f"{picture} as the input"
        layer = make(Input, (), len(shape) - 1, draft.layout)
        names[name] = len(draft.nodes)
        draft.nodes.append(Node(name, Applied(layer, (), shape), (), 1, text.place.line))
    return names


def _joined_by_x(text: str) -> str | None:
    """The help for a shape whose extents are joined by something else."""
    if not re.fullmatch(r"[\[(]?[0-9]+(\s*[,;\s]\s*[0-9]+)+[\])]?", text.strip()):
        return None
    return f"extents are joined by x, as in {quote('x'.join(re.findall('[0-9]+', text)))}"


def _unknown(text: str, known: Collection[str]) -> list[str]:
    """The names in a shape that no variable has, each once: its symbols."""
    extents = [extent for extent in extents_in(text, known) if extent and not extent.isdecimal()]
    return sorted({name for extent in extents for name in parse_expression(extent).names}.difference(known))


def _shape(text: Text, env: Env, layout: str, draft: Draft) -> Shape:
    unknown = _unknown(text.word.text, env.known)
    reading = Env(env.known.union(unknown), layout)
    reading.arguments = env.arguments
    if unknown:
        from cnncalc.symbols.naming import add_symbols  # few specs have any

        reading.arguments = dict(env.arguments)
        draft.have_symbols(add_symbols(reading, unknown, draft.sizes))
    shape: Shape = compile_word(ShapeWord, text.word.text, reading.known).read(reading, 0)
    if len(shape) not in (1, 2, 3, 4):
        raise Fault(f"an input has one to three spatial axes behind its channels; {quote(text.word.text)} has {len(shape) - 1}")
    return shape


def with_turned(draft: Draft, inputs: Mapping[str, int]) -> list[Problem]:
    """The problems, the first with a help where the channels of an input are probably at the other end."""
    shapes = [draft.nodes[index].shape for index in inputs.values()]
    if not draft.problems or not (turned := [shape for shape in shapes if is_turned(shape, draft.layout)]):
        return draft.problems
    first, *others = draft.problems
    remark = turned_remark(turned[0], draft.layout)
    return [first._replace(help=f"{remark}; or {first.help}" if first.help else remark), *others]
