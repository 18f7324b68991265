"""Hostile files: each is refused with its own message, or worked off, in bounded time and memory.

Every file is read by a process of its own that may use 1 GiB of memory and a few seconds of the processor.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from running import ROOT

MEMORY = 1024**3
INPUT = "input: 3x8x8\n"


class Hostile(NamedTuple):
    """A file, and what must be said of it; nothing is said against one that works."""

    name: str
    spec: str | bytes
    says: str
    seconds: int = 15  # of CPU; the machine may be busy
    command: str = "summarize"


def layers(*lines: str) -> str:
    """A spec of these layers."""
    return INPUT + listed(lines)


def listed(lines: Iterable[str]) -> str:
    """These layers."""
    return "layers:\n" + "".join(f"  - {line}\n" for line in lines)


def repeated(*counts: object, line: str = "relu") -> str:
    """Repeats inside one another, around a line."""
    return "".join(f"repeat {count}:\n{'  ' * depth}    - " for depth, count in enumerate(counts, 1)) + line


def chained(first: str, again: str, times: int, use: str = "b{}") -> str:
    """Blocks that each use the one before, and a use of the last: `again` says how, with the block before as {}."""
    blocks = "".join(
        f"  b{i}{'' if '{n}' not in again else ' n'}:\n    - {again.format(f'b{i - 1}', n='n')}\n" for i in range(1, times)
    )
    return f"{INPUT}blocks:\n  b0{' n' if '{n}' in again else ''}:\n    - {first}\n{blocks}{listed([use.format(times - 1)])}"


def laughs(width: int, depth: int) -> str:
    """Lists of aliases of lists of aliases, as the values of keys a, b, c."""
    lines = ["  a0: &a0 [" + ", ".join(["1x1"] * width) + "]"]
    lines += [f"  a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * width) + "]" for i in range(1, depth)]
    return "\n".join(lines) + "\n"


def joined_laughs(depth: int) -> str:
    """Joins whose two branches are the same alias of the join before."""
    blocks = "".join(f"  b{i}: &a{i}\n    - add:\n        - *a{i - 1}\n        - *a{i - 1}\n" for i in range(1, depth))
    return f"{INPUT}blocks:\n  b0: &a0\n    - relu\n{blocks}layers: *a{depth - 1}\n"


def variables(count: int, shape: str = "3x8x8") -> str:
    """Variables that each add one to the one before."""
    return f"input: {shape}\nvars:\n  v0: 1\n" + "".join(f"  v{i}: v{i - 1}+1\n" for i in range(1, count))


def nested_joins(depth: int) -> str:
    """Joins written inside one another."""
    return "layers:\n" + "".join(f"{'    ' * i}- add:\n" for i in range(depth)) + "    " * depth + "- relu\n"


TOO_MANY = "the limit is 1,000,000"
ABOVE = 10**15 + 1

REFUSED = (
    # networks that grow
    Hostile("repeat", layers(repeated(10**7)), TOO_MANY),
    Hostile("repeat_beyond_numbers", layers(repeated(10**16)), "the limit is 10^15"),
    Hostile("repeats_in_repeats", layers(repeated(1000, 1000, 1000)), TOO_MANY),
    Hostile("repeats_of_nothing", layers(repeated(10**6, 10**6, line="if false: relu")), TOO_MANY),
    Hostile("repeat_by_parameter", chained("repeat n: relu", "{} 10*{n}", 9, "b{} 1"), TOO_MANY),
    Hostile("repeats_by_parameter", f"{INPUT}blocks:\n  b n:\n    - {repeated(*'nnn')}\nlayers: b 10000\n", TOO_MANY),
    Hostile(
        "repeats_of_nothing_by_parameter",
        f"{INPUT}blocks:\n  b n:\n    - {repeated(*'nnn', line='if false: relu')}\nlayers: b 10000\n",
        "error: ",
    ),
    Hostile("repeat_by_variable", f"{INPUT}vars: {{n: 10**9}}\n{listed([repeated('n')])}", TOO_MANY),
    Hostile("blocks_laugh", chained("relu, relu", "{0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}", 30), TOO_MANY),
    Hostile("empty_blocks_laugh", chained("if false: relu", "{0}, {0}, {0}, {0}, {0}, {0}, {0}, {0}", 30), "error: "),
    Hostile("counts_beyond_all_digits", chained("relu", "repeat 1000000000000000: {}", 400), TOO_MANY),
    Hostile("joins_of_aliases_laugh", joined_laughs(60), TOO_MANY),
    Hostile("settings_of_aliases_laugh", f"{INPUT}expect:\n{laughs(10, 12)}layers:\n  - spp: {{size: *a11}}\n", "error: "),
    Hostile("freeze_of_aliases_laughs", f"{layers('relu')}expect:\n{laughs(10, 12)}freeze: *a11\n", "freeze is a list"),
    Hostile("names_laugh", chained(repeated(2000), "{} as a" + "a" * 8000, 500), "error: "),
    Hostile("regions_of_regions", layers(*["roipool 1x1 rois=1000000000000000"] * 400), "error: "),
    # nesting
    Hostile("blocks_nest", chained("relu", "{}", 1500), "nest deeper than 1,000 levels"),
    Hostile(
        "joins_nest_in_blocks", chained("relu", "add:\n        - {}\n        - identity", 1500), "nest deeper than 1,000 levels"
    ),
    Hostile("a_block_calls_itself", f"{INPUT}blocks:\n  a: b\n  b: a\nlayers: a\n", "calls itself"),
    Hostile("joins_nest", INPUT + nested_joins(200), "nests deeper than 100 levels"),
    Hostile("lists_nest", layers("- " * 5000 + "relu"), "nests deeper than 100 levels"),
    Hostile("flow_nests", layers("[" * 100_000), "nests deeper than 100 levels"),
    Hostile("flow_keys_nest", layers("{a: " * 100_000), "nests deeper than 100 levels"),
    Hostile(
        "expand_of_nested_joins",
        chained("relu", "add:\n        - {}\n        - identity", 60),
        "cannot be written",
        15,
        "expand",
    ),
    Hostile("variables_nest", variables(9000) + listed(["conv 1x1 v8999"]), "error: "),
    Hostile("variables_nest_in_an_input", variables(3000, "3xv2999x8") + listed(["relu"]), "error: "),
    Hostile("arguments_nest", chained("conv 1x1 n", "{} {n}" + "+1" * 90, 800, "b{} 1"), "error: "),
    Hostile("variables_in_a_circle", f"{INPUT}vars: {{a: b, b: c+1, c: a}}\nlayers: conv 1x1 a\n", "defined by itself"),
    # expressions
    Hostile("powers", layers("conv 1x1 9**9**9"), "an exponent must be"),
    Hostile("powers_of_powers", layers("conv 1x1 ((9**99)**99)**99"), "beyond 10^30"),
    Hostile("products", layers("conv 1x1 " + "*".join(["999999999"] * 90)), "beyond 10^30"),
    Hostile("fractions", layers("conv 1x1 " + "+".join(f"1/{n}" for n in range(7919, 7960))), "beyond 10^30"),
    Hostile("parentheses", layers("conv 1x1 " + "(" * 3000 + "1" + ")" * 3000), "nests deeper than 100 levels"),
    Hostile("signs", layers("conv 1x1 " + "-" * 5000 + "1"), "nests deeper than 100 levels"),
    Hostile("operators", layers("conv 1x1 " + "+".join("1" * 4000)), "more than 100 operators"),
    Hostile("arguments", layers("conv 1x1 min(" + ",".join("1" * 4900) + "+0)+x"), "not known"),
    Hostile("digits", layers("conv 1x1 " + "9" * 9000), "more than 32 digits"),
    Hostile("decimals", layers("conv 1x1 0." + "9" * 9000), "more than 32 digits"),
    Hostile("extents_of_a_kernel", layers("conv " + "x".join("1" * 4900) + " 8"), "but the data has 2 spatial axes"),
    Hostile("extents_of_an_input", f"input: {'x'.join('1' * 10**6)}\n{listed(['relu'])}", "the limit is 10,000"),
    Hostile("a_condition", layers("if " + " and ".join("1" * 150) + ": relu"), "more than 100 operators"),
    # numbers
    Hostile("huge_input", f"input: 3x{ABOVE}x8\n{listed(['relu'])}", "the limit is 10^15"),
    Hostile("huge_output", layers("upsample 10**14, upsample 10**14"), "the limit of 10^15"),
    Hostile("huge_kernel", layers("conv 1000000000000000x1 8"), "the window spans"),
    Hostile("huge_padding", layers("maxpool 3x3 pad=1000000000000000"), "as wide as the window"),
    Hostile("huge_groups", f"input: 999999999999989x1\n{listed(['conv 1 6 groups=7'])}", "does not divide"),
    # files
    Hostile("a_file_of_5_mib", layers("relu") + "#" * 5 * 1024**2, "larger than 4 MiB"),
    Hostile("a_line_of_4_mib", layers("conv " + "1" * (4 * 1024**2 - 100)), "the limit is 10,000"),
    Hostile("a_key_of_4_mib", INPUT + "k" * (4 * 1024**2 - 100) + ":\n", "not YAML"),
    Hostile("a_name_of_4_mib", f"{layers('relu')}freeze: {'n' * (4 * 1024**2 - 100)}\n", "the limit is 10,000"),
    Hostile("an_anchor_in_itself", f"{INPUT}layers: &a\n  - add: *a\n", "is inside what it names"),
    Hostile("an_unknown_alias", f"{INPUT}layers: *a\n", "names no anchor"),
    Hostile("a_tag", f"{INPUT}layers: !!python/object/apply:os.system ['id']\n", "the tag"),
    Hostile("a_merge", f"a: &a {{input: 3x8x8}}\n<<: *a\n{listed(['relu'])}", "<< does not merge"),
    Hostile("two_documents", layers("relu") + "---\n" + layers("relu"), "a second document"),
    Hostile("a_bell", layers("relu \x07"), "cannot stand in YAML"),
    Hostile("a_zero_byte", layers("relu \0"), "zero byte"),
    Hostile("bytes", bytes(range(256)) * 100, "not a text file"),
    Hostile("utf_16", layers("relu").encode("utf-16"), "not a text file"),
    Hostile("tabs", INPUT + "layers:\n\t- relu\n", "not with tabs"),
    Hostile("nothing", "", "the file is empty"),
    Hostile("comments", "# nothing\n" * 1000, "the file is empty"),
    Hostile("a_mark_alone", "---\n", "a spec is a mapping"),
    Hostile("extends_itself", "extends: spec.yaml\n", "error: "),
    # very many mistakes
    Hostile("unknown_steps", layers(*(f"zorp{i}" for i in range(100_000))), "and 99980 more errors"),
    Hostile("unknown_names", layers(*["relu"] * 10_000, *(f"from zorp{i}" for i in range(10_000))), "no tensor above"),
    Hostile("unknown_keys", INPUT + "".join(f"key{i}: 1\n" for i in range(100_000)), "is not known"),
    Hostile("keys_twice", INPUT * 100_000, "is given twice"),
    Hostile(
        "groups_that_do_not_divide",
        f"input: 999983x1\n{listed(f'from input, shuffle {i}' for i in range(2, 20_000))}",
        "does not divide",
    ),
)

WORKED_OFF = (
    Hostile("200_uses_nest", chained("relu", "{}", 200), ""),
    Hostile("300_joins_nest_in_blocks", chained("relu", "add:\n        - {}\n        - identity", 300), ""),
    Hostile("1000_branches", layers("concat:\n" + "      - relu\n" * 1000), ""),
    Hostile("100000_lines", layers(*["relu"] * 100_000), "", 60),
    Hostile("20000_blocks", chained("relu", "relu, {}", 400) + "".join(f"  - b{i}\n" for i in range(0, 400, 40)), ""),
    Hostile("huge_layer", f"input: {10**15}\n{listed(['fc 10**15', 'fc 10**15'])}", ""),
    Hostile(
        "huge_pictures", f"input: {10**15}x{10**15}x{10**15}\n{listed(['conv 3x3 10**15 half', 'maxpool 2x2', 'gap'])}", ""
    ),
    Hostile("prime_resize", layers("resize 999983x999979 bilinear, conv 3x3 8, adaptive_avgpool 7x7"), ""),
    Hostile("wide_windows_in_many_phases", layers("resize 1023x1021", repeated(50, line="conv 1023x1021 1 half")), ""),
    Hostile("wide_kernels_in_many_phases", layers(*(f"from input, deconv {i}x{i}/1023 1" for i in range(1023, 1123))), ""),
    Hostile("freeze_over_and_over", layers(*["relu"] * 1000) + "freeze: [" + "'*'," * 100_000 + "]\n", ""),
    Hostile("freeze_with_stars", layers("relu as " + "a" * 5000) + f"freeze: '{'a*' * 1000}'\n", ""),
)


def run(hostile: Hostile, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command on the file, in a process that may not grow."""
    path = folder / "spec.yaml"
    path.write_bytes(hostile.spec if isinstance(hostile.spec, bytes) else hostile.spec.encode())

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (hostile.seconds, hostile.seconds))

    form = ["--format", "json"] if hostile.command == "summarize" else []
    command = [sys.executable, "-m", "cnncalc", hostile.command, str(path), *form]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, preexec_fn=bound, timeout=180, check=False)


@pytest.mark.sample(12)
@pytest.mark.parametrize("hostile", REFUSED, ids=[hostile.name for hostile in REFUSED])
def test_it_is_refused(hostile: Hostile, tmp_path: Path) -> None:
    result = run(hostile, tmp_path)
    assert result.returncode == 2, result.stderr[-500:]
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert hostile.says in result.stderr
    assert len(result.stderr) < 50_000


@pytest.mark.sample(3)
@pytest.mark.parametrize("hostile", WORKED_OFF, ids=[hostile.name for hostile in WORKED_OFF])
def test_it_is_worked_off(hostile: Hostile, tmp_path: Path) -> None:
    result = run(hostile, tmp_path)
    assert result.returncode == 0, result.stderr[-500:]
    assert result.stdout.startswith("{")
    assert result.stderr == ""
