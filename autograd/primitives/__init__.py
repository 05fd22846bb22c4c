r"""The table of operations: the only place with calculus in it.

An operation is a row: its value, one partial an operand, and what people see of it. The rows stand by kind in the files
of this folder; here all of them meet. The letters in the rows:

| letter       | meaning                                                                      | slides        |
| ------------ | ---------------------------------------------------------------------------- | ------------- |
| `x`, `a`, `b`| operands                                                                     | L5            |
| `y`          | the result                                                                   | L5            |
| `p`          | an exponent                                                                  | L5.2          |
| `ws`, `xs`   | weights and inputs of a unit; `b` then is its bias                           | L1.1          |
| `z`, `p`, `t`| a logit (pre-activation), a probability, a target                            | L4.2          |
| `zs`, `ts`   | logits and targets, one a class                                              | L3.3, L4.3    |

A partial may use the result where that is cheaper or more accurate. Forms are chosen so that no digits are lost in the
tails: σ'(z) is written σ(z)·σ(−z), which at z = 40 is 4.2e-18, where σ(z)·(1 − σ(z)) is 0.
"""

from autograd.primitives.activations import erf, erfc, gelu, logsigmoid, sigmoid, silu, softplus, tanh
from autograd.primitives.arithmetic import add, div, mul, neg, sub
from autograd.primitives.exponentials import cbrt, exp, exp2, expm1, log, log1p, log2, log10, power, sqrt
from autograd.primitives.losses import binary_cross_entropy, sigmoid_binary_cross_entropy, softmax_cross_entropy
from autograd.primitives.piecewise import absolute, clamp, elu, leaky_relu, maximum, minimum, relu, step
from autograd.primitives.trigonometry import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    hypot,
    sin,
    sinh,
    tan,
)
from autograd.primitives.vectors import dot, largest, logsumexp, mean, prod, total

__all__ = [
    "absolute",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "binary_cross_entropy",
    "cbrt",
    "clamp",
    "cos",
    "cosh",
    "div",
    "dot",
    "elu",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "gelu",
    "hypot",
    "largest",
    "leaky_relu",
    "log",
    "log1p",
    "log2",
    "log10",
    "logsigmoid",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "mul",
    "neg",
    "power",
    "prod",
    "relu",
    "sigmoid",
    "sigmoid_binary_cross_entropy",
    "silu",
    "sin",
    "sinh",
    "softmax_cross_entropy",
    "softplus",
    "sqrt",
    "step",
    "sub",
    "tan",
    "tanh",
    "total",
]
