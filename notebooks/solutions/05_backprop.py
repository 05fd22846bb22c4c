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
# # Solutions to 05 Backpropagation
#
# For instructors. The exercises stand in [the notebook](../05_backprop.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import math

import nn
from autograd import Value, check_answer, dot, gradcheck, sigmoid
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# $y(1-y)$, of the output. $x(1-x)$ is the classic slip: it takes the pre-activation for the output.


# %%
def slope(x, y):
    return y * (1 - y)


with exercise():
    my_sigmoid = operation("my_sigmoid", lambda x: 1 / (1 + math.exp(-x)), (slope,), latex=r"\sigma({0})")
    for point in (-1.0, 0.75):
        gradcheck(my_sigmoid, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# The gradient is set with `=` where `+=` would add. Of several uses the last one counts. A graph in which every value
# is used once does not show it.

# %%
bug = suspect("05")
print(bug.what)


# %%
def witness(x):
    return x * x


with exercise():
    assert caught(bug, witness, 3.0), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# The second path runs over $a_{12}$: $(\hat y-y) \cdot w_{21}^{(2)} \cdot a_{12}(1-a_{12}) \cdot w_{22}$.

# %%
x1, x2 = Value(1.0, label="x1"), Value(-1.0, label="x2")
numbers = {"w_11": 0.1, "w_21": 0.2, "w_12": -0.3, "w_22": 0.4}
w = {name: Value(number, label=f"{name}^(1)") for name, number in numbers.items()}

# %%
z1 = dot([w["w_11"], w["w_21"]], [x1, x2])
z2 = dot([w["w_12"], w["w_22"]], [x1, x2])
a11, a12 = sigmoid(z1), sigmoid(z2)
z1.label, z2.label, a11.label, a12.label = "z_11", "z_12", "a_11", "a_12"
a, b = a11.data, a12.data

# %%
v11, v21 = Value(0.5, label="w_11^(2)"), Value(-0.6, label="w_21^(2)")
prediction = sigmoid(dot([v11, v21], [a11, a12]))
loss = nn.binary_cross_entropy(prediction, 1)
error = prediction.data - 1

# %%
check_answer(loss, x2, [error, v11, a * (1 - a), w["w_21"]], [error, v21, b * (1 - b), w["w_22"]])
