"""From groups to blocks: what is alike becomes one block with uses, what is not is dissolved into what stands around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from cnncalc.importing.folding.block_names import block_name
from cnncalc.importing.folding.merging import merged
from cnncalc.importing.folding.naming import FlatNames, say
from cnncalc.importing.folding.parameters import parametrised
from cnncalc.importing.folding.repeats import follows, peeled, twice, with_repeats, without_repeats
from cnncalc.importing.folding.templates import key, lifted
from cnncalc.importing.folding.tree import (
    BlockParameter,
    FoldedBlock,
    GroupItem,
    Path,
    PathItem,
    RepeatItem,
    UseItem,
    every_once,
    weight,
)

NOWHERE = "?"  # the scope of layers whose names cannot be said inside a block
LARGEST = 400  # items of a group that is laid over others
MOST_PARAMETERS = 8
MOST_FLAGS = 2
ROUNDS = 3  # how much a repeat counts beside its first round
MOST_VARIANTS = 40


class Workshop:
    """The blocks so far, and what groups have become."""

    def __init__(self, names: FlatNames) -> None:
        self.names = names
        self.blocks: list[FoldedBlock] = []
        self.resolved: dict[int, Path] = {}

    def of_groups(self, path: Path) -> Path:
        """The path with all groups made into uses of blocks, or dissolved."""
        for groups in _levels(path):
            self.resolve(groups)
        return self.opened(path)

    def opened(self, path: Path) -> Path:
        """A path in which groups are what they have become."""
        found: Path = []
        for item in path:
            if isinstance(item, GroupItem) and id(item) in self.resolved:
                found += self.resolved[id(item)]
                continue
            for below in item.paths():
                below[:] = self.opened(below)
            found.append(item)
        return found

    def resolve(self, groups: Sequence[GroupItem]) -> None:
        """Make blocks of groups that are alike."""
        for group in groups:
            group.items = self.opened(group.items)
            say(group.items, group.name or NOWHERE, self.names)
        _repeat_alike(groups)
        for cluster in _clusters(groups):
            if not self._makes(cluster):
                for variant in _variants(cluster):
                    if len(variant) == len(cluster) or not self._makes(variant):
                        self._dissolve(variant)

    def _makes(self, groups: Sequence[GroupItem]) -> bool:
        """Make a block of groups that are alike, if it is worth it."""
        uses = range(len(groups))
        body = _template([(use, groups[use].items) for use in uses])
        if body is None or not _worth(len(groups), _size(body), 0):
            return False
        channels = {use: self.names.graph.nodes[groups[use].source].shape[0] for use in uses}
        parameters = parametrised(body, channels, {block.name for block in self.blocks})
        flags = sum(parameter.role == "flag" for parameter in parameters)
        if flags > MOST_FLAGS or not _worth(len(groups), _size(body), len(parameters) + 2 * flags):
            return False
        block = FoldedBlock(self._name(groups, body, parameters), parameters, twice(body))
        self.blocks.append(block)
        for use, group in enumerate(groups):
            values = [parameter.column[use] for parameter in parameters]
            self.resolved[id(group)] = [UseItem(block, values, group.source, group.first, group.end, group.name)]
        return True

    def _dissolve(self, groups: Sequence[GroupItem]) -> None:
        for group in groups:
            self.resolved[id(group)] = without_repeats(group.items)

    def _name(self, groups: Sequence[GroupItem], body: Path, own: Sequence[BlockParameter]) -> str:
        roles = [role for group in groups if (role := _own_role(group))] or [group.role for group in groups]
        parameters = {parameter.name for block in self.blocks for parameter in block.parameters}
        taken = {block.name for block in self.blocks} | parameters | {parameter.name for parameter in own}
        return block_name(roles, twice(body), taken)


def _repeat_alike(groups: Sequence[GroupItem]) -> None:
    """Find the repeats in groups, in those of one kind alike."""
    written_out = {id(group): key(group.items) for group in groups}
    for group in groups:
        group.items = with_repeats(group.items)
    first_apart = {group.role for group in groups if any(map(follows, *_repeats(group.items)))}
    forms = defaultdict[object, set[object]](set)
    for group in groups:
        group.items = peeled(group.items) if group.role in first_apart else group.items
        forms[written_out[id(group)]].add(key(group.items))
    for group in groups:
        if len(forms[written_out[id(group)]]) > 1:  # numbers that happen to be equal made a repeat of what is none elsewhere
            group.items = without_repeats(group.items)


def _repeats(path: Path) -> tuple[list[RepeatItem], list[Path]]:
    """The repeats of a path, and what stands before each."""
    places = [i for i, item in enumerate(path) if isinstance(item, RepeatItem)]
    return [path[i] for i in places], [path[:i] for i in places]  # type: ignore[misc]


def _size(body: Path) -> int:
    """How much a use saves. A repeat stands for more: outside a block its rounds would have names, one by one."""
    return weight(body) + sum(ROUNDS for item in body if isinstance(item, RepeatItem))


def _worth(uses: int, size: int, parameters: int) -> bool:
    """Whether a block saves the reader something."""
    return uses > 1 and size > 1 and parameters <= MOST_PARAMETERS and (uses - 1) * size > 2 + 0.4 * uses * parameters


def _levels(path: Path) -> Iterator[list[GroupItem]]:
    """The groups, the innermost first; those of one role come together."""
    heights: dict[int, int] = {}
    groups: list[GroupItem] = []

    def height(items: Path) -> int:
        return max((_height(item) for item in items), default=0)

    def _height(item: PathItem) -> int:
        if isinstance(item, GroupItem):
            heights[id(item)] = 1 + height(item.items)
            groups.append(item)
            return heights[id(item)]
        return max((height(below) for below in item.paths()), default=0)

    height(path)
    roles: dict[str, int] = {}
    for group in groups:
        roles[group.role] = max(roles.get(group.role, 0), heights[id(group)])
    levels = defaultdict[int, list[GroupItem]](list)
    for group in groups:
        inner = [item.role for item in every_once(group.items) if isinstance(item, GroupItem)]
        nested = group.role in inner or any(roles[role] >= roles[group.role] for role in inner)
        levels[2 * (heights[id(group)] if nested else roles[group.role])].append(group)
    for level in sorted(levels):
        yield sorted(levels[level], key=lambda group: group.first)


def _clusters(groups: Sequence[GroupItem]) -> list[list[GroupItem]]:
    """Groups that may be uses of one block: they are alike but for numbers, or of one role and merge."""
    variants = _variants(groups)
    clusters: list[list[GroupItem]] = []
    for variant in sorted(variants, key=lambda v: (-weight(v[0].items), v[0].first)):
        cluster = next((c for c in clusters if _merge_well(c, variant)), None) if len(variants) <= MOST_VARIANTS else None
        if cluster is None:
            clusters.append(variant)
        else:
            cluster += variant
    return sorted(([*sorted(cluster, key=lambda group: group.first)] for cluster in clusters), key=lambda c: c[0].first)


def _variants(groups: Sequence[GroupItem]) -> list[list[GroupItem]]:
    """Groups that differ in numbers alone; those that counting named apart stay apart."""
    alike = defaultdict[object, list[GroupItem]](list)
    for group in groups:
        alike[id(group) if len(group.items) > LARGEST else key(group.items)].append(group)
    found: list[list[GroupItem]] = []
    for variant in alike.values():
        roles = [role for role in dict.fromkeys(map(_own_role, variant)) if role] or [""]
        found += [[group for group in variant if (_own_role(group) or roles[0]) == role] for role in roles]
    return found


def _own_role(group: GroupItem) -> str:
    """The role of a group that counting may have named, inside another scope: a block of its own gives it that name again."""
    last = group.name.rpartition(".")[2]
    return group.role if "." in group.name and last[len(group.role) :].isdigit() and last.startswith(group.role) else ""


def _merge_well(cluster: Sequence[GroupItem], variant: Sequence[GroupItem]) -> bool:
    """Whether both have one role and little differs."""
    if {group.role for group in cluster} != {group.role for group in variant}:
        return False
    return _template([(number, group.items) for number, group in enumerate([*cluster, *variant])]) is not None


def _template(uses: Sequence[tuple[int, Path]]) -> Path | None:
    """One path for all uses, with choices where some lack a part."""
    variants = defaultdict[object, list[tuple[int, Path]]](list)
    for use, path in uses:
        variants[key(path)].append((use, path))
    body, inside = None, frozenset[int]()
    for variant in sorted(variants.values(), key=lambda variant: (-weight(variant[0][1]), variant[0][0])):
        more = [use for use, _ in variant]
        form = lifted(more, [path for _, path in variant])
        body = form if not inside else merged(body, form, inside, frozenset(more)) if body else None
        inside = inside | frozenset(more)
    return body
