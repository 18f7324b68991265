"""What blocks are called: after the classes or the folders of what uses them, or else after what is in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from cnncalc.importing.folding.tree import JoinItem, Path, RepeatItem, StepItem, UseItem, every_once
from cnncalc.language.lines import RESERVED
from cnncalc.words.scan import is_name

CONTAINERS = ("Sequential", "ModuleList", "ModuleDict", "Functional", "Model")  # classes that say nothing of what is in them


def role_of(scope: str, classes: Mapping[str, str]) -> str:
    """What a block of such scopes is called: the class in small letters, or else the folder of its name.

    >>> role_of("layer1.0", {"layer1.0": "Bottleneck"}), role_of("layer1.0", {}), role_of("features.denselayer12", {})
    ('bottleneck', 'layer', 'denselayer')
    """
    if classes.get(scope, "Sequential") not in CONTAINERS:
        return classes[scope].lower().strip("_")
    parts = [part for part in scope.split(".") if not part.isdigit()]
    return re.sub(r"[\d_]+$", "", parts[-1].lower()) if parts else ""


def block_name(roles: Iterable[str], body: Path, taken: Collection[str]) -> str:
    """A name for a block whose uses lie in scopes of these roles."""
    counts = Counter(roles)
    stems = Counter(re.sub(r"\d+", "", role).strip("_").replace("__", "_") for role in counts.elements())
    most, of_most = stems.most_common(1)[0] if stems else ("", 0)
    role = next(iter(counts)) if len(counts) == 1 else most if of_most * 5 >= 3 * counts.total() else ""
    name = re.sub(r"\W", "_", role)
    if not is_name(name) or len(name) < 2:
        name = content_name(body)
    if name in RESERVED:
        name = f"{name}_block"
    if name in taken and body and isinstance(body[0], JoinItem) and body[0].kind == "add":
        name = f"{name}_add"  # beside a block of the same layers without a skip
    numbered = (name if number == 1 else f"{name}_{_letter(number)}" for number in range(1, 10**6))
    return next(name for name in numbered if name not in taken and name not in RESERVED)


def _letter(number: int) -> str:
    return chr(ord("a") + number - 1) if number <= 26 else str(number)


def content_name(body: Path) -> str:
    """What a block is called for what is in it: conv_bn_relu, residual, inception."""
    joins = [item for item in body if isinstance(item, JoinItem)]
    inner = [item for item in every_once(body) if isinstance(item, (StepItem, UseItem))]
    if joins and joins[0].kind in ("add", "mul", "concat", "split"):
        branches = joins[0].branches
        passed = any(not branch or _passes(branch) for branch in branches)
        if joins[0].kind == "concat":
            return "dense_layer" if passed and len(branches) == 2 else "inception" if len(branches) > 2 else "merge"
        if joins[0].kind == "mul":
            return "squeeze_excite" if any(isinstance(item, StepItem) and item.kind == "gap" for item in inner) else "gate"
        return "residual" if joins[0].kind == "add" else "unit"
    if len(body) == 1 and isinstance(body[0], RepeatItem) and body[0].count in ("2", "3"):
        word = "double" if body[0].count == "2" else "triple"
        return f"{word}_{content_name(body[0].rounds[0]).partition('_')[0]}"
    if any(not isinstance(item, (StepItem, UseItem)) for item in body):
        return "stage"
    words = [item.block.name if isinstance(item, UseItem) else item.kind for item in inner]
    for times, word in ((2, "double"), (3, "triple")):
        if len(words) > times and words == words[: len(words) // times] * times:
            return f"{word}_{_short(words[0])}"
    if any("dwconv" in word for word in words) and len(words) > 1 and any("_" in word for word in words):
        return "mbconv"
    return "_".join(map(_short, words)) if len(words) <= 3 and not any("_" in word for word in words) else "body"


def _passes(branch: Path) -> bool:
    return len(branch) == 1 and isinstance(branch[0], StepItem) and branch[0].kind == "identity"


def _short(word: str) -> str:
    return "act" if word == "#" else word
