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

# A row stands in the table by being made: no list names it again.
from autograd.primitives.activations import *  # noqa: F403
from autograd.primitives.arithmetic import *  # noqa: F403
from autograd.primitives.exponentials import *  # noqa: F403
from autograd.primitives.losses import *  # noqa: F403
from autograd.primitives.piecewise import *  # noqa: F403
from autograd.primitives.trigonometry import *  # noqa: F403
from autograd.primitives.vectors import *  # noqa: F403
from autograd.primitives.whole_numbers import *  # noqa: F403
