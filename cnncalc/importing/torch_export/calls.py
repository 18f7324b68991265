"""A call of a node, with what its row in the table asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncalc.errors import Fault
from cnncalc.importing.operations import AlongBatch, Operation, Shape
from cnncalc.layers.arithmetic import product

if TYPE_CHECKING:
    from cnncalc.importing.torch_export.graph import _GraphReader


class Constant(NamedTuple):
    """A tensor that does not depend on the input: a weight, a buffer, or what is worked out from such."""

    shape: Shape
    name: str
    learned: frozenset[str] = frozenset()  # the parameters in it


class Call:
    """A node that works on tensors of the network."""

    def __init__(
        self, reader: _GraphReader, node: dict[str, Any], op: str, arguments: dict[str, Any], outs: Sequence[str]
    ) -> None:
        self.reader = reader
        self.node = node
        self.op = op
        self.arguments = arguments
        self.outs = outs

    def __getitem__(self, key: str) -> Any:
        """An argument; None where it is not given."""
        found: Any = self.arguments.get(key)
        return found[0] if _is_tensor(found) else found

    def of(self, key: str, otherwise: Any) -> Any:
        """An argument, or what it is where it is not given."""
        found = self[key]
        return otherwise if found is None else found

    @property
    def activations(self) -> list[str]:
        """The tensors of the network that it reads, in their order."""
        return [tensor for tensor, _ in self._tensors() if isinstance(tensor, str)]

    def _tensors(self) -> list[tuple[str | Constant, Shape]]:
        values = self.arguments.values()
        items = [item for found in values for item in (found if isinstance(found, list) else [found])]
        return [item for item in items if _is_tensor(item)]

    @property
    def shape(self) -> Shape:
        """The shape of its first tensor, batch and all."""
        return self._tensors()[0][1]

    @property
    def out(self) -> Shape:
        """The shape of its output, batch and all."""
        return self.reader.shape(self.outs[0])

    @property
    def batch(self) -> int:
        """How many items of the input the graph was made for."""
        return self.reader.batch

    def weights(self, **found: Constant | None) -> dict[str, Constant]:
        """Those that there are."""
        return {name: constant for name, constant in found.items() if isinstance(constant, Constant)}

    def made(
        self,
        op: str,
        inputs: Sequence[str] | None = None,
        weights: dict[str, Constant] | None = None,
        result: Shape | None = None,
        **attributes: Any,
    ) -> list[str]:
        """An operation of the model, under `inputs` or the activations of the call."""
        shape = self.out if result is None else result
        for name, constant in (weights or {}).items():
            if len(constant.learned) > 1:
                raise Fault(f"{op} whose {name} is worked out from several tensors")
            if any(self.reader.sizes[own] != product(constant.shape) for own in constant.learned):
                raise Fault(f"{op} whose {name} is a part of what is learned")
        stated = {name: constant.shape for name, constant in (weights or {}).items()}
        tensors = self.activations[:1] if inputs is None else inputs
        own = next(iter(next(iter((weights or {}).values())).learned), "") if weights else ""
        whole = shape[:1] == (self.batch,)
        if not whole and self.shape[:1] == (self.batch,):
            op, attributes = "rebatch", {"shape": shape}
        operation = Operation(
            "", op, tuple(tensors), attributes, shape[1:] if whole else None, stated, (), (own,) if own else ()
        )
        return [self.reader.add(operation, self.node)]

    def unknown(self) -> list[str]:
        """An operation that the table does not have, under the file's own word."""
        name = self.made(self.op, self.activations)[0]
        return [name, *(f"{name}.{number}" for number in range(1, len(self.outs)))]

    def axis(self, number: int, rank: int | None = None) -> int:
        """An axis without the batch, as the vocabulary counts it."""
        rank = len(self.shape) if rank is None else rank
        axis = number % rank
        if axis == 0:
            raise AlongBatch
        return axis - 1


def _is_tensor(found: Any) -> bool:
    return isinstance(found, tuple) and len(found) == 2 and isinstance(found[0], (str, Constant))


def per_axis(numbers: Any, rank: int, otherwise: int = 1) -> Shape:
    """A number for each spatial axis, where PyTorch takes one for all.

    >>> per_axis([2], 2), per_axis([], 2), per_axis(3, 1)
    ((2, 2), (1, 1), (3,))
    """
    found = tuple(numbers) if isinstance(numbers, list) else () if numbers is None else (numbers,)
    return found * rank if len(found) == 1 else found or (otherwise,) * rank
