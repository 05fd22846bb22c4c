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
# # Solutions to 03 The multilayer perceptron
#
# For instructors. The exercises stand in [the notebook](../03_multilayer_perceptron.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import nn
from autograd import check_answer, gradcheck
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# The slope is 1 on the right and 0.1 on the left. A unit with a leaky ReLU cannot die: some gradient always comes
# through.


# %%
def slope(x, y):
    return 1.0 if x > 0 else 0.1


with exercise():
    leaky = operation("leaky", lambda x: max(x, x / 10), (slope,), latex=r"\operatorname{{leaky}}({0})")
    for point in (-2.0, 1.5):
        gradcheck(leaky, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# The gradient passes a ReLU where its input is negative, too. With a positive input nothing is wrong, so the witness
# needs a negative one.

# %%
bug = suspect("03")
print(bug.what)


# %%
def witness(x):
    return (-x).relu()


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# $\hat y(1-\hat y) \cdot w_{11}^{(2)} \cdot h_1(1-h_1) \cdot x_1$: two sigmoids on the way, and each has its factor.

# %%
small = nn.MLP(2, [2, 1], output="sigmoid", seed=0)
y_hat = small([1.0, -1.0])
h = small.layers[0]([1.0, -1.0])
w = small.named_parameters()

# %%
check_answer(y_hat, w["w_11^(1)"], [y_hat.data * (1 - y_hat.data), w["w_11^(2)"], h[0].data * (1 - h[0].data), 1.0])
