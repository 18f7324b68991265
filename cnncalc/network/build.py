"""Spec to Graph: inputs and variables get their values, the layers are opened, and all that is wrong is reported at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from cnncalc.errors import Problem, SpecError, did_you_mean, in_order, quote, refuse
from cnncalc.language.spec import Head, Item, Spec, Text
from cnncalc.limits import NODES, OPENINGS
from cnncalc.network.draft import Draft, TooMany, too_many
from cnncalc.network.graph import Graph, Stock
from cnncalc.network.inputs import argument_text, given_inputs, input_nodes, with_turned
from cnncalc.network.least_size import Least
from cnncalc.network.opener import Opener
from cnncalc.network.remarks import remarks_on
from cnncalc.network.scopes import NameScope
from cnncalc.progress import Progress
from cnncalc.words.env import Argument, Env

STACK = 12_000  # frames: a thousand nested uses of blocks, each with joins inside, stay far below


def build(
    spec: Spec,
    inputs: Mapping[str, str] | str | None = None,
    variables: Mapping[str, object] | None = None,
    layout: str | None = None,
    max_nodes: int = NODES,
    progress: Progress = None,
    stock: Stock | None = None,
) -> Graph:
    """The graph of a spec.

    `inputs` gives inputs another shape ("3x224x224", or a mapping of names to such), `variables` overrides `vars`; both are
    written in `layout`, which is also how the graph shows its shapes (default: the spec's own). Raises a `SpecError` with
    every mistake that could be found. `progress` is called now and then with the work, how much of it is done, and of how many.
    Graphs that have much in common are built faster with one `stock`; they go without remarks on their inputs.
    """
    spec = _with_variables(spec, {name: str(value) for name, value in (variables or {}).items()})
    given = given_inputs(spec, inputs)
    with _deep_stack():
        try:
            graph = _graph(spec, given, Draft(layout or spec.layout, max_nodes, progress, stock))
            return graph if stock else graph._replace(remarks=_remarks(spec, graph, given, max_nodes))
        except RecursionError:
            message = "blocks, arguments and variables are defined through one another too many times to be worked out"
            raise refuse(message, "let the deepest of them hold numbers") from None


def _graph(spec: Spec, given: dict[str, Text], draft: Draft) -> Graph:
    env = _environment(spec)
    names = input_nodes(spec, given, draft, env)
    opener = Opener(spec, draft, env.arguments)
    end = _opened(spec, draft, opener, env, names)
    frozen: frozenset[int] = frozenset()
    freeze = (*spec.freeze, *opener.freezes)
    if freeze and not draft.problems and not spec.problems:
        from cnncalc.network.freeze import frozen_nodes  # few specs freeze anything
        from cnncalc.network.joined import scopes_of_joins
        from cnncalc.network.sharing import with_sharers

        joins = scopes_of_joins(draft.nodes, draft.outline, len(names))
        frozen = with_sharers(frozen_nodes(freeze, draft.nodes, joins, draft.problems), draft.shared)
    if draft.problems or spec.problems:
        raise SpecError(in_order([*spec.problems, *with_turned(draft, names)]))
    alone = bool(spec.layers) and _leads_into_heads(spec.layers[-1], end, opener)
    outputs = opener.outputs if alone else {"output": end, **opener.outputs}
    nodes, outline = tuple(draft.nodes), tuple(draft.outline)
    blocks = tuple((*use, block) for use, block in opener.blocks.items())
    about = spec.name, spec.source, draft.layout
    return Graph(
        *about,
        nodes,
        names,
        outputs,
        frozen,
        outline,
        freeze,
        spec.expect,
        draft.sizes,
        blocks,
        spec.dtype,
        draft.shared,
        spec.notes,
    )


def _leads_into_heads(last: Item, end: int, opener: Opener) -> bool:
    """Whether the main path leads into heads, which are all that comes out then."""
    if not isinstance(last, Head):
        return False
    return end in opener.outputs.values() or any(end in node.inputs for node in opener.draft.nodes)


def _remarks(spec: Spec, graph: Graph, given: dict[str, Text], max_nodes: int) -> tuple[str, ...]:
    """What is odd about a network; inputs that are given are held against the spec's own."""
    changed = [text.word.text for name, text in given.items() if text.word.text != spec.inputs[name].word.text]
    return remarks_on(spec, graph, changed, lambda: _graph(spec, {}, Draft(graph.layout, max_nodes)))


def _opened(spec: Spec, draft: Draft, opener: Opener, env: Env, names: dict[str, int]) -> int:
    for least, limit in ((Least(spec), draft.max_nodes), (Least(spec, use=1), OPENINGS * draft.max_nodes)):
        if (nodes := least.body(spec.layers) + len(names)) > limit:
            worst = max(spec.layers, key=lambda item: least.item(item, 0))
            raise too_many(nodes, draft.max_nodes, worst.place)
    scope = NameScope()
    scope.names.update(names)
    env.scope = scope
    try:
        return opener.body(spec.layers, 0 if names else -1, env, scope)
    except TooMany as over:
        raise too_many(over.nodes, draft.max_nodes, over.place) from None


@contextmanager
def _deep_stack() -> Iterator[None]:
    """Opening nests as deep as the blocks do, which is more than Python's default stack allows."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, STACK))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def require_variables(spec: Spec, names: Iterable[str]) -> None:
    """Refuse a variable that a spec does not have."""
    for name in names:
        if name not in spec.vars:
            otherwise = f"its variables are: {', '.join(spec.vars)}" if spec.vars else "it has none: add vars to the file"
            raise refuse(f"the spec has no variable {quote(name)}", did_you_mean(name, spec.vars, otherwise))


def _with_variables(spec: Spec, variables: Mapping[str, str]) -> Spec:
    require_variables(spec, variables)
    given = {name: argument_text("--set", f"{name}={value}", len(name) + 1) for name, value in variables.items()}
    if given:
        _require_sense(given, spec)
    return spec._replace(vars=spec.vars | given)


def _require_sense(given: dict[str, Text], spec: Spec) -> None:
    """Refuse values that no variable can hold, whether the layers use them or not."""
    from cnncalc.language.variables import check_values

    problems: list[Problem] = []
    check_values(given, spec.vars.keys(), spec.blocks, problems)
    if problems:
        raise SpecError(problems)


def _environment(spec: Spec) -> Env:
    env = Env(frozenset(spec.vars), spec.layout)
    outside = Env(frozenset(spec.vars), spec.layout)  # where `in` has no meaning
    outside.arguments = env.arguments
    for name, text in spec.vars.items():
        env.arguments[name] = Argument(f"the variable {name}", text.word, outside, text.place)
    return env
