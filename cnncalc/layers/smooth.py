"""Activations with curves. Each formula is the one that is counted: a sign flip is free; exp, log and erf are an `exp` each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncalc.layers.base import Layer, Ops

if TYPE_CHECKING:
    from cnncalc.words.numbers import Number


class ELU(Layer):
    """max(0, x) + ALPHA*(exp(min(0, x)) - 1).

    Operations per element: two cmp, one exp, two add, one mul. Source: Clevert et al. 2016.
    """

    usage = "elu [ALPHA=1]"
    family = "activation"
    example = ("64x56x56", "elu")
    elementwise = True
    keeps = ("output",)
    in_place = True
    each = Ops(mul=1, add=2, cmp=2, exp=1)
    alpha: Number


class SELU(Layer):
    """l*(max(0, x) + a*(exp(min(0, x)) - 1)) with l = 1.0507..., a = 1.6732....

    Operations per element: two cmp, one exp, two add, two mul. Source: Klambauer et al. 2017.
    """

    usage = "selu"
    family = "activation"
    example = ("64x56x56", "selu")
    elementwise = True
    keeps = ("output",)
    in_place = True
    each = Ops(mul=2, add=2, cmp=2, exp=1)


class CELU(Layer):
    """max(0, x) + min(0, ALPHA*(exp(x/ALPHA) - 1)).

    Operations per element: two cmp, one div, one exp, two add, one mul. Source: Barron 2017.
    """

    usage = "celu [ALPHA=1]"
    family = "activation"
    example = ("64x56x56", "celu")
    elementwise = True
    keeps = ("output",)
    in_place = True
    each = Ops(mul=1, add=2, cmp=2, div=1, exp=1)
    alpha: Number


class GELU(Layer):
    """0.5*x*(1 + erf(x/sqrt(2))), exactly; under `tanh` 0.5*x*(1 + tanh(0.7978845608*(x + 0.044715*x^3))).

    Operations per element: two mul, one div, one exp (for erf), one add; under `tanh` seven mul, four add, one div, one exp.
    Source: Hendrycks & Gimpel 2016.
    """

    usage = "gelu [tanh]"
    family = "activation"
    example = ("64x56x56", "gelu")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    tanh: bool = False

    def each_element(self) -> Ops:
        return Ops(mul=7, add=4, div=1, exp=1) if self.tanh else Ops(mul=2, add=1, div=1, exp=1)


class SiLU(Layer):
    """x/(1 + exp(-x)).

    Operations per element: one exp, one add, one div. Source: Ramachandran et al. 2017.
    """

    usage = "silu"
    family = "activation"
    aliases = ("swish",)
    example = ("64x56x56", "silu")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(add=1, div=1, exp=1)


class Sigmoid(Layer):
    """1/(1 + exp(-x)).

    Operations per element: one exp, one add, one div.
    """

    usage = "sigmoid"
    family = "activation"
    example = ("64x56x56", "sigmoid")
    elementwise = True
    keeps = ("output",)
    in_place = True
    each = Ops(add=1, div=1, exp=1)


class Tanh(Layer):
    """(1 - exp(-2x))/(1 + exp(-2x)).

    Operations per element: one mul, one exp, two add, one div.
    """

    usage = "tanh"
    family = "activation"
    example = ("64x56x56", "tanh")
    elementwise = True
    keeps = ("output",)
    in_place = True
    each = Ops(mul=1, add=2, div=1, exp=1)


class Softplus(Layer):
    """log(1 + exp(x)).

    Operations per element: two exp (one is the log), one add. Source: Dugas et al. 2001.
    """

    usage = "softplus"
    family = "activation"
    example = ("64x56x56", "softplus")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(add=1, exp=2)


class Softsign(Layer):
    """x/(1 + |x|).

    Operations per element: one cmp (for |x|), one add, one div. Source: Turian et al. 2009.
    """

    usage = "softsign"
    family = "activation"
    example = ("64x56x56", "softsign")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(add=1, cmp=1, div=1)


class Mish(Layer):
    """x*tanh(log(1 + exp(x))).

    Operations per element: softplus, tanh and one mul: two mul, three add, three exp, one div. Source: Misra 2019.
    """

    usage = "mish"
    family = "activation"
    example = ("64x56x56", "mish")
    elementwise = True
    keeps = ("inputs",)
    in_place = True
    each = Ops(mul=2, add=3, div=1, exp=3)
