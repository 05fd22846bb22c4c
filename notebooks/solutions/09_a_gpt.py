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
# # Solutions to 09 A GPT, one number at a time
#
# For instructors. The exercises stand in [the notebook](../09_a_gpt.ipynb).

# %%
import math
import sys

sys.path.insert(0, "..")

# %%
import autograd
import nn
from autograd import Value, check_answer, gradcheck, relu
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# The chain rule: twice the ReLU, times its own derivative, which is 1 where the ReLU is not 0 anyway.


# %%
def slope(x, y):
    return 2 * relu(x)


with exercise():
    squared = operation("squared_relu", lambda x: relu(x) * relu(x), (slope,), latex=r"\operatorname{{ReLU}}({0})^2")
    for point in (-0.8, 1.5):
        gradcheck(squared, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# The derivative of a quotient by its divisor has the divisor squared. It takes a divisor that depends on x.

# %%
bug = suspect("09")
print(bug.what)


# %%
def witness(x):
    return 1 / x


with exercise():
    assert caught(bug, witness, 0.5), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# $\partial h/\partial a_1 = 2$ and $\partial a_1/\partial q = a_1(1 - a_1)$. That is $a_1 (v_1 - h)$ again, as
# $v_1 - h = 2 - 2 a_1$.

# %%
q = Value(0.4, label="q")
a1 = q.sigmoid()
h = 2 * a1 + 1
a1.label, h.label = "a1", "h"

# %%
check_answer(h, q, [2.0, a1.data * (1 - a1.data)])

# %% [markdown]
# ## Exercise 4
#
# Only letter 2 has nothing in the first number and much in the second. The scores of $q = (0, 4)$ are 0, 8 and 4.

# %%
k = [[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]


# %%
def query():
    return [0.0, 4.0]


with exercise():
    shares = [float(share) for share in nn.softmax([autograd.dot(query(), key) for key in k])]
    assert shares[1] >= 0.9, f"letter 2 gets {shares[1]:.2f}"

# %% [markdown]
# ## Exercise 5
#
# $e^{z/T}$ is $(e^z)^{1/T}$: each probability is raised to the power $1/T$, and all are divided by their new sum.


# %%
def drawn_at(temperature, logits):
    return nn.softmax([z / temperature for z in logits])


with exercise():
    warm, cold = ([float(p) for p in drawn_at(t, [2.0, 1.0, 0.0])] for t in (1.0, 0.5))
    assert math.isclose(cold[0] / cold[1], (warm[0] / warm[1]) ** 2), f"{cold[0] / cold[1]:.3f} to 1"
    assert math.isclose(sum(cold), 1.0), f"they sum to {sum(cold):.3f}"
