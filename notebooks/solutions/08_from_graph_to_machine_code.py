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
# # Solutions to 08 From a graph to machine code
#
# For instructors. The exercises stand in [the notebook](../08_from_graph_to_machine_code.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import math

import autograd
from autograd import gradcheck, relu
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# The chain rule: the bell's value times the derivative of its exponent.


# %%
def slope(x, y):
    return -2 * x * y


with exercise():
    bell = operation("bell", lambda x: math.exp(-x * x), (slope,), latex=r"e^{{-{0}^2}}")
    for point in (-1.5, 0.5):
        gradcheck(bell, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# A node is visited once on each path, and hands on all it has each time. A value shows it that was computed, and is
# used twice. (With many such values the suspect is slow, too: the number of paths doubles with each.)

# %%
bug = suspect("08")
print(bug.what)


# %%
def witness(x):
    b = x.exp()
    return b + b


with exercise():
    assert caught(bug, witness, 0.5), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# A ReLU is an operation, and decides for each lane: one for the positive side, one for the negative.


# %%
def leaky(x):
    return relu(x) - 0.1 * relu(-x)


with exercise():
    found = list(autograd.compile(leaky, 3.0)([1.0, -2.0, 0.0]))
    assert all(map(math.isclose, found, [1.0, -0.2, 0.0])), f"At 1, −2 and 0 it gives {found}."
