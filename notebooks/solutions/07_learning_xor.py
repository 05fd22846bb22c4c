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
# # Solutions to 07 Learning XOR
#
# For instructors. The exercises stand in [the notebook](../07_learning_xor.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import nn
from autograd import check_answer, gradcheck, sigmoid
from course import caught, exercise, operation, suspect
from nn.datasets import XOR

# %% [markdown]
# ## Exercise 1
#
# $\sigma + x\,\sigma(1-\sigma) = \sigma + y(1-\sigma)$. It is negative for $x$ below about $-1.28$: the swish is not
# monotone.


# %%
def slope(x, y):
    return sigmoid(x) + y * (1 - sigmoid(x))


with exercise():
    swish = operation("swish", lambda x: x * sigmoid(x), (slope,), latex=r"{0}\,\sigma({0})")
    for point in (-0.8, 2.0):
        gradcheck(swish, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# Nodes are visited depth first, not in topological order. So a node hands on its gradient before all of it has arrived.
# It takes a value that is used twice, once directly and once on a detour.

# %%
bug = suspect("07")
print(bug.what)


# %%
def witness(x):
    b = 2 * x
    return b * b.exp()


with exercise():
    assert caught(bug, witness, 0.5), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# $(\hat y - y) \cdot w_{11}^{(2)} \cdot h_1(1-h_1) \cdot x_1$. The weight of the second layer is forgotten most often.

# %%
model = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
descent = {"loss": nn.binary_cross_entropy, "optimizer": nn.SGD(model.parameters(), 2.0), "progress": False}
history = nn.fit(model, *XOR, epochs=1500, **descent)

# %%
loss = nn.binary_cross_entropy(model([1.0, 0.0]), 1)
y_hat = model([1.0, 0.0]).data
h = [unit.data for unit in model.layers[0]([1.0, 0.0])]
w = model.named_parameters()

# %%
check_answer(loss, w["w_11^(1)"], [y_hat - 1, w["w_11^(2)"], h[0] * (1 - h[0]), 1.0])
