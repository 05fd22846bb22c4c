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
# # Solutions to 06 Gradient descent
#
# For instructors. The exercises stand in [the notebook](../06_gradient_descent.ipynb).

# %%
import sys

sys.path.insert(0, "..")

import math

from autograd import Value, check_answer, gradcheck
from course import caught, exercise, operation, suspect

# %% [markdown]
# ## Exercise 1
#
# $x/\sqrt{1+x^2} = x/y$. It never exceeds 1, so one wild sample cannot throw the weights away.


# %%
def slope(x, y):
    return x / y


with exercise():
    gentle = operation("gentle", lambda x: math.sqrt(1 + x * x), (slope,), latex=r"\sqrt{{1 + {0}^2}}")
    for point in (-0.5, 3.0):
        gradcheck(gentle, [point], order=1)

# %% [markdown]
# ## Exercise 2
#
# The derivative of $a - b$ by $b$ is taken to be 1; it is $-1$. Where the variable stands on the left, nothing is
# wrong.

# %%
bug = suspect("06")
print(bug.what)


# %%
def witness(x):
    return 5.0 - x


with exercise():
    assert caught(bug, witness, 2.0), "The suspect is right about this function."

# %% [markdown]
# ## Exercise 3
#
# $\frac12 \cdot 2e_1 \cdot x_1 + \frac12 \cdot 2e_2 \cdot x_2$. A gradient over a data set is the mean over its
# samples: one path each.

# %%
w = Value(0.5, label="w")
p1, p2 = w * 1.0, w * 3.0
e1, e2 = p1 - 2.0, p2 - 5.0
p1.label, p2.label, e1.label, e2.label = "p_1", "p_2", "e_1", "e_2"

# %%
l1, l2 = e1**2, e2**2
total = l1 + l2
mean = total * 0.5
l1.label, l2.label, total.label, mean.label = "ℓ_1", "ℓ_2", "sum", "L"

# %%
check_answer(mean, w, [0.5, 2 * e1.data, 1.0], [0.5, 2 * e2.data, 3.0])
