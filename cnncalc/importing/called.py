"""A module of PyTorch by the name of what makes it: `torchvision.models:resnet50`, `timm:resnet50`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from cnncalc.errors import did_you_mean, quote, refuse
from cnncalc.importing.imported import Imported, imported
from cnncalc.importing.operations import Shape

EXAMPLE = "write it as in torchvision.models:resnet50, or timm:resnet50"


def from_torch(module: Any, *shapes: str) -> Imported:
    """A `torch.nn.Module` on inputs of these shapes, at inference."""
    from cnncalc.importing.live import model_of_module

    if not shapes:
        raise refuse("a module does not say the shape of its input", 'give it, as in from_torch(module, "3x224x224")')
    return imported(model_of_module(module, [_shape(text) for text in shapes]), type(module).__name__)


def import_called(name: str, shapes: Mapping[str, str]) -> Imported:
    """What a function makes; its code is run."""
    if not shapes:
        raise refuse(f"{quote(name, 80)} does not say the shape of its input", "give it, as in --input 3x224x224")
    wanted = [_shape(text) for text in shapes.values()]
    read = imported(_model(name, wanted), name)
    return read._replace(model=read.model._replace(name=name.rpartition(":")[2]))


def _model(name: str, shapes: list[Shape]) -> Any:
    from cnncalc.importing.live import model_of_module

    return model_of_module(_made(name), shapes)


def _made(name: str) -> Any:
    """The module that a function makes, without numbers in its weights where that can be."""
    home, _, function = name.partition(":")
    try:
        import torch  # type: ignore[import-not-found, unused-ignore]

        package = import_module(home)
    except ImportError as error:
        raise refuse(f"{quote(name, 80)} needs what is not installed: {error}", EXAMPLE) from None
    make = getattr(package, "create_model" if home == "timm" else function, None)
    arguments = (function,) if home == "timm" else ()
    try:
        if make is None:
            raise AttributeError(f"it has no {function}")
        try:
            with torch.device("meta"):
                return make(*arguments)
        except (NotImplementedError, RuntimeError):  # some work numbers out while they are made
            return make(*arguments)
    except Exception as error:  # whatever that code raises
        if isinstance(error, AttributeError) and not hasattr(package, function) and home != "timm":
            known = [word for word in dir(package) if not word.startswith("_")]
            raise refuse(f"{home} has no {quote(function)}", did_you_mean(function, known, EXAMPLE)) from None
        first = f"{type(error).__name__}: {error}".splitlines()[0]
        raise refuse(f"{quote(name, 80)} makes no module: {first[:200]}", EXAMPLE) from error


def _shape(text: str) -> Shape:
    parts = text.split("x")
    if not all(part.isdecimal() and 0 < len(part) < 10 for part in parts):
        raise refuse(f"{quote(text)} is no shape of numbers", "write it as in 3x224x224")
    return tuple(map(int, parts))
