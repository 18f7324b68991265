"""Finding joins: the nodes of a flat graph, in their order, become paths with branches inside.

The nodes are read once. What has been read so far is a list of items; where a node joins tensors, the items behind the tensor
that its branches share are its branches. What cannot be said so (a skip over layers that shrink and grow again, branches
that are not one behind the other) starts with `from`, and the tensor gets a name.
"""

from __future__ import annotations

from cnncalc.importing.folding.tree import FromItem, HeadItem, JoinItem, Path, PathItem, StepItem
from cnncalc.importing.folding.words import words_of
from cnncalc.network.graph import Graph, Node

LONG = 4  # items beside a branch of its own over which a skip is named, if they shrink and grow again
DEEPEST = 12  # joins inside one another


class Unfoldable(Exception):
    """The graph is one that cannot be folded; it is written as it is."""


def path_of(graph: Graph) -> Path:
    """The items of a graph from its first input to its output."""
    return _Reader(graph).read()


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.main = next(iter(graph.inputs.values()))
        self.index = {node.name: i for i, node in enumerate(graph.nodes)}
        self.heads: dict[int, list[str]] = {}
        for name, output in graph.outputs.items():
            if name != "output":
                self.heads.setdefault(output, []).append(name)
        self.last_use = list(range(len(graph.nodes)))
        for i, node in enumerate(graph.nodes):
            for read in node.inputs:
                self.last_use[read] = i
        self.last_use[graph.outputs["output"]] = len(graph.nodes)
        self.items: Path = []
        self.at: dict[int, int] = {}  # where the item stands that ends in a node
        self.chain: list[int] = []  # for each item, where the unbroken chain that it is in begins
        self.grown: list[int] = []  # for each item, where the last up to it stands that makes a map larger, or -1
        self.depth: list[int] = []

    def read(self) -> Path:
        nodes, end = self.graph.nodes, self.graph.outputs["output"]
        for i in self.graph.inputs.values():
            self._heads_at(i)
        for i in range(len(self.graph.inputs), len(nodes)):
            if nodes[i].layer.splits:
                self._split(i, nodes[i])
            elif nodes[i].layer.joins:
                self._join(i, nodes[i])
            else:
                self._push(StepItem(nodes[i].inputs[0], i, nodes[i].name, words_of(nodes[i].layer)), self._grows(nodes[i]), 0)
            self._heads_at(i)
        return self._linked(self.items, self.main, end) or [FromItem(end)]

    @staticmethod
    def _grows(node: Node) -> bool:
        """Whether the layer makes a map of more than one position larger, other than by padding."""
        x, y = node.applied.xs[0], node.shape
        return node.layer.kind != "pad" and len(x) == len(y) and any(1 < before < after for before, after in zip(x[1:], y[1:]))

    def _push(self, item: PathItem, grows: bool, depth: int) -> None:
        items, place = self.items, len(self.items)
        before = items[-1].end if items else self.main
        self.chain.append(self.chain[-1] if items and item.source == before else place)
        self.grown.append(place if grows else self.grown[-1] if items else -1)
        self.depth.append(depth)
        if not isinstance(item, HeadItem):
            self.at[item.end] = place
        items.append(item)

    def _cut(self, start: int) -> tuple[Path, bool, int]:
        """Take the items from a place on; whether they make a map larger, and how deep they nest."""
        taken = self.items[start:]
        grows = bool(taken) and self.grown[-1] >= start
        depth = max(self.depth[start:], default=0)
        for item in taken:
            if self.at.get(item.end, -1) >= start:
                del self.at[item.end]
        for column in (self.items, self.chain, self.grown, self.depth):
            del column[start:]
        return taken, grows, depth

    def _join(self, i: int, node: Node) -> None:
        spans = self._spans(node.inputs)
        start, source = self._start(node.inputs, spans)
        if not self._reads_what_is_above(node.inputs, spans, start, source):
            start, source = len(self.items), self.items[-1].end
        branches: list[Path] = []
        for end, span in zip(node.inputs, spans):
            begin = max(span[0], start) if span else 0
            items = self.items[begin : span[1]] if span else []
            branches.append(self._linked(items, source, end))
        taken, grows, depth = self._cut(start)
        item = JoinItem(node.layer.kind, node.name, branches, source, taken[0].first if taken else i, i)
        self._push(item, grows, depth + 1)

    def _spans(self, ends: tuple[int, ...]) -> list[tuple[int, int] | None]:
        """For each branch the items at the end of the list that lead to it, as far back as they are a chain."""
        cut = len(self.items)
        spans: list[tuple[int, int] | None] = [None] * len(ends)
        for branch in reversed(range(len(ends))):
            if cut and self.at.get(ends[branch]) == cut - 1 and not isinstance(self.items[cut - 1], HeadItem):
                begin = self.chain[cut - 1]
                spans[branch] = begin, cut
                cut = begin
        return spans

    def _start(self, ends: tuple[int, ...], spans: list[tuple[int, int] | None]) -> tuple[int, int]:
        """Where the branches begin: the place of the first item, and the tensor that they start from."""
        here = len(self.items)
        current = self.items[-1].end if self.items else self.main
        found = [span for span in spans if span]
        if not found:
            return here, current
        begin, end = min(found)
        broken = [self.items[span[0]].source for span in found if span[0] != begin]
        skipped = [tensor for tensor, span in zip(ends, spans) if not span]
        for tensor in [*broken, *sorted(skipped, reverse=True)]:
            place = self.at.get(tensor, -1)
            if tensor == self.items[begin].source:
                first = begin
            elif begin <= place < end - 1:
                first = place + 1
            else:
                continue
            while isinstance(self.items[first], HeadItem):
                first += 1
            long_skip = self.grown[end - 1] >= first and (not broken or end - first > LONG)
            if not long_skip and max(self.depth[first:end]) < DEEPEST:
                return first, self.items[first].source
        first = self._tail(begin, end)
        if first == here or max(self.depth[first:]) >= DEEPEST:
            return here, current
        return first, self.items[first].source

    def _reads_what_is_above(self, ends: tuple[int, ...], spans: list[tuple[int, int] | None], start: int, source: int) -> bool:
        """Whether no branch goes on from a tensor that only a later branch makes."""
        later = len(self.graph.nodes)
        for end, span in reversed([*zip(ends, spans)]):
            begin = max(span[0], start) if span else 0
            inside = bool(span and begin < span[1])
            read = self.items[begin].source if inside else end
            if read != source and read >= later:
                return False
            later = self.items[begin].first if inside else later
        return True

    def _tail(self, begin: int, end: int) -> int:
        """Where a branch starts whose others start elsewhere: at the last layer that makes the map larger.

        Without one it has all of a chain that comes before others, or else nothing.
        """
        if self.grown[end - 1] >= begin:
            return self.grown[end - 1]
        return begin if end < len(self.items) else end

    def _linked(self, items: Path, start: int, end: int) -> Path:
        """The items as a path from one tensor to another, with `from` where it does not go on by itself."""
        linked: Path = []
        at = start
        for item in items:
            if item.source != at:
                linked.append(FromItem(item.source))
            linked.append(item)
            at = item.end
        return linked if at == end else [*linked, FromItem(end)]

    def _split(self, i: int, node: Node) -> None:
        """A split's slices stand in front of its branches, each of which starts from its own."""
        count = len(node.inputs)
        first = self.index.get(f"{node.name}.slice1", -1)
        place = self.at.get(first, -1)
        slices = self.items[place : place + count]
        if place < 0 or [item.end for item in slices] != list(range(first, first + count)):
            raise Unfoldable
        source = slices[0].source
        at, branches = place + count, []
        for number, end in enumerate(node.inputs):
            stop = at if end == first + number else self.at.get(end, -1) + 1
            if stop < at:
                raise Unfoldable
            branches.append(self._linked(self.items[at:stop], first + number, end))
            at = stop
        if at != len(self.items) or any(item.source != source for item in slices):
            raise Unfoldable
        _, grows, depth = self._cut(place)
        self._push(JoinItem("split", node.name, branches, source, first, i), grows, depth + 1)

    def _heads_at(self, i: int) -> None:
        for name in self.heads.get(i, ()):
            current = self.items[-1].end if self.items else self.main
            if self.last_use[i] > i or i != current or isinstance(self.items[-1], HeadItem):
                self._push(HeadItem(name, self._linked([], current, i), current, i), False, 0)
                continue
            place = len(self.items) - 1
            while place > self.chain[-1] and self.last_use[self.items[place].source] <= i:
                place -= 1
            before = self.items[place - 1].end if place else self.main
            body, grows, depth = self._cut(place)
            self._push(HeadItem(name, self._linked(body, before, i), before, body[0].first), grows, depth + 1)
