"""The words that a shell can offer at a place of the command line. Where something goes wrong there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from click import Context, Group, Parameter
from click.shell_completion import CompletionItem

from cnncalc.errors import CnncalcError, Fault

if TYPE_CHECKING:
    from cnncalc.language.spec import Spec

Item: TypeAlias = "CompletionItem[str]"
Words: TypeAlias = Callable[[Context], Iterable[str]]
Completer: TypeAlias = Callable[[Context, Parameter, str], "list[Item]"]
NODES = 20_000  # of the largest network whose layers are completed: more would take longer than a key press may


def completer(words: Words, several: str = "", files: bool = False) -> Completer:
    """What completes a word, each of `several` between marks such as commas, or a file's name too."""

    def complete(ctx: Context, param: Parameter, incomplete: str) -> list[Item]:
        start = max((incomplete.rfind(mark) for mark in several), default=-1) + 1
        start = max(start, int(incomplete[:1] == "+" and "," in several))
        kept, last = incomplete[:start], incomplete[start:]
        try:
            found = [CompletionItem(kept + word) for word in dict.fromkeys(words(ctx)) if word.startswith(last)]
        except (CnncalcError, Fault, OSError, RecursionError):
            found = []
        return [*found, CompletionItem(incomplete, type="file")] if files else found

    return complete


def _spec_name(ctx: Context) -> str:
    """The spec that the line names so far, the first of several; empty where it names none."""
    given = ctx.params.get("spec") or ctx.params.get("specs") or ctx.params.get("files") or ctx.args
    name = given if isinstance(given, str) else next(iter(given), "")  # args: before an option that lacks its value
    return "" if name == "-" else str(name)  # standard input is for the command itself


def _spec(ctx: Context) -> Spec | None:
    from cnncalc.bundled.find import load

    name = _spec_name(ctx)
    return load(name) if name else None


def _bundled(ctx: Context) -> Iterable[str]:
    from cnncalc.bundled.names import bundled_names

    return bundled_names()


def _all_bundled(ctx: Context) -> Iterable[str]:
    from cnncalc.bundled.names import all_bundled_names

    return all_bundled_names()


def _zoo(ctx: Context) -> Iterable[str]:
    from cnncalc.bundled.names import all_bundled_names, families

    return [*all_bundled_names(), *families()]


def _layers(ctx: Context) -> Iterator[str]:
    """Every layer and scope of the network."""
    from cnncalc.network.build import build

    spec = _spec(ctx)
    if spec is None:
        return
    graph = build(spec, max_nodes=NODES)
    for node in graph.nodes[len(graph.inputs) :]:
        parts = node.name.split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _layers_by_level(ctx: Context, param: Parameter, incomplete: str) -> list[Item]:
    """The layers and scopes as deep as what is typed: a large network has thousands below."""
    dots = incomplete.count(".")
    return [item for item in _all_layers(ctx, param, incomplete) if item.value.count(".") <= dots]


def _variables(ctx: Context) -> Iterator[str]:
    spec = _spec(ctx)
    yield from (f"{name}=" for name in (spec.vars if spec else ()))


def _inputs(ctx: Context) -> Iterator[str]:
    spec = _spec(ctx)
    yield from (f"{name}=" for name in (spec.inputs if spec and len(spec.inputs) > 1 else ()))


def _kinds(ctx: Context) -> Iterable[str]:
    from cnncalc.layers import ALIASES, KINDS

    return [*KINDS, *ALIASES, *dict.fromkeys(layer.family for layer in KINDS.values())]


def _conventions(ctx: Context) -> Iterable[str]:
    from cnncalc.counting.conventions import CONVENTIONS

    return CONVENTIONS


def _counted(ctx: Context) -> Iterable[str]:
    """What reconcile takes: a figure of ours or a convention."""
    from cnncalc.counting.reconcile import OURS

    return [*OURS.values(), *_conventions(ctx)]


def _commands(ctx: Context) -> Iterable[str]:
    command = ctx.find_root().command
    return command.list_commands(ctx) if isinstance(command, Group) else ()


def _columns(ctx: Context) -> Iterable[str]:
    from cnncalc.asking.places import COLUMNS, spellings

    return spellings(COLUMNS)


def _measures(ctx: Context) -> Iterable[str]:
    from cnncalc.asking.places import COMPARED, spellings

    return spellings(COMPARED)


def _quantities(ctx: Context) -> Iterable[str]:
    from cnncalc.asking.places import SWEPT, spellings

    return spellings(SWEPT)


def _varied(ctx: Context) -> Iterable[str]:
    """What the rows of a sweep can be sorted by: what varies, and every quantity."""
    return [*(text.partition("=")[0] for text in ctx.params.get("variables") or ()), *_quantities(ctx)]


def _sorted(ctx: Context) -> Iterable[str]:
    """What the list of networks can be sorted by."""
    from cnncalc.asking.places import SORTED, spellings

    return ["family", "spec", "year", *spellings(SORTED)]


def _pages(ctx: Context) -> Iterable[str]:
    from cnncalc.guide import NAMES

    return NAMES


def _topics(ctx: Context) -> Iterable[str]:
    from cnncalc.drills.topics import TOPICS

    return TOPICS


def _nothing(ctx: Context) -> Iterable[str]:
    return ()


_all_layers = completer(_layers, several=",+")
COMPLETERS: dict[str, Completer] = {
    "spec": completer(_bundled, files=True),
    "file": completer(_all_bundled, files=True),
    "path": completer(_nothing, files=True),
    "layer": _layers_by_level,
    "variable": completer(_variables),
    "input": completer(_inputs),
    "kind": completer(_kinds),
    "convention": completer(_conventions),
    "counted": completer(_counted),
    "command": completer(_commands),
    "columns": completer(_columns, several=","),
    "figures": completer(_measures, several=","),
    "quantities": completer(_quantities, several=","),
    "varied": completer(_varied, several=","),
    "topics": completer(_topics, several=","),
    "zoo": completer(_zoo),
    "sorted": completer(_sorted),
    "page": completer(_pages),
}
