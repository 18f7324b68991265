"""Random graphs put under random names: scopes that lie in one another or come back, and words that Python keeps for itself."""

from __future__ import annotations

from random import Random

from cnncalc.network.graph import Graph

AWKWARD = (
    "half",
    "type",
    "training",
    "forward",
    "class",
    "lambda",
    "0",
    "7a",
    "a-b",
    "keys",
    "pop",
    "x",
    "self",
    "torch",
    "_",
    "__x",
)


def scattered(graph: Graph, random: Random) -> tuple[Graph, dict[str, str]]:
    """The graph with its layers renamed, and each layer's old name by its new one."""
    names: dict[str, str] = {}
    scope: list[str] = []
    nodes = list(graph.nodes)
    for index in range(len(graph.inputs), len(nodes)):
        scope = _moved(scope, random)
        last = random.choice((f"{nodes[index].layer.kind}{random.randint(1, 3)}", random.choice(AWKWARD), f"n{index}"))
        name = next(
            each for each in (".".join([*scope, last]), ".".join([*scope, f"n{index}"]), f"n{index}") if _is_free(each, names)
        )
        names[name] = nodes[index].name
        nodes[index] = nodes[index]._replace(name=name)
    return graph._replace(nodes=tuple(nodes)), names


def _moved(scope: list[str], random: Random) -> list[str]:
    """The scope of the next layer: mostly the same, or one step in or out; seldom anywhere."""
    dice = random.random()
    if dice < 0.25:
        return [*scope, random.choice(("a", "b", "block1", "block2", random.choice(AWKWARD)))][:4]
    if dice < 0.5:
        return scope[:-1]
    return [random.choice(("a", "b", "block1")) for _ in range(random.randint(0, 2))] if dice < 0.6 else scope


def _is_free(name: str, names: dict[str, str]) -> bool:
    """Whether a layer can be named so: no scope has the name, and no layer that of a scope around it."""
    around = {name[:at] for at in range(len(name)) if name[at] == "."}
    return name not in names and not around & names.keys() and not any(other.startswith(f"{name}.") for other in names)
