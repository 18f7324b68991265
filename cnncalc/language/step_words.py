"""What the words of one step give, in whichever tool's language: settings by our names, flags, and words that stand alone."""

from __future__ import annotations

import re

from cnncalc.layers import kind_named
from cnncalc.layers.base import Layer
from cnncalc.words.sizes import Grid, Size
from cnncalc.words.usage import PADDING_FLAGS, Usage

# Our word of a setting, and what it is called elsewhere, in small letters and without underscores.
SETTINGS = """
stride strides s subsample
kernel kernelsize ksize k size poolsize window filtersize
out filters outchannels outfeatures outputchannels units numoutput numfilters channels features
pad padding pads p
out_pad outputpadding
dilation dilationrate dilations d
groups group g numgroups
bias usebias biasterm
activation act activationfunction nonlinearity
mult depthmultiplier
rate p prob dropprob
r upscalefactor downscalefactor blocksize
factor scalefactor scale
scale
shift center
ceil ceilmode
affine elementwiseaffine
pad_value countincludepad
eps epsilon
approximate
dropped in inchannels infeatures numfeatures numchannels normalizedshape inputshape inputdim inplace momentum name
dropped trainable paddingmode dataformat dtype device axis dim kernelinitializer biasinitializer kernelregularizer
slope negativeslope alpha
alpha
"""
YES, NO = ("true", "yes", "1", "on"), ("false", "no", "none", "0", "off")
NUMBER = re.compile(r"\d*\.\d+|\d+")
SHORT = re.compile(r"([skpdg])(\d+)")


class StepWords:
    """What the words of a step give: its settings by our names, and the words that stand alone."""

    def __init__(self, usage: Usage, known: frozenset[str]) -> None:
        self.usage = usage
        self.known = known
        self.settings: dict[str, str] = {}
        self.loose: list[str] = []
        self.flags: list[str] = []

    def names(self, key: str) -> str | None:
        """Our name of a setting, the one that this kind has where several are called so."""
        if key in self.usage.settings:
            return key
        key = key.lower().replace("_", "").replace("-", "")
        ours = [
            row.split()[0] for row in SETTINGS.strip().splitlines() if key in {word.replace("_", "") for word in row.split()}
        ]
        own = {slot.name for slot in self.usage.slots} | ({"pad"} if "half" in self.usage.flags else set())
        own |= {flag.removeprefix("no") for flag in self.usage.flags}
        return next((name for name in ours if name in own), ours[0] if ours else None)

    def ends_before(self, word: str, following: list[str]) -> bool:
        """Whether a word begins a step of its own."""
        setting = self.names(word) and following and NUMBER.match(following[0])
        return not setting and word not in self.usage.flags and is_step(word)

    def take(self, words: list[str]) -> bool:
        """Whether all words could be understood."""
        at = 0
        while at < len(words):
            word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
            key, equals, value = word.partition("=")
            short = SHORT.fullmatch(word)
            at += 1
            if equals and key.isidentifier():
                ours = self.names(key)
            elif short and word not in self.known:
                ours, value = self.names(short[1]), short[2]
            elif (
                NUMBER.match(following)
                and (len(word) > 1 or word in self.usage.settings)
                and (ours := self.names(word))
                and word not in self.known
            ):
                value, at = following, at + 1
            else:
                self._stands_alone(word)
                continue
            if ours is None or not self._set(ours, value):
                return False
        return True

    def _set(self, ours: str, value: str) -> bool:
        if ours == "dropped" or (ours == "eps" and "eps" not in self.usage.settings):
            return True
        if ours in self.settings or not value:
            return False
        self.settings[ours] = value.strip("'\"")
        return True

    def _stands_alone(self, word: str) -> None:
        plain = word.lower().strip("'\"")
        if plain in self.usage.flags:
            self.flags.append(plain)
        elif plain in ("no_bias", "no-bias", "biasless"):
            self.settings["bias"] = "false"
        elif plain == "bias" and "nobias" in self.usage.flags:
            self.settings["bias"] = "true"
        else:
            self.loose.append(word)

    def lines(self, layer: type[Layer], rank: int) -> list[str] | None:
        """The step, and its activation as a step; None where a word has no place."""
        left = dict(self.settings)
        rank = 1 if left.get("pad") == "causal" else rank
        words = self._positional(layer, left, rank)
        if words is None or self.loose or not self._flagged(left):
            return None
        act = left.pop("activation", "").lower()
        named = {"pad": "pad", **{name: name for name in self.usage.settings}}
        words += [f"{name}={_extents(left.pop(name))}" for name in list(left) if name in named and name in self.usage.settings]
        if left:
            return None
        steps = [" ".join([layer.kind, *words, *self.flags])]
        return steps if act in ("", "linear", "none", "identity") else [*steps, act] if kind_named(act) else None

    def _flagged(self, left: dict[str, str]) -> bool:
        """Settings that are flags here; whether each could be said."""
        pad = left.get("pad", "").lower()
        if pad == "valid" or (pad in PADDING_FLAGS and pad in self.usage.flags):
            self.flags += [pad] * (left.pop("pad").lower() != "valid")
        for name, flag, says in (
            ("bias", "nobias", NO),
            ("ceil", "ceil", YES),
            ("pad_value", "exclude_pad", NO),
            ("scale", "noscale", NO),
            ("shift", "noshift", NO),
            ("affine", "noaffine", NO),
            ("affine", "affine", YES),
        ):
            value = left.get(name, "").lower()
            if value in (*YES, *NO) and value and (flag in self.usage.flags or value not in says):
                self.flags += [flag] * (value in says)
                del left[name]
        if left.get("approximate", "none") in ("none", "tanh"):
            self.flags += ["tanh"] * (left.pop("approximate", "none") == "tanh")
        return not any(name in left for name in ("bias", "ceil", "pad_value", "affine", "scale", "shift"))

    def _positional(self, layer: type[Layer], left: dict[str, str], rank: int) -> list[str] | None:
        words: list[str] = []
        names = [slot.name for slot in self.usage.positional]
        if "size" in names and "out" in names and "kernel" not in left and len(self.loose) == 2 and "x" in self.loose[1]:
            self.loose.reverse()
        for slot in self.usage.positional:
            sized = slot.meaning in (Size, Grid)
            key = "kernel" if slot.name == "size" else slot.name
            value = left.pop(key, None) or (self.loose.pop(0) if self.loose else None)
            if value is None and slot.required:
                return None
            if value is not None:
                words.append(_size(value, left, rank, layer) if sized else _extents(value))
        return words


def _size(value: str, left: dict[str, str], rank: int, layer: type[Layer]) -> str:
    """A kernel with its stride; one number goes for every axis."""
    kernel, slash, stride = _extents(value).partition("/")
    stride = stride if slash else _extents(left.pop("stride", ""))
    wide = "x".join([kernel] * rank) if kernel.isdecimal() else kernel
    usual = stride == "1" and not layer.stride_is_kernel
    return f"{wide}/{stride}" if stride and (slash or not usual) else wide


def _extents(value: str) -> str:
    """`(3, 3)` as extents."""
    listed = re.fullmatch(r"[(\[]\s*(\d+(?:\s*,\s*\d+)+)\s*[)\]]", value)
    return re.sub(r"\s*,\s*", "x", listed[1]) if listed else value


def is_step(word: str) -> bool:
    """Whether a word begins a step of its own."""
    layer = kind_named(word.lower())
    return bool(layer) and not (layer and layer.joins)
