"""Names of the spec as names in Python: as they are where that can be, else with a `_` after or in place of what cannot."""

from __future__ import annotations

import builtins
import re
from collections.abc import Container, Iterable
from keyword import iskeyword

# What every nn.Module has (PyTorch 2.13): a layer of such a name would hide it, or be hidden by it.
_OF_MODULES = """
    T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval
    extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules
    mtia named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer
    register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory
    state_dict to to_empty train training type xpu zero_grad
    _apply _backward_hooks _backward_pre_hooks _buffers _call_impl _compiled_call_impl _forward_hooks
    _forward_hooks_always_called _forward_hooks_with_kwargs _forward_pre_hooks _forward_pre_hooks_with_kwargs
    _get_backward_hooks _get_backward_pre_hooks _get_name _is_full_backward_hook _load_from_state_dict
    _load_state_dict_post_hooks _load_state_dict_pre_hooks _maybe_warn_non_full_backward_hook _modules _named_members
    _non_persistent_buffers_set _parameters _register_load_state_dict_pre_hook _register_state_dict_hook
    _replicate_for_data_parallel _save_to_state_dict _slow_forward _state_dict_hooks _state_dict_pre_hooks _version
    _wrapped_call_impl
"""
OF_MODULES = frozenset(re.findall(r"\w+", _OF_MODULES))
OF_DICTS = OF_MODULES | {"clear", "items", "keys", "pop", "update", "values"}  # what nn.ModuleDict has more
GLOBALS = frozenset(("torch", "nn", "Tensor", "self"))  # of the file that is written
LONGEST = 60  # characters of a class's name


def free(name: str, *taken: Container[str]) -> str:
    """The name, followed by as many `_` as make it differ from those taken.

    >>> free("half", {"half", "half_"})
    'half__'
    """
    while any(name in names for names in taken):
        name += "_"
    return name


def is_attribute(name: str) -> bool:
    """Whether `self.name` can be written; two leading `_` would be taken as private to the class.

    >>> is_attribute("conv1"), is_attribute("0"), is_attribute("class")
    (True, False, False)
    """
    return name.isidentifier() and not iskeyword(name) and not name.startswith("__")


def variable(name: str) -> str:
    """A name as a variable.

    >>> variable("conv-1"), variable("lambda"), variable("3x3")
    ('conv_1', 'lambda_', '_3x3')
    """
    plain = re.sub(r"\W", "_", name).lstrip("_") or "tensor"
    plain = f"_{plain}" if plain[0].isdigit() else plain
    return f"{plain}_" if iskeyword(plain) or plain in GLOBALS or hasattr(builtins, plain) else plain


def class_name(text: str, otherwise: str = "Network") -> str:
    """A text as the name of a class.

    >>> class_name("ResNet-50"), class_name("conv_bn"), class_name("2x"), class_name("ShuffleNetV2 1x")
    ('ResNet50', 'ConvBn', 'Network2x', 'ShuffleNetV2_1x')
    """
    words = re.findall(r"[A-Za-z0-9]+", text.replace("'", "").replace("’", ""))
    spaced = re.sub(r"(?<=[0-9]) (?=[0-9])", "_", " ".join(words))  # numbers stay two
    name = "".join(word[:1].upper() + word[1:] for word in spaced.split())[:LONGEST]
    return f"{otherwise}{name}" if not name or name[0].isdigit() else name


def numbered(name: str, taken: Container[str]) -> str:
    """The name, or the first with a number after it that is none of those taken.

    >>> numbered("Stage", {"Stage", "Stage2"})
    'Stage3'
    """
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}" if name[-1].isdigit() else f"{name}{number}"
    return found


def common(names: Iterable[str]) -> str:
    """The one name that all have, or what they have before their numbers; empty if there is neither.

    >>> common(["enc1", "enc2"]), common(["left", "right"])
    ('enc', '')
    """
    different = set(names)
    if len(different) > 1:
        different = {name.rstrip("0123456789").rstrip("_") for name in different}
    return different.pop() if len(different) == 1 else ""
