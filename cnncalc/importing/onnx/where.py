"""Where a node stands: the module of PyTorch, or the layer of another tool, that it was exported from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncalc.importing.onnx.protos import NodeProto

SCOPES, CLASSES = "pkg.torch.onnx.name_scopes", "pkg.torch.onnx.class_hierarchy"


def module_of(node: NodeProto) -> tuple[str, str]:
    """The path of the module that a node stands in, and its class where the node is the module's own; empty where unknown."""
    if SCOPES in node.metadata:
        return _from_metadata(node)
    if not node.name.startswith("/"):
        return "", ""
    parts: list[str] = []
    for part in node.name.strip("/").split("/")[:-1]:  # /layer1/layer1.0/conv1/Conv is layer1.0.conv1
        if parts and part.startswith(f"{parts[-1]}."):
            parts[-1] = part
        else:
            parts.append(part)
    return ".".join(parts), ""


def _from_metadata(node: NodeProto) -> tuple[str, str]:
    scopes = re.findall(r"'([^']*)'", node.metadata[SCOPES])
    classes = re.findall(r"'([^']*)'", node.metadata.get(CLASSES, ""))
    paths = [(scope, kind) for scope, kind in zip(scopes[:-1], classes) if scope]
    path, kind = paths[-1] if paths else ("", "")
    return path, kind.rpartition(".")[2] if ".nn.modules." in kind else ""


def is_parameter(name: str) -> bool:
    """Whether a stored tensor is named as a parameter of a module is.

    >>> is_parameter("layer1.0.conv1.weight"), is_parameter("onnx::Conv_193")
    (True, False)
    """
    return bool(re.fullmatch(r"[A-Za-z_]\w*(\.\w+)+", name))
