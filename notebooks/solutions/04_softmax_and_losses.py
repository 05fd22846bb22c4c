# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Solutions to 04 Softmax and losses
#
# For instructors. The exercises stand in [the notebook](../04_softmax_and_losses.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import math

import nn
from autograd import Value, check_answer, gradcheck, softmax_cross_entropy
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# $\frac{e^x}{1+e^x} = \sigma(x)$: the sigmoid is the slope of the softplus.


# %%
def slope(x, y):
    return 1 / (1 + math.exp(-x))


with exercise():
    my_softplus = operation("my_softplus", lambda x: math.log(1 + math.exp(x)), (slope,), latex=r"\log(1 + e^{{{0}}})")
    for point in (-2.0, 0.5):
        gradcheck(my_softplus, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# The gradient by the logits is taken to be $p$ instead of $p - Y$: the target is forgotten. Then no logit is ever
# pulled up.

# %%
bug = suspect("04")
print(bug.what)


# %%
def witness(x):
    return softmax_cross_entropy([x, 0.0], [1.0, 0.0])


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# $(p_2 - Y_2) \cdot x$ with $Y_2 = 0$. The $-1$ belongs to the right class alone.

# %%
w = [Value(0.5, label="w_1"), Value(-0.25, label="w_2")]
f = [w[0] * 3.0, w[1] * 3.0]
f[0].label, f[1].label = "f_1", "f_2"
p = nn.softmax(f)
loss = nn.cross_entropy(f, 0)

# %%
check_answer(loss, w[1], [p[1].data, 3.0])
