"""The keys of a mapping in a file, and their values."""

from collections.abc import Iterable, Iterator

from cnncalc.errors import Place, Problem, Word, did_you_mean, quote, visible
from cnncalc.language.spec import Text
from cnncalc.language.yaml_text import Mapping, Node, Scalar
from cnncalc.words.dtypes import DTYPES


class Keys:
    """The keys of a mapping; what is wrong with them is added to `problems`."""

    def __init__(self, node: Mapping, problems: list[Problem]) -> None:
        self.place = node.place
        self.problems = problems
        self.pairs = {key.value: (key, value) for key, value in node.pairs}

    def __contains__(self, key: str) -> bool:
        return key in self.pairs

    def __getitem__(self, key: str) -> tuple[Scalar, Node]:
        return self.pairs[key]

    def note(self, message: str, place: Place, help: str | None = None) -> None:
        """Add a mistake to the problems."""
        self.problems.append(Problem(message, place, (), help))

    def note_unknown(self, known: Iterable[str]) -> None:
        """Report the keys that are not known, each with the one that was probably meant."""
        known = tuple(known)
        for key, _ in self.pairs.values():
            if key.value not in known:
                help = did_you_mean(key.value, known, f"the keys are: {', '.join(known)}")
                self.note(f"the key {quote(key.value)} is not known", key.place, help)

    def note_misplaced(self, beside: str, keys: Iterable[str], help: str) -> None:
        """Report the keys that make no sense beside another one."""
        for name in keys:
            if name in self.pairs:
                self.note(f"{name} has no place beside {beside}", self.pairs[name][0].place, help)

    def text(self, key: str) -> str:
        """The text below a key; empty where there is none."""
        if key not in self.pairs:
            return ""
        value = self.pairs[key][1]
        if not isinstance(value, Scalar):
            self.note(f"{key} is one text", value.place)
            return ""
        return "\n".join(map(visible, value.value.strip().split("\n")))

    def cut(self, keys: Iterable[str]) -> Iterator[str]:
        """A remark on each text that a # ends, which was probably meant as a part of it."""
        for key in keys:
            if key not in self.pairs or not isinstance(self.pairs[key][1], Scalar):
                continue
            place = self.pairs[key][1].place
            rest = place.text[place.column + place.width - 1 :].strip()
            if rest.startswith("#") and rest[1:2].strip("# "):
                yield f"the {key} ends before {quote(rest)}, which YAML takes for a comment: put the text in quotes"

    def line(self, key: str) -> str:
        """The same in one line."""
        return " ".join(self.text(key).split("\n"))

    def dtype(self) -> str:
        """The type of every number, below `dtype`; empty where there is none, or none that is known."""
        dtype = self.text("dtype")
        if dtype and dtype not in DTYPES:
            help = did_you_mean(dtype, DTYPES, f"the types are: {', '.join(DTYPES)}")
            self.note(f"the dtype {quote(dtype)} is not known", self["dtype"][1].place, help)
            return ""
        return dtype

    def texts(self, key: str) -> dict[str, Text]:
        """The mapping of names to words below a key."""
        if key not in self.pairs:
            return {}
        value = self.pairs[key][1]
        if isinstance(value, Scalar) and not value.value:
            return {}
        if not isinstance(value, Mapping):
            self.note(f"{key} is a mapping of names to values", value.place, f"for instance {key}: with name: value below")
            return {}
        found = {}
        for name, node in value.pairs:
            if isinstance(node, Scalar) and node.value:
                found[name.value] = text_of(name, node)
            else:
                self.note(f"{quote(name.value)} needs one value", name.place, "write name: value")
        return found


def text_of(key: Scalar, node: Scalar) -> Text:
    """The text of a scalar below a key."""
    return Text(Word(node.value), node.place, key.place)
