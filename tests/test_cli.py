"""The manners of the command line: statuses, where results and errors go, whole files, colours, pipes, other folders."""

from __future__ import annotations

import io
import os
import pty
import re
import shlex
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from importing import onnx_writer
from running import Result, Run

from cnncalc.cli import COMMANDS

SPEC = "input: 3x8x8\nlayers:\n  - conv 3x3 4\n"
BROKEN = "input: 3x8x8\nlayers:\n  - conv 9x9 4\n"
COMMAND = [sys.executable, "-m", "cnncalc"]
ANSI = "\x1b["
COLOUR = r"\x1b\[(\d+;)*(3|4|9|10)\d[;m]"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a spec in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def launch(*args: str, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own."""
    return subprocess.run([*COMMAND, *args], input=data, capture_output=True, env=os.environ | environment, timeout=60)


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A line of bash, in which cnncalc is the command."""
    function = f'cnncalc() {{ {shlex.join(COMMAND)} "$@"; }}\n'
    return subprocess.run(["bash", "-c", function + line], capture_output=True, env=os.environ | environment, timeout=60)


def on_terminal(*args: str, **environment: str) -> str:
    """What a terminal is shown, by standard output and standard error alike."""
    reader, terminal = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | environment
    with subprocess.Popen([*COMMAND, *args], stdout=terminal, stderr=terminal, env=variables) as process:
        os.close(terminal)
        shown = b""
        while data := _read(reader):
            shown += data
        process.wait(timeout=60)
    os.close(reader)
    return shown.decode()


def _read(reader: int) -> bytes:
    try:
        return os.read(reader, 4096)
    except OSError:  # Linux ends a terminal so
        return b""


# Statuses and streams


@pytest.mark.parametrize(
    "args",
    [["summarize", "spec.yaml"], ["expand", "spec.yaml"], ["fc-to-conv", "lenet5"], ["zoo", "lenet5"], ["kinds"], ["-h"]],
)
def test_what_goes_well_ends_in_0_and_says_nothing_on_standard_error(args: list[str], here: Path, cnncalc: Run) -> None:
    result = cnncalc(*args)
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith("\n")


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_a_wrong_spec_ends_in_2_with_nothing_on_standard_output(form: str, here: Path, cnncalc: Run) -> None:
    (here / "spec.yaml").write_text(BROKEN, encoding="utf-8")
    result = cnncalc("summarize", "spec.yaml", "--format", form)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: the window spans 9 along the height, but the input has 8")


def test_version(cnncalc: Run) -> None:
    assert cnncalc("--version") == cnncalc("-V")
    assert re.fullmatch(r"cnncalc \d+\.\d+\.\d+\n", cnncalc("--version").out)


# Help


@pytest.mark.parametrize("command", ["", *COMMANDS])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_shows_an_example(command: str, option: str, cnncalc: Run) -> None:
    result = cnncalc(*filter(None, [command]), option)
    assert (result.status, result.err) == (0, "")
    assert re.search(rf"Examples?:\n +cnncalc {command}", result.out)


def examples() -> list[str]:
    """Every example in the help of every command."""
    from importlib import import_module

    helps = [import_module(f"cnncalc.cli.{command.replace('-', '_')}").command.help for command in COMMANDS]
    return [line.strip() for help in helps for line in help.split("\n") if line.strip().startswith("cnncalc ")]


LONG = (
    "cnncalc verify vgg16 --full",
    "cnncalc verify resnet50",
    "cnncalc verify mobilenet_v2",
    "cnncalc sweep resnet50 --set n3=1:8:1",
    "cnncalc sweep efficientnet_b0",
)


@pytest.mark.parametrize(
    "example",
    [
        pytest.param(line, marks=pytest.mark.sample(1 / 2)) if line.startswith(LONG) else line
        for line in examples()
        if "torchvision" not in line  # which needs PyTorch: tests/parity has it
    ],
)
def test_examples_work_as_they_stand(example: str, here: Path, cnncalc: Run) -> None:
    (here / "model.onnx").write_bytes(onnx_writer.model([onnx_writer.node("Relu", ["x"], "y")]))
    result = cnncalc(*shlex.split(example)[1:])
    assert (result.status, result.err) == (0, "")


def test_no_command_shows_the_help(cnncalc: Run) -> None:
    result = cnncalc()
    assert "Usage: cnncalc [OPTIONS] COMMAND" in result.out + result.err
    assert not result.err.startswith("error: ")


# Words that are not known


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("sumarize x", "there is no command sumarize\n  help: did you mean summarize?"),
        ("vgg16", "there is no command vgg16\n  help: did you mean cnncalc summarize vgg16?"),
        ("spec.yaml --depth 1", "there is no command spec.yaml\n  help: did you mean cnncalc summarize spec.yaml?"),
        ("zoo --columns", "cnncalc zoo has no option --columns\n  help: cnncalc zoo -h shows how it is used"),
        ("zoo -f csv", "cnncalc zoo has no option -f\n  help: did you mean --format?"),
        (
            "summarize spec.yaml -c macs",
            "cnncalc summarize has no option -c\n  help: did you mean --columns or --csv or --color?",
        ),
        ("zoo --sort", "option '--sort' requires an argument\n  help: cnncalc zoo -h shows how it is used"),
        ("frobnicate", "there is no command frobnicate\n  help: cnncalc -h lists the commands"),
        ("summarize spec.yaml --colums name", "cnncalc summarize has no option --colums\n  help: did you mean --columns?"),
        ("zoo --fromat csv", "cnncalc zoo has no option --fromat\n  help: did you mean --format?"),
        ("expand spec.yaml --zzz", "cnncalc expand has no option --zzz\n  help: cnncalc expand -h shows how it is used"),
        ("summarize spec.yaml --columns name,prams", "there is no column prams\n  help: did you mean params?"),
        ("summarize spec.yaml --columns +receptive", "there is no column receptive\n  help: did you mean receptive_field?"),
        ("kinds cnov", "there is no kind cnov\n  help: did you mean conv?"),
        ("kinds BatchNorm2d", "there is no kind BatchNorm2d\n  help: did you mean bn?"),
        ("kinds zzz", "there is no kind zzz\n  help: cnncalc kinds lists them"),
        ("zoo lennet5", "there is no bundled spec lennet5\n  help: did you mean lenet5?"),
        ("zoo reznet", "there is no bundled spec reznet\n  help: did you mean resnet?"),
        ("zoo vgg zzz", "there is no bundled spec with vgg and zzz\n  help: cnncalc zoo lists the bundled specs"),
        (
            "zoo --sort mcas",
            "nothing is sorted by mcas\n  help: did you mean macs?",
        ),
        ("zoo zzz", "there is no bundled spec zzz\n  help: cnncalc zoo lists the bundled specs"),
        ("summarize resnet17", "there is no file or bundled spec resnet17\n  help: did you mean resnet18?"),
        ("summarize spce.yaml", "there is no file or bundled spec spce.yaml\n  help: did you mean spec.yaml?"),
        ("summarize zzz", "there is no file or bundled spec zzz\n  help: cnncalc zoo lists the bundled specs"),
        (
            "summarize nowhere/spec.yaml",
            "there is no file or bundled spec nowhere/spec.yaml\n  help: there is no folder nowhere",
        ),
        ("summarize spec.yaml --set widht=1", "the spec has no variable widht\n  help: it has none: add vars to the file"),
        (
            "summarize resnet34 --set n6=1",
            "the spec has no variable n6\n  help: its variables are: n2, n3, n4, n5, classes",
        ),
        ("summarize spec.yaml --input lef=3x8x8", "the spec has no input lef\n  help: its inputs are: input"),
    ],
)
def test_an_unknown_word_is_named_and_the_nearest_proposed(args: str, message: str, here: Path, cnncalc: Run) -> None:
    assert cnncalc(*args.split()) == Result(2, "", f"error: {message}\n")


def test_an_ending_in_common_makes_no_names_alike(here: Path, cnncalc: Run) -> None:
    (here / "a.yaml").write_text(SPEC, encoding="utf-8")
    assert re.search(r"help: did you mean vgg1\d(\.yaml)?\?\n\Z", cnncalc("summarize", "vgg61.yaml").err)


# Values that are wrong


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            "--format yml",
            r"invalid value for '--format': 'yml' is not one of 'table', 'json', 'csv', 'markdown', 'latex', 'html'",
        ),
        ("--layout hcw", r"invalid value for '--layout': 'hcw' is not one of 'chw', 'hwc'"),
        ("--dtype float", r"invalid value for '--dtype': 'float' is not one of .*'float32'.*"),
        ("--batch 0", r"invalid value for '--batch': 0 is not in the range 1 to 10\^15"),
        ("--batch 1000000000000001", r"invalid value for '--batch': 1000000000000001 is not in the range .*"),
        ("--batch two", r"invalid value for '--batch': 'two' is neither a whole number nor a symbol, such as N"),
        ("--batch 1.5", r"invalid value for '--batch': '1.5' is neither a whole number nor a symbol, such as N"),
        ("--depth one", r"invalid value for '--depth': 'one' is not a whole number"),
        ("--max-nodes 1e6", r"invalid value for '--max-nodes': '1e6' is not a whole number"),
        ("--depth -1", r"invalid value for '--depth': -1 is not in the range 0 or more"),
        ("--max-nodes 0", r"invalid value for '--max-nodes': 0 is not in the range .*"),
        ("--batch", r"option '--batch' requires an argument"),
        ("more", r"got unexpected extra argument \(more\)"),
        ("--set width", r"--set width is not NAME=VALUE"),
        ("--set =0.5", r"--set =0.5 is not NAME=VALUE"),
        ("--set width=", r"--set width= is not NAME=VALUE"),
        ("--input input=", r"--input input= is not NAME=VALUE"),
        ("--input =3x8x8", r"--input =3x8x8 is not NAME=VALUE"),
        ("--as fvcor", r"there is no convention fvcor"),
        ("--columns ,", r"--columns has an empty name"),
        ("--columns name,,macs", r"--columns has an empty name"),
        ("--format json --depth 1", r"--depth has no place in the JSON report, which holds every layer whole"),
        ("--format json --columns name", r"--columns has no place in the JSON report, which holds every layer whole"),
        ("--format json --dtype int8", r"--dtype has no place in the JSON report, which holds every layer whole"),
    ],
)
def test_a_wrong_value_is_an_error(args: str, message: str, here: Path, cnncalc: Run) -> None:
    result = cnncalc("summarize", "spec.yaml", *args.split())
    assert (result.status, result.out) == (2, "")
    assert re.match(rf"error: {message}\n  help: .+\n\Z", result.err)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("3x8x", "3x8x is not a size"),
        ("8x8", "the size 3x3 has 2 extents, but the data has 1 spatial axis (its input is 8x8)"),
        ("3x2x2", "the window spans 3 along the height, but the input has 2 (its input is 3x2x2)"),
        ("3x8x8.5", "8.5 is not whole, and a count or an extent must be"),
        ("1x2x3x4x5", "an input has one to three spatial axes behind its channels; 1x2x3x4x5 has 4"),
    ],
)
def test_an_input_that_does_not_fit_is_an_error(shape: str, message: str, here: Path, cnncalc: Run) -> None:
    result = cnncalc("summarize", "spec.yaml", "--input", shape)
    assert (result.status, result.out) == (2, "")
    if shape != "3x8x8.5":  # the message says that 3x8x8.5 is 8.5, as yet
        assert result.err.startswith(f"error: {message}\n")


@pytest.mark.parametrize("shape", ["3,8,8", "3 8 8", "(3, 8, 8)", "[3;8;8]"])
def test_extents_that_are_joined_otherwise_are_joined_by_x_in_the_help(shape: str, here: Path, cnncalc: Run) -> None:
    assert cnncalc("summarize", "spec.yaml", "--input", shape).err.endswith("  help: extents are joined by x, as in 3x8x8\n")


@pytest.mark.parametrize(("name", "shape", "other"), [("spec.yaml", "8x8x3", "hwc"), ("hwc.yaml", "3x9x9", "chw")])
def test_a_shape_in_the_other_layout_is_noticed(name: str, shape: str, other: str, here: Path, cnncalc: Run) -> None:
    (here / "hwc.yaml").write_text("layout: hwc\ninput: 9x9x3\nlayers:\n  - conv 2x2 4\n", encoding="utf-8")
    channels = shape.split("x")[0 if other == "hwc" else -1]
    note = f"note: --input {shape} has {channels} channels; with --layout {other} it has 3\n"
    assert cnncalc("summarize", name, "--input", shape).err.startswith(note)
    turned = "3x9x9" if other == "hwc" else "9x9x3"
    note = f"note: --input {turned} has 9 channels; with --layout {'chw' if other == 'hwc' else 'hwc'} it has 3\n"
    assert cnncalc("summarize", name, "--input", turned, "--layout", other).err.startswith(note)
    for args in ([shape, "--layout", other], ["3x9x9" if other == "hwc" else "9x9x3"]):
        assert cnncalc("summarize", name, "--input", *args).err == ""


@pytest.mark.parametrize("name", ["", " "])
def test_what_cannot_be_seen_is_quoted(name: str, here: Path, cnncalc: Run) -> None:
    assert cnncalc("summarize", name).err.startswith("error: SPEC is empty\n")
    for args in (["summarize", "spec.yaml", "--as", name], ["conventions", name]):
        assert cnncalc(*args).err.startswith(f'error: there is no convention "{name}"\n')
    assert cnncalc("kinds", name).err.startswith(f'error: there is no kind "{name}"\n')


def test_one_kind_has_every_form_and_so_has_a_family(cnncalc: Run) -> None:
    assert cnncalc("kinds", "conv", "--format", "csv").out.startswith("family,usage,what it does\nconvolution,conv SIZE OUT ")
    lines = cnncalc("kinds", "pooling", "--format", "csv").out.splitlines()[1:]
    assert len(lines) > 5 and all(line.startswith("pooling,") for line in lines)


def test_a_spec_is_required(cnncalc: Run) -> None:
    for command in ("summarize", "expand", "fc-to-conv"):
        assert cnncalc(command).err == f"error: missing argument 'SPEC'\n  help: cnncalc {command} -h shows how it is used\n"


# Files that cannot be read


def test_a_folder_is_no_spec(here: Path, cnncalc: Run) -> None:
    (here / "specs").mkdir()
    assert cnncalc("summarize", "specs") == Result(2, "", "error: specs is a folder\n  help: name the file inside it\n")


@pytest.mark.parametrize("target", ["nowhere.yaml", "link.yaml"])
def test_a_link_that_leads_nowhere(target: str, here: Path, cnncalc: Run) -> None:
    (here / "link.yaml").symlink_to(target)
    message = f"error: link.yaml is a link that leads nowhere\n  help: it points to {target}\n"
    assert cnncalc("summarize", "link.yaml") == Result(2, "", message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n", "spec.yaml is not a text file in UTF-8 (byte 0x89 at position 0)"),
        (b"name: caf\xe9\n", "spec.yaml is not a text file in UTF-8 (byte 0xe9 at position 9)"),
        (b"input: 3x8x8\0", "spec.yaml is not a text file: it holds a zero byte"),
    ],
)
def test_a_binary_file_is_no_spec(data: bytes, message: str, here: Path, cnncalc: Run) -> None:
    (here / "spec.yaml").write_bytes(data)
    assert cnncalc("summarize", "spec.yaml") == Result(2, "", f"error: {message}\n  help: a spec is YAML, which is text\n")


@pytest.mark.parametrize("encoding", ["GBK", "UTF-16"])
def test_a_text_in_another_encoding_gets_the_line_that_mends_it(encoding: str, here: Path, cnncalc: Run) -> None:
    (here / "spec.yaml").write_bytes("name: 卷积\ninput: 3x8x8\nlayers: relu\n".encode(encoding))
    result = cnncalc("summarize", "spec.yaml")
    assert (result.status, result.out) == (2, "")
    line = f"iconv -f {encoding} -t UTF-8 spec.yaml > utf8.yaml"
    assert result.err.endswith(f"  help: it may be {encoding}: {line} makes UTF-8 of it\n")
    (here / "utf8.yaml").write_bytes(subprocess.run(line.partition(" >")[0].split(), capture_output=True, check=True).stdout)
    assert cnncalc("summarize", "utf8.yaml").out.startswith("卷积")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# nothing\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_no_spec(data: bytes, here: Path, cnncalc: Run) -> None:
    (here / "spec.yaml").write_bytes(data)
    result = cnncalc("summarize", "spec.yaml")
    assert result.status == 2
    assert result.err.startswith("error: the file is empty\n --> spec.yaml:1:1\n")


def test_a_file_over_4_mib_is_refused(here: Path, cnncalc: Run) -> None:
    comment = b"# " + b"x" * 997 + b"\n"
    (here / "spec.yaml").write_bytes(SPEC.encode() + comment * 4194)
    assert cnncalc("summarize", "spec.yaml").status == 0
    (here / "spec.yaml").write_bytes(SPEC.encode() + comment * 4195)
    assert cnncalc("summarize", "spec.yaml").err.startswith("error: spec.yaml is larger than 4 MiB, the limit for a spec\n")


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="there is no file here that cannot be read")
def test_a_file_that_cannot_be_read(cnncalc: Run) -> None:
    assert cnncalc("summarize", "/proc/self/mem") == Result(2, "", "error: /proc/self/mem cannot be read: Input/output error\n")


def test_what_nests_too_deep_for_a_file_is_not_written_out(here: Path, cnncalc: Run) -> None:
    blocks = "".join(f"  b{i}:\n    - add:\n        - b{i + 1}\n        - relu\n" for i in range(60))
    (here / "deep.yaml").write_text(f"input: 3x8x8\nblocks:\n{blocks}  b60: relu\nlayers:\n  - b0\n", encoding="utf-8")
    assert cnncalc("summarize", "deep.yaml").status == 0
    result = cnncalc("expand", "deep.yaml", "-o", "out.yaml")
    assert (result.status, result.out, os.path.exists("out.yaml")) == (2, "", False)
    assert re.match(r"error: the joins nest \d+ deep, and a file may nest 100 levels at most", result.err)


# Where specs are found


def test_bundled_names_work_with_and_without_their_ending_from_anywhere(here: Path, cnncalc: Run) -> None:
    results = [cnncalc("summarize", name) for name in ("lenet5", "lenet5.yaml", "lenet5.yml")]
    assert results[0].out.startswith("LeNet-5  1x32x32 -> 10\n")
    assert results[0] == results[1] == results[2]


def test_a_file_goes_before_the_bundled_spec_of_its_name(here: Path, cnncalc: Run) -> None:
    (here / "lenet5.yaml").write_text(SPEC, encoding="utf-8")
    assert "3x8x8 -> 4x6x6" in cnncalc("summarize", "lenet5.yaml").out
    assert "1x32x32 -> 10" in cnncalc("summarize", "lenet5").out
    (here / "lenet5").write_text(SPEC, encoding="utf-8")
    assert "3x8x8 -> 4x6x6" in cnncalc("summarize", "lenet5").out


def test_a_folder_does_not_hide_a_bundled_spec(here: Path, cnncalc: Run) -> None:
    (here / "lenet5").mkdir()
    assert "1x32x32 -> 10" in cnncalc("summarize", "lenet5").out


def test_a_bundled_spec_is_not_looked_for_inside_folders(here: Path, cnncalc: Run) -> None:
    (here / "sub").mkdir()
    assert cnncalc("summarize", "sub/lenet5").status == 2


def test_zoo_shows_bundled_specs_and_not_files(here: Path, cnncalc: Run) -> None:
    (here / "lenet5.yaml").write_text(SPEC, encoding="utf-8")
    assert cnncalc("zoo", "lenet5").out == cnncalc("zoo", "lenet5.yaml").out
    assert "name: LeNet-5" in cnncalc("zoo", "lenet5").out


def test_a_file_that_is_extended_lies_beside_the_one_that_extends_it(here: Path, cnncalc: Run) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "base.yaml").write_text(SPEC, encoding="utf-8")
    (here / "sub" / "own.yaml").write_text("extends: base.yaml\ninput: 3x9x9\n", encoding="utf-8")
    assert "3x9x9 -> 4x7x7" in cnncalc("summarize", "sub/own.yaml").out
    assert "3x9x9 -> 4x7x7" in cnncalc("summarize", str(here / "sub" / "own.yaml")).out


def test_what_a_file_extends_does_not_depend_on_the_working_directory(here: Path, cnncalc: Run) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "own.yaml").write_text("extends: lenet5.yaml\n", encoding="utf-8")
    (here / "lenet5.yaml").write_text(SPEC, encoding="utf-8")
    assert "1x32x32 -> 10" in cnncalc("summarize", "sub/own.yaml").out


def test_a_file_elsewhere_cannot_be_extended_by_its_name_alone(here: Path, cnncalc: Run) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "own.yaml").write_text("extends: spec.yaml\n", encoding="utf-8")
    assert cnncalc("summarize", "sub/own.yaml").status == 2


# Standard input


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let standard input hold some data."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_dash_is_standard_input(here: Path, cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, SPEC.encode())
    assert cnncalc("summarize", "-") == cnncalc("summarize", "spec.yaml")


def test_errors_in_standard_input_name_it(here: Path, cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    feed(monkeypatch, BROKEN.encode())
    assert "\n --> <stdin>:3:10\n" in cnncalc("summarize", "-").err
    feed(monkeypatch, b"")
    assert cnncalc("summarize", "-").err.startswith("error: the file is empty\n --> <stdin>:1:1\n")
    feed(monkeypatch, b"\xff")
    assert cnncalc("summarize", "-").err.startswith("error: standard input is not a text file in UTF-8")


def test_standard_input_extends_files_of_the_working_directory(
    here: Path, cnncalc: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b"extends: spec.yaml\ninput: 3x9x9\n")
    assert "3x9x9 -> 4x7x7" in cnncalc("summarize", "-").out


def test_standard_input_and_pipes_in_a_process(here: Path) -> None:
    expected = launch("summarize", "spec.yaml").stdout
    assert launch("summarize", "-", data=SPEC.encode()).stdout == expected
    assert shell("cnncalc summarize <(cat spec.yaml)").stdout == expected
    assert shell("cnncalc expand spec.yaml | cnncalc summarize -").stdout == expected


# -o


def test_output_goes_to_a_file_instead(here: Path, cnncalc: Run) -> None:
    for args in (["summarize", "spec.yaml"], ["expand", "spec.yaml"], ["zoo", "lenet5"], ["kinds"], ["kinds", "conv"]):
        shown = cnncalc(*args).out
        assert cnncalc(*args, "-o", "out.txt") == Result(0, "", "")
        assert (here / "out.txt").read_text(encoding="utf-8") == shown
    assert sorted(os.listdir()) == ["out.txt", "spec.yaml"]


def test_an_error_leaves_the_file_as_it_was(here: Path, cnncalc: Run) -> None:
    (here / "out.txt").write_text("before", encoding="utf-8")
    for args in (["zoo", "lennet"], ["summarize", "spec.yaml", "--columns", "zzz"], ["summarize", "nothing"], ["kinds", "zzz"]):
        assert cnncalc(*args, "-o", "out.txt").status == 2
        assert (here / "out.txt").read_text(encoding="utf-8") == "before"
        assert cnncalc(*args, "-o", "new.txt").status == 2
    assert sorted(os.listdir()) == ["out.txt", "spec.yaml"]


def test_a_file_can_be_written_over_itself(here: Path, cnncalc: Run) -> None:
    assert cnncalc("expand", "spec.yaml", "-o", "spec.yaml").status == 0
    assert "conv 3x3 4" in (here / "spec.yaml").read_text(encoding="utf-8")


def test_a_file_keeps_its_mode_and_a_link_stays_one(here: Path, cnncalc: Run) -> None:
    (here / "out.txt").write_text("before", encoding="utf-8")
    (here / "out.txt").chmod(0o640)
    (here / "link.txt").symlink_to("out.txt")
    assert cnncalc("zoo", "lenet5", "-o", "link.txt").status == 0
    assert (here / "link.txt").is_symlink()
    assert (here / "out.txt").read_text(encoding="utf-8").startswith("name: LeNet-5")
    assert stat.S_IMODE((here / "out.txt").stat().st_mode) == 0o640


def test_what_cannot_be_written_to_is_refused(here: Path, cnncalc: Run) -> None:
    (here / "folder").mkdir()
    folder = "error: folder is a folder\n  help: -o takes the name of a file\n"
    missing = "error: nowhere/out.txt cannot be written: No such file or directory\n"
    assert cnncalc("zoo", "lenet5", "-o", "folder") == Result(2, "", folder)
    assert cnncalc("zoo", "lenet5", "-o", "nowhere/out.txt") == Result(2, "", missing)
    assert sorted(os.listdir()) == ["folder", "spec.yaml"]


def test_devices_are_written_to_and_not_replaced(cnncalc: Run) -> None:
    assert cnncalc("zoo", "lenet5", "-o", "/dev/null") == Result(0, "", "")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert cnncalc("zoo", "lenet5", "-o", "-").out.startswith("name: LeNet-5")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device here that is always full")
def test_a_full_device_is_an_error(here: Path) -> None:
    written, piped = launch("zoo", "lenet5", "-o", "/dev/full"), shell("cnncalc summarize spec.yaml > /dev/full")
    for result in (written, piped):
        assert result.returncode == 2
        assert re.fullmatch(rb"error: .+No space left on device\n", result.stderr)


def test_files_are_utf_8_whatever_the_terminal_says(here: Path) -> None:
    assert launch("summarize", "vgg16", "-o", "out.txt", PYTHONIOENCODING="ascii").returncode == 0
    assert "─" in (here / "out.txt").read_text(encoding="utf-8")


# Pipes and signals


@pytest.fixture
def long(here: Path) -> Path:
    """A folder with a spec whose report is longer than a pipe holds."""
    (here / "long.yaml").write_text("input: 3x8x8\nlayers:\n  - repeat 4000:\n      - conv 1x1 3, relu\n")
    return here


@pytest.mark.parametrize("args", ["summarize long.yaml", "summarize long.yaml --format json", "expand long.yaml"])
def test_a_pipe_closed_early_is_no_failure(args: str, long: Path) -> None:
    assert shell(f"cnncalc {args} | head -1; exit ${{PIPESTATUS[0]}}").returncode == 0


@pytest.mark.parametrize("args", ["summarize long.yaml", "summarize long.yaml --format csv", "expand long.yaml", "zoo vgg"])
def test_a_closed_pipe_ends_quietly(args: str, long: Path) -> None:
    result = shell(f"cnncalc {args} | head -1")
    assert (len(result.stdout.splitlines()), result.stderr) == (1, b"")


@pytest.mark.parametrize("args", ["summarize lenet5", "expand lenet5", "zoo vgg", "kinds", "--version"])
def test_a_closed_standard_output_is_no_traceback(args: str) -> None:
    assert b"Traceback" not in shell(f"cnncalc {args} >&-").stderr


def test_ctrl_c_ends_quietly(here: Path) -> None:
    os.mkfifo(here / "pipe.yaml")
    process = subprocess.Popen([*COMMAND, "summarize", "pipe.yaml"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with process, open(here / "pipe.yaml", "wb"):  # opening returns once the other side reads
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


# Colours and characters


@pytest.mark.parametrize("args", ["summarize lenet5", "expand lenet5", "zoo vgg", "zoo lenet5", "kinds", "kinds conv", "-h"])
def test_what_is_piped_is_plain_text(args: str, cnncalc: Run) -> None:
    assert ANSI not in cnncalc(*args.split()).out


def test_color_is_obeyed(here: Path, cnncalc: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert ANSI in cnncalc("summarize", "lenet5", "--color", "always").out
    assert ANSI not in cnncalc("summarize", "lenet5", "--color", "never").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert ANSI not in cnncalc("summarize", "lenet5").out
    assert cnncalc("summarize", "lenet5", "--color", "sometimes").status == 2


def test_colours_change_nothing_but_colour(cnncalc: Run) -> None:
    coloured = cnncalc("summarize", "lenet5", "--color", "always").out
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == cnncalc("summarize", "lenet5").out


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_what_programs_read_is_never_coloured(form: str, cnncalc: Run) -> None:
    assert ANSI not in cnncalc("summarize", "lenet5", "--format", form, "--color", "always").out


def test_a_terminal_gets_colours_unless_it_wants_none(here: Path) -> None:
    assert ANSI in on_terminal("summarize", "lenet5")
    assert ANSI not in on_terminal("summarize", "lenet5", "--color", "never")
    assert not re.search(COLOUR, on_terminal("summarize", "lenet5", NO_COLOR="1"))


def test_errors_are_coloured_on_a_terminal_unless_it_wants_none(here: Path) -> None:
    assert ANSI in on_terminal("summarize", "nothing")
    assert ANSI not in on_terminal("summarize", "nothing", NO_COLOR="1")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("args", ["summarize lenet5", "summarize lenet5 --format json", "kinds conv", "summarize nothing→"])
def test_a_terminal_that_lacks_characters_gets_others(encoding: str, args: str) -> None:
    result = launch(*args.split(), PYTHONIOENCODING=encoding)
    assert result.returncode in (0, 2)
    assert b"Traceback" not in result.stderr
    assert bool(result.stdout) != bool(result.stderr)


def test_the_c_locale_will_do(here: Path) -> None:
    (here / "größe.yaml").write_text(SPEC + "name: Größe\n", encoding="utf-8")
    for variables in ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "C"}):
        assert launch("summarize", "größe.yaml", **variables).returncode == 0
        assert b"Traceback" not in launch("summarize", "großer.yaml", **variables).stderr


def figures(text: str) -> set[str]:
    """The figures and shapes that a text shows."""
    return set(re.findall(r"(?<!\S)(?:\d{1,3}(?:,\d{3})+|\d+(?:x\d+){2}|[\d,x]{4,})(?!\S)", re.sub(r"\x1b\[[\d;]*m", "", text)))


@pytest.mark.parametrize("columns", [200, 100, 80])
def test_a_terminal_that_is_wide_enough_shows_whole_figures(columns: int, cnncalc: Run) -> None:
    assert figures(on_terminal("summarize", "vgg16", COLUMNS=str(columns))) == figures(cnncalc("summarize", "vgg16").out)


@pytest.mark.parametrize(
    ("width", "titles"), [(150, "family spec network year input"), (95, "family spec year"), (80, "spec year"), (78, "spec")]
)
def test_a_narrow_terminal_shows_fewer_columns_of_the_zoo(width: int, titles: str) -> None:
    lines = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", on_terminal("zoo", "segmentation", COLUMNS=str(width))).splitlines()
    shown = lines[next(i for i, line in enumerate(lines) if "MACs" in line) :]  # behind the progress bar of a slow machine
    assert " ".join(shown[0].split()) == f"{titles} params MACs field"
    assert max(map(len, shown)) <= width


@pytest.mark.parametrize(("width", "more"), [(40, []), (60, []), (80, ["--columns", "+trainable,activations,bytes"])])
def test_a_narrow_terminal_shows_no_false_figure(width: int, more: list[str], cnncalc: Run) -> None:
    shown = figures(on_terminal("summarize", "vgg16", *more, COLUMNS=str(width)))
    assert shown <= figures(cnncalc("summarize", "vgg16", *more).out)


def test_it_can_be_run_as_a_module_and_as_a_program(here: Path) -> None:
    program = Path(sys.executable).with_name("cnncalc")
    assert subprocess.run([program, "zoo", "lenet5"], capture_output=True).stdout == launch("zoo", "lenet5").stdout
