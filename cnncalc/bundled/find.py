"""Where specs come from: a path, standard input, or the specs that are installed with the package."""

# Annotations are evaluated here: a NamedTuple takes twice as long to make where they are not.
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.bundled.names import ENDINGS, all_bundled_names, bundled_path
from cnncalc.bundled.text import read_file, text_in
from cnncalc.errors import did_you_mean, nearest, quote, refuse, visible
from cnncalc.language.read import parse
from cnncalc.language.spec import Spec
from cnncalc.limits import FILE_BYTES, PARTS_DEPTH
from cnncalc.progress import Progress

if TYPE_CHECKING:
    from cnncalc.importing.formats import Format


class FoundFile(NamedTuple):
    """The text of a file, what errors call it, and the folder in which the files that it names lie."""

    text: str
    shown: str
    folder: str
    path: str = ""  # empty for standard input


def load(name: str, progress: Progress = None, inputs: Mapping[str, str] | None = None) -> Spec:
    """The spec of a path, of `-` (standard input), or of a bundled name with or without .yaml when no such file exists.

    A path may also be that of a model file of another program, which its content shows; `inputs` are shapes for inputs that
    such a file leaves open.

    Raises a `SpecError` where there is none, or it cannot be read; what is wrong inside it is kept, and building reports it.

    >>> import cnncalc
    >>> cnncalc.load("lenet5")
    <Spec LeNet-5: lenet5.yaml, 26 lines>
    """
    if (model := model_format(name)) is not None:
        from cnncalc.importing.imported import import_file, spec_of_import

        return spec_of_import(import_file(name, model, inputs), progress)
    found = find(name)
    return parse(found.text, found.shown, base_beside(found.folder), progress, part_beside(found.folder, (found.path,)))


def model_format(name: str) -> "Format | None":
    """The format of a model file; None where there is no file of that name, or it is one that may be a spec."""
    if name == "-" or not os.path.isfile(name):
        return None
    from cnncalc.importing.formats import format_of

    return format_of(name)


def find(name: str) -> FoundFile:
    """The text of a path, of `-` (standard input), or of a bundled name."""
    if name == "-":
        return FoundFile(text_in(sys.stdin.buffer.read(FILE_BYTES + 1), "standard input"), "<stdin>", os.curdir)
    path = resolve(name)
    return FoundFile(read_file(path), _shown(path, name), os.path.dirname(path), os.path.realpath(path))


def load_beside(folder: str, name: str) -> Spec:
    """The spec of a name that a file in a folder mentions: another file there, or a bundled one."""
    beside = os.path.join(folder, name)
    return load(beside if os.path.isfile(beside) else name)


def base_beside(folder: str) -> Callable[[str], Spec]:
    """What finds the spec that one in a folder extends."""

    def base(name: str) -> Spec:
        path = _beside(folder, name)
        own = os.path.dirname(path)
        return parse(read_file(path), _shown(path, name), None, None, part_beside(own, (os.path.realpath(path),)))

    return base


def part_beside(folder: str, around: tuple[str, ...] = (), known: dict[str, Spec] | None = None) -> Callable[[str], Spec]:
    """What finds the specs that one in a folder uses; `around` are the files that use one another down to it."""
    found = {} if known is None else known

    def part(name: str) -> Spec:
        path = _beside(folder, name)
        real = os.path.realpath(path)
        if real in around:
            circle = " → ".join(os.path.basename(file) for file in (*around[around.index(real) :], real))
            raise refuse(f"{quote(name, 80)} would be a part of itself: {circle}", "put what both need into a third file")
        if len(around) > PARTS_DEPTH:
            raise refuse(f"parts nest deeper than {PARTS_DEPTH} files", "use fewer levels")
        if real not in found:
            own = os.path.dirname(path)
            inner = part_beside(own, (*around, real), found)
            found[real] = parse(read_file(path), _shown(path, name), base_beside(own), None, inner)
        return found[real]

    return part


def _beside(folder: str, name: str) -> str:
    """The path of a name that a file in a folder mentions."""
    beside = os.path.join(folder, name)
    path = beside if os.path.isfile(beside) else bundled_path(name)
    if path is None:
        where = "beside this file" if folder else "here"
        raise refuse(f"there is no file {quote(name, 80)} {where}, and no bundled spec of that name", _suggestion(beside))
    return path


def _shown(path: str, name: str) -> str:
    """What errors call a file: a bundled one by its name alone."""
    return os.path.basename(path) if path == bundled_path(name) else visible(name)


def resolve(name: str) -> str:
    """The path of a spec's file."""
    if os.path.isfile(name):
        return name
    bundled = bundled_path(name)
    if bundled:
        return bundled
    if not name.strip():
        raise refuse("SPEC is empty", "name a file, a bundled spec, or - for standard input")
    if os.path.isdir(name):
        raise refuse(f"{quote(name, 80)} is a folder", "name the file inside it")
    if os.path.exists(name):
        return name  # a pipe or a device: reading it will show
    if os.path.islink(name):
        raise refuse(f"{quote(name, 80)} is a link that leads nowhere", f"it points to {quote(os.readlink(name), 80)}")
    raise refuse(f"there is no file or bundled spec {quote(name, 80)}", _suggestion(name))


def load_bundled(name: str) -> Spec:
    """The bundled spec of a name, whatever files lie about."""
    path = bundled_path(name)
    if path is None:
        raise refuse(f"there is no bundled spec {quote(name, 80)}", did_you_mean(name, all_bundled_names()))
    return parse(
        read_file(path), os.path.basename(path), base_beside(os.path.dirname(path)), None, part_beside(os.path.dirname(path))
    )


def _suggestion(name: str) -> str:
    try:
        files = [entry for entry in os.listdir(os.path.dirname(name) or os.curdir) if entry.endswith(ENDINGS)][:1000]
    except OSError:
        return f"there is no folder {quote(os.path.dirname(name), 80)}"
    stems = {os.path.splitext(file)[0]: file for file in files}
    guess = nearest(os.path.splitext(os.path.basename(name))[0], [*stems, *all_bundled_names()])
    return f"did you mean {stems.get(guess, guess)}?" if guess else "cnncalc zoo lists the bundled specs"
