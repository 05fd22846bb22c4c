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
# # Solutions to 02 The perceptron
#
# For instructors. The exercises stand in [the notebook](../02_perceptron.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import nn
from autograd import check_answer, dot, gradcheck
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# The derivative is never 0. So a unit with a soft sign always has a gradient, however small.


# %%
def slope(x, y):
    return 1 / (1 + abs(x)) ** 2


with exercise():
    softsign = operation("softsign", lambda x: x / (1 + abs(x)), (slope,), latex=r"\operatorname{{softsign}}({0})")
    for point in (-1.5, 0.5):
        gradcheck(softsign, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# The derivative of $w \cdot x + b$ by $b$ is taken to be 0; it is 1. A sum written with `+` does not show it: the error
# is in the row of `dot`.

# %%
bug = suspect("02")
print(bug.what)


# %%
def witness(w, b):
    return dot([w], [3.0], b)


with exercise():
    assert caught(bug, witness, 2.0, 1.0), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# $\frac{\partial\ell}{\partial e} \cdot \frac{\partial e}{\partial o} \cdot \frac{\partial o}{\partial w_1} = 2e \cdot
# 1 \cdot x_1$. The 2 is forgotten most often.

# %%
unit = nn.Neuron(2, activation="linear", seed=0)
o = unit([2.0, -1.0])
e = o - 1.0
loss = e**2
o.label, e.label, loss.label = "o", "e", "ℓ"

# %%
check_answer(loss, unit.weights[0], [2 * e.data, 1.0, 2.0])
