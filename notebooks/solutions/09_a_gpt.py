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
import sys

sys.path.insert(0, "..")

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
